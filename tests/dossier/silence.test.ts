import { describe, expect, it } from "vitest";
import { act, at, atOfficer, birth, people } from "./kit.ts";

/** A birth filed online whose draft went to the applicant on Monday at ten. */
const waiting = () =>
  atOfficer(birth, "2026-08-17 08:00", { channel: "online" })
    .at("2026-08-17 10:00")
    .ok(people.justice, act("officer", "sendDraft", { facts: { filedOnline: true } }));

describe("the applicant confirms a draft within a day; silence is consent (model.md §9)", () => {
  it("stands still for the applicant, and goes on by itself when their day is over", () => {
    const d = waiting();
    expect([d.clock, d.dossier.task?.step, d.dossier.responsibility?.holder]).toEqual([
      "suspended",
      "confirm",
      "party:citizen",
    ]);
    d.runTo("2026-08-18 23:59");
    expect(d.dossier.task?.step).toBe("confirm");
    d.runTo("2026-08-19 00:00");
    expect(d.all("acted").at(-1)).toMatchObject({ step: "confirm", action: "silent", by: { person: "system" } });
    expect([d.clock, d.dossier.task?.step]).toEqual(["running", "officer"]);
    // Same day, nothing left of it: due on the day the clock runs again.
    expect(d.promisedOn).toBe("2026-08-19");
  });

  it("does not fire once the applicant has answered", () => {
    const d = waiting().at("2026-08-17 14:00").ok(people.justice, act("confirm", "confirmed"));
    expect([d.clock, d.dossier.task?.step, d.promisedOn]).toEqual(["running", "officer", "2026-08-17"]);
    d.runTo("2026-08-20 12:00");
    expect(d.all("acted").filter((event) => event.action === "silent")).toEqual([]);
    expect(d.all("rung-taken").filter((rung) => rung.limit === "wait" && rung.dueAt >= at("2026-08-17 14:00"))).toEqual(
      [],
    );
  });
});

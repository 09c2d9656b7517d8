import { withPolicies } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, actor, at, type Driver, people } from "./kit.ts";
import { acceptedUnder, further, papers, record } from "./moment-kit.ts";

const officer = actor("ngoc", "social", "officer");

/** Posted on Monday at ten for three days: the last one is Wednesday the 19th. */
const posted = (silenceGraceMinutes?: number): Driver =>
  acceptedUnder(further("1.001776"), "2026-08-17 08:00", {
    policies: silenceGraceMinutes === undefined ? {} : { silenceGraceMinutes },
  })
    .ok(people.desk, act("intake", "forward"))
    .at("2026-08-17 10:00")
    .ok(officer, { type: "claim" })
    .ok(officer, act("officer", "post"))
    .ok(officer, record("posting", "posted", { place: "notice-board" }));

/** Brought to the counter at 16:00 on the last day, entered later. */
const brought = record("posting", "objected", {
  ...papers("objection"),
  occurredAt: at("2026-08-19 16:00"),
  reason: { code: "entered-next-day" },
});
/** The worker has taken every timer by then, or none. */
const workers = [
  ["in time", (d: Driver, now: string) => d.runTo(now)],
  ["behind", (d: Driver, now: string) => d.at(now)],
] as const;

describe.each(workers)("what came on the last day and is entered the next morning, a worker %s", (_worker, until) => {
  it("counts within the grace of the office, and silence waits for it", () => {
    const d = until(posted(60), "2026-08-20 08:00");
    d.ok(people.desk, brought);
    expect([d.work, d.all("acted").at(-1)?.action]).toEqual(["complaint", "objection"]);
  });

  it("does not count any more after it", () => {
    const d = until(posted(60), "2026-08-20 10:00");
    expect(["task.wrong_step", "moment.too_late"]).toContain(d.refused(people.desk, brought));
  });
});

describe("what happens after the last day", () => {
  it.each(workers)("comes too late, however soon it is entered, a worker %s", (_worker, until) => {
    const d = until(posted(60), "2026-08-20 07:50");
    expect(d.refused(people.desk, record("posting", "objected", papers("late")))).toBe("moment.too_late");
    const midnight = { occurredAt: at("2026-08-20 00:00"), reason: { code: "entered-next-day" } };
    expect(d.refused(people.desk, record("posting", "objected", { ...papers("late"), ...midnight }))).toBe(
      "moment.too_late",
    );
    const before = { ...midnight, occurredAt: at("2026-08-19 23:59") };
    d.ok(people.desk, record("posting", "objected", { ...papers("in-time"), ...before }));
    expect(d.work).toBe("complaint");
  });
});

describe("silence", () => {
  it("leads on when the grace is over, and at 24:00 where the office has none", () => {
    const d = posted(60);
    expect(d.dossier.limits.wait?.ladder).toBe("wait>noObjection>60");
    d.runTo("2026-08-20 07:59");
    expect(d.work).toBe("posting");
    d.runTo("2026-08-20 10:00");
    expect([d.work, d.all("acted").at(-1)?.by.person]).toEqual(["leader", "system"]);
    const none = posted();
    expect([none.dossier.limits.wait?.ladder, none.runTo("2026-08-20 00:00").work]).toEqual([
      "wait>noObjection",
      "leader",
    ]);
  });

  it("waits as long as an office may say, with a reason", () => {
    expect(withPolicies({ silenceGraceMinutes: 120 }, { silenceGraceMinutes: "Quy chế một cửa 5/QĐ" }).ok).toBe(true);
    expect(withPolicies({ silenceGraceMinutes: -1 }, { silenceGraceMinutes: "x" }).ok).toBe(false);
  });
});

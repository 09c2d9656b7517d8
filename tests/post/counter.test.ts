import { type PostGrant, postGrantOn } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { actor, at, Driver, inForce } from "../dossier/kit.ts";

const code = "1.001193";
const clerk = actor("nga", "post-xa-1", "post-staff");
const grant: PostGrant = {
  document: "12/HĐ-BĐ",
  unit: "post-xa-1" as PostGrant["unit"],
  procedures: [code],
  from: "2026-08-20" as PostGrant["from"],
  to: "2026-12-31" as NonNullable<PostGrant["to"]>,
};
const submit = {
  type: "submit",
  procedure: code,
  channel: "counter",
  caseId: "general",
  facts: {},
  intakeRef: "r1",
  helper: { kind: "post-staff", person: "nga", unit: "post-xa-1", document: "12/HĐ-BĐ" },
};
const on = (text: string) => new Driver(inForce(code), text).ok(clerk, submit);

describe("the post office as a counter", () => {
  it("receives under its grant: the clock starts there, and both the grant and who helped are recorded", () => {
    const d = on("2026-08-20 10:00").with({ postGrant: grant }).ok(clerk, { type: "accept" });
    expect(d.events.find(({ type }) => type === "accepted")).toMatchObject({
      grant: "12/HĐ-BĐ",
      by: { person: "nga", unit: "post-xa-1" },
    });
    expect(d.events[0]).toMatchObject({ type: "submitted", helper: submit.helper });
    expect(d.state?.limits.principal?.ledger.startAt).toBe(at("2026-08-20 10:00"));
    expect(d.state?.code).toBeDefined();
  });

  it("taken while the line was down counts from when the papers were checked", () => {
    const d = on("2026-08-20 10:00").with({ postGrant: grant }).at("2026-08-20 16:30");
    d.ok(clerk, { type: "accept", occurredAt: at("2026-08-20 10:05"), reason: { code: "outage" } });
    expect(d.state?.limits.principal?.ledger.startAt).toBe(at("2026-08-20 10:05"));
  });

  it.each<[string, Partial<PostGrant> | undefined]>([
    ["none", undefined],
    ["one that begins later", { from: "2026-08-21" as PostGrant["from"] }],
    ["one that is over", { from: "2026-01-01" as PostGrant["from"], to: "2026-08-19" as PostGrant["from"] }],
    ["one of another post office", { unit: "post-xa-2" as PostGrant["unit"] }],
    ["one for other procedures", { procedures: ["1.000894"] }],
  ])("is refused with a grant that is %s", (_name, change) => {
    const d = on("2026-08-20 10:00").with(change === undefined ? {} : { postGrant: { ...grant, ...change } });
    expect(d.refused(clerk, { type: "accept" })).toBe("post.no_grant");
    expect(d.refused(clerk, { type: "guide-intake", reason: { code: "missing" } })).toBe("post.no_grant");
  });

  it("refuses no dossier in the one-stop's name, and the desk needs no grant", () => {
    const d = on("2026-08-20 10:00").with({ postGrant: grant });
    expect(d.refused(clerk, { type: "refuse-intake", reason: { code: "no-competence" } })).toBe("command.role");
    d.ok(actor("lan", "one-stop", "one-stop-officer"), { type: "accept" });
    expect(d.events.find(({ type }) => type === "accepted")).not.toHaveProperty("grant");
  });

  it("names a helper by codes: words are content", () => {
    const d = new Driver(inForce(code), "2026-08-20 10:00");
    expect(d.refused(clerk, { ...submit, helper: { kind: "cháu ngoại bà Ba" } })).toBe("command.input");
    expect(d.refused(clerk, { ...submit, helper: { kind: "relative", person: "079123456789" } })).toBe("command.input");
    d.ok(clerk, { ...submit, helper: { kind: "relative" } });
  });

  it("has no hand in parcels of dossiers it was not trusted with", () => {
    const leg = {
      type: "begin-post-leg",
      legId: "T1",
      leg: "collection",
      carrier: "vnpost",
      orderNumber: "r1-T1",
      budget: { unit: "working-day", amount: 2 },
      source: "12/HĐ-BĐ",
    };
    const told = { type: "move-post-leg", legId: "T1", move: { kind: "tell", status: "delivered" } };
    const d = on("2026-08-20 10:00");
    expect([d.refused(clerk, leg), d.refused(clerk, told)]).toEqual(["post.no_grant", "post.no_grant"]);
    d.with({ postGrant: grant }).ok(clerk, leg);
  });

  it("finds the grant of a day, the latest begun", () => {
    const later = { ...grant, document: "13/HĐ-BĐ", from: "2026-10-01" as PostGrant["from"] };
    const asked = (day: string) =>
      postGrantOn([grant, later], { procedure: code, unit: "post-xa-1", day: day as PostGrant["from"] })?.document;
    expect([asked("2026-08-19"), asked("2026-08-20"), asked("2026-10-01"), asked("2027-01-01")]).toEqual([
      undefined,
      "12/HĐ-BĐ",
      "13/HĐ-BĐ",
      undefined,
    ]);
  });
});

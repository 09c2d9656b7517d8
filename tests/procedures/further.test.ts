import {
  canonicalJson,
  compileProcedure,
  type FollowedMoment,
  lintProcedure,
  loadDefinitionTools,
  mermaidDiagram,
  type ProcedureDefinition,
  procedureSheet,
  type StepDefinition,
} from "@motcua/core";
import { vietnamFurtherProcedures, vietnamProcedure, vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";

const further = vietnamFurtherProcedures();
const the = (code: string): ProcedureDefinition => {
  const found = further.find((definition) => definition.code === code);
  if (found === undefined) throw new Error(`no ${code}`);
  return found;
};
const codesOf = (definition: ProcedureDefinition): readonly string[] =>
  lintProcedure(definition).map(({ code, path }) => `${code} ${path}`);
/** One step changed. */
const withStep = (code: string, id: string, change: (step: StepDefinition) => object): ProcedureDefinition => {
  const definition = the(code);
  const steps = definition.steps.map((step) => (step.id === id ? { ...step, ...change(step) } : step));
  return { ...definition, steps };
};

describe("definitions beside the catalogue", () => {
  it("are clean but for what published tables get wrong, well-formed, and compile", async () => {
    expect(
      further.flatMap((one) => lintProcedure(one).map(({ code, text }) => `${one.code} ${code}: ${text.en}`)),
    ).toEqual([
      "1.012812 share.exceeds-limit: the steps add up to 33, the limit is 30 (calendar-day)",
      "1.014284 share.short-of-limit: the steps add up to 12, the limit is 15 (calendar-day)",
    ]);
    const { parseDefinition } = await loadDefinitionTools();
    for (const one of further) {
      expect(parseDefinition(JSON.parse(canonicalJson(one as never))).ok, one.code).toBe(true);
      expect(compileProcedure(one).initial.work).toBe("received");
    }
  });

  it("leave what was published as it is: another version, or another code", () => {
    for (const one of further) expect(one.version).toBe((vietnamProcedure(one.code)?.version ?? 0) + 1);
    expect(vietnamProcedures().every((one) => one.phases === undefined)).toBe(true);
    expect(
      vietnamProcedures()
        .flatMap(({ steps }) => steps)
        .filter(({ follows, session }) => follows ?? session),
    ).toEqual([]);
  });

  it("show on sheet and diagram what follows from what, who must be there, and each phase's days", () => {
    const sheet = procedureSheet(the("1.012812"));
    expect(sheet).toContain("Đã họp hòa giải (tự động khi: phiên họp đủ thành phần) → bước");
    expect(sheet).toContain("Bên bị yêu cầu / *The other party*: có mặt ít nhất 1, vắng lần thứ 2 thì thôi mời");
    expect(procedureSheet(the("1.014284"))).toMatch(/5 ngày.*Giai đoạn 2.*10 ngày/);
    expect(mermaidDiagram(the("1.001776"))).toContain("s_posting --> s_leader: ⏱ hết thời gian, Hết thời gian");
    expect(mermaidDiagram(the("1.001776"))).toContain(
      "s_posting --> s_complaint: ⏱ có ý kiến phản đối, ⏸ Có khiếu nại",
    );
  });
});

describe("lint of moments and phases", () => {
  const follows = (moment: FollowedMoment, action: string) => ({ follows: { [moment]: action } });
  it.each<[string, string, string, (step: StepDefinition) => object, string]>([
    ["a moment of another kind", "1.001776", "posting", () => follows("paid", "noObjection"), "follows.no-moment"],
    ["an end without a wait", "1.012812", "verify", () => follows("over", "verified"), "follows.no-moment"],
    ["an action that is not there", "1.001776", "posting", () => follows("over", "later"), "follows.unknown-action"],
    [
      "an action with a guard",
      "1.014284",
      "payment",
      ({ actions }) => ({ actions: actions.map((one) => ({ ...one, guard: ["difficultArea"] })) }),
      "follows.not-by-itself",
    ],
    [
      "an action that wants input",
      "1.001776",
      "posting",
      ({ actions }) => ({
        actions: actions.map((one) => ({
          ...one,
          input: [{ id: "n", name: { vi: "n", en: "n" }, type: "text", required: true, public: true }],
        })),
      }),
      "follows.not-by-itself",
    ],
    ["four eyes on a timer", "1.001776", "posting", () => ({ notSamePersonAs: ["officer"] }), "follows.not-by-itself"],
    ["attendance of nobody", "1.012812", "session", () => ({ session: undefined }), "session.parties"],
    [
      "a session elsewhere",
      "1.012812",
      "verify",
      () => ({ session: the("1.012812").steps.find(({ id }) => id === "session")?.session }),
      "session.parties",
    ],
    ["absences without an end", "1.012812", "session", () => ({ follows: { held: "held" } }), "session.parties"],
    [
      "absence of who need not come",
      "1.012812",
      "session",
      ({ session }) => ({ session: { ...session, parties: session?.parties.map((one) => ({ ...one, atLeast: 0 })) } }),
      "session.parties",
    ],
    [
      "one party twice",
      "1.012812",
      "session",
      ({ session }) => ({ session: { ...session, parties: [...(session?.parties ?? []), session?.parties[0]] } }),
      "session.parties",
    ],
    [
      "a posting that hears no objection",
      "1.001776",
      "posting",
      () => follows("over", "noObjection"),
      "follows.unheard",
    ],
    [
      "a confirmation that hears no no",
      "1.001193",
      "confirm",
      () => ({ follows: { over: "silent", confirmed: "confirmed" } }),
      "follows.unheard",
    ],
    [
      "an end on a fixed date",
      "1.001776",
      "posting",
      ({ wait }) => ({ wait: { ...wait, budget: { unit: "until", date: "2026-12-31" } } }),
      "follows.dated",
    ],
    [
      "a party of two sessions",
      "1.012812",
      "verify",
      () => ({ ...the("1.012812").steps.find(({ id }) => id === "session"), id: "verify" }),
      "session.parties",
    ],
    [
      "a phase that is none",
      "1.014284",
      "completion",
      ({ actions }) => ({ actions: actions.map((one) => ({ ...one, phase: "phase-3" })) }),
      "phase.unknown",
    ],
    [
      "a phase that counts nothing",
      "1.014284",
      "completion",
      ({ actions }) => ({ actions: actions.map((one) => ({ ...one, clock: "run" })) }),
      "phase.not-counted",
    ],
  ])("%s", (_what, code, id, change, expected) => {
    const found = codesOf(withStep(code, id, change));
    expect(
      found.some((line) => line.startsWith(`${expected} steps[`)),
      found.join(),
    ).toBe(true);
  });

  it("a phase has days for every dossier", () => {
    const definition = the("1.014284");
    const phases = (definition.phases ?? []).map((phase) => ({ ...phase, limits: phase.limits.slice(0, 1) }));
    expect(codesOf({ ...definition, phases })).toContain("phase.no-limit phases[0].limits");
    expect(codesOf({ ...definition, phases: phases.map((phase) => ({ ...phase, limits: [] })) })).toContain(
      "phase.no-limit phases[0].limits",
    );
  });
});

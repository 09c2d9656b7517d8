import {
  civilDateOf,
  dayOf,
  type Finding,
  type LintCode,
  lintCodes,
  lintProcedure,
  loadDefinitionTools,
  type MemberDefinition,
  type ProcedureDefinition,
  type StepDefinition,
} from "@motcua/core";
import { describe, expect, it } from "vitest";
import { action, sample, step } from "./sample.ts";

type Change = Partial<ProcedureDefinition>;

const brief = (findings: readonly Finding[]): readonly string[] =>
  findings.map((finding) => `${finding.code} ${finding.path}`);
const sampleSteps = (change: (item: StepDefinition) => StepDefinition): Change => ({
  steps: sample().steps.map(change),
});
const only = (id: string, more: Partial<StepDefinition>): Change =>
  sampleSteps((item) => (item.id === id ? { ...item, ...more } : item));
const text = (vi: string) => ({ vi, en: vi });
const limit = { budget: { unit: "working-day", amount: 5 }, source: "sample", confidence: "S" } as const;
const officer = sample().steps[0];
const handover = sample().steps[4];
if (officer === undefined || handover === undefined) throw new Error("the sample has five steps");

const member = (id: string, more: Partial<MemberDefinition> = {}): MemberDefinition => ({
  id,
  name: text(id),
  unit: "police",
  limits: [{ ...limit, budget: { unit: "working-day", amount: 3 } }],
  ...more,
});
const grant = action("grant", "handover", "stop", { outcome: "granted" });
const partly = action("partly", "handover", "stop", { outcome: "partly-granted" });
const refuse = action("refuse", "handover", "stop", { outcome: "refused" });
/** A group whose members work in its first step. */
const group = (
  members: readonly MemberDefinition[],
  actions: StepDefinition["actions"] = [grant, partly, refuse],
): Change => ({
  startStep: "members",
  steps: [step("members", actions, { kind: "interlinked" }), handover],
  interlinked: { members },
});

/** The smallest chain: one step where a person decides, one that returns. */
const small = (more: Partial<StepDefinition>, beside: readonly StepDefinition[] = []): Change => ({
  startStep: "leader",
  facts: [{ id: "f", name: text("f") }],
  steps: [
    step("leader", [action("approve", "handover", "stop", { outcome: "granted" })], { kind: "decide", ...more }),
    ...beside,
    handover,
  ],
});
const approve = action("approve", "handover", "stop", { outcome: "granted" });
/** The same, as a wait with an end. */
const ending = (
  follows: StepDefinition["follows"] & object,
  more: object = {},
  other: Partial<StepDefinition> = {},
): Change =>
  small({
    actions: [{ ...approve, ...more }, action("else", "handover", "stop", { outcome: "other" })],
    wait: { budget: { unit: "working-day", amount: 1 }, ground: "g", source: "s" },
    follows,
    ...other,
  });

describe("lint", () => {
  it("has nothing to say about the sample", () => expect(lintProcedure(sample())).toEqual([]));

  // Trap 37: unknown names found at run time, loops that eat the process. Each code has a minimal broken definition.
  const cases: readonly (readonly [LintCode, string, Change])[] = [
    ["apology.no-outcome", "steps", { limits: [limit], ...small({ actions: [action("go", "handover", "run")] }) }],
    ["apology.no-signer", "steps", small({ kind: "work" })],
    ["channel.level-missing", "channels[1].level", { channels: [{ channel: "counter" }, { channel: "online" }] }],
    ["channel.missing", "channels", { channels: [] }],
    [
      "clock.end-outside-return",
      "steps[0].actions[1].to",
      small({ actions: [approve, action("end", "end:other", "stop", { outcome: "other" })] }),
    ],
    [
      "clock.never-resumes",
      "steps[0].actions[1].clock",
      small({ actions: [approve, action("hold", "wait", "suspend")] }, [
        step("wait", [action("still", "leader", "suspend")], {
          kind: "consult",
          wait: { budget: { unit: "working-day", amount: 1 }, ground: "g", source: "s" },
        }),
      ]),
    ],
    [
      "clock.payment-running",
      "steps[0].actions[2].clock",
      only("officer", {
        actions: officer.actions.map((item) => (item.id === "charge" ? { ...item, clock: "run" } : item)),
      }),
    ],
    [
      "clock.return-running",
      "steps[0].actions[1].clock",
      small({ actions: [approve, action("slip", "handover", "run")] }),
    ],
    [
      "clock.stopped-at-work",
      "steps[0].actions[1].clock",
      small({ actions: [approve, action("early", "leader", "stop", { outcome: "granted" })] }),
    ],
    [
      "clock.suspended-at-work",
      "steps[0].actions[1].clock",
      small({ actions: [approve, action("hold", "leader", "suspend")] }),
    ],
    ["code.malformed", "code", { code: "1001193" }],
    [
      "effective.reversed",
      "effective",
      { effective: { from: "2026-01-01", to: "2025-12-31" } as ProcedureDefinition["effective"] },
    ],
    [
      "extension.empty",
      "extensions[0]",
      {
        extensions: [
          { id: "e", name: text("e"), mode: "added", orLongerByAgreement: false, source: "s", confidence: "S" },
        ],
      },
    ],
    [
      "facts.too-many",
      "facts",
      {
        facts: [...sample().facts, ...Array.from({ length: 28 }, (_, index) => ({ id: `f${index}`, name: text("f") }))],
      },
    ],
    ["fee.open", "fees[0]", { fees: [{ id: "fee", name: text("fee"), source: "s" }] }],
    [
      "fee.tiers",
      "fees[0].tiers",
      {
        fees: [
          {
            id: "fee",
            name: text("fee"),
            amountVnd: 3,
            tiers: [
              { from: 5, amountVnd: 2 },
              { from: 5, amountVnd: 1 },
            ],
            source: "s",
          },
        ],
      },
    ],
    ["four-eyes.self", "steps[0].notSamePersonAs[0]", small({ notSamePersonAs: ["leader"] })],
    [
      "follows.dated",
      "steps[0].wait.budget",
      ending(
        { over: "approve" },
        {},
        { wait: { budget: { unit: "until", date: civilDateOf(dayOf(0)) }, ground: "g", source: "s" } },
      ),
    ],
    [
      "follows.ends",
      "steps[4].follows.over",
      only("handover", {
        wait: { budget: { unit: "working-day", amount: 2 }, ground: "g", source: "s" },
        follows: { over: handover.actions[0]?.id ?? "" },
      }),
    ],
    ["follows.no-moment", "steps[0].follows.paid", small({ follows: { paid: "approve" } })],
    ["follows.not-by-itself", "steps[0].follows.over", ending({ over: "approve" }, { guard: ["f"] })],
    ["follows.unknown-action", "steps[0].follows.over", ending({ over: "later" })],
    ["follows.unheard", "steps[0].follows.over", ending({ over: "else" }, {}, { kind: "confirm" })],
    [
      "guard.contradictory",
      "steps[0].actions[1].guard",
      small({ actions: [approve, action("never", "leader", "run", { guard: ["f", "!f"] })] }),
    ],
    ["guard.stuck", "steps[0].actions", small({ actions: [{ ...approve, guard: ["f"] }] })],
    ["id.duplicate", "steps[0].actions[1].id", small({ actions: [approve, approve] })],
    ["id.reserved", "facts[1].id", { facts: [...sample().facts, { id: "$late", name: text("late") }] }],
    [
      "input.no-choices",
      "steps[0].actions[0].input[0].choices",
      small({
        actions: [{ ...approve, input: [{ id: "i", name: text("i"), type: "choice", required: true, public: false }] }],
      }),
    ],
    ["limit.last-conditional", "limits[0].when", { limits: [{ ...limit, when: { channel: "online" } }] }],
    ["limit.missing", "limits", { limits: [] }],
    ["limit.unreachable", "limits[1]", { limits: [limit, { ...limit, when: { channel: "online" } }, limit] }],
    [
      "loop.automatic",
      "steps[1]",
      small({ actions: [approve, action("exchange", "a", "run")] }, [
        automatic("a", [action("next", "b", "run"), action("back", "leader", "run")]),
        automatic("b", [action("next", "a", "run")]),
      ]),
    ],
    [
      "loop.closed",
      "steps[1]",
      small({ actions: [approve, action("round", "a", "run")] }, [
        step("a", [action("next", "b", "run")]),
        step("b", [action("next", "a", "run")]),
      ]),
    ],
    ["member.all-conditional", "interlinked.members", group([member("a", { when: { facts: ["!x"] } })])],
    ["member.by-hand", "steps[0].actions[0]", group([member("a")], [{ ...grant, guard: ["x"] }, partly, refuse])],
    ["member.exceeds-limit", "interlinked.members", group([member("a"), member("b", { dependsOn: ["a"] })])],
    ["member.limit", "interlinked.members[0].limits", group([member("a", { limits: [] })])],
    ["member.no-outcome", "steps[0].actions", group([member("a")], [grant, refuse])],
    ["member.no-step", "interlinked", { interlinked: { members: [member("a")] } }],
    ["member.order", "interlinked.members[0].dependsOn[0]", group([member("a", { dependsOn: ["b"] }), member("b")])],
    [
      "member.step-waits",
      "steps[0].mayAskSupplement",
      {
        ...group([member("a")]),
        steps: [step("members", [grant, partly, refuse], { kind: "interlinked", mayAskSupplement: true }), handover],
      },
    ],
    [
      "member.two-leads",
      "interlinked.members[1].lead",
      group([member("a", { lead: true }), member("b", { lead: true })]),
    ],
    ["name.unknown-case", "limits[0].when.case", { limits: [{ ...limit, when: { case: "nobody" } }, limit] }],
    ["name.unknown-channel", "limits[0].when.channel", { limits: [{ ...limit, when: { channel: "post" } }, limit] }],
    [
      "name.unknown-fact",
      "steps[0].actions[1].guard[0]",
      small({ actions: [approve, action("maybe", "leader", "run", { guard: ["!nothing"] })] }),
    ],
    ["name.unknown-start", "startStep", { startStep: "nowhere" }],
    ["name.unknown-step", "steps[0].notSamePersonAs[0]", small({ notSamePersonAs: ["nobody"] })],
    ["name.unknown-target", "steps[0].actions[1].to", small({ actions: [approve, action("lost", "nowhere", "run")] })],
    ["outcome.missing", "steps[0].actions[0].outcome", small({ actions: [action("approve", "handover", "stop")] })],
    [
      "outcome.unexpected",
      "steps[0].actions[1].outcome",
      small({ actions: [approve, action("again", "leader", "run", { outcome: "granted" })] }),
    ],
    ["owner.missing", "steps[0].unit", small({ unit: " " })],
    ["phase.no-limit", "phases[0].limits", { phases: [{ id: "second", name: text("hai"), limits: [] }] }],
    [
      "phase.not-counted",
      "steps[0].actions[1].phase",
      {
        phases: [{ id: "second", name: text("hai"), limits: [limit] }],
        ...small({ actions: [approve, action("next", "leader", "run", { phase: "second" })] }),
      },
    ],
    [
      "phase.unknown",
      "steps[0].actions[1].phase",
      small({ actions: [approve, action("next", "leader", "restart", { phase: "second" })] }),
    ],
    ["portal.finished-early", "steps[0].portalStatus", small({ portalStatus: 9 })],
    ["portal.invalid", "steps[0].portalStatus", small({ portalStatus: 11 })],
    ["portal.not-a-step", "steps[0].portalStatus", small({ portalStatus: 8 })],
    [
      "session.parties",
      "steps[0].session",
      small({ session: { parties: [{ id: "p", name: text("p"), atLeast: 1 }], source: "s", confidence: "S" } }),
    ],
    ["share.exceeds-limit", "steps", small({ within: { unit: "working-day", hundredths: 525 } })],
    ["share.short-of-limit", "steps", small({ within: { unit: "working-day", hundredths: 475 } })],
    [
      "step.no-way-out",
      "steps[1]",
      small({ actions: [approve, action("into", "cellar", "run")] }, [step("cellar", [])]),
    ],
    ["step.unreachable", "steps[1]", small({}, [step("island", [action("swim", "leader", "run")])])],
    ["supplement.after-outcome", "steps[4].mayAskSupplement", only("handover", { mayAskSupplement: true })],
    ["supplement.no-step", "supplement", { ...small({}), supplement: { rounds: 1, source: "s" } }],
    [
      "wait.no-limit",
      "steps[1].wait",
      small({ actions: [approve, action("ask", "other", "run")] }, [
        step("other", [action("answered", "leader", "run")], { kind: "consult" }),
      ]),
    ],
  ];
  it.each(cases)("trap 37: %s at %s", (code, path, change) => {
    expect(brief(lintProcedure(sample(change)))).toContain(`${code} ${path}`);
  });

  it("every code has such a definition, and a severity", () => {
    expect(cases.map(([code]) => code)).toEqual(Object.keys(lintCodes));
    for (const [code, path, change] of cases)
      expect(
        lintProcedure(sample(change)).find((finding) => finding.code === code && finding.path === path)?.severity,
      ).toBe(lintCodes[code][0]);
  });

  it("trap 39: says little beside the one thing that is wrong", () => {
    for (const [code, , change] of cases)
      expect(brief(lintProcedure(sample(change))).length, code).toBeLessThanOrEqual(3);
  });

  it("takes a channel or a result once", () => {
    const { channels, results } = sample();
    const twice = { channels: [...channels, ...channels.slice(0, 1)], results: [...results, ...results.slice(0, 1)] };
    expect(brief(lintProcedure(sample(twice)))).toEqual([
      `id.duplicate channels[${channels.length}].channel`,
      `id.duplicate results[${results.length}].code`,
    ]);
  });

  it("answers soon for a chain of a thousand steps, with as many ways back", () => {
    const chain = Array.from({ length: 1_000 }, (_, index) =>
      step(`s${index}`, [
        action("on", index === 999 ? "leader" : `s${index + 1}`, "run"),
        action("back", `s${Math.max(0, index - 7)}`, "run"),
      ]),
    );
    const long = sample({ ...small({}, chain), startStep: "s0" });
    const before = performance.now();
    expect(brief(lintProcedure(long))).toEqual([]);
    expect(performance.now() - before).toBeLessThan(5_000); // twenty seconds, were every step compared with every other
  });

  it("reads conditions as names, not as text to match", () => {
    // `paid` stands inside `unpaid`; a guard on the one says nothing about the other.
    const findings = lintProcedure(
      sample({
        ...small({ actions: [approve, action("x", "leader", "run", { guard: ["paid"] })] }),
        facts: [{ id: "unpaid", name: text("unpaid") }],
      }),
    );
    expect(brief(findings)).toEqual(["name.unknown-fact steps[0].actions[1].guard[0]"]);
  });

  it.each([
    ["the second case", { case: "second" }, "second"],
    ["a fact that holds alone", { facts: ["x", "!y"] }, "general, x"],
    ["no fact at all", { facts: ["!x", "!y"] }, "general"],
  ])("finds members that exceed the whole in %s", (_name, when, told) => {
    const two = { unit: "working-day", amount: 2 } as const;
    const change: Change = {
      ...group([member("a")]),
      facts: ["x", "y"].map((id) => ({ id, name: text(id) })),
      cases: ["general", "second"].map((id) => ({ id, name: text(id), documents: [] })),
      limits: [{ ...limit, when, budget: two }, limit],
    };
    const findings = lintProcedure(sample(change)).filter(({ code }) => code === "member.exceeds-limit");
    expect(findings.map((found) => found.text.en)).toEqual(
      sample().channels.map(({ channel }) => expect.stringContaining(`channel ${channel} (${told}): `)),
    );
  });

  it("compares shares only where one unit measures both", () => {
    const within = { unit: "working-hour", hundredths: 700 } as const;
    const sameDay = { ...limit, budget: { unit: "same-day", cutoffMinute: 900 } } as const;
    expect(brief(lintProcedure(sample({ ...small({ within }), limits: [sameDay] })))).toEqual([
      "share.short-of-limit steps",
    ]);
    expect(lintProcedure(sample({ ...small({ within }), limits: [limit] }))).toEqual([]);
  });
});

describe("one reading shows everything", () => {
  it("ten faults, ten paths", async () => {
    const { checkProcedure } = await loadDefinitionTools();
    const good = sample();
    const broken = {
      ...good,
      code: "birth",
      version: 0,
      effective: { from: "2026-02-30" },
      startStep: "reception",
      channels: [{ channel: "fax" }],
      limits: [{ ...limit, when: { case: "twins" } }],
      colour: "red",
      steps: good.steps.map((item, index) => {
        if (index === 0)
          return { ...item, actions: item.actions.map((one, at) => (at === 2 ? { ...one, to: "cashier" } : one)) };
        if (index === 1) return { ...item, portalStatus: 0 };
        if (index === 3)
          return { ...item, actions: item.actions.map((one, at) => (at === 2 ? { ...one, clock: undefined } : one)) };
        return item;
      }),
    };
    const { definition, faults, findings } = checkProcedure(JSON.parse(JSON.stringify(broken)));
    expect(definition).toBeUndefined();
    expect(faults.map((item) => item.path).sort()).toEqual([
      "channels[0].channel",
      "colour",
      "effective.from",
      "steps[3].actions[2].clock",
      "version",
    ]);
    expect(findings.filter((item) => item.severity === "error").map((item) => item.path)).toEqual(
      expect.arrayContaining([
        "code",
        "startStep",
        "steps[0].actions[2].to",
        "limits[0].when.case",
        "steps[1].portalStatus",
      ]),
    );
    for (const item of [...faults, ...findings]) expect(item.text.vi === "" || item.text.en === "").toBe(false);
  });

  it("what is no definition at all is refused, not thrown at", async () => {
    const { checkProcedure, parseDefinition } = await loadDefinitionTools();
    for (const value of [undefined, null, 7, "x", [], {}, { steps: 3 }, { steps: [null] }, { limits: [{ when: 4 }] }]) {
      expect(parseDefinition(value).ok).toBe(false);
      expect(checkProcedure(value).faults.length).toBeGreaterThan(0);
    }
  });

  it("what was written comes back", async () => {
    const { parseDefinition } = await loadDefinitionTools();
    const parsed = parseDefinition(JSON.parse(JSON.stringify(sample())));
    expect(parsed).toEqual({ ok: true, value: sample() });
  });

  it("editors get a JSON Schema of the same", async () => {
    const { procedureJsonSchema } = await loadDefinitionTools();
    const schema = procedureJsonSchema() as {
      required: readonly string[];
      properties: { readonly [key: string]: unknown };
    };
    expect(schema.required).toContain("steps");
    expect(schema.required).not.toContain("supplement");
    expect(Object.keys(schema.properties).sort()).toEqual(
      [...Object.keys(sample()), "supplement", "interlinked", "phases"].sort(),
    );
  });
});

function automatic(id: string, actions: StepDefinition["actions"]): StepDefinition {
  return step(id, actions, {
    kind: "exchange",
    wait: { budget: { unit: "working-day", amount: 1 }, ground: "exchange", source: "s" },
  });
}

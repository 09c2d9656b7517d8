import { type CompiledProcedure, compileProcedure } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { action, sample, step } from "./sample.ts";

/** Control state reached and actions, in one line; `-` when the procedure does not accept the event. */
function take(compiled: CompiledProcedure, key: string, event: string, ...facts: readonly string[]): string {
  let bits = 0;
  for (const fact of facts) bits |= compiled.factBit(fact) ?? 0;
  const answer = compiled.step(compiled.stateByKey(key).id, compiled.eventId(event) ?? -1, bits);
  return answer === undefined ? "-" : [compiled.state(answer.to).key, ...answer.actions].join(" ");
}
const at = (work: string, clock: string, promise: string): string => `work/${work};clock/${clock};promise/${promise}`;

describe("one step of a compiled procedure", () => {
  const running = (work: string): string => at(work, "running", "inForce");
  const suspended = (work: string): string => at(work, "suspended", "inForce");
  const ended = at("handover", "ended", "kept");
  const started = `${running("officer")} clock.start promise.made enter.officer`;
  it.each<[string, string, string, readonly string[], string]>([
    // accept, withdraw, close before there is a clock
    ["accept starts the clock", at("received", "notStarted", "none"), "accept", ["$limited"], started],
    [
      "accept without a limit works without a clock",
      at("received", "notStarted", "none"),
      "accept",
      [],
      `${at("officer", "notStarted", "none")} enter.officer`,
    ],
    [
      "intake can be refused",
      at("received", "notStarted", "none"),
      "refuse-intake",
      [],
      `${at("refusedIntake", "notStarted", "none")} enter.refusedIntake`,
    ],
    ["accept comes once", running("officer"), "accept", ["$limited"], "-"],
    // guards
    ["a guard holds", running("officer"), "act:officer.submit", [], `${running("leader")} enter.leader`],
    ["a guard fails", running("officer"), "act:officer.submit", ["fieldCheck"], "-"],
    ["an action of another step", running("leader"), "act:officer.submit", [], "-"],
    // suspension by an action, and its end
    [
      "an action suspends",
      running("officer"),
      "act:officer.charge",
      [],
      `${suspended("payment")} clock.suspend enter.payment`,
    ],
    [
      "its end resumes",
      suspended("payment"),
      "act:payment.paid",
      [],
      `${running("officer")} clock.resume enter.officer`,
    ],
    ["unless held", suspended("payment"), "act:payment.paid", ["$held"], `${suspended("officer")} enter.officer`],
    [
      "or restarts",
      suspended("payment"),
      "act:payment.paidAnew",
      [],
      `${running("officer")} clock.restart enter.officer`,
    ],
    ["unless held", suspended("payment"), "act:payment.paidAnew", ["$held"], `${suspended("officer")} enter.officer`],
    [
      "a running clock restarts",
      running("field"),
      "act:field.renew",
      ["$held"],
      `${running("officer")} clock.restart enter.officer`,
    ],
    ["a running clock ignores run", running("field"), "act:field.report", [], `${running("officer")} enter.officer`],
    // suspension beside the work
    ["suspend", running("officer"), "suspend", [], `${suspended("officer")} clock.suspend`],
    ["a second ground changes nothing", suspended("officer"), "suspend", ["$held"], suspended("officer")],
    ["resume", suspended("officer"), "resume", [], `${running("officer")} clock.resume`],
    ["one of several grounds ends", suspended("officer"), "resume", ["$held"], suspended("officer")],
    ["nothing to resume", running("officer"), "resume", [], "-"],
    ["nothing to suspend after the outcome", ended, "suspend", [], "-"],
    ["nothing to suspend without a limit", at("officer", "notStarted", "none"), "suspend", [], "-"],
    // supplement
    [
      "a supplement is asked",
      running("officer"),
      "ask-supplement",
      [],
      `${suspended("officer~supplement")} clock.suspend enter.officer~supplement`,
    ],
    ["not from every step", running("leader"), "ask-supplement", [], "-"],
    [
      "complete in time restarts",
      suspended("officer~supplement"),
      "supplement-restart",
      [],
      `${running("officer")} clock.restart enter.officer`,
    ],
    [
      "complete later resumes",
      suspended("officer~supplement"),
      "supplement-resume",
      [],
      `${running("officer")} clock.resume enter.officer`,
    ],
    [
      "complete while another ground holds",
      suspended("officer~supplement"),
      "supplement-restart",
      ["$held"],
      `${suspended("officer")} enter.officer`,
    ],
    [
      "the citizen's time is over",
      suspended("officer~supplement"),
      "close",
      [],
      `${at("closed", "ended", "lapsed")} clock.stop promise.lapsed enter.closed`,
    ],
    ["an ordinary step is not closed", running("officer"), "close", [], "-"],
    [
      "a wait is",
      suspended("payment"),
      "close",
      [],
      `${at("closed", "ended", "lapsed")} clock.stop promise.lapsed enter.closed`,
    ],
    // promise
    ["missed", running("officer"), "promise-missed", [], `${at("officer", "running", "overdue")} promise.missed`],
    ["missed once", at("officer", "running", "overdue"), "promise-missed", [], "-"],
    ["moved", at("officer", "running", "overdue"), "promise-moved", [], `${running("officer")} promise.moved`],
    ["nothing to move", running("officer"), "promise-moved", [], "-"],
    [
      "a restart in time brings the promise back",
      at("officer~supplement", "suspended", "overdue"),
      "supplement-restart",
      [],
      `${running("officer")} clock.restart enter.officer`,
    ],
    [
      "a restart too late heals nothing",
      at("officer~supplement", "suspended", "overdue"),
      "supplement-restart",
      ["$late"],
      `${at("officer", "running", "overdue")} clock.restart enter.officer`,
    ],
    // outcome
    [
      "an outcome in time",
      running("leader"),
      "act:leader.refuse",
      [],
      `${ended} clock.stop promise.kept enter.handover`,
    ],
    [
      "an outcome too late",
      at("leader", "running", "overdue"),
      "act:leader.approve",
      ["$late"],
      `${at("handover", "ended", "broken")} clock.stop promise.broken enter.handover`,
    ],
    ["no withdrawal after the outcome", ended, "withdraw", [], "-"],
    ["handing over", ended, "act:handover.handOver", [], `${at("returned", "ended", "kept")} enter.returned`],
    ["an end is an end", at("returned", "ended", "kept"), "void", [], "-"],
    [
      "withdrawn",
      running("leader"),
      "withdraw",
      [],
      `${at("withdrawn", "ended", "lapsed")} clock.stop promise.lapsed enter.withdrawn`,
    ],
    [
      "a mistaken acceptance is undone",
      at("officer~supplement", "suspended", "overdue"),
      "void",
      ["$late"],
      `${at("voided", "ended", "lapsed")} clock.stop promise.lapsed enter.voided`,
    ],
  ])("%s", (_, from, event, facts, expected) => {
    expect(take(compileProcedure(sample()), from, event, ...facts)).toBe(expected);
  });

  it("refuses an event it does not have, and a state it does not have", () => {
    const compiled = compileProcedure(sample());
    expect(compiled.eventId("act:officer.fly")).toBeUndefined();
    expect(compiled.factBit("unheardOf")).toBeUndefined();
    expect(() => compiled.step(compiled.initial.id, 99_999, 0)).toThrow(/no event/);
    expect(() => compiled.step(99_999, 0, 0)).toThrow(/no control state/);
    expect(() => compiled.state(99_999)).toThrow(/no control state/);
    for (const key of ["", "officer", at("officer", "running", "unheardOf"), at("unheardOf", "running", "none")])
      expect(() => compiled.stateByKey(key)).toThrow(/unknown control state/);
  });

  it("an action that leads back to its own step enters it again", () => {
    const base = sample();
    const compiled = compileProcedure({
      ...base,
      steps: base.steps.map((item) =>
        item.id === "officer" ? step("officer", [...item.actions, action("again", "officer", "run")]) : item,
      ),
    });
    expect(take(compiled, running("officer"), "act:officer.again")).toBe(`${running("officer")} enter.officer`);
  });

  it("an agency's silence never closes a citizen's dossier", () => {
    const base = sample();
    const wait = { budget: { unit: "working-day", amount: 3 }, ground: "consultation", source: "sample" } as const;
    const compiled = compileProcedure({
      ...base,
      steps: base.steps.map((item) => (item.id === "field" ? { ...item, kind: "consult", wait } : item)),
    });
    expect(take(compiled, running("field"), "close")).toBe("-");
  });

  it("remembers: the same question gives the same answer object", () => {
    const compiled = compileProcedure(sample());
    const event = compiled.eventId("accept") ?? -1;
    const first = compiled.step(compiled.initial.id, event, 4);
    expect(compiled.step(compiled.initial.id, event, 4)).toBe(first);
    expect(Object.isFrozen(first?.actions)).toBe(true);
  });

  it("a remembered step takes less than 0.4 µs", () => {
    const compiled = compileProcedure(sample());
    const from = compiled.stateByKey(running("leader")).id;
    const event = compiled.eventId("act:leader.approve") ?? -1;
    const steps = 1_000_000;
    const started = performance.now();
    for (let count = 0; count < steps; count += 1) compiled.step(from, event, count & 7);
    expect(((performance.now() - started) * 1000) / steps).toBeLessThan(0.4);
  });

  // Trap 38: the running definition edited under open dossiers.
  it("trap 38: an edited definition is another procedure; the one a dossier was received under does not change", () => {
    const before = sample();
    const compiled = compileProcedure(before);
    const edited = compileProcedure({
      ...before,
      version: 2,
      steps: before.steps
        .filter((item) => item.id !== "field")
        .map((item) =>
          item.id === "officer" ? { ...item, actions: item.actions.filter((one) => one.to !== "field") } : item,
        ),
    });
    expect(() => edited.stateByKey(running("field"))).toThrow(/unknown control state/);
    expect(take(compiled, running("field"), "act:field.report")).toBe(`${running("officer")} enter.officer`);
  });
});

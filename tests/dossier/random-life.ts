import {
  type Actor,
  contentHash,
  type DossierState,
  type MigrationPlan,
  type PinnedLaw,
  type ProcedureDefinition,
} from "@motcua/core";
import fc from "fast-check";
import { type Body, birth, business, type Driver, landRegistration, people } from "./kit.ts";

/** One draw of a random life: what is tried, by whom, after how long, and two numbers to choose details with. */
export interface Draw {
  readonly kind: (typeof kinds)[number];
  readonly who: "right" | "random";
  readonly wait: number;
  readonly back: number;
  readonly pick: number;
  readonly punctual: boolean;
}

export const kinds = [
  "act",
  "act",
  "act",
  "accept",
  "guide-intake",
  "refuse-intake",
  "request-supplement",
  "receive-supplement",
  "suspend",
  "resume",
  "extend",
  "consult",
  "answer-consultation",
  "answer-on-time",
  "owe-apology",
  "draft-apology",
  "sign-apology",
  "send-apology",
  "reschedule",
  "acknowledge",
  "withdraw",
  "amend",
  "close",
  "void",
  "claim",
  "assign",
  "delegate",
  "resolve",
  "hand-back",
  "substitute",
  "request-rectification",
  "rectify",
  "correct",
  "migrate-definition",
  "migrate-definition",
  "undo-migration",
  "wake",
] as const;

/** What a draw looks at to become a command: any dossier under any law, driven by whoever holds it. */
export interface Living {
  readonly law: PinnedLaw;
  readonly dossier: DossierState;
  readonly now: number;
}

const minute = 60_000;
const day = 1_440 * minute;
/** Waits: none, minutes, hours, a night, days, weeks. */
export const waits = [0, 0, 3, 25, 45, 120, 300, 700, 1_440, 2_880, 4_320, 10_080, 30_000];
/** How far back it happened: mostly now, within the allowance, beyond it, days. */
export const backs = [0, 0, 0, 0, 0, 7, 29, 31, 200, 2_000];

export const draws: fc.Arbitrary<readonly Draw[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    who: fc.constantFrom("right" as const, "right" as const, "right" as const, "random" as const),
    wait: fc.constantFrom(...waits),
    back: fc.constantFrom(...backs),
    pick: fc.nat(999),
    punctual: fc.boolean(),
  }),
  { minLength: 5, maxLength: 45 },
);

/** Accepted on any minute of 2026, closed hours and holidays included. */
export const starts: fc.Arbitrary<number> = fc
  .integer({ min: 0, max: 330 * 1_440 })
  .map((minutes) => Date.UTC(2026, 0, 2) + minutes * minute);

export const livedProcedures = [birth, business, landRegistration, "1.013949", "1.004873", "2.000815"] as const;
export const procedureCodes: fc.Arbitrary<string> = fc.constantFrom(...livedProcedures);

const movesLaw: ReadonlySet<string> = new Set(["migrate-definition", "undo-migration"]);

const everybody = Object.values(people) as readonly Actor[];
const choose = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];

/** Plays one draw: moves the clock, wakes when punctual, sends the command. What is refused is refused. */
export function play(d: Driver, draw: Draw, send: (by: Actor, body: Body) => void): void {
  const target = d.now + draw.wait * minute;
  if (draw.punctual)
    for (let count = 0; count < 500; count += 1) {
      const next = d.last?.wakeAt;
      if (next === undefined || next > target) break;
      d.now = Math.max(next, d.now);
      send(people.desk, { type: "wake" });
    }
  d.now = Math.max(d.now, target);
  // A move is taken back only at once: most are followed by another command.
  if (draw.kind === "undo-migration") send(people.desk, bodyOf(d, { ...draw, kind: "migrate-definition" }));
  const { by, body } = commandOf(d, draw);
  send(by, body);
}

/** The command of a draw and who gives it. */
export function commandOf(d: Living, draw: Draw): { readonly by: Actor; readonly body: Body } {
  const body = bodyOf(d, draw);
  const by = draw.who === "random" ? (choose(everybody, draw.pick) ?? people.desk) : rightActor(d, draw, body);
  const back =
    draw.back === 0 || (movesLaw.has(draw.kind) && draw.pick % 5 !== 0)
      ? {}
      : { occurredAt: d.now - draw.back * minute };
  const reason = draw.back > 30 && draw.pick % 4 !== 0 ? { reason: { code: "outage" } } : {};
  return { by, body: draw.kind === "wake" ? body : { ...reason, ...body, ...back } };
}

/** An actor with every role, standing where the dossier is: what fails then fails for another reason than the person. */
function rightActor(d: Living, draw: Draw, body: Body): Actor {
  const { task, escalations, performed } = d.dossier;
  const all = [
    "one-stop-officer",
    "officer",
    "unit-head",
    "leader",
    "director",
    "chairperson",
    "clerk",
    "citizen",
    "registry-officer",
    "registry-head",
  ];
  const unit = task?.unit ?? people.desk.unit;
  if (body.type === "acknowledge") {
    const waiting = escalations.find((known) => known.escalationId === body.escalationId);
    return { person: waiting?.to ?? people.director.person, unit, roles: all };
  }
  const fresh = ["p1", "p2", "p3"].find((name) => !Object.values(performed).includes(name as Actor["person"])) ?? "p4";
  const mine = body.type === "answer-on-time" ? (task?.person ?? task?.head) : task?.person;
  return { person: mine ?? ((draw.pick % 5 === 0 ? "p0" : fresh) as Actor["person"]), unit, roles: all };
}

function bodyOf(d: Living, { kind, pick }: Draw): Body {
  const reason = { code: "r" };
  const state = d.dossier;
  switch (kind) {
    case "act": {
      const step = d.law.procedure.definition.steps.find((known) => known.id === (state.task?.step ?? ""));
      const action = choose(step?.actions ?? [], pick);
      const facts = d.law.procedure.definition.facts[0];
      return {
        type: kind,
        step: step?.id ?? "none",
        action: action?.id ?? "none",
        ...(facts === undefined || pick % 7 !== 0 ? {} : { facts: { [facts.id]: pick % 2 === 0 } }),
      };
    }
    case "request-supplement": {
      const second = { secondRound: { kind: "override", source: "s", approvedBy: "boss" } };
      return { type: kind, reason, ...(pick % 3 === 0 ? second : {}) };
    }
    case "receive-supplement":
      return { type: kind, complete: pick % 4 !== 0 };
    case "suspend":
      return {
        type: kind,
        groundId: `g${pick % 6}`,
        ground: "court",
        source: "s",
        party: choose(["court", "tax", "citizen"], pick),
      };
    case "resume":
      return { type: kind, groundId: choose(state.groundParties, pick)?.groundId ?? "g0" };
    case "extend":
      return {
        type: kind,
        rule: choose(d.law.procedure.definition.extensions, pick)?.id ?? "none",
        agreement: { contentId: "a", version: 1 },
      };
    case "consult":
      return { type: kind, consultId: `k${pick % 3}`, unit: "police" };
    case "answer-consultation":
      return { type: kind, consultId: choose(Object.keys(state.consultations), pick) ?? "k9", opinion: "agree" };
    case "answer-on-time":
      return pick % 2 === 0
        ? { type: kind, answer: "on-time" }
        : { type: kind, answer: "will-be-late", reason, newDate: dateAfter(d.now, pick) };
    case "owe-apology":
      return { type: kind, kind: pick % 2 === 0 ? "conduct" : "lost-or-damaged", reason };
    case "draft-apology":
      return { type: kind, apologyId: apologyOf(d, pick), reason, newDate: dateAfter(d.now, pick) };
    case "sign-apology":
    case "send-apology":
    case "reschedule":
      return { type: kind, apologyId: apologyOf(d, pick) };
    case "acknowledge":
      return { type: kind, escalationId: choose(state.escalations, pick)?.escalationId ?? "none" };
    case "amend":
      return { type: kind, content: [{ contentId: "form", version: 1 }] };
    case "assign":
    case "delegate":
      return { type: kind, person: `p${pick % 4}` };
    case "substitute":
      return { type: kind, person: `p${pick % 4}`, document: "doc" };
    case "correct":
      return { type: kind, field: "returnBy", value: choose(["post", "counter", "drone"], pick), reason };
    case "migrate-definition": {
      const plan = planOf(d.law.procedure.definition, pick);
      return { type: kind, plan, planHash: contentHash(plan).hash };
    }
    case "undo-migration":
      return { type: kind, planHash: state.migration?.plan ?? contentHash(pick).hash };
    case "guide-intake":
    case "refuse-intake":
    case "close":
    case "void":
    case "hand-back":
    case "request-rectification":
      return { type: kind, reason };
    default:
      return { type: kind };
  }
}

const treatments = ["keep", "recompute", "restart"] as const;

/** To the other version of the procedure and back, with every mixture of treatments; now and then a plan that cannot be. */
function planOf({ code, version, steps }: ProcedureDefinition, pick: number): MigrationPlan {
  const states = steps.map(({ id }) => [id, version === 1 ? otherName(id) : id.replace(/-v2$/, "")] as const);
  const [principal, step, wait] = [pick, Math.floor(pick / 3), Math.floor(pick / 9)].map((n) => choose(treatments, n));
  return {
    format: "motcua-migration/1",
    from: { code, version },
    to: { code, version: version === 1 ? 2 : 1 },
    states: pick % 50 === 49 ? {} : Object.fromEntries(states),
    limits: { principal, step, wait } as MigrationPlan["limits"],
    reason: "decree",
  };
}

/** Every second step has another name in the second version. */
const otherName = (id: string): string => (id.length % 2 === 0 ? `${id}-v2` : id);

/** The second version of a procedure: other names, longer limits, other shares. */
export function secondVersion(definition: ProcedureDefinition): ProcedureDefinition {
  const longer = <B extends object>(budget: B): B =>
    "amount" in budget ? { ...budget, amount: (budget.amount as number) + 2 } : budget;
  return {
    ...definition,
    version: 2,
    startStep: otherName(definition.startStep),
    limits: definition.limits.map((rule) => ({ ...rule, budget: longer(rule.budget) })),
    steps: definition.steps.map((step, index) => ({
      ...step,
      id: otherName(step.id),
      ...(step.within === undefined || index % 3 === 2
        ? {}
        : { within: { ...step.within, hundredths: step.within.hundredths + 100 * (index % 3) } }),
      ...(step.wait === undefined ? {} : { wait: { ...step.wait, budget: longer(step.wait.budget) } }),
      ...(step.notSamePersonAs === undefined ? {} : { notSamePersonAs: step.notSamePersonAs.map(otherName) }),
      actions: step.actions.map((action) =>
        action.to.startsWith("end:") ? action : { ...action, to: otherName(action.to) },
      ),
    })),
  };
}

const apologyOf = (d: Living, pick: number): string => choose(d.dossier.apologies, pick)?.apologyId ?? "apology:1";

const dateAfter = (now: number, pick: number): string =>
  new Date(now + (1 + (pick % 25)) * day + 7 * 60 * minute).toISOString().slice(0, 10);

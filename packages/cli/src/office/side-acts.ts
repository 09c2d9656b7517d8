import type { Act, Case } from "./case.ts";
import { consultedAgency } from "./people.ts";

type Task = NonNullable<Case["state"]["task"]>;

/** What happens beside the plain way while a dossier is in work: each seldom, each at most once. */
export function sideActs(c: Case, task: Task): readonly (Act | undefined)[] {
  if (c.state.resolvedAt !== undefined) return [];
  const main = task.step === c.mainStep && task.visit === 1 && task.person !== undefined;
  return [
    withdrawal(c),
    voiding(c, task),
    correction(c, task),
    amendment(c, task),
    lostPapers(c, task),
    handBack(c, task),
    delegation(c, task),
    ...(main ? [supplementRequest(c, task), extension(c, task), consultation(c, task), courtOrder(c, task)] : []),
    answer(c),
    courtRelease(c),
  ];
}

export function withdrawal(c: Case): Act | undefined {
  const { acceptedAt } = c.state;
  if (acceptedAt === undefined || !c.chance(130, "withdraws")) return undefined;
  if (c.step(c.state.task?.step)?.kind === "return") return undefined;
  const at = c.soon(acceptedAt, "withdraws-after", 30, 900);
  return { at, by: c.desk(at, "desk"), body: { type: "withdraw", reason: { code: "applicant" } } };
}

/** Accepted by mistake; a second person undoes it. */
function voiding(c: Case, task: Task): Act | undefined {
  if (task.step !== c.filing.procedure.startStep || task.visit !== 1 || !c.chance(35, "void")) return undefined;
  const at = c.once(task.openedAt, "void-after", 5, 15);
  if (at === undefined) return undefined;
  const by = c.world.people.actor(task.head);
  const received = c.state.performed.received === by.person;
  return received ? undefined : { at, by, body: { type: "void", reason: { code: "accepted-by-mistake" } } };
}

function correction(c: Case, task: Task): Act | undefined {
  if (!c.chance(70, "corrects", task.visit)) return undefined;
  const at = c.once(task.openedAt, "corrects-after", 5, 30, task.visit);
  if (at === undefined) return undefined;
  const value = c.state.returnBy === "post" ? "counter" : "post";
  return { at, by: c.desk(at, "desk"), body: { type: "correct", field: "returnBy", value, reason: { code: "slip" } } };
}

function amendment(c: Case, task: Task): Act | undefined {
  const online = c.state.channel === "online";
  if (!online || task.visit !== 1 || !c.chance(150, "amends", 0)) return undefined;
  const at = c.once(task.openedAt, "amends-after", 10, 60);
  return at === undefined
    ? undefined
    : { at, by: c.desk(at, "desk"), body: { type: "amend", content: [c.note("papers")] } };
}

/** Papers lost in the office: an apology that no clock makes (Art. 23(2)). */
function lostPapers(c: Case, task: Task): Act | undefined {
  if (task.step !== c.mainStep || !c.chance(30, "loses-papers")) return undefined;
  if (c.state.apologies.some((apology) => apology.kind === "lost-or-damaged")) return undefined;
  const at = c.soon(task.openedAt, "finds-out", 10, 120);
  const reason = { code: "papers-lost" };
  const by = c.world.people.actor(task.head);
  return { at, by, body: { type: "owe-apology", kind: "lost-or-damaged", reason } };
}

function handBack(c: Case, task: Task): Act | undefined {
  if (task.person === undefined || task.substituteFor !== undefined) return undefined;
  if (c.step(task.step)?.kind !== "work" || !c.chance(90, `hands-back:${task.step}`, task.visit)) return undefined;
  const at = c.once(task.openedAt, "hands-back-after", 5, 40, task.visit);
  if (at === undefined || !c.world.people.isPresent(task.person, at)) return undefined;
  return { at, by: c.world.people.actor(task.person), body: { type: "hand-back", reason: { code: "not-my-field" } } };
}

function delegation(c: Case, task: Task): Act | undefined {
  const step = c.step(task.step);
  if (task.person === undefined || task.delegate !== undefined || step?.kind !== "work") return undefined;
  if (!c.chance(110, `delegates:${task.step}`, task.visit)) return undefined;
  const at = c.once(task.openedAt, "delegates-after", 5, 40, task.visit);
  if (at === undefined || !c.world.people.isPresent(task.person, at)) return undefined;
  const turn = c.turn("delegate", task.visit);
  const other = c.world.people.pick(step.unit, step.role, turn, at, task.person);
  if (other === undefined || other.person === task.person) return undefined;
  return { at, by: c.world.people.actor(task.person), body: { type: "delegate", person: other.person } };
}

/** Found wanting in appraisal; as a rule in time, now and then later than the law allows. */
function supplementRequest(c: Case, task: Task): Act | undefined {
  const { state } = c;
  if (state.supplementRounds > 0 || task.person === undefined || !c.chance(950, "wanting")) return undefined;
  const tardy = c.chance(600, "asks-late");
  const at = tardy ? c.once(task.openedAt, "asks", 1_900, 2_300) : c.once(task.openedAt, "asks", 20, 200);
  if (at === undefined || !c.world.people.isPresent(task.person, at)) return undefined;
  // Past its due date a supplement heals nothing; then the matter is finished as it is.
  if (at >= (state.promises.at(-1)?.dueAt ?? Number.POSITIVE_INFINITY)) return undefined;
  const by = c.world.people.actor(task.person);
  return { at, by, body: { type: "request-supplement", reason: { code: "papers-missing" } } };
}

function extension(c: Case, task: Task): Act | undefined {
  const [rule] = c.filing.procedure.extensions;
  const principal = c.state.limits.principal;
  if (rule === undefined || principal === undefined || task.person === undefined) return undefined;
  // Declared when it was accepted, or agreed with the applicant at the desk.
  const known = c.state.facts[rule.id] === true;
  if (!known && !(rule.orLongerByAgreement && c.chance(900, "extends"))) return undefined;
  const at = c.once(task.openedAt, "extends-after", 5, 60);
  const due = c.state.promises.at(-1)?.dueAt;
  if (at === undefined || due === undefined || at >= due || !c.world.people.isPresent(task.person, at))
    return undefined;
  const by = c.world.people.actor(inCharge(c, task));
  if (rule.upTo !== undefined) return { at, by, body: { type: "extend", rule: rule.id } };
  const amount = { unit: "working-day" as const, amount: c.between(4, 6, "agreed-days") };
  return { at, by, body: { type: "extend", rule: rule.id, amount, agreement: c.note("agreement") } };
}

function consultation(c: Case, task: Task): Act | undefined {
  const { family } = c.filing.procedure;
  const asks = family === "land" || family === "construction" || family === "social" ? 3_500 : 60;
  if (task.person === undefined || !c.chance(asks, "consults")) return undefined;
  const at = c.once(task.openedAt, "consults-after", 15, 90);
  if (at === undefined || !c.world.people.isPresent(task.person, at)) return undefined;
  const by = c.world.people.actor(inCharge(c, task));
  const budget = { unit: "working-day" as const, amount: 2 };
  return { at, by, body: { type: "consult", consultId: "thue-1", unit: consultedAgency.unit, budget } };
}

/** Who may dispose of the clock: the officer of the matter, at the counter the head. */
const inCharge = (c: Case, task: Task): string =>
  c.step(task.step)?.role === "officer" ? (task.person ?? task.head) : task.head;

/** The agency answers, some days late; one in four stays silent. */
function answer(c: Case): Act | undefined {
  const asked = c.state.consultations["thue-1"];
  if (asked === undefined || c.chance(2_500, "agency-silent")) return undefined;
  const at = c.soon(asked.askedAt, "agency-answers", 120, 1_500);
  const opinion = c.chance(9_000, "agrees") ? "agree" : "other";
  return { at, by: consultedAgency, body: { type: "answer-consultation", consultId: "thue-1", opinion } };
}

const courtGround = "court:1";

/** A court's order stops the clock beside the work (a legal ground of its own). */
function courtOrder(c: Case, task: Task): Act | undefined {
  const principal = c.state.limits.principal;
  if (c.filing.procedure.family !== "land" || principal === undefined || !c.chance(900, "court")) return undefined;
  if (principal.ledger.suspensions.some((known) => known.groundId === courtGround)) return undefined;
  const at = c.once(task.openedAt, "court-after", 60, 300);
  if (at === undefined) return undefined;
  const by = c.world.people.actor(task.head);
  const source = "Quyết định của Tòa án / court order";
  return { at, by, body: { type: "suspend", groundId: courtGround, ground: "court", source, party: "court" } };
}

function courtRelease(c: Case): Act | undefined {
  const open = c.state.limits.principal?.ledger.suspensions.find(
    (known) => known.groundId === courtGround && known.to === undefined,
  );
  if (open === undefined || c.state.task === undefined) return undefined;
  const at = c.soon(open.from, "court-days", 960, 2_880);
  const by = c.world.people.actor(c.state.task.head);
  return { at, by, body: { type: "resume", groundId: courtGround } };
}

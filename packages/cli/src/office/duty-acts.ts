import { type CivilDate, civilDateOf, dayOf, type EpochMs, epochDayOf, rollForward } from "@motcua/core";
import type { Act, Case } from "./case.ts";
import { finishOf } from "./work-acts.ts";

type Apology = Case["state"]["apologies"][number];

/** The duties that clocks make: acknowledge, answer, apologise, rectify. */
export function dutyActs(c: Case): readonly (Act | undefined)[] {
  return [
    ...acknowledgements(c),
    onTimeOrLate(c),
    ...c.state.apologies.map((apology) => apologyAct(c, apology)),
    rectification(c),
  ];
}

/** Whoever was told answers for it; some do not, and it climbs. */
function acknowledgements(c: Case): readonly (Act | undefined)[] {
  return c.state.escalations.map((escalation, index) => {
    if (escalation.acknowledgedAt !== undefined) return undefined;
    if (c.state.limits[`ack:${escalation.escalationId}`] === undefined) return undefined;
    if (c.chance(1_500, "ignores", index)) return undefined;
    const at = c.soon(escalation.at, "acknowledges", 10, 170, index);
    const by = c.world.people.actorFor(escalation.to, at);
    return { at, by, body: { type: "acknowledge", escalationId: escalation.escalationId } };
  });
}

/** When the dossier will be done with the step it is at, as far as its holder can tell. */
function expectedAt(c: Case): EpochMs | undefined {
  const { task, supplement } = c.state;
  // With the citizen nobody can tell; then some days are taken.
  if (supplement !== undefined) return c.world.hours.after(supplement.askedAt, 3_800);
  const step = c.step(task?.step);
  return step === undefined || task === undefined ? undefined : finishOf(c, task, step);
}

function onTimeOrLate(c: Case): Act | undefined {
  const { question, task } = c.state;
  const promise = c.state.promises.at(-1);
  if (question === undefined || question.answer !== undefined || task === undefined || promise === undefined)
    return undefined;
  if (c.chance(700, "does-not-answer")) return undefined;
  const at = c.soon(question.askedAt, "answers", 10, 330);
  const asked = task.person !== undefined && c.world.people.isPresent(task.person, at) ? task.person : task.head;
  const by = c.world.people.actor(asked);
  const expected = expectedAt(c);
  const late = expected === undefined || expected > promise.dueAt;
  // Some see it coming and say nothing of it.
  if (!late || c.chance(1_500, "hopes")) return { at, by, body: { type: "answer-on-time", answer: "on-time" } };
  const reason = { code: c.chance(5_000, "why") ? "overload" : "waits-for-data" };
  return { at, by, body: { type: "answer-on-time", answer: "will-be-late", reason, newDate: newDate(c, at) } };
}

/** A working day that can be kept, as a rule: after every date told before, and not before today. */
function newDate(c: Case, at: EpochMs, told?: CivilDate): CivilDate {
  const { promises, rescheduledTo, resolvedAt } = c.state;
  const expected = c.chance(1_500, "hopeful") ? at : (resolvedAt ?? expectedAt(c) ?? at);
  const before = [promises.at(-1)?.date, rescheduledTo.at(-1)].map((date) =>
    date === undefined ? 0 : epochDayOf(date) + 1,
  );
  const day = Math.max(dayOf(at), told === undefined ? dayOf(expected) : epochDayOf(told), ...before);
  return civilDateOf(rollForward(c.world.hours.time.calendar, day));
}

function apologyAct(c: Case, apology: Apology): Act | undefined {
  switch (apology.status) {
    case "owed":
      return draft(c, apology);
    case "drafted":
      return sign(c, apology);
    case "signed":
      return send(c, apology);
    case "sent":
      return reschedule(c, apology);
    case "lapsed":
    case "unneeded":
      return undefined;
  }
}

const visitOf = (apology: Apology): number => Number(apology.apologyId.split(":").at(-1) ?? 0);

/** Somebody of the unit that examines the matter writes and sends it. */
function author(c: Case, at: EpochMs): Act["by"] {
  const unit = c.step(c.mainStep)?.unit ?? "office";
  const member = c.world.people.pick(unit === "one-stop" ? "office" : unit, "officer", c.turn("author"), at);
  return c.world.people.actor(member?.person ?? "vp-1");
}

function draft(c: Case, apology: Apology): Act {
  const visit = visitOf(apology);
  const slow = c.chance(900, "drafts-slowly", visit);
  const at = slow ? c.soon(apology.owedAt, "drafts", 500, 900, visit) : c.soon(apology.owedAt, "drafts", 10, 60, visit);
  return {
    at,
    by: author(c, at),
    body: {
      type: "draft-apology",
      apologyId: apology.apologyId,
      reason: { code: apology.kind === "late" ? "overload" : "papers-lost" },
      ...(apology.kind === "late" ? { newDate: newDate(c, at, apology.newDate) } : {}),
      letter: { contentId: `${c.filing.dossierId}:letter:${apology.apologyId}`, version: 1 },
    },
  };
}

function sign(c: Case, apology: Apology): Act {
  const visit = visitOf(apology);
  const at = c.soon(c.state.lastAt, "signs", 10, 45, visit);
  const unit = c.step(c.mainStep)?.unit === "police" ? "police" : "leadership";
  const member = c.world.people.pick(unit, "leader", c.turn("signer", visit), at, apology.draftedBy);
  const person = member?.person ?? "ct";
  const deputy = person !== "ct" && person !== "ca-truong";
  return {
    at,
    by: c.world.people.actor(person),
    body: { type: "sign-apology", apologyId: apology.apologyId },
    needs: "letter",
    ...(deputy ? { signing: { capacity: "KT.", document: "QD-phan-cong-lanh-dao" } as const } : {}),
  };
}

function send(c: Case, apology: Apology): Act {
  const at = c.soon(c.state.lastAt, "sends", 5, 20, visitOf(apology));
  return { at, by: author(c, at), body: { type: "send-apology", apologyId: apology.apologyId } };
}

/** The one-stop's act, once, while the matter is still open. */
function reschedule(c: Case, apology: Apology): Act | undefined {
  const { state } = c;
  if (apology.kind !== "late" || apology.newDate === undefined || state.rescheduledTo.length > 0) return undefined;
  if (state.resolvedAt !== undefined || state.endedAt !== undefined) return undefined;
  const at = c.soon(apology.sentAt ?? state.lastAt, "reschedules", 5, 30, visitOf(apology));
  const promise = state.promises.at(-1);
  // Overtaken while it lay: by today, or by a promise that moved.
  if (apology.newDate < civilDateOf(dayOf(at)) || (promise !== undefined && apology.newDate <= promise.date))
    return undefined;
  return { at, by: c.desk(at, "desk"), body: { type: "reschedule", apologyId: apology.apologyId } };
}

/** An error in the result, found by the citizen and mended by the office (Art. 23(1)). */
function rectification(c: Case): Act | undefined {
  const { state } = c;
  if (state.outcome !== "granted" || state.endedAt === undefined || state.rectifications > 0) return undefined;
  if (!c.chance(80, "has-error")) return undefined;
  const open = state.limits["result-rectification"];
  if (open === undefined) {
    const at = c.soon(state.endedAt, "finds-error", 60, 900);
    return { at, by: c.desk(at, "desk"), body: { type: "request-rectification", reason: { code: "misspelt" } } };
  }
  const at = c.soon(open.ledger.startAt, "rectifies", 60, 900);
  const clerk = c.world.people.pick("office", "clerk", c.turn("clerk"), at);
  return { at, by: c.world.people.actor(clerk?.person ?? "vp-1"), body: { type: "rectify" } };
}

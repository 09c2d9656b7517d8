import type { DossierState } from "@motcua/core";
import type { Act, Case, World } from "./case.ts";
import type { Filing } from "./filings.ts";
import { minuteMs } from "./hours.ts";
import { counterSigner } from "./people.ts";

export const applicantRef = (filing: Filing) => ({ contentId: `${filing.dossierId}:applicant`, version: 1 });

/** The dossier is handed in, or served on the spot. */
export function filingAct(world: World, filing: Filing): Act {
  const { at, procedure, channel, caseId, facts, intakeRef, returnBy } = filing;
  const common = { procedure: procedure.code, channel, caseId, facts, intakeRef, returnBy };
  if (filing.served)
    return {
      at,
      by: counterSigner,
      body: { type: "serve", ...common, applicant: applicantRef(filing), actions: wayThrough(filing) },
      assignee: counterSigner.person,
      needs: "code",
    };
  const member = world.people.pick("one-stop", "one-stop-officer", world.draws.of(filing.ordinal, "desk"), at);
  const by = world.people.actor(member?.person ?? "mc-1");
  return { at, by, body: { type: "submit", ...common, applicant: applicantRef(filing) } };
}

/** The first action of every step, from the start to the end: the plain way through. */
function wayThrough(filing: Filing): readonly { readonly step: string; readonly action: string }[] {
  const actions: { readonly step: string; readonly action: string }[] = [];
  let step = filing.procedure.steps.find((known) => known.id === filing.procedure.startStep);
  while (step !== undefined && actions.length < 20) {
    const [action] = step.actions;
    if (action === undefined) break;
    actions.push({ step: step.id, action: action.id });
    step = filing.procedure.steps.find((known) => known.id === action.to);
  }
  return actions;
}

/** Before acceptance: guided once when incomplete, refused now and then, accepted as a rule. */
export function intakeAct(c: Case): Act | undefined {
  const { state } = c;
  if (state.intakeRounds > 0) return afterGuidance(c, state);
  const atCounter = state.channel === "counter";
  const at = atCounter ? c.soon(state.submittedAt, "look", 5, 20) : c.soon(state.submittedAt, "look", 5, 130);
  const by = c.desk(at, "desk");
  if (c.chance(160, "not-ours")) return { at, by, body: { type: "refuse-intake", reason: { code: "not-competent" } } };
  if (c.chance(620, "incomplete")) return { at, by, body: { type: "guide-intake", reason: { code: "incomplete" } } };
  return acceptance(c, at);
}

function afterGuidance(c: Case, state: DossierState): Act | undefined {
  const at = c.soon(state.lastAt, "comes-back", 60, 1_400);
  const by = c.desk(at, "desk");
  if (c.chance(700, "gives-up")) return { at, by, body: { type: "withdraw", reason: { code: "applicant" } } };
  if (c.chance(900, "still-incomplete"))
    return { at, by, body: { type: "refuse-intake", reason: { code: "still-incomplete" } } };
  // Some never come back; an unaccepted dossier has no clock.
  return c.chance(600, "stays-away") ? undefined : acceptance(c, at);
}

function acceptance(c: Case, at: number): Act {
  const { filing, state } = c;
  const extension = filing.procedure.extensions[0]?.id;
  const declared = filing.procedure.facts.some((fact) => fact.id === extension);
  const facts = extension !== undefined && declared && c.chance(1_200, "extends") ? { [extension]: true } : undefined;
  // Taken at the window a little before it was entered: the clock starts when it was handed in.
  const late = state.channel === "counter" && at - state.submittedAt <= 20 * minuteMs && c.chance(800, "entered-late");
  return {
    at,
    by: c.desk(at, "desk"),
    body: {
      type: "accept",
      ...(facts === undefined ? {} : { facts }),
      ...(late ? { occurredAt: Math.max(state.submittedAt, at - 10 * minuteMs) } : {}),
    },
    ...c.assignee(filing.procedure.startStep, at),
    needs: "code",
  };
}

import { handlers, type ObjectContext, type ObjectSharedContext, object } from "@restatedev/restate-sdk";
import {
  bodyHash,
  type Command,
  type Commit,
  codeTaken,
  commandReused,
  type DecidedCommit,
  InvariantError,
  type KnownDossier,
  type Rejected,
  stopped,
} from "../shared/core.ts";
import { type Adopted, adopt, claimed } from "./adoption.ts";
import type { ApplyAnswer, ApplyRequest, Incident, KeptDossier, Release, Unavailable, WakeCall } from "./contract.ts";
import { type DossierParts, decideOn } from "./deciding.ts";
import { objectOptions } from "./options.ts";
import { broughtUp, recordOf, withTaken } from "./taken-commands.ts";
import { armed, rearmed, wakeCommand, whatIsDue } from "./timer.ts";

/**
 * One object per dossier: takes its commands one at a time with the same `decideCommit` as every engine, keeps what it
 * knows, and sends what it decided to its projector. It never sleeps and never throws on purpose: either would hold the
 * key, and with it every later command of the dossier.
 */
export function dossierObject(parts: DossierParts) {
  return object({
    name: parts.names.dossier.name,
    handlers: {
      apply: (context: ObjectContext, request: ApplyRequest) => apply(parts, context, request),
      wake: handlers.object.exclusive({ ingressPrivate: true }, (context: ObjectContext, call: WakeCall) =>
        wake(parts, context, call),
      ),
      adopt: async (context: ObjectContext) => {
        const found = await adopted(parts, context, await keptIn(context), undefined);
        return "adoption" in found ? found.adoption : found;
      },
      release: (context: ObjectContext, how: Release) => release(parts, context, how),
      read: handlers.object.shared(
        async (context: ObjectSharedContext) => (await keptIn(context)).known?.state ?? null,
      ),
      incident: handlers.object.shared(
        async (context: ObjectSharedContext) => (await keptIn(context)).incident ?? null,
      ),
      // Goes to the projector behind every commit of a command that was answered, and waits there without this key.
      erase: handlers.object.shared(
        async (context: ObjectSharedContext) => await context.objectClient(parts.names.projector, context.key).erase(),
      ),
    },
    // Its state comes with a call: nothing in it grows without end, and to ask for it would be a round trip.
    options: objectOptions,
  });
}

const nothing: KeptDossier = {
  known: undefined,
  wakeAt: undefined,
  timer: undefined,
  generation: 0,
  incident: undefined,
};

const keptIn = async (context: Pick<ObjectSharedContext, "get">): Promise<KeptDossier> =>
  (await context.get<KeptDossier>("dossier")) ?? nothing;

async function apply(
  parts: DossierParts,
  context: ObjectContext,
  { command, content }: ApplyRequest,
): Promise<ApplyAnswer> {
  const at = await home(parts, context, await broughtUp(parts, context, await keptIn(context)), command);
  if ("kind" in at) return at;
  const { kept, inForce } = at;
  const record = await recordOf(parts, context, kept, command);
  if (record !== null && "kind" in record) return record;
  // A duplicate is answered before a refusal: the command was taken, so that now it may not be taken again.
  if (record !== null)
    return record.bodyHash === bodyHash(command)
      ? { kind: "taken", version: record.version, duplicate: true, events: [] }
      : refused(commandReused().error);
  const outcome = await decideOn(parts, context, kept.known, command, content, inForce);
  switch (outcome.kind) {
    case "unavailable":
      return outcome;
    case "refused":
      return refused(outcome.error);
    case "stopped":
      context.set("dossier", withIncident(parts, context, kept, incidentOf(command, "command", outcome.code)));
      return refused(stopped(new InvariantError(outcome.message, outcome.code)).error);
    case "decided":
      if (!(await claimCode(parts, context, kept.known, outcome.decided))) return refused(codeTaken().error);
      return keep(parts, context, kept, outcome.decided);
  }
}

/** A dossier that is not here may have lived elsewhere: begun anew it would be there twice. One that cannot be taken over
 *  is not worked on. */
async function home(
  parts: DossierParts,
  context: ObjectContext,
  kept: KeptDossier,
  command: Command,
): Promise<Adopted | Exclude<ApplyAnswer, { readonly kind: "taken" }>> {
  const found = await adopted(parts, context, kept, command);
  if (!("adoption" in found)) return found;
  switch (found.adoption) {
    case "known":
    case "adopted":
    case "absent":
      return found;
    case "damaged": {
      const message = `the stored state of dossier ${context.key} cannot be read`;
      return refused(stopped(new InvariantError(message, "dossier.unreadable")).error);
    }
    case "code_taken":
      return refused(codeTaken().error);
  }
}

/** What is known of the dossier after storage was asked for it. */
async function adopted(
  parts: DossierParts,
  context: ObjectContext,
  kept: KeptDossier,
  command: Command | undefined,
): Promise<Adopted | Unavailable> {
  const found = await adopt(parts, context, kept, command);
  if (!("adoption" in found) || found.adoption !== "adopted") return found;
  const now = armed(parts, context, found.kept);
  context.set("dossier", now);
  return { ...found, kept: now };
}

const refused = (error: Rejected) => ({ kind: "refused", error }) as const;

/** A code belongs to one dossier of its office. Asked where a code is given, once in a dossier's life. */
async function claimCode(
  { names }: DossierParts,
  context: ObjectContext,
  known: KnownDossier | undefined,
  { decision, commit }: DecidedCommit,
): Promise<boolean> {
  const { code } = decision.state;
  return code === undefined || code === known?.state.code || (await claimed(names, context, commit, code));
}

/** What was decided becomes what is known: state, command record, projection and timer, all of it or nothing. A dossier
 *  that goes on has no incident any more. */
function keep(
  parts: DossierParts,
  context: ObjectContext,
  before: KeptDossier,
  { decision, commit, next }: DecidedCommit,
): ApplyAnswer {
  const { version } = next.state;
  const { commandId, bodyHash: hash } = commit;
  const goesOn = withoutIncident(parts, context, { ...before, known: next, wakeAt: decision.wakeAt });
  const now = withTaken(parts, context, goesOn, { commandId, bodyHash: hash, version });
  context.set("dossier", armed(parts, context, now));
  project(parts, context, commit);
  return { kind: "taken", version, duplicate: false, events: decision.events };
}

function project({ names }: DossierParts, context: ObjectContext, commit: Commit): void {
  context.objectSendClient(names.projector, commit.dossierId).project(commit);
}

/** A delayed call has arrived: takes what is due by this machine's clock, or arms another. */
async function wake(parts: DossierParts, context: ObjectContext, call: WakeCall): Promise<void> {
  const found = await keptIn(context);
  // Overtaken by a later arming.
  if (found.timer?.generation !== call.generation) return;
  const kept = await broughtUp(parts, context, found);
  const arrived: KeptDossier = { ...kept, timer: undefined };
  const { known, wakeAt } = kept;
  if (known === undefined || wakeAt === undefined) {
    context.set("dossier", arrived);
    return;
  }
  const due = await context.run("what is due", () => whatIsDue(parts, known.state, wakeAt));
  if (due.kind === "later") {
    context.set("dossier", rearmed(parts, context, arrived, wakeAt, due.delayMs));
    return;
  }
  const command = wakeCommand(known.state, wakeAt, due);
  const outcome = await decideOn(parts, context, known, command, [], "law at hand");
  if (outcome.kind === "decided") {
    keep(parts, context, arrived, outcome.decided);
    return;
  }
  const code = outcome.kind === "refused" ? outcome.error.code : outcome.code;
  // Time helps: later again. Anything else waits for an operator; commands of the dossier are taken all the same.
  const later = outcome.kind === "unavailable" || code === "wake.nothing_due";
  context.set(
    "dossier",
    later
      ? rearmed(parts, context, arrived, wakeAt, due.retryMs)
      : withIncident(parts, context, arrived, incidentOf(command, "wake", code)),
  );
}

const incidentOf = (
  { dossierId, officeId, commandId, at }: Command,
  kind: "command" | "wake",
  code: string,
): Incident => ({
  dossierId,
  officeId,
  kind,
  code,
  at,
  commandId,
});

/** A dossier has one incident, the last; the office's list has one of each kind. */
function withIncident(
  parts: DossierParts,
  context: ObjectContext,
  before: KeptDossier,
  incident: Incident,
): KeptDossier {
  const { names } = parts;
  const kept = before.incident?.kind === incident.kind ? before : withoutIncident(parts, context, before);
  context.objectSendClient(names.incidents, incident.officeId).put(incident);
  return { ...kept, incident };
}

function withoutIncident({ names }: DossierParts, context: ObjectContext, kept: KeptDossier): KeptDossier {
  const { incident } = kept;
  if (incident === undefined) return kept;
  context.objectSendClient(names.incidents, incident.officeId).remove(incident);
  return { ...kept, incident: undefined };
}

/** An operator's word. Retried, the dossier is woken at once; skipped, it goes on with its next command. */
async function release(parts: DossierParts, context: ObjectContext, how: Release): Promise<boolean> {
  const kept = await keptIn(context);
  const { incident, wakeAt } = kept;
  if (incident === undefined) return false;
  const freed = withoutIncident(parts, context, kept);
  if (how.kind === "skip") context.set<SkippedIncident>("skipped", { ...incident, reason: how.reason });
  const wakes = how.kind === "retry" && wakeAt !== undefined;
  context.set("dossier", wakes ? rearmed(parts, context, freed, wakeAt, 0) : freed);
  return true;
}

/** The last incident an operator skipped, and why. */
interface SkippedIncident extends Incident {
  readonly reason: string;
}

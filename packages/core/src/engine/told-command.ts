import type { DossierId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { Command } from "../dossier/commands.ts";
import type { Decision } from "../dossier/decide.ts";
import { codeOfError, type WorkOutcome } from "../ports/attributes.ts";
import type { Commit } from "../ports/storage.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import type { Accepted, CommandRequest, Rejected } from "./engine-types.ts";
import type { ToldTo } from "./told.ts";

/** A command inside its span, counted with its answer. */
export async function measuredCommand(
  telemetry: Telemetry,
  { type, commandId, dossierId, officeId }: CommandRequest,
  take: () => Promise<Result<Accepted, Rejected>>,
): Promise<Result<Accepted, Rejected>> {
  const begunAt = performance.now();
  const finish = (outcome: WorkOutcome, code?: string): void => {
    telemetry.count("motcua.commands", { command: type, outcome, ...(code === undefined ? {} : { code }) });
    telemetry.record("motcua.command.duration", performance.now() - begunAt, { command: type, outcome });
  };
  return await telemetry.span("motcua.command", { command: type, commandId, dossierId, officeId }, async (span) => {
    try {
      const answer = await take();
      const outcome = !answer.ok ? "refused" : answer.value.duplicate ? "duplicate" : "committed";
      span.set(answer.ok ? { outcome, version: answer.value.version } : { outcome, code: answer.error.code });
      finish(outcome, answer.ok ? undefined : answer.error.code);
      return answer;
    } catch (error) {
      finish("failed", codeOfError(error));
      throw error;
    }
  });
}

export function tellConflict({ telemetry, log }: ToldTo, { dossierId, officeId, type }: Command): void {
  telemetry?.count("motcua.conflicts", { command: type });
  log?.write("debug", "command.conflict", { dossierId, officeId, command: type });
}

/** A dossier was stopped by a bug of ours, or by damage to what is stored. */
export function tellStopped({ telemetry, log }: ToldTo, dossierId: DossierId, code: string): void {
  telemetry?.count("motcua.incidents", { kind: "dossier", code });
  log?.write("error", "dossier.stopped", { dossierId, code });
}

/** How late the result of a dossier came; one that is in time says nothing. */
export function tellResolved(
  { telemetry }: ToldTo,
  { commit, decision }: { readonly commit: Commit; readonly decision: Decision },
): void {
  if (telemetry === undefined) return;
  const resolved = decision.events.find((event) => event.type === "resolved");
  const { dueAt } = commit.summary;
  if (resolved === undefined || dueAt === undefined || resolved.resolvedAt <= dueAt) return;
  telemetry.record("motcua.dossier.lateness", resolved.resolvedAt - dueAt, {});
}

import { fault } from "../base/errors.ts";
import type { CommandId, DossierId, OfficeId } from "../base/ids.ts";
import { err, type Result } from "../base/result.ts";
import type { Reason } from "../dossier/commands.ts";
import type { Actor } from "../dossier/people.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Accepted, Engine, Rejected } from "./engine-types.ts";

/** One act on many dossiers at once: a leader signs sixty (model.md §10). */
export interface ActMany {
  readonly by: Actor;
  readonly officeId: OfficeId;
  readonly step: string;
  readonly action: string;
  readonly reason?: Reason;
  /** Each with a command id of its own, so that sending all again does nothing twice. */
  readonly dossiers: readonly { readonly dossierId: DossierId; readonly commandId: CommandId }[];
}

export interface ActManyAnswer {
  readonly dossierId: DossierId;
  readonly answer: Result<Accepted, Rejected>;
}

/** Sends the act for every dossier and waits for all: one answer per dossier, in order. One that is refused, or whose
 *  storage failed, leaves the others standing. */
export async function actMany(engine: Engine, request: ActMany): Promise<readonly ActManyAnswer[]> {
  const { dossiers, ...act } = request;
  return await Promise.all(
    dossiers.map(async ({ dossierId, commandId }) => {
      const sent = engine.submit({ type: "act", ...act, dossierId, commandId });
      return { dossierId, answer: await sent.catch(failed) };
    }),
  );
}

function failed(error: unknown): Result<Accepted, Rejected> {
  const code = AdapterError.is(error) ? error.code : "adapter.failed";
  return err(
    fault(
      "adapter.failed",
      `Chưa biết kết quả (${code}); hãy gửi lại đúng lệnh này`,
      `the outcome is unknown (${code}); send the same command again`,
    ),
  );
}

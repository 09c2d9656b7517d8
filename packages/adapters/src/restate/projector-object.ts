import { handlers, type ObjectContext, object } from "@restatedev/restate-sdk";
import {
  type Clock,
  type Commit,
  type CommitOutcome,
  type DossierId,
  InvariantError,
  type Storage,
} from "../shared/core.ts";
import type { HeldProjection, ObjectNames } from "./contract.ts";
import { shown } from "./deciding.ts";
import type { GroupWriter } from "./group-writer.ts";
import { objectOptions } from "./options.ts";
import type { Remembered } from "./remembered.ts";

export interface ProjectorParts {
  readonly names: ObjectNames;
  readonly writer: GroupWriter;
  readonly storage: Pick<Storage, "eraseContent">;
  readonly clock: Clock;
  /** How often a call came to its end here without a record or was told to take one; the server may not have heard of it. */
  readonly attempts: Remembered<number>;
}

/**
 * One object per dossier: writes its commits to storage as they were decided, in order. Storage that fails holds this key
 * and no other, and no dossier: commands go on. A commit that does not fit is an incident: it is kept here with all
 * that come after it, until an operator says to try again.
 */
export function projectorObject(parts: ProjectorParts) {
  return object({
    name: parts.names.projector.name,
    handlers: {
      project: handlers.object.exclusive({ ingressPrivate: true }, (context: ObjectContext, commit: Commit) =>
        project(parts, context, commit),
      ),
      release: (context: ObjectContext) => release(parts, context),
      erase: handlers.object.exclusive({ ingressPrivate: true }, (context: ObjectContext) => erase(parts, context)),
    },
    options: { ...objectOptions, enableLazyState: true },
  });
}

/** In order of version whatever the number. */
const heldKey = ({ expectedVersion }: Commit): string => `held:${String(expectedVersion).padStart(12, "0")}`;

async function project(parts: ProjectorParts, context: ObjectContext, commit: Commit): Promise<void> {
  if (await standsUnrecorded(parts, context, commit)) return;
  const code = await write(parts, context, commit);
  if (code === null) return;
  context.set(heldKey(commit), commit);
  // One that comes behind what is held never fits, whatever became of storage: it says so by its version.
  if ((await context.get<HeldProjection>("held")) === null) hold(parts, context, commit, code);
}

/**
 * The common case costs no durable step: a commit that stands is in storage, and a handler run again finds it there. Only
 * what does not fit is recorded, as it may fit later. A call whose record was cut off in between, and fits by now, would go
 * another way than its record and be refused by the server: it comes again, and every other time takes the recorded way.
 */
async function standsUnrecorded(parts: ProjectorParts, context: ObjectContext, commit: Commit): Promise<boolean> {
  const { attempts } = parts;
  const { id } = context.request();
  const before = attempts.get(id) ?? 0;
  const recorded = before > 0 && before % 2 === 0;
  const stands = !recorded && (await written(parts, commit)) === null;
  if (stands || recorded) attempts.set(id, before + 1);
  return stands;
}

function hold({ names, clock }: ProjectorParts, context: ObjectContext, commit: Commit, code: string): void {
  const { dossierId, officeId, commandId } = commit;
  context.set<HeldProjection>("held", { code, officeId });
  context
    .objectSendClient(names.incidents, officeId)
    .put({ dossierId, officeId, commandId, kind: "projection", code, at: commit.events.at(-1)?.at ?? clock.now() });
}

/** Recorded, so that a handler run again goes the same way though storage has changed since.
 *  @returns why the commit does not fit; `null` when it is there, now or since an earlier attempt */
const write = async (parts: ProjectorParts, context: ObjectContext, commit: Commit): Promise<string | null> =>
  await context.run("write", () => written(parts, commit));

async function written({ writer }: Pick<ProjectorParts, "writer">, commit: Commit): Promise<string | null> {
  try {
    return misfitOf(await writer.commit(commit));
  } catch (error) {
    // The same again would find the same for ever: a person looks.
    if (InvariantError.is(error)) return "restate.does_not_fit";
    throw shown(error);
  }
}

function misfitOf({ kind }: CommitOutcome): string | null {
  switch (kind) {
    case "committed":
    case "duplicate_command":
      return null;
    case "command_reused":
      return "restate.command_reused";
    case "version_conflict":
      return "restate.out_of_order";
    case "code_taken":
      return "restate.code_taken";
  }
}

const heldKeys = async (context: ObjectContext): Promise<readonly string[]> =>
  (await context.stateKeys()).filter((key) => key.startsWith("held:")).sort();

/** Takes personal data out of storage, and out of the commits that wait: released later, they bring none back.
 *  @returns records erased */
async function erase({ storage }: ProjectorParts, context: ObjectContext): Promise<number> {
  let waiting = 0;
  for (const key of await heldKeys(context)) {
    const commit = await context.get<Commit>(key);
    if (commit === null || commit.content.length === 0) continue;
    waiting += commit.content.length;
    context.set<Commit>(key, { ...commit, content: [] });
  }
  return waiting + (await context.run("erase", () => erased(storage, context.key as DossierId)));
}

async function erased(storage: Pick<Storage, "eraseContent">, id: DossierId): Promise<number> {
  try {
    return await storage.eraseContent(id);
  } catch (error) {
    throw shown(error);
  }
}

/** Tries what is held again, in order; stops at the first that still does not fit. */
async function release(parts: ProjectorParts, context: ObjectContext): Promise<boolean> {
  const held = await context.get<HeldProjection>("held");
  if (held === null) return false;
  for (const key of await heldKeys(context)) {
    const commit = await context.get<Commit>(key);
    if (commit === null) continue;
    const code = await write(parts, context, commit);
    if (code !== null) {
      hold(parts, context, commit, code);
      return true;
    }
    context.clear(key);
  }
  context.clear("held");
  const incidents = context.objectSendClient(parts.names.incidents, held.officeId);
  incidents.remove({ dossierId: context.key as Commit["dossierId"], kind: "projection" });
  return true;
}

import { hash as digest } from "node:crypto";
import { canonicalJson, type Json } from "../base/canonical-json.ts";
import type { DossierId, Hash, OfficeId } from "../base/ids.ts";
import type { Command } from "../dossier/commands.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { StoredEvent } from "../ports/storage.ts";
import type { CommandRequest } from "./engine-types.ts";

/** SHA-256 in lower-case hex. */
export const sha256 = (text: string): Hash => digest("sha256", text, "hex") as Hash;

/** Content hash of a definition, rule set, calendar …: over its canonical JSON. */
export function contentHash(document: unknown): { readonly hash: Hash; readonly bytes: string } {
  const bytes = canonicalJson(document as Json);
  return { hash: sha256(bytes), bytes };
}

/** Where a dossier's chain begins: bound to its office, its id and the definition it was received under. */
export const genesis = (officeId: OfficeId, dossierId: DossierId, procedure: Hash): Hash =>
  sha256(canonicalJson({ dossierId, officeId, procedure }));

const hashLength = 64;

/** hash = SHA-256(previous ‖ bytes); the bytes are exact and stored as they are. */
export function chainEvents(
  previous: Hash,
  events: readonly DossierEvent[],
): { readonly stored: StoredEvent[]; readonly head: Hash } {
  let head = previous;
  const stored = events.map((event): StoredEvent => {
    // Hashing flattens the text it is given; cutting the bytes out of that keeps one flat string alive instead of the
    // dozens of pieces canonical JSON was joined from.
    const linked = head + canonicalJson(event as unknown as Json);
    head = sha256(linked);
    const bytes = linked.slice(hashLength);
    return { seq: event.seq, type: event.type, at: event.at, bytes, hash: head, commandId: event.commandId };
  });
  return { stored, head };
}

/**
 * Hash of what a user asked for. Time, resolved facts, the version seen and the roles of the day are not part of it: the
 * same command sent again later, after other numbers were drawn, is still the same command.
 */
export function bodyHash(command: Command | CommandRequest): Hash {
  const { at: _at, resolved: _resolved, expectedVersion: _seen, by, ...body } = command as Command;
  const { person, unit, standsInFor } = by;
  return sha256(canonicalJson({ ...body, by: { person, unit, standsInFor: standsInFor?.person } } as unknown as Json));
}

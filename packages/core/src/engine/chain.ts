import { hash as digest } from "node:crypto";
import { canonicalJson, type Json } from "../base/canonical-json.ts";
import type { DossierId, Hash, OfficeId } from "../base/ids.ts";
import type { Command } from "../dossier/commands.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { StoredEvent } from "../ports/storage.ts";

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

/** hash = SHA-256(previous ‖ bytes); the bytes are exact and stored as they are. */
export function chainEvents(
  previous: Hash,
  events: readonly DossierEvent[],
): { readonly stored: StoredEvent[]; readonly head: Hash } {
  let head = previous;
  const stored = events.map((event): StoredEvent => {
    const bytes = canonicalJson(event as unknown as Json);
    head = sha256(head + bytes);
    return { seq: event.seq, type: event.type, at: event.at, bytes, hash: head, commandId: event.commandId };
  });
  return { stored, head };
}

/**
 * Hash of what a user asked for. Time, resolved facts and the version seen are not part of it: the same command sent
 * again later, after other numbers were drawn, is still the same command.
 */
export function bodyHash(command: Command): Hash {
  const { at: _at, resolved: _resolved, expectedVersion: _seen, ...body } = command;
  return sha256(canonicalJson(body as unknown as Json));
}

import { type CommandId, type Commit, type Hash, invariant, type StoredEvent } from "./core.ts";

// Type, instant, hash and bytes of an event are a line; the events of a commit are its lines. Sequences and the command are
// in the row; an event that came from another engine has its own command before the bytes, after an `@`. Canonical JSON has
// no line breaks and begins with a brace, and nothing before it has spaces.

export function writeLines({ events, commandId }: Pick<Commit, "events" | "commandId">): string {
  return events.map((event) => lineOf(event, commandId)).join("\n");
}

function lineOf({ type, at, hash, bytes, commandId }: StoredEvent, ofRow: CommandId): string {
  invariant(!bytes.includes("\n"), "bytes of an event are one line");
  invariant(!type.includes(" ") && !hash.includes(" "), "a type and a hash are one word");
  if (commandId === ofRow) return `${type} ${at} ${hash} ${bytes}`;
  invariant(!commandId.includes(" "), "a command id is one word");
  return `${type} ${at} ${hash} @${commandId} ${bytes}`;
}

/** A row of commits. */
export interface CommitRow {
  /** Sequence of the last event. */
  readonly version: number;
  readonly commandId: CommandId;
  readonly events: string;
}

/** Events after a sequence. A line that somebody has changed is read as it stands: `verify` names it. */
export function readLines({ version, commandId, events }: CommitRow, after = 0): StoredEvent[] {
  const lines = events.split("\n");
  const before = version - lines.length;
  const read: StoredEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const seq = before + index + 1;
    // A line more than there were events is not passed over.
    if (seq > 0 && seq <= after) continue;
    const [type = "", at = "", hash = ""] = line.split(" ", 3);
    const rest = line.slice(type.length + at.length + hash.length + 3);
    const own = rest.startsWith("@") ? rest.slice(1, rest.indexOf(" ")) : undefined;
    const bytes = own === undefined ? rest : rest.slice(own.length + 2);
    read.push({ seq, type, at: Number(at), hash: hash as Hash, commandId: (own as CommandId) ?? commandId, bytes });
  }
  return read;
}

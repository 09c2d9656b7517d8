import { type Commit, invariant, type PageRequest } from "./core.ts";

/** What the engine promises about a group, asserted at the vault: a faulty group stops before anything is written. */
export function assertGroup(group: readonly Commit[]): void {
  for (const commit of group) assertCommit(commit);
  if (group.length < 2) return;
  const seen = new Set(group.map((commit) => commit.dossierId));
  invariant(seen.size === group.length, "a group holds a dossier once");
}

function assertCommit(commit: Commit): void {
  const { dossierId, events, outbox, content, expectedVersion } = commit;
  invariant(Number.isSafeInteger(expectedVersion) && expectedVersion >= 0, `${dossierId}: expected version is a count`);
  invariant(events.length > 0, `${dossierId}: a commit holds one event or more`);
  let seq = expectedVersion;
  for (const event of events) {
    seq += 1;
    invariant(event.seq === seq, `${dossierId}: events have no gaps`);
    invariant(event.commandId === commit.commandId, `${dossierId}: events carry the command of their commit`);
  }
  for (const message of outbox)
    invariant(
      message.dossierId === dossierId && message.officeId === commit.officeId,
      `${dossierId}: messages belong to the dossier of their commit`,
    );
  outbox.forEach((message, i) => {
    const earlier = outbox.slice(0, i).filter((other) => other.adapter === message.adapter);
    invariant(
      earlier.every((other) => other.position < message.position),
      `${dossierId}: positions grow within a lane`,
    );
  });
  for (const record of content)
    invariant(record.dossierId === dossierId, `${dossierId}: content belongs to the dossier of its commit`);
}

export const versionAfter = (commit: Commit): number => commit.expectedVersion + commit.events.length;

/** Every claim and page has a limit. */
export function assertLimit(request: Pick<PageRequest, "limit">): void {
  const { limit } = request;
  invariant(Number.isInteger(limit) && limit >= 1 && limit <= 1000, "a limit is a whole number from 1 to 1000");
}

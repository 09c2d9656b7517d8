import {
  type Claim,
  type Commit,
  type DossierSearch,
  InvariantError,
  invariant,
  type PageRequest,
  type Storage,
} from "./core.ts";

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
  const { receivedAt, dueAt, endedAt } = commit.summary;
  assertInstant(commit.wakeAt ?? 0, dossierId);
  assertInstant(receivedAt ?? 0, dossierId);
  assertInstant(dueAt ?? 0, dossierId);
  assertInstant(endedAt ?? 0, dossierId);
  let seq = expectedVersion;
  for (const event of events) {
    seq += 1;
    invariant(event.seq === seq, `${dossierId}: events have no gaps`);
    assertInstant(event.at, dossierId);
    const isOurs = seq - expectedVersion > (commit.arrived ?? 0);
    invariant(
      !isOurs || event.commandId === commit.commandId,
      `${dossierId}: events carry the command of their commit`,
    );
  }
  for (const message of outbox) {
    invariant(
      message.dossierId === dossierId && message.officeId === commit.officeId,
      `${dossierId}: messages belong to the dossier of their commit`,
    );
    invariant(Number.isSafeInteger(message.position), `${dossierId}: positions are whole numbers`);
    assertInstant(message.notBefore, dossierId);
  }
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

// A number that a database rounds, or cannot give back, would stop whoever reads the row later.
export function assertInstant(instant: number, what: string): void {
  if (!Number.isSafeInteger(instant)) throw new InvariantError(`${what}: an instant is a whole number of milliseconds`);
}

export function assertResult(result: Parameters<Storage["settleOutbox"]>[1]): void {
  if (result.kind === "retry") assertInstant(result.at, "a retry");
}

/** Text that every database gives back as it was: no NUL, no half of a surrogate pair. */
export function assertText(text: string): void {
  invariant(!text.includes("\0") && text.isWellFormed(), "text is well-formed and has no NUL");
}

export function assertClaim(claim: Claim): void {
  assertLimit(claim);
  invariant(Number.isInteger(claim.leaseMs) && claim.leaseMs >= 0, "a lease is a whole number of milliseconds");
  invariant(!Number.isNaN(claim.dueThrough), "a claim says through when");
}

/** Folded words, each of them something: an empty one would find everybody. */
export function assertSearch({ words }: DossierSearch): void {
  invariant(words.length > 0 && words.length <= 20, "a search has one to twenty words");
  invariant(
    words.every((word) => word !== "" && /^[\p{Letter}\p{Number}]+$/u.test(word)),
    "words are folded as search words are",
  );
}

/** Every claim and page has a limit. */
export function assertLimit(request: Pick<PageRequest, "limit">): void {
  const { limit } = request;
  invariant(Number.isInteger(limit) && limit >= 1 && limit <= 1000, "a limit is a whole number from 1 to 1000");
}

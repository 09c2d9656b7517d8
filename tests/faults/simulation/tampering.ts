import type { Commit, CommitOutcome, Storage } from "@motcua/core";
import type { Tampering } from "./options.ts";

/** A store or a clock with one fault that no engine can make good. The witness must see it. */
export interface Tampered extends Tampering {
  readonly name: string;
  /** Invariants that it breaks; the first one seen counts. */
  readonly breaks: readonly number[];
}

/** Gives the good store the version it wants to hear. */
async function atAnyVersion(good: Storage, commit: Commit): Promise<Commit> {
  const [row] = await good.load([commit.dossierId]);
  const version = row?.version ?? 0;
  const events = commit.events.map((event, i) => ({ ...event, seq: version + i + 1 }));
  return { ...commit, expectedVersion: version, events };
}

/** Every so often something else than the good thing. */
function everySo(times: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % times === 0;
  };
}

/** Each commit by itself, changed on the way. */
const changing = (good: Storage, change: (commit: Commit) => Commit): Partial<Storage> => ({
  commit: (group) => good.commit(group.map(change)),
});

export const tamperings: readonly Tampered[] = [
  {
    name: "no version check",
    breaks: [1, 2],
    store: (good) => ({
      commit: async (group) => await good.commit(await Promise.all(group.map((one) => atAnyVersion(good, one)))),
    }),
  },
  {
    name: "a duplicate is forgotten",
    breaks: [1, 2],
    store: (good) => {
      let n = 0;
      return changing(good, (commit) => {
        n += 1;
        const commandId = `${commit.commandId}.${n}` as Commit["commandId"];
        return { ...commit, commandId, events: commit.events.map((event) => ({ ...event, commandId })) };
      });
    },
  },
  {
    name: "the body of a command is not compared",
    breaks: [1],
    store: (good) => ({
      commit: async (group) => {
        const outcomes = await good.commit(group);
        return outcomes.map((outcome, i): CommitOutcome => {
          const version = group[i]?.expectedVersion ?? 0;
          return outcome.kind === "command_reused" ? { kind: "duplicate_command", version } : outcome;
        });
      },
    }),
  },
  {
    name: "acknowledged, and dropped",
    breaks: [1, 2],
    store: (good) => {
      const drops = everySo(40);
      return {
        commit: async (group) => {
          const kept = group.filter(() => !drops());
          const outcomes = await good.commit(kept);
          return group.map((commit): CommitOutcome => {
            const version = commit.expectedVersion + commit.events.length;
            return outcomes[kept.indexOf(commit)] ?? { kind: "committed", version };
          });
        },
      };
    },
  },
  {
    name: "an event is dropped",
    breaks: [2],
    store: (good) => {
      const drops = everySo(40);
      return changing(good, (commit) =>
        commit.events.length > 1 && drops() ? { ...commit, events: commit.events.slice(0, -1) } : commit,
      );
    },
  },
  {
    name: "events are written, and their messages are not",
    breaks: [1],
    store: (good) => {
      const drops = everySo(40);
      return changing(good, (commit) => (drops() ? { ...commit, outbox: [] } : commit));
    },
  },
  {
    name: "messages are written before the check",
    breaks: [1],
    store: (good) => {
      const leaked = new Map<string, readonly Commit["outbox"][number][]>();
      const row = { status: "pending", attempts: 0, code: undefined } as const;
      return {
        commit: async (group) => {
          const outcomes = await good.commit(group);
          for (const [i, { dossierId, outbox }] of group.entries())
            if (outcomes[i]?.kind !== "committed") leaked.set(dossierId, outbox);
          return outcomes;
        },
        reader: {
          ...good.reader,
          messages: async (id) => [
            ...(await good.reader.messages(id)),
            ...(leaked.get(id) ?? []).map((message) => ({ ...message, ...row })),
          ],
        },
      };
    },
  },
  {
    name: "half a group is written when it fails",
    breaks: [1],
    store: (good) => {
      const fails = everySo(10);
      return {
        commit: async (group) => {
          if (group.length === 1 || !fails()) return await good.commit(group);
          await good.commit(group.slice(0, 1));
          throw new TypeError("the connection broke");
        },
      };
    },
  },
  {
    name: "a clock an hour ahead takes rungs early",
    breaks: [3],
    clock: (now) => now + 3_600_000,
  },
  {
    name: "a wake is not kept",
    breaks: [3],
    store: (good) => {
      const drops = everySo(20);
      return changing(good, (commit) => (drops() ? { ...commit, wakeAt: undefined } : commit));
    },
  },
  {
    name: "a wake is given out, and never again",
    breaks: [3],
    store: (good) => {
      const drops = everySo(5);
      return {
        claimWakes: async (claim) => (await good.claimWakes({ ...claim, leaseMs: 2 ** 40 })).filter(() => !drops()),
      };
    },
  },
  {
    name: "a message is given out, and never again",
    breaks: [1],
    store: (good) => ({ claimOutbox: (claim) => good.claimOutbox({ ...claim, leaseMs: 2 ** 40 }) }),
  },
  {
    name: "a lane is not kept in order",
    breaks: [1],
    store: (good) => ({
      claimOutbox: async (claim) =>
        await Promise.all(
          (await good.claimOutbox(claim)).map(async (head) => {
            const rows = await good.reader.messages(head.dossierId);
            const next = rows.findLast((row) => row.adapter === head.adapter && row.status === "pending");
            return { ...head, ...next, token: head.token, attempts: head.attempts };
          }),
        ),
    }),
  },
  {
    name: "a snapshot of another moment",
    breaks: [2],
    store: (good) =>
      changing(good, (commit) =>
        commit.snapshot === undefined
          ? commit
          : { ...commit, snapshot: commit.snapshot.replace('"visits":', '"visits":{"x":1},"visited":') },
      ),
  },
];

import { type Commit, type Fault, patched, type Storage } from "./fault.ts";

const bodyKey = (commit: Commit): string => `${commit.officeId} ${commit.commandId}`;

/** Gives the good store the version it wants to hear. */
async function withActualVersion(good: Storage, commit: Commit): Promise<Commit> {
  const [row] = await good.load([commit.dossierId]);
  const version = row?.version ?? 0;
  const events = commit.events.map((event, i) => ({ ...event, seq: version + i + 1 }));
  return { ...commit, expectedVersion: version, events };
}

/** Faults in what a commit checks, keeps and answers. */
export const commitFaults: readonly Fault[] = [
  {
    name: "no version check",
    make: patched((good) => ({
      commit: async (group) => good.commit(await Promise.all(group.map((commit) => withActualVersion(good, commit)))),
    })),
    caught: [
      "a stale version is refused and writes nothing",
      "creating a dossier that exists is refused and writes nothing",
      "a change of a dossier that does not exist is refused with version 0",
    ],
    alsoCaught: [
      "a refused command leaves no record and may come again",
      "a refused commit leaves the others of its group standing, outcomes in order",
      "a version conflict is answered before a taken code",
      "a refused commit leaves a claimed wake leased",
    ],
  },
  {
    name: "events of another engine under the command of their commit",
    make: patched((good) => ({
      commit: (group) =>
        good.commit(
          group.map((commit) => ({
            ...commit,
            events: commit.events.map((event) => ({ ...event, commandId: commit.commandId })),
          })),
        ),
    })),
    caught: ["events that came from another engine keep the commands they had there"],
  },
  {
    name: "forgotten duplicate",
    make: patched((good) => {
      let n = 0;
      return {
        commit: (group) => {
          const renamed = group.map((commit) => {
            n += 1;
            const commandId = `${commit.commandId}-${n}` as Commit["commandId"];
            return { ...commit, commandId, events: commit.events.map((event) => ({ ...event, commandId })) };
          });
          return good.commit(renamed);
        },
      };
    }),
    caught: [
      "the same command twice is one commit, and answers the first version",
      "a duplicate long after is answered before its stale version, with the original answer",
      "a command id with another body is refused and writes nothing",
      "one command id within one group is one commit",
    ],
    alsoCaught: [
      "a command is found with its body and the version after it",
      "command ids of two offices are apart",
      // The renamed command also shows in the events.
      "events that came from another engine keep the commands they had there",
      "commands of another engine are none of this one",
      "a created dossier is loaded as it was committed",
      "a later commit appends events and replaces the snapshot",
      "a commit without a snapshot keeps the one before, and its events come with the row",
      "a dossier that never had a snapshot is loaded with all its events",
    ],
  },
  {
    name: "a duplicate is remembered for its latest version only",
    make: patched((good) => ({
      commit: async (group) => {
        const outcomes = await good.commit(group);
        const rows = await good.load(group.map((commit) => commit.dossierId));
        return outcomes.map((outcome, i) =>
          outcome.kind === "duplicate_command" ? { ...outcome, version: rows[i]?.version ?? outcome.version } : outcome,
        );
      },
    })),
    caught: ["a duplicate long after is answered before its stale version, with the original answer"],
  },
  {
    name: "the body of a command is not compared",
    make: patched((good) => {
      const bodies = new Map<string, Commit["bodyHash"]>();
      const firstBody = (commit: Commit): Commit["bodyHash"] => {
        const known = bodies.get(bodyKey(commit)) ?? commit.bodyHash;
        bodies.set(bodyKey(commit), known);
        return known;
      };
      return { commit: (group) => good.commit(group.map((commit) => ({ ...commit, bodyHash: firstBody(commit) }))) };
    }),
    caught: [
      "a command id with another body is refused and writes nothing",
      "one command id within one group is one commit",
    ],
    alsoCaught: ["a refused command leaves no record and may come again"],
  },
  {
    name: "outbox written before the check",
    make: patched((good) => {
      const leaked = new Map<string, Commit["outbox"][number][]>();
      return {
        commit: async (group) => {
          const outcomes = await good.commit(group);
          for (const [i, commit] of group.entries())
            if (outcomes[i]?.kind !== "committed")
              leaked.set(commit.dossierId, [...(leaked.get(commit.dossierId) ?? []), ...commit.outbox]);
          return outcomes;
        },
        reader: {
          ...good.reader,
          messages: async (id) => [
            ...(await good.reader.messages(id)),
            ...(leaked.get(id) ?? []).map((m) => ({ ...m, status: "pending" as const, attempts: 0, code: undefined })),
          ],
        },
      };
    }),
    caught: ["a stale version is refused and writes nothing"],
    alsoCaught: [
      "creating a dossier that exists is refused and writes nothing",
      "the same command twice is one commit, and answers the first version",
      "a command id with another body is refused and writes nothing",
      "a code belongs to one dossier of an office",
      "a refused commit leaves the others of its group standing, outcomes in order",
    ],
  },
  {
    name: "a group aborts as a whole",
    make: patched((good) => ({
      commit: async (group) => {
        const rows = await good.load(group.map((commit) => commit.dossierId));
        const stale = group.some((commit, i) => commit.expectedVersion !== (rows[i]?.version ?? 0));
        if (!stale || group.length === 1) return good.commit(group);
        return group.map((_, i) => ({ kind: "version_conflict", actual: rows[i]?.version ?? 0 }));
      },
    })),
    caught: ["a refused commit leaves the others of its group standing, outcomes in order"],
    // The faulty store answers before it looks whether the group is sound.
    alsoCaught: ["a group holds a dossier once, or nothing is written"],
  },
  {
    name: "code uniqueness ignored",
    make: patched((good) => ({
      commit: (group) =>
        good.commit(
          group.map((commit) => {
            const { code } = commit.summary;
            if (code === undefined || commit.dossierId === "d-1") return commit;
            return { ...commit, summary: { ...commit.summary, code: `${code}${commit.dossierId}` as typeof code } };
          }),
        ),
    })),
    caught: ["a code belongs to one dossier of an office", "a code given twice within one group is given once"],
  },
  {
    name: "a commit without a snapshot forgets the one before",
    make: patched((good) => {
      const bare = new Set<string>();
      return {
        commit: (group) => {
          for (const commit of group) {
            if (commit.snapshot === undefined) bare.add(commit.dossierId);
            else bare.delete(commit.dossierId);
          }
          return good.commit(group);
        },
        load: async (ids) =>
          (await good.load(ids)).map((row) => row && (bare.has(row.dossierId) ? { ...row, snapshot: undefined } : row)),
      };
    }),
    caught: ["a commit without a snapshot keeps the one before, and its events come with the row"],
  },
  {
    name: "text is normalised",
    make: patched((good) => ({
      commit: (group) =>
        good.commit(group.map((commit) => ({ ...commit, snapshot: commit.snapshot?.normalize("NFC") }))),
    })),
    caught: ["text comes back byte for byte"],
  },
];

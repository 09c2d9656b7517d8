import { memoryStorage } from "@motcua/adapters/memory";

type Storage = ReturnType<typeof memoryStorage>;

/** A storage with one fault, the cases meant for it, and others that cannot help but fail as well. */
export interface Fault {
  readonly name: string;
  readonly make: () => Storage;
  readonly caught: readonly string[];
  readonly alsoCaught?: readonly string[];
}

/** A working store; what a fault changes is laid over it. */
function patched(change: (good: Storage) => Partial<Storage>): () => Storage {
  return () => {
    const good = memoryStorage();
    const changed = change(good);
    return new Proxy(good, {
      get(target, name) {
        if (name in changed) return changed[name as keyof Storage];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
}

type Commit = Parameters<Storage["commit"]>[0][number];
const bodyKey = (commit: Commit): string => `${commit.officeId} ${commit.commandId}`;

/** Gives the good store the version it wants to hear. */
async function withActualVersion(good: Storage, commit: Commit): Promise<Commit> {
  const [row] = await good.load([commit.dossierId]);
  const version = row?.version ?? 0;
  const events = commit.events.map((event, i) => ({ ...event, seq: version + i + 1 }));
  return { ...commit, expectedVersion: version, events };
}

export const faults: readonly Fault[] = [
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
    name: "timer early",
    make: patched((good) => ({
      claimWakes: (claim) => good.claimWakes({ ...claim, dueThrough: claim.dueThrough + 60_000 }),
    })),
    caught: ["a wake is never early, and due at its own instant"],
    alsoCaught: [
      "a commit replaces the wake of its dossier",
      "a retried wake is not due before its retry, and then is",
    ],
  },
  {
    name: "timers far away are dropped",
    make: patched((good) => ({
      commit: (group) =>
        good.commit(
          group.map((commit) => {
            const tooFar = commit.wakeAt !== undefined && commit.wakeAt - (commit.events[0]?.at ?? 0) > 2 ** 31;
            return tooFar ? { ...commit, wakeAt: undefined } : commit;
          }),
        ),
    })),
    caught: ["a wake far in the future is kept"],
    alsoCaught: ["instants are kept to the millisecond, from before 1970 to the end of the calendar"],
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
    name: "lane head ignored",
    make: patched((good) => {
      // Each message a lane of its own.
      const apart = (adapter: string, position: number) => `${adapter}#${position}`;
      const together = (adapter: string) => adapter.split("#")[0] ?? adapter;
      return {
        commit: (group) =>
          good.commit(
            group.map((commit) => ({
              ...commit,
              outbox: commit.outbox.map((m) => ({ ...m, adapter: apart(m.adapter, m.position) })),
            })),
          ),
        claimOutbox: async ({ adapters, ...claim }) => {
          const wanted = adapters?.flatMap((adapter) => [1, 2, 3, 4, 5].map((position) => apart(adapter, position)));
          const rows = await good.claimOutbox(wanted === undefined ? claim : { ...claim, adapters: wanted });
          return rows.map((row) => ({ ...row, adapter: together(row.adapter) }));
        },
        reader: {
          ...good.reader,
          messages: async (id) =>
            (await good.reader.messages(id)).map((row) => ({ ...row, adapter: together(row.adapter) })),
        },
      };
    }),
    caught: [
      "only the head of a lane is claimed, in order of position",
      "a parked head holds its own lane and no other",
      "a retried message is not due before its retry, and holds its lane",
    ],
    alsoCaught: [
      "gauges tell what is open, due, waiting and parked, over all offices",
      "a lane takes up again after everything was delivered",
      "lanes are apart: another adapter or dossier is not held",
      "an operator skips a parked message with a reason, and the lane moves on",
      "a token settles once",
      "the next due instant is the earliest that can be claimed",
      "messages tell their delivery in order of the lanes",
    ],
  },
  {
    name: "parked head skipped",
    make: patched((good) => ({
      settleOutbox: async (token, result) => {
        if (result.kind !== "parked") return good.settleOutbox(token, result);
        const settled = await good.settleOutbox(token, result);
        const { items } = await good.reader.parkedMessages({ limit: 1000 });
        for (const { messageId } of items) await good.releaseParked(messageId, { kind: "skip", reason: result.code });
        return settled;
      },
    })),
    caught: ["a parked head holds its own lane and no other"],
    alsoCaught: [
      "an operator releases a parked message to be tried again",
      "an operator skips a parked message with a reason, and the lane moves on",
      "parked messages are listed across dossiers by id",
      "gauges tell what is open, due, waiting and parked, over all offices",
      "messages tell their delivery in order of the lanes",
    ],
  },
  {
    name: "lease token not fenced",
    make: patched((good) => {
      const latest = new Map<string, string>();
      const blunt = (messageId: string, token: string) => {
        latest.set(messageId, token);
        return messageId;
      };
      return {
        claimOutbox: async (claim) =>
          (await good.claimOutbox(claim)).map((row) => ({ ...row, token: blunt(row.messageId, row.token) })),
        settleOutbox: (token, result) => good.settleOutbox(latest.get(token) ?? token, result),
      };
    }),
    caught: ["a message whose lease ran out is claimed again, and the old token settles nothing"],
    alsoCaught: ["an operator releases a parked message to be tried again"],
  },
  {
    name: "wake of the first version",
    make: patched((good) => ({
      claimWakes: async (claim) => (await good.claimWakes(claim)).map((row) => ({ ...row, version: 3 })),
    })),
    caught: ["a claimed wake names the version that set it"],
  },
  {
    name: "wake token not fenced",
    make: patched((good) => {
      const latest = new Map<string, string>();
      return {
        claimWakes: async (claim) =>
          (await good.claimWakes(claim)).map((row) => {
            latest.set(row.dossierId, row.token);
            return { ...row, token: row.dossierId };
          }),
        settleWake: (token, result) => good.settleWake(latest.get(token) ?? token, result),
      };
    }),
    caught: ["a wake is claimable again when its lease ran out, and the old token is worth nothing"],
    alsoCaught: [
      "a token does not fit a wake that came back after it was cleared",
      "a retried wake is not due before its retry, and then is",
      "a commit of the dossier settles its wake, and frees the next one at once",
    ],
  },
  {
    name: "leases forgotten",
    make: patched((good) => ({ claimWakes: (claim) => good.claimWakes({ ...claim, leaseMs: 0 }) })),
    caught: ["a leased wake is not claimed again within its lease"],
    alsoCaught: [
      "a refused commit leaves a claimed wake leased",
      "due wakes come earliest first, then by id, up to the limit",
      "a wake far in the future is kept",
    ],
  },
  {
    name: "reader crossing offices",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        list: async (filter, page) => {
          const offices = [...new Set([filter.officeId, "office-1", "office-2"])] as Commit["officeId"][];
          const pages = await Promise.all(offices.map((officeId) => good.reader.list({ ...filter, officeId }, page)));
          return { ...pages[0], items: pages.flatMap(({ items }) => items) };
        },
      },
    })),
    caught: ["lists never cross offices"],
    alsoCaught: ["a count is the length of its list"],
  },
  {
    name: "search remembers what was erased",
    make: patched((good) => {
      const kept = new Map<string, { readonly tokens: string[] }>();
      return {
        commit: (group) => {
          for (const { dossierId, content } of group) {
            const known = kept.get(dossierId)?.tokens ?? [];
            kept.set(dossierId, { tokens: [...known, ...content.flatMap(({ searchTokens }) => searchTokens)] });
          }
          return good.commit(group);
        },
        reader: {
          ...good.reader,
          search: async ({ officeId, words }, page) => {
            const rows = await good.reader.list({ officeId, order: "id" }, { limit: 1000 });
            const holds = (id: string) => words.every((word) => kept.get(id)?.tokens.some((t) => t.startsWith(word)));
            const items = rows.items.filter((row) => holds(row.dossierId) && row.dossierId > (page.after ?? ""));
            const last = items[page.limit - 1];
            const next = items.length > page.limit && last !== undefined ? { next: last.dossierId } : {};
            return { items: items.slice(0, page.limit), ...next };
          },
        },
      };
    }),
    caught: ["erased content is found by no word"],
  },
  {
    name: "search of whole words only",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        search: async (query, page) => {
          const found = await good.reader.search(query, page);
          const whole = await Promise.all(
            found.items.map(async ({ dossierId }) => {
              const texts = await Promise.all(
                ["applicant", "phone"].map((kind) =>
                  good.loadContent({ contentId: `${dossierId}:${kind}`, version: 1 }),
                ),
              );
              const tokens = texts.flatMap((record) => record?.searchTokens ?? []);
              return query.words.every((word) => tokens.includes(word));
            }),
          );
          return { ...found, items: found.items.filter((_, i) => whole[i]) };
        },
      },
    })),
    caught: ["search finds dossiers by the beginning of every word, in one record or several"],
    alsoCaught: [
      "pages of a search follow the id, none lost and none twice",
      "search finds what ended as well, and later versions of a record beside earlier ones",
    ],
  },
  {
    name: "gauges count parked rows as due",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        gauges: async (at) => {
          const { parkedWakes, ...gauges } = await good.reader.gauges(at);
          return { ...gauges, parkedWakes, dueWakes: gauges.dueWakes + parkedWakes };
        },
      },
    })),
    caught: ["gauges tell what is open, due, waiting and parked, over all offices"],
  },
  {
    name: "wake not cleared",
    make: patched((good) => {
      const wakes = new Map<string, number>();
      return {
        commit: (group) =>
          good.commit(
            group.map((commit) => {
              const wakeAt = commit.wakeAt ?? wakes.get(commit.dossierId);
              if (wakeAt !== undefined) wakes.set(commit.dossierId, wakeAt);
              return { ...commit, wakeAt };
            }),
          ),
      };
    }),
    caught: ["a commit without a wake clears it"],
    alsoCaught: ["a token does not fit a wake that came back after it was cleared"],
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
    name: "pages by offset",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        list: async (filter, { after, limit }) => {
          if (after !== undefined && !/^\d+$/.test(after)) throw new TypeError("not a marker of this store");
          const all = await good.reader.list(filter, { limit: 1000 });
          const from = Number(after ?? 0);
          const items = all.items.slice(from, from + limit);
          return from + limit < all.items.length ? { items, next: String(from + limit) } : { items };
        },
      },
    })),
    caught: ["pages have neither gaps nor repeats while rows change"],
  },
  {
    name: "far instants are rounded",
    make: patched((good) => ({
      commit: (group) =>
        good.commit(
          group.map((commit) => {
            const { wakeAt } = commit;
            return wakeAt !== undefined && wakeAt > 2 ** 50
              ? { ...commit, wakeAt: Math.round(wakeAt / 1000) * 1000 }
              : commit;
          }),
        ),
    })),
    caught: ["instants are kept to the millisecond, from before 1970 to the end of the calendar"],
  },
  {
    name: "sleeps for lanes that others serve",
    make: patched((good) => ({ nextDueAt: () => good.nextDueAt() })),
    caught: ["the next due instant is the earliest that can be claimed"],
  },
  {
    name: "erasing does nothing",
    make: patched(() => ({ eraseContent: async () => 0 })),
    caught: ["erased content is gone, and events and hashes stay", "erased content is found by no word"],
    alsoCaught: ["the content of a dossier is listed by id and version, and erased content is not"],
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
    name: "one document to a key",
    make: patched((good) => ({ findLaw: async (kind, key) => (await good.findLaw(kind, key)).slice(0, 1) })),
    caught: ["law documents are found by kind and key, several of one key by hash"],
  },
  {
    name: "offices that are done are forgotten",
    make: patched((good) => ({
      reader: {
        ...good.reader,
        offices: async (page) => {
          const { items, ...more } = await good.reader.offices(page);
          const open = await Promise.all(
            items.map(async (officeId) => (await good.reader.count({ officeId, phase: "open", order: "id" })) > 0),
          );
          return { ...more, items: items.filter((_, i) => open[i]) };
        },
      },
    })),
    caught: ["offices are listed once each, by id, whether their dossiers are open or ended"],
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

/** Says that it survives a restart, and comes back empty. */
export const lostOnReopen: Fault = {
  name: "lost on reopen",
  make: () => memoryStorage(),
  caught: [
    "everything answered is there after a restart",
    "timers outlive a restart",
    "duplicates are known after a restart",
    "leases, parked rows and lanes outlive a restart",
    "erased content stays erased after a restart",
  ],
};

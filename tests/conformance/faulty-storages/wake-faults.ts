import { type Fault, patched } from "./fault.ts";

/** Faults in wakes and their leases. */
export const wakeFaults: readonly Fault[] = [
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
];

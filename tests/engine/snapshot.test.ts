import type { Commit, DossierId, Storage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { longLife, openOffice, storages } from "./engine-kit.ts";

/** Storage whose snapshots come back changed. */
function spoiling(good: Storage, spoil: (state: string) => string): Storage {
  return new Proxy(good, {
    get: (target, name) => {
      if (name === "load")
        return async (ids: readonly DossierId[]) =>
          (await target.load(ids)).map(
            (row) => row && { ...row, snapshot: row.snapshot && { ...row.snapshot, state: spoil(row.snapshot.state) } },
          );
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("a snapshot is a cache", () => {
  it.each([
    ["cut off", (state: string) => state.slice(0, 100)],
    ["of another release", (state: string) => state.replace('"schema":1', '"schema":9')],
  ])("one that is %s is folded anew from the events, and the dossier goes on", async (_name, spoil) => {
    const good = storages[0]?.open();
    if (good === undefined) throw new Error("no storage");
    await longLife(openOffice(good), "d1");
    const [row] = await good.load(["d1" as DossierId]);
    expect(row?.snapshot?.version).toBeGreaterThanOrEqual(32);
    const commits: Commit[] = [];
    const spoilt = spoiling(good, spoil);
    const watched = new Proxy(spoilt, {
      get: (target, name) => {
        if (name === "commit")
          return (group: readonly Commit[]) => {
            commits.push(...group);
            return good.commit(group);
          };
        return Reflect.get(target, name);
      },
    });
    const office = openOffice(watched);
    await office.good("d1", people.officer, act("officer", "submit", { commandId: "afterwards" }));
    expect(office.incidents).toEqual([]);
    // The next commit mends the cache.
    expect(commits[0]?.snapshot).toBeDefined();
  });
});

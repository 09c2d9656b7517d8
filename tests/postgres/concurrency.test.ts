import type { PostgresStorage } from "@motcua/adapters/postgres";
import type { Commit, CommitOutcome, Storage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { aCommit, asCode, asDossier, t } from "../../packages/core/src/conformance/builders.ts";
import { usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();

const kinds = (outcomes: readonly (CommitOutcome | undefined)[]): (string | undefined)[] =>
  outcomes.map((outcome) => outcome?.kind);
const one = async (storage: Storage, commit: Commit): Promise<CommitOutcome | undefined> =>
  (await storage.commit([commit]))[0];
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe("writers that meet", () => {
  it("trap 21: one command sent eight times at once is taken once", async () => {
    const storage = await kit.open();
    for (let round = 0; round < 10; round++) {
      const commit = aCommit({ dossier: `d-${round}`, command: `c-${round}`, outbox: [{}], content: [{}] });
      const outcomes = await Promise.all(times(8, () => one(storage, commit)));
      expect(kinds(outcomes).sort()).toEqual(["committed", ...times(7, () => "duplicate_command")]);
      expect((await storage.reader.messages(asDossier(`d-${round}`))).length).toBe(1);
    }
  });

  it("trap 21: one command id on eight dossiers at once is one commit, and the others are told so", async () => {
    const storage = await kit.open();
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(
        times(8, (i) =>
          one(storage, aCommit({ dossier: `d-${round}-${i}`, command: `c-${round}`, body: `body ${i}` })),
        ),
      );
      expect(kinds(outcomes).sort()).toEqual([...times(7, () => "command_reused"), "committed"].sort());
    }
    expect((await storage.reader.scan({ limit: 100 })).items.length).toBe(10);
  });

  it("a command that waits for another's id leaves the rest of its group standing", async () => {
    const storage = await kit.open();
    for (let round = 0; round < 10; round++) {
      const group = (name: string) =>
        ["a", "b", "c"].map((part) =>
          aCommit({
            dossier: `d-${round}-${name}-${part}`,
            command: part === "b" ? `shared-${round}` : `c-${round}-${name}-${part}`,
            body: name,
          }),
        );
      const outcomes = await Promise.all(["x", "y", "z"].map((name) => storage.commit(group(name))));
      const shared = outcomes.map((answers) => answers[1]?.kind).sort();
      expect(shared).toEqual(["command_reused", "command_reused", "committed"]);
      for (const [first, , last] of outcomes) expect(kinds([first, last])).toEqual(["committed", "committed"]);
    }
  });

  it("a dossier moves on once per version, whoever asks", async () => {
    const storages = await Promise.all([kit.open({ connections: 4 }), kit.open({ connections: 4 })]);
    const [storage] = storages;
    if (storage === undefined) throw new TypeError("no storage");
    await one(storage, aCommit({}));
    for (let version = 1; version <= 20; version++) {
      const outcomes = await Promise.all(
        times(8, (i) =>
          one(storages[i % 2] ?? storage, aCommit({ on: version, command: `c-${version}-${i}`, wakeAt: t(version) })),
        ),
      );
      expect(kinds(outcomes).filter((kind) => kind === "committed").length).toBe(1);
      for (const outcome of outcomes)
        if (outcome?.kind !== "committed") expect(outcome).toEqual({ kind: "version_conflict", actual: version + 1 });
    }
    const history = (await storage.reader.history(asDossier("d-1"), { limit: 100 })).items;
    expect(history.map(({ seq }) => seq)).toEqual(times(21, (i) => i + 1));
  });

  it("a code given to eight dossiers at once is given to one", async () => {
    const storage = await kit.open();
    const code = asCode("H26-260105-0001");
    for (const i of times(8, (i) => i)) if (i % 2 === 0) await one(storage, aCommit({ dossier: `d-${i}` }));
    const outcomes = await Promise.all(
      times(8, (i) =>
        one(storage, aCommit({ dossier: `d-${i}`, on: i % 2 === 0 ? 1 : 0, command: `code-${i}`, summary: { code } })),
      ),
    );
    expect(kinds(outcomes).sort()).toEqual([...times(7, () => "code_taken"), "committed"]);
  });

  it("groups over the same dossiers in any order never stand in each other's way for good", async () => {
    const storage = await kit.open();
    const dossiers = times(12, (i) => `d-${String(i).padStart(2, "0")}`);
    await storage.commit(dossiers.map((dossier) => aCommit({ dossier, wakeAt: t(1) })));
    const versions = new Map(dossiers.map((dossier) => [dossier, 1]));
    let committed = 0;
    for (let round = 0; round < 25; round++) {
      const groups = times(8, (i) => {
        const rotated = [...dossiers.slice((round * 5 + i * 3) % 12), ...dossiers.slice(0, (round * 5 + i * 3) % 12)];
        if (i % 2 === 1) rotated.reverse();
        return rotated.map((dossier) =>
          aCommit({
            dossier,
            on: versions.get(dossier) ?? 0,
            command: `c-${round}-${i}-${dossier}`,
            wakeAt: t(round),
            outbox: [{ position: round + 1, id: `${dossier}-${round}-${i}` }],
          }),
        );
      });
      const answers = await Promise.all(groups.map((group) => storage.commit(group)));
      for (const [i, outcomes] of answers.entries())
        for (const [j, outcome] of outcomes.entries()) {
          if (outcome.kind !== "committed") continue;
          committed += 1;
          versions.set(groups[i]?.[j]?.dossierId ?? "", outcome.version);
        }
    }
    expect(committed).toBe(25 * dossiers.length);
    const [row] = await kit.sql<{ deadlocks: string }>(
      "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
    );
    expect(row?.deadlocks).toBe("0");
  });
});

/** Every lane that waits has exactly one head, the first that waits; a lane that does not wait has none. */
async function brokenLanes(): Promise<readonly object[]> {
  return kit.sql(`
    SELECT dossier_no, adapter FROM @outbox GROUP BY dossier_no, adapter
    HAVING count(*) FILTER (WHERE is_head) <> (count(*) FILTER (WHERE status IN ('pending', 'parked')) > 0)::int
      OR min(position) FILTER (WHERE is_head) <> min(position) FILTER (WHERE status IN ('pending', 'parked'))`);
}

describe("lanes", () => {
  it("keep exactly one head while commits and deliveries meet", async () => {
    const storages: PostgresStorage[] = [await kit.open(), await kit.open()];
    const [writer, deliverer] = storages as [PostgresStorage, PostgresStorage];
    const dossiers = times(6, (i) => `d-${i}`);
    await writer.commit(dossiers.map((dossier) => aCommit({ dossier, outbox: [{ position: 1 }] })));
    let writing = true;
    const delivered: string[] = [];
    const deliver = async (): Promise<void> => {
      for (;;) {
        const last = !writing;
        const claimed = await deliverer.claimOutbox({ dueThrough: t(0), leaseMs: 60_000, limit: 3 });
        await Promise.all(
          claimed.map(async ({ token, dossierId, position }) => {
            if ((await deliverer.settleOutbox(token, { kind: "delivered" })) === "settled")
              delivered.push(`${dossierId} ${position}`);
          }),
        );
        if (claimed.length === 0 && last) return;
      }
    };
    const write = async (dossier: string): Promise<void> => {
      for (let on = 1; on < 40; on++) {
        const outcome = await one(writer, aCommit({ dossier, on, outbox: [{ position: on + 1 }] }));
        expect(outcome?.kind).toBe("committed");
      }
    };
    const deliveries = Promise.all(times(3, deliver));
    await Promise.all(dossiers.map(write));
    writing = false;
    await deliveries;
    // Three take from the same lanes: what one has claimed when another looks is not due for that one.
    await deliver();
    expect(await brokenLanes()).toEqual([]);
    expect(delivered.length).toBe(6 * 40);
    for (const dossier of dossiers)
      expect(delivered.filter((one) => one.startsWith(`${dossier} `))).toEqual(times(40, (i) => `${dossier} ${i + 1}`));
  });

  it("a message that comes while the last of its lane is being delivered becomes the head", async () => {
    const storage = await kit.open();
    await one(storage, aCommit({ outbox: [{ position: 1 }] }));
    const [claimed] = await storage.claimOutbox({ dueThrough: t(0), leaseMs: 60_000, limit: 1 });
    // The delivery holds its row until the commit has looked and waits for it.
    const schema = await kit.schema();
    const { client, commit: release } = await kit.begin();
    const [no, fence] = (claimed?.token ?? "").split(".").map(Number);
    await client.query(
      `SELECT ${schema}.settle_messages(ARRAY[${no}::bigint], ARRAY[${fence}::bigint], ARRAY['delivered'], ARRAY[NULL::bigint], ARRAY[NULL::text], ARRAY[NULL::text])`,
    );
    const commit = one(storage, aCommit({ on: 1, outbox: [{ position: 2 }] }));
    await kit.waitsForLock();
    await release();
    expect((await commit)?.kind).toBe("committed");
    expect(await brokenLanes()).toEqual([]);
    expect((await storage.claimOutbox({ dueThrough: t(0), leaseMs: 1, limit: 9 })).map((m) => m.position)).toEqual([2]);
  });

  it("a delivery that waits for a commit finds what the commit added", async () => {
    const storage = await kit.open();
    await one(storage, aCommit({ outbox: [{ position: 1 }] }));
    const [claimed] = await storage.claimOutbox({ dueThrough: t(0), leaseMs: 60_000, limit: 1 });
    const { client, commit: release } = await kit.begin();
    const hosted = storage.within(client);
    expect((await one(hosted, aCommit({ on: 1, outbox: [{ position: 2 }] })))?.kind).toBe("committed");
    const settled = storage.settleOutbox(claimed?.token ?? "", { kind: "delivered" });
    await kit.waitsForLock();
    await release();
    expect(await settled).toBe("settled");
    expect(await brokenLanes()).toEqual([]);
    expect((await storage.claimOutbox({ dueThrough: t(0), leaseMs: 1, limit: 9 })).map((m) => m.position)).toEqual([2]);
  });
});

describe("claims", () => {
  it("trap 13: forty wakes claimed by eight at once are claimed once each", async () => {
    const storage = await kit.open();
    await storage.commit(times(40, (i) => aCommit({ dossier: `d-${i}`, wakeAt: t(i) })));
    const claims = await Promise.all(
      times(8, () => storage.claimWakes({ dueThrough: t(99), leaseMs: 60_000, limit: 10 })),
    );
    const ids = claims.flat().map(({ dossierId }) => dossierId);
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await storage.claimWakes({ dueThrough: t(99), leaseMs: 60_000, limit: 100 });
    expect(ids.length + rest.length).toBe(40);
  });

  it("trap 20: whoever slept past a lease settles nothing, and is told so", async () => {
    const storage = await kit.open();
    await one(storage, aCommit({ wakeAt: t(1), outbox: [{}] }));
    const asleep = {
      wake: (await storage.claimWakes({ dueThrough: t(1), leaseMs: 0, limit: 1 }))[0]?.token ?? "",
      message: (await storage.claimOutbox({ dueThrough: t(1), leaseMs: 0, limit: 1 }))[0]?.token ?? "",
    };
    const awake = {
      wake: (await storage.claimWakes({ dueThrough: t(1), leaseMs: 60_000, limit: 1 }))[0]?.token ?? "",
      message: (await storage.claimOutbox({ dueThrough: t(1), leaseMs: 60_000, limit: 1 }))[0]?.token ?? "",
    };
    expect(await storage.settleWake(asleep.wake, { kind: "parked", code: "x" })).toBe("lease_lost");
    expect(await storage.settleOutbox(asleep.message, { kind: "delivered" })).toBe("lease_lost");
    expect(await storage.settleWake(awake.wake, { kind: "retry", at: t(5), code: "x" })).toBe("settled");
    expect(await storage.settleOutbox(awake.message, { kind: "delivered" })).toBe("settled");
  });
});

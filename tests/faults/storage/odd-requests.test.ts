import { existsSync, readFileSync } from "node:fs";
import { memoryStorage } from "@motcua/adapters/memory";
import { openNodeSqlite, sqliteStorage } from "@motcua/adapters/sqlite";
import { type Commit, InvariantError, type Storage } from "@motcua/core";
import { aCommit, t } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { aFile, codeOf, office } from "./helpers.ts";

const stores: readonly (readonly [string, () => Storage])[] = [
  ["memory", () => memoryStorage()],
  ["SQLite", () => sqliteStorage({ file: ":memory:" })],
];
const bug = "internal.invariant";

describe.each(stores)("what no store can keep is refused before anything is written: %s", (_, open) => {
  it.each([2 ** 53, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("an instant of %s", async (at) => {
    const storage = open();
    const good = aCommit({ outbox: [{}] });
    const bad: readonly Commit[] = [
      { ...good, wakeAt: at },
      { ...good, summary: { ...good.summary, dueAt: at } },
      { ...good, events: good.events.map((event) => ({ ...event, at })) },
      { ...good, outbox: good.outbox.map((message) => ({ ...message, notBefore: at })) },
      { ...good, outbox: good.outbox.map((message) => ({ ...message, position: at })) },
    ];
    for (const commit of bad) expect(await codeOf(() => storage.commit([commit]))).toBe(bug);
    expect(await storage.load([good.dossierId])).toEqual([undefined]);
    await storage.commit([good]);
    const [message] = await storage.claimOutbox({ dueThrough: t(0), leaseMs: 60_000, limit: 1 });
    const retry = { kind: "retry", at, code: "x" } as const;
    expect(await codeOf(() => storage.settleOutbox(message?.token ?? "", retry))).toBe(bug);
    expect(await storage.settleOutbox(message?.token ?? "", { kind: "delivered" })).toBe("settled");
    await storage.close();
  });

  it.each(["half a letter \ud83c", "a\0b"])("a host record of %j", async (text) => {
    const storage = open();
    expect(await codeOf(() => storage.writeHostRecord(office, "k", text))).toBe(bug);
    expect(await storage.readHostRecord(office, "k")).toBeUndefined();
    await storage.close();
  });
});

describe("SQLite", () => {
  it("one faulty answer of a turn fails alone", async () => {
    const storage = sqliteStorage({ file: ":memory:" });
    const dossiers = ["d-1", "d-2", "d-3"];
    await storage.commit(dossiers.map((dossier) => aCommit({ dossier, outbox: [{}] })));
    const claimed = await storage.claimOutbox({ dueThrough: t(0), leaseMs: 60_000, limit: 9 });
    const settled = await Promise.allSettled(
      claimed.map(({ token }, i) =>
        storage.settleOutbox(token, {
          kind: "delivered",
          // What an adapter without types may hand over.
          ...(i === 1 ? { providerRef: { id: 7 } as unknown as string } : {}),
        }),
      ),
    );
    expect(settled.map((each) => (each.status === "fulfilled" ? each.value : each.status))).toEqual([
      "settled",
      "rejected",
      "settled",
    ]);
    await storage.close();
  });

  it("a faulty row with a code is our own bug, not a taken code", async () => {
    const storage = sqliteStorage({ file: ":memory:" });
    const good = aCommit({ summary: { code: "H26-260105-0001" as NonNullable<Commit["summary"]["code"]> } });
    const bad = { ...good, summary: { ...good.summary, procedure: null as unknown as Commit["summary"]["procedure"] } };
    await expect(storage.commit([bad])).rejects.toSatisfy(InvariantError.is);
    expect(await storage.commit([good])).toEqual([{ kind: "committed", version: 1 }]);
    await storage.close();
  });

  it("closing finishes what was asked for, and what is asked later is told so", async () => {
    const file = aFile();
    const storage = sqliteStorage({ file, busyTimeoutMs: 5_000 });
    const other = openNodeSqlite(file, { readOnly: false });
    other.exec("BEGIN IMMEDIATE");
    const waiting = [storage.commit([aCommit()]), storage.writeHostRecord(office, "k", "v")];
    const closed = storage.close();
    expect(await codeOf(() => storage.nextDueAt())).toBe("storage.closed");
    expect(await codeOf(() => storage.commit([aCommit({ dossier: "late" })]))).toBe("storage.closed");
    expect(await codeOf(() => storage.writeHostRecord(office, "k", "late"))).toBe("storage.closed");
    setTimeout(() => other.exec("COMMIT"), 40);
    await Promise.all([...waiting, closed, storage.close()]);
    other.close();
    const again = sqliteStorage({ file });
    expect((await again.load([aCommit().dossierId]))[0]?.version).toBe(1);
    expect(await again.readHostRecord(office, "k")).toBe("v");
    await again.close();
  });
});

describe("erased content", () => {
  const bytesOf = (file: string): Buffer =>
    Buffer.concat(["", "-wal"].filter((end) => existsSync(file + end)).map((end) => readFileSync(file + end)));

  it("leaves nothing between the rows either, however rows were moved before", async () => {
    const file = aFile();
    const storage = sqliteStorage({ file });
    let seed = 12_345;
    const below = (n: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % n;
    };
    const secrets = Array.from({ length: 500 }, (_, i) => `Mật-${i}-${"z".repeat(below(20))}.`);
    const found: string[] = [];
    for (const [i, secret] of secrets.entries()) {
      const body = JSON.stringify({ secret, more: "p".repeat(below(i % 7 === 0 ? 9_000 : 700)) });
      await storage.commit([aCommit({ dossier: `d-${i}`, content: [{ id: `${below(9_999)}:${i}`, body }] })]);
      if (i < 20 || i % 3 > 0) continue;
      const victim = below(i);
      await storage.eraseContent(aCommit({ dossier: `d-${victim}` }).dossierId);
      if (bytesOf(file).includes(secrets[victim] ?? "")) found.push(`d-${victim}`);
    }
    expect(found).toEqual([]);
    await storage.close();
  });

  it("is not said to be gone while a reader holds the log, and asked again it is", async () => {
    const file = aFile();
    const storage = sqliteStorage({ file, busyTimeoutMs: 60 });
    const secret = "Nguyễn-Văn-Mật-0123456789";
    const commit = aCommit({ content: [{ body: secret }] });
    await storage.commit([commit]);
    const reader = openNodeSqlite(file, { readOnly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM dossier").get();
    expect(await codeOf(() => storage.eraseContent(commit.dossierId))).toBe("storage.busy");
    reader.exec("COMMIT");
    expect(await storage.eraseContent(commit.dossierId)).toBe(0);
    expect(bytesOf(file).includes(secret)).toBe(false);
    reader.close();
    await storage.close();
  });
});

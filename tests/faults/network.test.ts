import { setTimeout as pause } from "node:timers/promises";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { AdapterError } from "@motcua/core";
import { aCommit } from "@motcua/core/conformance";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { startFaultyLine } from "../servers/proxy.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => await server.stop());

/** A database of its own behind a line that breaks. */
async function behindALine() {
  const database = await server.createDatabase();
  const direct = server.url(database);
  await migratePostgres({ url: direct });
  const line = await startFaultyLine(server.port);
  onTestFinished(async () => await line.stop());
  const url = new URL(direct);
  url.port = String(line.port);
  const patience = { connections: 2, statementTimeoutMs: 500, connectTimeoutMs: 800 };
  const storage = await postgresStorage({ url: url.href, ...patience });
  onTestFinished(async () => {
    line.heal();
    await storage.close();
  });
  return { line, storage, database };
}

/** What a request throws that broken surroundings stopped. */
async function fault(work: Promise<unknown>): Promise<AdapterError> {
  const thrown = await work.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );
  if (!AdapterError.is(thrown)) throw new Error(`not an AdapterError: ${String(thrown)}`);
  return thrown;
}

describe("trap 22: the line between worker and PostgreSQL breaks", () => {
  it("cut: said as lost or out of reach, for later; healed, it goes on", async () => {
    const { line, storage } = await behindALine();
    await storage.commit([aCommit({ dossier: "before" })]);
    line.cut();
    expect(await fault(storage.commit([aCommit()]))).toMatchObject({ retry: "later" });
    line.heal();
    expect((await storage.commit([aCommit()]))[0]?.kind).toBe("committed");
  });

  it("cut in the middle of a request: nothing of it is there", async () => {
    const { line, storage } = await behindALine();
    await storage.commit([aCommit({ dossier: "before" })]);
    line.cutAfter(200);
    const commit = aCommit({ dossier: "half", events: 20 });
    expect(await fault(storage.commit([commit]))).toMatchObject({ code: "storage.connection_lost" });
    line.heal();
    expect(await storage.load([commit.dossierId])).toEqual([undefined]);
    expect((await storage.commit([commit]))[0]?.kind).toBe("committed");
  });

  it("cut in the middle of the answer: it was taken, and asked again it is a duplicate", async () => {
    const { line, storage } = await behindALine();
    await storage.commit([aCommit({ dossier: "before" })]);
    line.cutAnswersAfter(5);
    const commit = aCommit({ dossier: "taken" });
    expect(await fault(storage.commit([commit]))).toMatchObject({ code: "storage.connection_lost" });
    line.heal();
    expect(await storage.commit([commit])).toEqual([{ kind: "duplicate_command", version: 1 }]);
  });

  it("a black hole: given up after the time of a statement, never for ever", async () => {
    const { line, storage } = await behindALine();
    await storage.commit([aCommit({ dossier: "before" })]);
    line.hang();
    const started = performance.now();
    expect(await fault(storage.commit([aCommit()]))).toMatchObject({ retry: "later" });
    expect(performance.now() - started).toBeLessThan(20_000);
    line.cut();
    line.heal();
    expect(["committed", "duplicate_command"]).toContain((await storage.commit([aCommit()]))[0]?.kind);
  });

  it("half closed, and slow: it goes on", async () => {
    const { line, storage } = await behindALine();
    line.delay(30);
    expect((await storage.commit([aCommit({ dossier: "slow" })]))[0]?.kind).toBe("committed");
    line.heal();
    line.halfClose();
    const commit = aCommit();
    const answer = storage.commit([commit]).catch(() => storage.commit([commit]));
    expect(["committed", "duplicate_command"]).toContain((await answer)[0]?.kind);
  });

  it("chaos seed 20261125: a connection that breaks while it is lent, and asked nothing, ends nobody's process", async () => {
    const { storage, database } = await behindALine();
    const ids = Array.from({ length: 30 }, (_, n) => aCommit({ dossier: `d-${n}` }));
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on("uncaughtException", hear);
    onTestFinished(() => void process.off("uncaughtException", hear));
    for (const commit of ids) {
      // Erasing is several statements: sessions end between them.
      const erased = storage.eraseContent(commit.dossierId).catch(() => 0);
      await server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'motcua'",
        database,
      );
      await erased;
    }
    await pause(50);
    expect(unheard).toEqual([]);
  });
});

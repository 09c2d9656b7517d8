import { type CommandRequest, createEngine, type DossierId, dossierId, must } from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { aCommit, asCode, t } from "../../packages/core/src/conformance/builders.ts";
import { failureOf, usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();

const clients: pg.Client[] = [];
async function hostClient(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: kit.server.url() });
  clients.push(client);
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS letters (note text)");
  await client.query("DELETE FROM letters");
  return client;
}
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
});

const letters = async (): Promise<number> => (await kit.server.run("SELECT 1 FROM letters")).length;

const { person, envelope, directory, numbering } = sampleOffice();
const desk = person("one-stop", "one-stop-officer");
const submission = (id: DossierId): CommandRequest => ({
  ...envelope(id, desk),
  type: "submit",
  procedure: "1.001612",
  channel: "counter",
  caseId: "general",
  facts: {},
  intakeRef: "T-1",
});

async function hostedEngine(client: pg.Client) {
  const storage = await kit.open({ connections: 2 });
  const hosted = storage.within(client);
  const clock = virtualClock("2026-08-20T09:00:00+07:00");
  const engine = createEngine({ storage: hosted, clock, directory, numbering, law: vietnamLaw() });
  const told: string[] = [];
  engine.observe.on("committed", ({ dossierId: id }) => told.push(id));
  return { storage, hosted, engine, told };
}

describe("a command inside the host's own transaction", () => {
  it("is kept with the host's rows when the host commits, and told about only then", async () => {
    const client = await hostClient();
    await client.query("BEGIN");
    const { storage, hosted, engine, told } = await hostedEngine(client);
    const id = must(dossierId("hs-1"));
    await client.query("INSERT INTO letters VALUES ('received')");
    expect((await engine.submit(submission(id))).ok).toBe(true);
    expect((await engine.submit({ ...envelope(id, desk), type: "accept" })).ok).toBe(true);
    expect([(await storage.load([id]))[0], told]).toEqual([undefined, []]);
    await client.query("COMMIT");
    hosted.committed();
    expect(told).toEqual([id, id]);
    expect((await storage.load([id]))[0]?.officeId).toBe(submission(id).officeId);
    expect(await letters()).toBe(1);
  });

  it("leaves nothing when the host rolls back, and nobody is told", async () => {
    const client = await hostClient();
    await client.query("BEGIN");
    const { storage, hosted, engine, told } = await hostedEngine(client);
    const id = must(dossierId("hs-1"));
    await client.query("INSERT INTO letters VALUES ('received')");
    const submitted = submission(id);
    expect((await engine.submit(submitted)).ok).toBe(true);
    await client.query("ROLLBACK");
    hosted.rolledBack();
    hosted.committed();
    expect([(await storage.load([id]))[0], told, await letters()]).toEqual([undefined, [], 0]);
    expect(await storage.findCommand(submitted.officeId, submitted.commandId)).toBe(undefined);
  });

  it("leaves the transaction usable when it is refused, whatever the reason", async () => {
    const client = await hostClient();
    const storage = await kit.open();
    const code = asCode("H26-260105-0001");
    await storage.commit([aCommit({ dossier: "d-1", command: "c", body: "one", summary: { code } })]);
    await storage.commit([aCommit({ dossier: "d-2" })]);
    await client.query("BEGIN");
    await client.query("INSERT INTO letters VALUES ('before')");
    const hosted = storage.within(client);
    const outcomes = await hosted.commit([
      aCommit({ dossier: "d-3", command: "c", body: "another" }),
      aCommit({ dossier: "d-1", on: 7 }),
      aCommit({ dossier: "d-2", on: 1, summary: { code } }),
      aCommit({ dossier: "d-4" }),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["command_reused", "version_conflict", "code_taken", "committed"]);
    await client.query("INSERT INTO letters VALUES ('after')");
    await client.query("COMMIT");
    expect(await letters()).toBe(2);
    expect((await storage.load([aCommit({ dossier: "d-4" }).dossierId]))[0]?.version).toBe(1);
  });

  it("meets a command of another process: the second waits for the first, and its transaction goes on", async () => {
    const client = await hostClient();
    const storage = await kit.open();
    await client.query("BEGIN");
    const hosted = storage.within(client);
    expect(await hosted.commit([aCommit({ dossier: "d-1", command: "c" })])).toMatchObject([{ kind: "committed" }]);
    const other = storage.commit([aCommit({ dossier: "d-1", command: "c" })]);
    await client.query("COMMIT");
    expect(await other).toEqual([{ kind: "duplicate_command", version: 1 }]);
  });

  it("is told to begin again where its transaction cannot see who was quicker", async () => {
    const client = await hostClient();
    const storage = await kit.open();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await client.query("SELECT 1 FROM letters");
    await storage.commit([aCommit({ dossier: "d-1", command: "c" })]);
    const hosted = storage.within(client);
    expect(await failureOf(hosted.commit([aCommit({ dossier: "d-2", command: "c" })]))).toBe("storage.busy later");
    await client.query("ROLLBACK");
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    const again = storage.within(client);
    expect(await again.commit([aCommit({ dossier: "d-2", command: "c" })])).toEqual([
      { kind: "duplicate_command", version: 1 },
    ]);
    await client.query("COMMIT");
  });

  it("says so when there is no transaction, or one that has failed", async () => {
    const client = await hostClient();
    const storage = await kit.open();
    expect(await failureOf(storage.within(client).commit([aCommit({})]))).toBe("storage.no_transaction never");
    await client.query("BEGIN");
    await client.query("SELECT 1 / 0").catch(() => {});
    expect(await failureOf(storage.within(client).commit([aCommit({})]))).toBe("storage.no_transaction never");
    await client.query("ROLLBACK");
  });

  it("asks in line what is asked at once", async () => {
    const client = await hostClient();
    const storage = await kit.open();
    await client.query("BEGIN");
    const hosted = storage.within(client);
    const commits = Array.from({ length: 6 }, (_, i) => hosted.commit([aCommit({ dossier: `d-${i}`, wakeAt: t(i) })]));
    expect((await Promise.all(commits)).flat().map(({ kind }) => kind)).toEqual(Array(6).fill("committed"));
    expect(await hosted.eraseContent(aCommit({ dossier: "d-0" }).dossierId)).toBe(0);
    await client.query("COMMIT");
    expect(await storage.nextDueAt()).toBe(t(0));
  });
});

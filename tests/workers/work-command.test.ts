import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DossierId, Hash, Storage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { runIncidents } from "../../packages/cli/src/commands/incidents.ts";
import { runMigrate } from "../../packages/cli/src/commands/migrate.ts";
import { directoryFile } from "../../packages/cli/src/work/directory-file.ts";
import { drain, openOffice, withFaults } from "../engine/engine-kit.ts";
import { faultsOf, type Process, startMotcua, until, useDatabases } from "./process-kit.ts";

const { kinds, server } = useDatabases();
const directory = join(tmpdir(), `motcua-directory-${process.pid}.yaml`);
writeFileSync(
  directory,
  `offices:
  xa-1:
    units: { one-stop: { unit: one-stop, head: tu }, economic: { unit: economic, head: hoa } }
    leadership: { signer: an, director: binh, chairperson: chi, province: prov }
`,
);
const elsewhere = join(tmpdir(), `motcua-elsewhere-${process.pid}.json`);
writeFileSync(elsewhere, '{ "offices": {} }');

const dayMs = 86_400_000;
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `d${n + 1}`);

/** Handed in three weeks before the machine's own day, so that several timers of each are due now. */
async function dueOffice(storage: Storage, ids: readonly string[]): Promise<void> {
  const office = openOffice(storage);
  office.clock.stepTo(Math.floor(Date.now() / dayMs) * dayMs - 21 * dayMs + 3 * 3_600_000);
  await Promise.all(ids.map((id) => office.accept(id)));
}

const work = (address: string, ...more: readonly string[]): Process =>
  startMotcua("work", "--db", address, "--directory", directory, "--json-logs", "--poll-ms", "50", ...more);

const nothingDue = (storage: Storage) => async (): Promise<boolean> =>
  (await storage.reader.gauges(Date.now())).dueWakes === 0;

async function portOf(worker: Process): Promise<number> {
  return (JSON.parse(await worker.line("health.listening")) as { readonly port: number }).port;
}

async function isReady(worker: Process, port: number): Promise<boolean> {
  const { exitCode, signalCode } = worker.child;
  if (exitCode !== null || signalCode !== null) throw new Error(`it ended:\n${worker.lines.join("\n")}`);
  // A line kept open that breaks is asked again; a process that is gone has ended, see above.
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  return answer?.status === 200;
}

async function said(args: readonly string[], run = runIncidents) {
  const out: string[] = [];
  const err: string[] = [];
  const status = await run(args, { stdout: (text) => void out.push(text), stderr: (text) => void err.push(text) });
  return { status, out: out.join(""), err: err.join("") };
}

describe.each(kinds)("motcua work on $name", (database) => {
  it("any number of processes share what is due, each rung once, and end with status 0 when told", async () => {
    const address = await database.address();
    const storage = await database.open(address);
    const ids = names(60);
    await dueOffice(storage, ids);
    const workers = [work(address, "--batch", "10"), work(address, "--batch", "10", "--health-port", "0")];
    const port = await portOf(workers[1] as Process);
    await until("nothing is due", nothingDue(storage));
    await until("ready", async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/else`)).status).toBe(404);
    for (const worker of workers) {
      worker.child.kill("SIGTERM");
      expect(await worker.ended).toEqual({ status: 0, signal: null });
    }
    expect(await faultsOf(storage, ids)).toEqual([]);
  });

  it("killed outright in the middle, the next one goes on: nothing lost, nothing twice", async () => {
    const address = await database.address();
    const storage = await database.open(address);
    const ids = names(80);
    await dueOffice(storage, ids);
    const first = work(address, "--batch", "5", "--concurrency", "5", "--lease-ms", "1000");
    await until("it has begun", async () => (await storage.reader.gauges(Date.now())).dueWakes < 75);
    first.child.kill("SIGKILL");
    await first.ended;
    const next = work(address);
    await until("nothing is due", nothingDue(storage));
    next.child.kill("SIGINT");
    expect(await next.ended).toEqual({ status: 0, signal: null });
    expect(await faultsOf(storage, ids)).toEqual([]);
  });

  it("law that is gone, and an office nobody knows, are incidents: listed, retried, never lost; others go on", async () => {
    const address = await database.address();
    const storage = await database.open(address);
    await dueOffice(storage, ["d1", "d2"]);
    const lawless = withFaults(storage, { loadLaw: async (hashes: readonly Hash[]) => hashes.map(() => undefined) });
    const now = openOffice(lawless);
    now.clock.stepTo(Date.now());
    expect((await now.worker.tick()).wakes).toBe(2);
    const first = await said(["--db", address, "--json"]);
    expect(first.out.match(/"code":"definition.not_stored"/g)).toHaveLength(2);
    expect((await said(["--db", address, "skip", "d1", "--reason", "holiday"])).err).toContain(
      "incident.not_skippable",
    );
    expect((await said(["--db", address, "retry", "d9"])).err).toContain("incident.unknown");
    expect((await said(["--db", address, "skip", "d1", "--reason", "Nguyễn Văn An"])).status).toBe(2);
    expect(await said(["--db", address, "retry", "--code", "definition.not_stored", "--json"])).toEqual({
      status: 0,
      out: '{"released":["d1","d2"]}\n',
      err: "",
    });
    const strange = startMotcua("work", "--db", address, "--directory", elsewhere, "--json-logs");
    await until("both are parked", async () => (await storage.reader.gauges(Date.now())).parkedWakes === 2);
    strange.child.kill("SIGTERM");
    await strange.ended;
    expect(strange.lines.filter((line) => line.includes("directory.unknown_office"))).toHaveLength(2);
    expect((await said(["--db", address, "retry", "d1"])).status).toBe(0);
    const healthy = work(address);
    await until("one has gone on", nothingDue(storage));
    healthy.child.kill("SIGTERM");
    await healthy.ended;
    expect((await said(["--db", address])).out.trim().split("\n")).toEqual([expect.stringMatching(/^d2 {2}directory/)]);
    expect(await faultsOf(storage, ["d1", "d2"])).toEqual([]);
  });

  it("a message given up with a reason frees its lane", async () => {
    const address = await database.address();
    const storage = await database.open(address);
    await dueOffice(storage, ["d1"]);
    const office = openOffice(storage, {
      deliver: { citizen: async () => Promise.reject(Object.assign(new Error(), { code: "x" })) },
    });
    office.clock.stepTo(Date.now());
    const [claimed] = await storage.claimOutbox({
      dueThrough: Date.now(),
      leaseMs: 60_000,
      limit: 1,
      adapters: ["citizen"],
    });
    await storage.settleOutbox(claimed?.token ?? "", { kind: "parked", code: "sms.refused" });
    const [listed] = (await said(["--db", address, "--json"])).out.split("\n");
    expect(JSON.parse(listed ?? "")).toMatchObject({
      kind: "message",
      id: claimed?.messageId,
      code: "sms.refused",
      adapter: "citizen",
    });
    expect((await said(["--db", address, "skip", claimed?.messageId ?? "", "--reason", "wrong-number"])).status).toBe(
      0,
    );
    const [first] = await storage.reader.messages("d1" as DossierId);
    expect([first?.status, first?.code]).toEqual(["skipped", "wrong-number"]);
    expect((await drain(office.worker)).wakes).toBeGreaterThan(0);
  });
});

describe("surroundings that break", () => {
  it("the server goes away in the middle: it does not spin, says so, and goes on when it is back", async () => {
    const [, postgres] = kinds;
    if (postgres === undefined) throw new TypeError("no PostgreSQL");
    const address = await postgres.address();
    const worker = work(address, "--health-port", "0");
    const port = await portOf(worker);
    const ready = () => isReady(worker, port);
    await until("ready", ready);
    const failures = () => worker.lines.filter((line) => line.includes("worker.pass_failed"));
    const goneAt = performance.now();
    await server().kill("immediate");
    try {
      await until("not ready", async () => !(await ready()));
      await until("it has looked three times", async () => failures().length >= 3);
    } finally {
      await server().start();
    }
    // Each wait is at least half of twice the one before.
    const awayMs = performance.now() - goneAt;
    expect(failures().length).toBeLessThanOrEqual(2 + Math.log2(1 + awayMs / 125));
    await until("ready again", ready);
    expect(worker.lines.some((line) => line.includes("worker.recovered"))).toBe(true);
    const storage = await postgres.open(address);
    await dueOffice(storage, ["d1"]);
    await until("nothing is due", nothingDue(storage));
    worker.child.kill("SIGTERM");
    expect(await worker.ended).toEqual({ status: 0, signal: null });
    expect(await faultsOf(storage, ["d1"])).toEqual([]);
  });

  it("a server that is not there yet is waited for; told to stop meanwhile, it ends", async () => {
    const held = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => held.once("listening", resolve));
    const { port } = held.address() as { readonly port: number };
    held.close();
    const worker = work(`postgres://an:m4tkh4u@127.0.0.1:${port}/tinh`, "--health-port", "0");
    expect(await worker.line("storage.unreachable")).toContain('"cause":"storage.unreachable"');
    expect((await fetch(`http://127.0.0.1:${await portOf(worker)}/readyz`)).status).toBe(503);
    worker.child.kill("SIGTERM");
    expect((await worker.ended).status).toBe(0);
    expect(worker.lines.join("\n")).not.toContain("m4tkh4u");
  });

  it("what no waiting heals ends it with a code that says who helps, and no password", async () => {
    const url = new URL(server().url());
    url.password = "m4tkh4u";
    const wrong = work(url.href);
    expect((await wrong.ended).status).toBe(1);
    expect(wrong.lines.join("\n")).toMatch(/^error storage\.login_refused: .* \/ /);
    expect(wrong.lines.join("\n")).not.toContain("m4tkh4u");
    const empty = work(`${server().url()}?schema=nobody_made_it`);
    expect((await empty.ended).status).toBe(1);
    expect(empty.lines.join("\n")).toContain("error storage.not_migrated");
  });

  it("a second signal ends it at once", async () => {
    const [sqlite] = kinds;
    const address = (await sqlite?.address()) ?? "";
    await sqlite?.open(address);
    const worker = work(address);
    await worker.line("worker.started");
    worker.child.kill("SIGSTOP");
    worker.child.kill("SIGTERM");
    worker.child.kill("SIGINT");
    worker.child.kill("SIGCONT");
    expect([0, 130, 143]).toContain((await worker.ended).status);
  });
});

describe("motcua migrate", () => {
  it("makes a database, says so, and does nothing the second time", async () => {
    const address = `${server().url()}?schema=migrated`;
    const first = await said(["--db", address, "--json"], runMigrate);
    const made = JSON.parse(first.out) as { readonly db: string; readonly from: number; readonly to: number };
    expect([made.from, made.to > 0]).toEqual([0, true]);
    expect(made.db).not.toContain(new URL(server().url()).password);
    expect((await said(["--db", address], runMigrate)).out).toMatch(/^Đã ở phiên bản \d+ \/ at version \d+ already\n$/);
    expect((await said(["--db", server().url(), "--schema", "other"], runMigrate)).out).toMatch(/made at version/);
    expect((await said(["--db", "x.db", "--schema", "other"], runMigrate)).status).toBe(2);
  });
});

describe("the directory of motcua work", () => {
  const file = join(tmpdir(), `motcua-faulty-${process.pid}.yaml`);
  it.each([
    ["offices: [", "cannot be read"],
    ["units: {}", "offices: must be a group"],
    [`offices:\n  xa-1: { units: { one-stop: { unit: a } }, leadership: {} }`, "offices.xa-1.units.one-stop.head"],
    [`offices:\n  xa-1: { units: {}, leadership: { signer: Nguyễn Văn An } }`, "offices.xa-1.leadership.signer"],
  ])("refuses %j and says where", (text, where) => {
    writeFileSync(file, text);
    let message = "";
    try {
      directoryFile(file, () => {});
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(where);
    expect(message).not.toContain("Nguyễn");
  });
});

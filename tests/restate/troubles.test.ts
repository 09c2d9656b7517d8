import { memoryStorage } from "@motcua/adapters/memory";
import { restateEngine, restateServices } from "@motcua/adapters/restate";
import {
  AdapterError,
  type Clock,
  type CommandRequest,
  type Commit,
  type Directory,
  dossierCode,
  must,
  type OfficeId,
  type ResolvedFacts,
  type Storage,
  verifyStorage,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withFaults } from "../engine/engine-kit.ts";
import { freePort } from "../servers/free-port.ts";
import { type RestateCluster, type ServedServices, serveRestate, startRestate } from "../servers/restate.ts";
import { asId, firstCommands, insist, office, projected, startAt, until } from "./kit.ts";

const { directory, numbering } = office;
const clock = virtualClock(startAt);

describe("troubles of the distributed engine", () => {
  let cluster: RestateCluster;
  let served: ServedServices | undefined;
  let cases = 0;
  beforeAll(async () => {
    cluster = await startRestate();
  });
  afterEach(() => served?.stop());
  afterAll(() => cluster?.stop());

  async function open(storage: Storage, given: Partial<{ clock: Clock; directory: Directory }> = {}) {
    cases += 1;
    const prefix = `trouble-${cases}`;
    const surroundings = { storage, clock, directory, ...given, prefix };
    served = await serveRestate(restateServices({ ...surroundings, law: vietnamLaw() }));
    await cluster.register(served.uri);
    const { ingressUrl } = cluster;
    return { prefix, engine: restateEngine({ ingressUrl, numbering, ...surroundings }) };
  }

  /** What the server keeps, by its own SQL. */
  async function rows(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
    const headers = { "content-type": "application/json", accept: "application/json" };
    const body = JSON.stringify({ query: sql });
    const answer = await fetch(`${cluster.adminUrl}/query`, { method: "POST", headers, body });
    return ((await answer.json()) as { readonly rows: readonly { readonly [column: string]: unknown }[] }).rows;
  }

  it("nobody listens: the outcome is unknown, and says that the same command again is safe", async () => {
    const ingressUrl = `http://127.0.0.1:${await freePort()}`;
    const engine = restateEngine({ ingressUrl, storage: memoryStorage(), clock, directory, numbering });
    const [submit] = firstCommands(office, "d-1");
    const failed = await engine.submit(submit as CommandRequest).catch((error: unknown) => error);
    expect(AdapterError.is(failed) && [failed.code, failed.retry]).toEqual(["restate.unreachable", "later"]);
    await expect(engine.read(asId("d-1"))).rejects.toMatchObject({ code: "restate.unreachable" });
    await engine.close();
  });

  it("services that are not registered: an operator helps", async () => {
    const engine = restateEngine({
      ...cluster,
      storage: memoryStorage(),
      clock,
      directory,
      numbering,
      prefix: "nobody",
    });
    const [submit] = firstCommands(office, "d-1");
    const failed = await engine.submit(submit as CommandRequest).catch((error: unknown) => error);
    expect(AdapterError.is(failed) && [failed.code, failed.retry]).toEqual(["restate.refused", "operator"]);
  });

  it("storage is out of order: commands go on, and everything is projected when it is back, in order", async () => {
    const good = memoryStorage();
    let down = false;
    const storage = withFaults(good, {
      async commit(group) {
        if (down) throw new AdapterError("storage.gone", "out of order", { retry: "later" });
        return await good.commit(group);
      },
    });
    const { engine } = await open(storage);
    for (const command of firstCommands(office, "d-0")) await insist(engine, command);
    await projected(engine, good, ["d-0"]);
    down = true;
    for (const command of firstCommands(office, "d-1")) await insist(engine, command);
    expect((await engine.read(asId("d-1")))?.state.acceptedAt).toBeDefined();
    expect(await good.load([asId("d-1")])).toEqual([undefined]);
    down = false;
    await projected(engine, good, ["d-1"]);
    expect((await verifyStorage(good)).damages).toEqual([]);
    expect(await engine.incidents(office.officeId)).toEqual([]);
  });

  it("trap 23: a commit that does not fit waits with those after it, shows, and goes on when an operator says so", async () => {
    const good = memoryStorage();
    let misfit = true;
    const storage = withFaults(good, {
      commit: async (group) =>
        misfit && group.some((one: Commit) => one.dossierId === "d-1")
          ? group.map(() => ({ kind: "version_conflict", actual: 7 }) as const)
          : await good.commit(group),
    });
    const { engine } = await open(storage);
    for (const command of firstCommands(office, "d-1")) await insist(engine, command);
    for (const command of firstCommands(office, "d-2")) await insist(engine, command);
    await projected(engine, good, ["d-2"]);
    const incidents = async () =>
      (await engine.incidents(office.officeId)).map(({ dossierId, kind, code }) => [dossierId, kind, code]);
    await until(async () => (await incidents()).length === 1);
    expect(await incidents()).toEqual([["d-1", "projection", "restate.out_of_order"]]);
    const which = { dossierId: asId("d-1"), kind: "projection" } as const;
    expect(await engine.releaseIncident(which, { kind: "skip", reason: "no" })).toBe(false);
    misfit = false;
    expect(await engine.releaseIncident(which, { kind: "retry" })).toBe(true);
    await projected(engine, good, ["d-1"]);
    await until(async () => (await incidents()).length === 0);
    expect(await engine.releaseIncident(which, { kind: "retry" })).toBe(false);
    expect((await verifyStorage(good)).damages).toEqual([]);
  });

  it("a commit that did not fit, was cut off, and fits when its call comes again, is written once and holds nobody", async () => {
    const good = memoryStorage();
    let asked = 0;
    const storage = withFaults(good, {
      async commit(group) {
        asked += 1;
        // It does not fit, so a record is begun; that is cut off; then it fits, and the call's record says something else.
        if (asked === 1) return group.map(() => ({ kind: "version_conflict", actual: 7 }) as const);
        if (asked === 2) throw new AdapterError("storage.gone", "out of order", { retry: "later" });
        return await good.commit(group);
      },
    });
    const { engine } = await open(storage);
    const [submit, ...others] = firstCommands(office, "d-1") as [CommandRequest, ...CommandRequest[]];
    await insist(engine, submit);
    await projected(engine, good, ["d-1"]);
    for (const command of others) await insist(engine, command);
    await projected(engine, good, ["d-1"]);
    expect(asked).toBeGreaterThan(4);
    expect(await engine.incidents(office.officeId)).toEqual([]);
    expect((await verifyStorage(good)).damages).toEqual([]);
  });

  it("trap 23: law that a new process cannot read now is an answer at once, and the key is free", async () => {
    const good = memoryStorage();
    let down = false;
    const storage = withFaults(good, {
      loadLaw: (hashes) =>
        down
          ? Promise.reject(new AdapterError("storage.gone", "out of order", { retry: "later" }))
          : good.loadLaw(hashes),
    });
    const { engine, prefix } = await open(storage);
    const [submit, accept] = firstCommands(office, "d-1") as [CommandRequest, CommandRequest];
    await insist(engine, submit);
    await served?.stop();
    down = true;
    served = await serveRestate(restateServices({ storage, clock, directory, prefix, law: vietnamLaw() }));
    await cluster.register(served.uri);
    await expect(engine.submit(accept)).rejects.toMatchObject({ code: "storage.gone", retry: "later" });
    await expect(engine.submit(accept)).rejects.toMatchObject({ code: "storage.gone" });
    down = false;
    expect(await engine.submit(accept)).toMatchObject({ ok: true, value: { duplicate: false } });
    await projected(engine, good, ["d-1"]);
    expect((await verifyStorage(good)).damages).toEqual([]);
  });

  it("a command id of another dossier of the office is found when it is projected, and holds only that dossier", async () => {
    const storage = memoryStorage();
    const { engine } = await open(storage);
    const [submit] = firstCommands(office, "d-1");
    await insist(engine, submit as CommandRequest);
    await projected(engine, storage, ["d-1"]);
    await insist(engine, { ...(submit as CommandRequest), dossierId: asId("d-2") });
    await until(async () => (await engine.incidents(office.officeId)).length === 1);
    expect(await engine.incidents(office.officeId)).toMatchObject([
      { dossierId: "d-2", code: "restate.command_reused" },
    ]);
  });

  it("trap 23: a row that contradicts what is stored holds only its projection, and shows", async () => {
    const storage = memoryStorage();
    const { engine } = await open(storage);
    const [submit, accept, forward] = firstCommands(office, "d-1") as [CommandRequest, CommandRequest, CommandRequest];
    const applicant = { contentId: "d-1:applicant", version: 1, kind: "applicant", body: { name: "A" } };
    expect((await engine.submit(submit, [applicant])).ok).toBe(true);
    await projected(engine, storage, ["d-1"]);
    expect((await engine.submit(accept, [{ ...applicant, body: { name: "B" } }])).ok).toBe(true);
    await until(async () => (await engine.incidents(office.officeId)).length === 1, 10_000);
    expect(await engine.incidents(office.officeId)).toMatchObject([
      { dossierId: "d-1", kind: "projection", code: "restate.does_not_fit", commandId: accept.commandId },
    ]);
    const note = { ...applicant, contentId: "d-1:note", body: { name: "C" } };
    expect(await engine.submit(forward, [note])).toMatchObject({ ok: true, value: { duplicate: false } });
    // Erased, what waits brings nothing back; and what contradicted it is gone.
    expect(await engine.erase(asId("d-1"))).toBe(3);
    expect(await engine.releaseIncident({ dossierId: asId("d-1"), kind: "projection" }, { kind: "retry" })).toBe(true);
    await projected(engine, storage, ["d-1"]);
    expect(await storage.contentOf(asId("d-1"))).toEqual([]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
  });

  it("an incident of a command is skipped with a reason; the dossier goes on", async () => {
    const { engine } = await open(memoryStorage());
    const [submit, accept] = firstCommands(office, "d-1") as [CommandRequest, CommandRequest];
    await insist(engine, submit);
    const poison = { ...accept, resolved: { code: must(dossierCode("H26.1-260820-0778")) } } as CommandRequest;
    expect(await engine.submit(poison)).toMatchObject({ ok: false, error: { code: "internal.invariant" } });
    await until(async () => (await engine.incidents(office.officeId)).length === 1);
    const which = { dossierId: asId("d-1"), kind: "command" } as const;
    expect(await engine.releaseIncident(which, { kind: "skip", reason: "known" })).toBe(true);
    await until(async () => (await engine.incidents(office.officeId)).length === 0);
    expect((await insist(engine, accept)).version).toBe(6);
  });

  it("an incident of another kind takes the place of the one before, on the office's list as well", async () => {
    let now = startAt;
    const given: { clock: Clock; directory: Directory } = {
      clock: { now: () => now, delayUntil: () => 300 },
      // Facts that are none.
      directory: { resolve: ({ command }) => (command === "wake" ? ({} as ResolvedFacts) : directory.resolve()) },
    };
    const { engine } = await open(memoryStorage(), given);
    const [submit, accept, forward] = firstCommands(office, "d-1") as [CommandRequest, CommandRequest, CommandRequest];
    await insist(engine, submit);
    await insist(engine, accept);
    const poison = { ...forward, resolved: {} as ResolvedFacts } as CommandRequest;
    expect(await engine.submit(poison)).toMatchObject({ ok: false, error: { code: "internal.invariant" } });
    const kinds = async () => (await engine.incidents(office.officeId)).map(({ kind }) => kind);
    await until(async () => (await kinds()).length === 1);
    now += 400 * 86_400_000;
    await until(async () => (await kinds()).includes("wake"));
    expect(await kinds()).toEqual(["wake"]);
  });

  it("nothing personal stays in the cluster: no journal once a call is done, and no content in any object", async () => {
    const storage = memoryStorage();
    const { engine, prefix } = await open(storage);
    const [submit, accept] = firstCommands(office, "d-1") as [CommandRequest, CommandRequest];
    const content = [{ contentId: "d-1:applicant", version: 1, kind: "applicant", body: { name: "Bế Thị Nhẫn" } }];
    expect((await engine.submit(submit, content)).ok).toBe(true);
    await insist(engine, accept);
    await projected(engine, storage, ["d-1"]);
    expect((await storage.loadContent({ contentId: "d-1:applicant", version: 1 }))?.body).toContain("Nhẫn");
    const names = `service_name LIKE '${prefix}-%'`;
    const state = await rows(`SELECT key, value_utf8 FROM state WHERE ${names}`);
    expect(JSON.stringify(state)).toContain('commandId\\":\\"d-1.1');
    expect(JSON.stringify(state)).not.toContain("Nhẫn");
    // The wake that waits has nothing but its instant and number; calls that were done have left nothing.
    const left = await rows(
      `SELECT target_handler_name, status FROM sys_invocation WHERE target_service_name LIKE '${prefix}-%'`,
    );
    expect(left.map(({ target_handler_name }) => target_handler_name)).toEqual(["wake"]);
  });

  it("a code in storage that came from elsewhere holds the projection, not the dossier", async () => {
    const good = memoryStorage();
    const taken = must(dossierCode("H26.1-260820-0777"));
    const storage = withFaults(good, {
      commit: async (group) =>
        group[0]?.summary.code === taken ? [{ kind: "code_taken" } as const] : await good.commit(group),
    });
    const { engine } = await open(storage);
    const [submit, accept] = firstCommands(office, "d-1") as [CommandRequest, CommandRequest];
    await insist(engine, submit);
    await insist(engine, { ...accept, resolved: { ...directory.resolve(), code: taken } } as CommandRequest);
    await until(async () => (await engine.incidents(office.officeId as OfficeId)).length === 1);
    expect((await engine.read(asId("d-1")))?.version).toBe(6);
  });
});

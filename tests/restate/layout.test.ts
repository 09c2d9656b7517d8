import { memoryStorage } from "@motcua/adapters/memory";
import { type RestateEngine, restateEngine, restateServices } from "@motcua/adapters/restate";
import { type CommandRequest, must, personId, verifyStorage } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RestateCluster, type ServedServices, serveRestate, startRestate } from "../servers/restate.ts";
import { asId, firstCommands, insist, office, projected, startAt } from "./kit.ts";

const { directory, numbering } = office;

interface Taken {
  readonly commandId: string;
  readonly bodyHash: string;
  readonly version: number;
}
/** What an object keeps under `dossier`, as far as these tests look at it. */
interface Kept {
  readonly taken?: readonly Taken[];
  readonly earlier?: true;
}

describe("what objects keep of the commands of a dossier", () => {
  let cluster: RestateCluster;
  let served: ServedServices | undefined;
  beforeAll(async () => {
    cluster = await startRestate();
  });
  afterEach(() => served?.stop());
  afterAll(() => cluster?.stop());

  async function open(prefix: string) {
    const storage = memoryStorage();
    const clock = virtualClock(startAt);
    served = await serveRestate(restateServices({ storage, clock, law: vietnamLaw(), directory, prefix }));
    await cluster.register(served.uri);
    const { ingressUrl } = cluster;
    return { storage, engine: restateEngine({ ingressUrl, storage, clock, directory, numbering, prefix }) };
  }

  /** The keys of an object, by the server's own SQL. */
  async function stateOf(service: string, key: string): Promise<Map<string, string>> {
    const query = `SELECT key, value_utf8 FROM state WHERE service_name = '${service}' AND service_key = '${key}'`;
    const headers = { "content-type": "application/json", accept: "application/json" };
    const answer = await fetch(`${cluster.adminUrl}/query`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query }),
    });
    const { rows } = (await answer.json()) as { readonly rows: readonly { key: string; value_utf8: string }[] };
    return new Map(rows.map((row) => [row.key, row.value_utf8]));
  }

  const keptBy = async (prefix: string, dossier: string): Promise<Kept> =>
    JSON.parse((await stateOf(`${prefix}-dossier`, dossier)).get("dossier") ?? "{}") as Kept;

  /** Puts an object's state in the place of what it has. */
  async function putState(service: string, key: string, state: ReadonlyMap<string, string>): Promise<void> {
    const bytes = Object.fromEntries([...state].map(([name, text]) => [name, [...Buffer.from(text)]]));
    const answer = await fetch(`${cluster.adminUrl}/services/${service}/state`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ object_key: key, new_state: bytes }),
    });
    expect(answer.ok).toBe(true);
    const name = [...state.keys()].at(-1) ?? "";
    await expect.poll(async () => (await stateOf(service, key)).has(name)).toBe(true);
  }

  /** Assigned to one person, to another, to the first again … */
  const assignments = (dossier: string, count: number): readonly CommandRequest[] =>
    Array.from({ length: count }, (_, n) => ({
      ...office.envelope(dossier, office.person("economic", "unit-head")),
      commandId: `${dossier}.assign.${n}` as CommandRequest["commandId"],
      type: "assign",
      person: must(personId(`economic.officer-${n % 2}`)),
    }));

  async function sendAgain(engine: RestateEngine, sent: readonly (readonly [CommandRequest, number])[]) {
    for (const [command, version] of sent)
      expect(await engine.submit(command)).toMatchObject({ ok: true, value: { duplicate: true, version } });
  }

  it("the last commands lie with the dossier, those before in an object of their own, and none is taken twice", async () => {
    const { engine, storage } = await open("many");
    const sent: [CommandRequest, number][] = [];
    for (const command of [...firstCommands(office, "m-1"), ...assignments("m-1", 45)])
      sent.push([command, (await insist(engine, command)).version]);
    const kept = await keptBy("many", "m-1");
    expect(kept.earlier).toBe(true);
    expect(kept.taken?.length).toBeLessThanOrEqual(32);
    const moved = await stateOf("many-commands", "m-1");
    expect(moved.size + (kept.taken?.length ?? 0)).toBe(sent.length);
    await sendAgain(engine, sent);
    const [submit] = sent[0] as [CommandRequest, number];
    const reused = { ...submit, intakeRef: "another" } as CommandRequest;
    expect(await engine.submit(reused)).toMatchObject({ ok: false, error: { code: "command.reused" } });
    await projected(engine, storage, ["m-1"]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    await engine.close();
  });

  it.each([
    ["few", 2],
    ["many", 60],
  ])("a dossier begun with a key for each command opens, with %s of them", async (_how, assigned) => {
    const prefix = `before-${assigned}`;
    const { engine, storage } = await open(prefix);
    const sent: [CommandRequest, number][] = [];
    for (const command of [...firstCommands(office, "b-1"), ...assignments("b-1", assigned)])
      sent.push([command, (await insist(engine, command)).version]);
    await projected(engine, storage, ["b-1"]);
    // As it was kept at first.
    const { taken = [], earlier, ...before } = await keptBy(prefix, "b-1");
    const moved = await stateOf(`${prefix}-commands`, "b-1");
    const records = new Map([
      ...moved,
      ...taken.map(({ commandId, ...record }): [string, string] => [commandId, JSON.stringify(record)]),
    ]);
    expect(records.size).toBe(sent.length);
    expect(earlier).toBe(moved.size > 0 ? true : undefined);
    const keys = [...records].map(([id, record]): [string, string] => [`command:${office.officeId}:${id}`, record]);
    if (moved.size > 0) await putState(`${prefix}-commands`, "b-1", new Map([["of nobody", "{}"]]));
    await putState(`${prefix}-dossier`, "b-1", new Map([["dossier", JSON.stringify(before)], ...keys]));

    expect((await engine.read(asId("b-1")))?.version).toBe(sent.at(-1)?.[1]);
    const [submit] = sent[0] as [CommandRequest, number];
    const reused = { ...submit, intakeRef: "another" } as CommandRequest;
    expect(await engine.submit(reused)).toMatchObject({ ok: false, error: { code: "command.reused" } });
    await sendAgain(engine, sent);
    const next = { ...assignments("b-1", 1)[0], commandId: "b-1.next" } as CommandRequest;
    const other = { ...next, person: must(personId("economic.officer-2")) } as CommandRequest;
    expect(await engine.submit(other)).toMatchObject({ ok: true, value: { duplicate: false } });
    const up = await stateOf(`${prefix}-dossier`, "b-1");
    expect([...up.keys()]).toEqual(["dossier"]);
    await projected(engine, storage, ["b-1"]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    await engine.close();
  });
});

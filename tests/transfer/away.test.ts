import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { httpTransfer, transferEndpoint } from "@motcua/adapters/transfer-http";
import {
  type DossierId,
  type DossierStanding,
  type SignedTransfer,
  transferMonitor,
  verifyStorage,
} from "@motcua/core";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";
import { afterEach, describe, expect, it } from "vitest";
import { act, at, type Body, business, clockText, people, why } from "../dossier/kit.ts";
import { drain, filing } from "../engine/engine-kit.ts";
import { openSide, type Party, party, type Side } from "./kit.ts";
import { ofSide, partiesOf } from "./parties.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

interface Watching extends Side {
  /** Asks the others how dossiers stand. */
  readonly monitor: ReturnType<typeof transferMonitor>;
}
interface Places {
  readonly sides: { readonly [name: string]: Watching };
  readonly clock: VirtualClock;
}

/** Three communes and their province, each an engine behind its own HTTP endpoint. */
async function places(): Promise<Places> {
  const clock = virtualClock(at("2026-08-20 09:00"));
  const all = [party("xa", "xa-1"), party("tinh", "tinh-1"), party("xb", "xb-1"), party("xc", "xc-1")];
  const signal = new AbortController().signal;
  const clients: { [name: string]: ReturnType<typeof httpTransfer> } = {};
  const carry = (to: string, message: SignedTransfer) =>
    (clients[to] as ReturnType<typeof httpTransfer>).transport(message, { signal });
  const sides = all.map((own): Watching => {
    const others = all.filter((one) => one !== own);
    const side = openSide({ own, others, clock, carry });
    const transports = Object.fromEntries(
      others.map(({ name }) => [name, (message: SignedTransfer) => carry(name, message)]),
    );
    const monitor = transferMonitor({ storage: side.storage, clock, parties: partiesOf(own, others), transports });
    return { ...side, monitor };
  });
  for (const { name, receiver } of sides) {
    const endpoint = transferEndpoint({ receiver });
    const server = createServer((asked, answer) => void endpoint(asked, answer));
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    clients[name] = httpTransfer({ url: `http://127.0.0.1:${port}/`, http: { privateHosts: ["127.0.0.1"] } });
  }
  return { sides: Object.fromEntries(sides.map((side) => [side.name, side])), clock };
}

async function all(standings: AsyncIterable<DossierStanding>): Promise<readonly DossierStanding[]> {
  const found: DossierStanding[] = [];
  for await (const standing of standings) found.push(standing);
  return found;
}

const handOver = (to: Party, more: object = {}): Body =>
  ({ type: "hand-over", to: to.office, partner: to.name, ...more }) as Body;

/** Handed in and accepted at the first commune; its papers are at the counter. */
async function filedAt(side: Side, dossier: string, more: object): Promise<void> {
  const desk = ofSide(side, people.desk);
  await side.good(dossier, desk, { ...filing(business), ...more });
  await side.good(dossier, desk, { type: "accept" });
  await side.good(dossier, desk, act("intake", "forward"));
}

describe.each([
  ["a provincial authority", "tinh"],
  ["another commune", "xb"],
])("filed at one commune for %s, returned at a third (phi địa giới)", (_who, name) => {
  it("is watched by the competent one-stop, decided there, and its late papers are seen by both", async () => {
    const { sides, clock } = await places();
    const { xa, xc } = sides as { readonly [name: string]: Watching } & { xa: Watching; xc: Watching };
    const competent = sides[name] as Watching;
    const bystander = sides[name === "tinh" ? "xb" : "tinh"] as Watching;
    await filedAt(xa, "d1", { competent: competent.office, returnAt: xc.office });

    // Before anything is handed over: whose authority it is sees it, and nobody else.
    expect(await all(competent.monitor.concerning("xa"))).toMatchObject([
      { dossierId: "d1", officeId: "xa-1", phase: "open", step: "officer", promiseOn: "2026-08-24", overdue: false },
    ]);
    expect(await all(bystander.monitor.concerning("xa"))).toEqual([]);
    expect(await bystander.monitor.ask("xa", ["d1" as DossierId])).toEqual([]);

    await xa.good("d1", people.director, handOver(competent, { papers: "follow" }));
    await drain(xa.worker);
    expect((await competent.state("d1")).papers).toMatchObject({ from: "xa-1", to: competent.office });
    expect(await all(competent.monitor.concerning("xa"))).toMatchObject([
      { phase: "elsewhere", elsewhere: { officeId: competent.office } },
    ]);

    // One working day for the papers: the 21st. On Monday they are not there.
    clock.advanceTo(at("2026-08-22 09:00"));
    await drain(competent.worker);
    const taken = (await competent.history("d1")).map(({ bytes }) => JSON.parse(bytes));
    expect(taken.filter(({ type, limit }) => type === "rung-taken" && limit === "papers")).toHaveLength(2);
    const told = taken.filter(({ type, limit }) => type === "escalated" && limit === "papers");
    expect(told.map(({ target }) => target)).toEqual(["unit-head", "director"]);
    const [seen] = await all(xa.monitor.elsewhere(xa.office));
    expect(seen).toMatchObject({
      officeId: competent.office,
      phase: "open",
      papers: { from: "xa-1", dueOn: "2026-08-21", late: true },
    });
    const theirs = (person: typeof people.desk) => ofSide(competent, person);
    await competent.good("d1", theirs(people.desk), { type: "receive-papers" });
    expect((await competent.state("d1")).papers).toMatchObject({ late: true, receivedAt: at("2026-08-22 09:00") });
    expect(await competent.send("d1", theirs(people.desk), { type: "receive-papers" })).toMatchObject({
      error: { code: "papers.none_under_way" },
    });

    await competent.good("d1", theirs(people.officer), act("officer", "submit"));
    await competent.good("d1", theirs(people.head), act("leader", "approve"));
    expect(await competent.send("d1", theirs(people.desk), act("return", "handOver"))).toMatchObject({
      error: { code: "return.elsewhere" },
    });
    await competent.good("d1", theirs(people.director), handOver(xc));
    await drain(competent.worker);
    clock.advanceTo(at("2026-08-24 10:00"));
    await xc.good("d1", ofSide(xc, people.desk), act("return", "handOver"));
    expect(JSON.parse((await xc.history("d1")).at(-1)?.bytes ?? "{}")).toMatchObject({
      type: "returned",
      office: "xc-1",
    });

    // Where it was filed, and where it was decided, what became of it is known.
    for (const watching of [xa, competent])
      expect(await all(watching.monitor.elsewhere(watching.office))).toMatchObject([
        {
          officeId: "xc-1",
          phase: "ended",
          outcome: "granted",
          origin: "xa-1",
          competent: competent.office,
          papers: { late: true },
        },
      ]);
    for (const side of Object.values(sides)) expect((await verifyStorage(side.storage)).damages).toEqual([]);
  });
});

describe("papers that follow", () => {
  it("in time end their limit and are not late; a hand-over taken back keeps them", async () => {
    const { sides, clock } = await places();
    const { xa, tinh } = sides as { readonly xa: Watching; readonly tinh: Watching };
    await filedAt(xa, "d1", { competent: tinh.office });
    await xa.good("d1", people.director, handOver(tinh, { papers: "follow" }));
    expect(await xa.sender.recall("d1" as DossierId)).toMatchObject({ ok: true });
    expect((await xa.state("d1")).limits.papers).toBeUndefined();
    await xa.good("d1", people.director, handOver(tinh, { papers: "follow" }));
    await drain(xa.worker);
    clock.advanceTo(at("2026-08-21 16:00"));
    await tinh.good("d1", ofSide(tinh, people.desk), { type: "receive-papers" });
    const { papers, limits } = await tinh.state("d1");
    expect([clockText(papers?.receivedAt), papers?.late, limits.papers]).toEqual([
      "2026-08-21 16:00",
      false,
      undefined,
    ]);
  });

  it("are sent on only by a word that is known", async () => {
    const { sides } = await places();
    const { xa, tinh } = sides as { readonly xa: Watching; readonly tinh: Watching };
    await filedAt(xa, "d1", {});
    const refused = await xa.send("d1", people.director, handOver(tinh, { papers: "perhaps" }));
    expect(refused).toMatchObject({ error: { code: "command.input" } });
  });
});

describe("where the result is taken", () => {
  it("may be corrected, with a reason; sent by post it goes out from anywhere", async () => {
    const { sides } = await places();
    const { xa } = sides as { readonly xa: Watching };
    for (const [dossier, more, corrected] of [
      ["d1", { returnAt: "xc-1" }, { field: "returnAt", value: "xa-1" }],
      ["d2", { returnAt: "xc-1", returnBy: "post" }, undefined],
    ] as const) {
      await filedAt(xa, dossier, more);
      await xa.good(dossier, people.officer, act("officer", "submit"));
      await xa.good(dossier, people.head, act("leader", "approve"));
      if (corrected !== undefined) {
        expect((await xa.send(dossier, people.desk, act("return", "handOver"))).ok).toBe(false);
        await xa.good(dossier, people.desk, { type: "correct", ...corrected, reason: why("citizen-asked") });
      }
      await xa.good(dossier, people.desk, act("return", "handOver"));
    }
  });
});

describe("a question how dossiers stand", () => {
  it("is answered to its signer only, while it is fresh, and says no names", async () => {
    const { sides, clock } = await places();
    const { xa, tinh } = sides as { readonly xa: Watching; readonly tinh: Watching };
    await filedAt(xa, "d1", { competent: tinh.office });
    const asked: SignedTransfer[] = [];
    const spying = transferMonitor({
      storage: tinh.storage,
      clock,
      parties: partiesOf(tinh, [xa]),
      transports: {
        xa: (message) => {
          asked.push(message);
          return xa.receiver.receive(message);
        },
      },
    });
    const [told] = await all(spying.concerning("xa"));
    expect(JSON.stringify(told)).not.toContain(people.officer.person);
    const question = asked[0] as SignedTransfer;
    const codeOf = async (message: SignedTransfer): Promise<string> =>
      JSON.parse((await xa.receiver.receive(message)).body).code ?? "answered";
    expect(await codeOf(question)).toBe("answered");
    expect(await codeOf({ ...question, office: "xb-1" })).toBe("transfer.unsealed");
    expect(await codeOf({ ...question, body: `${question.body} ` })).toBe("transfer.unsealed");
    clock.advanceTo(clock.now() + 600_000);
    expect(await codeOf(question)).toBe("transfer.stale_question");
    await expect(spying.ask("nobody", [])).rejects.toThrow();
  });
});

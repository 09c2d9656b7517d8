import { createHmac } from "node:crypto";
import {
  type ExchangeProfile,
  exchangeSource,
  type HttpClientOptions,
  httpClient,
  httpExchange,
} from "@motcua/adapters/exchange-http";
import {
  type ExchangeDouble,
  type ExchangeDoubleFault,
  type ExchangeDoubleOptions,
  startExchangeDouble,
} from "@motcua/adapters/exchange-http/double";
import { landTaxAnswer, landTaxProfile, landTaxQuestion } from "@motcua/adapters/exchange-http/examples";
import {
  askForData,
  createInbox,
  createWorker,
  type DossierId,
  exchangeLanes,
  followRule,
  inboxStatus,
  type OutboxRow,
  signedWebhook,
  type Worker,
} from "@motcua/core";
import { afterEach, describe, expect, it } from "vitest";
import { act, people, resolved } from "../dossier/kit.ts";
import { drain, type Office, openOffice, storages } from "../engine/engine-kit.ts";

const land = "1.013978";
const d1 = "d1" as DossierId;
const question = {
  sheet: "12",
  parcel: "345",
  areaTenthsM2: 1_205,
  landUse: "ODT",
  payer: { name: "Nguyễn Thị Bí Mật", idNumber: "001190000123" },
};
const notice = { noticeNumber: "TB-77", amountVnd: 1_250_000, payBy: "2026-09-20" };
const secret = `whsec_${Buffer.from("a secret of the tax office, 32 b").toString("base64")}`;

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

interface World {
  readonly office: Office;
  readonly double: ExchangeDouble;
  readonly worker: Worker;
  /** Asks as the officer who holds the dossier. */
  ask(exchangeId?: string, asked?: unknown): ReturnType<typeof askForData>;
  step(): Promise<string | undefined>;
  outcome(): Promise<string | undefined>;
  row(lane: string): Promise<OutboxRow | undefined>;
  /** Passes an hour and lets the worker work. */
  hour(): Promise<void>;
  push(body: object | string, signedBy?: string, id?: string): Promise<number>;
}

interface WorldOptions {
  readonly http?: HttpClientOptions;
  readonly profile?: Partial<Omit<ExchangeProfile<unknown, unknown>, "question" | "answer">>;
  readonly double?: Partial<ExchangeDoubleOptions>;
}

async function open(at: number, { http = {}, profile = {}, double: more = {} }: WorldOptions = {}): Promise<World> {
  const storage = storages[at]?.open();
  if (storage === undefined) throw new Error("no storage");
  const double = await startExchangeDouble({ token: "T", answer: () => notice, ...more });
  cleanups.push(() => double.stop());
  const office = openOffice(storage, { adapters: ["agency/exchange", "desk/exchange"] });
  const client = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs: 30_000, ...http });
  cleanups.push(() => client.close());
  const tax = landTaxProfile({ url: double.url, token: "T", ...profile });
  const lanes = exchangeLanes({
    engine: office.engine,
    storage,
    exchanges: { "land-tax": httpExchange(tax, client) },
    follows: {
      "land-tax": followRule({
        answer: landTaxAnswer,
        follow: ({ outcome, answer }) =>
          outcome === "answered" && answer !== undefined && answer.amountVnd > 0
            ? { step: "officer", action: "charge" }
            : undefined,
      }),
    },
  });
  const { engine, clock } = office;
  const directory = { resolve: () => resolved };
  const worker = createWorker({ engine, storage, clock, directory, deliver: lanes, circuit: { now: clock.now } });
  const source = exchangeSource({
    engine,
    verify: signedWebhook({ secrets: [secret] }),
    profiles: ["land-tax"],
    answer: landTaxAnswer,
  });
  const other = exchangeSource({
    engine,
    verify: signedWebhook({ secrets: [secret] }),
    profiles: ["residence"],
    answer: landTaxAnswer,
  });
  const inbox = createInbox({ engine, clock, sources: { tax: source, police: other } });
  await office.accept("d1", land);
  await office.good("d1", people.desk, act("intake", "forward"));
  await office.good("d1", people.land, { type: "claim" });
  const rows = async () => await storage.reader.messages(d1);
  const state = async () => (await engine.read(d1))?.state;
  let asked = 0;
  return {
    office,
    double,
    worker,
    ask(exchangeId = "x1", one = question) {
      asked += 1;
      return askForData(engine, {
        shape: landTaxQuestion,
        question: one as typeof question,
        commandId: `ask-${asked}` as never,
        dossierId: d1,
        officeId: "xa-1" as never,
        by: people.land,
        exchangeId,
        profile: "land-tax",
        party: "tax",
        purpose: "land-fees",
        basis: { consent: "DY-0001" },
        budget: { unit: "working-day", amount: 3 },
        source: "Quy chế phối hợp 5/QC",
      });
    },
    step: async () => (await state())?.task?.step,
    outcome: async () => (await state())?.exchanges?.x1?.outcome,
    row: async (lane) =>
      (await rows()).findLast(({ adapter, kind }) => adapter === lane && kind.startsWith("exchange")),
    async hour() {
      clock.advanceTo(clock.now() + 3_600_000);
      await drain(worker);
    },
    async push(body, signedBy = secret, id = "m1") {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const seconds = String(Math.floor(clock.now() / 1_000));
      const key = Buffer.from(signedBy.slice(6), "base64");
      const signature = createHmac("sha256", key).update(`${id}.${seconds}.${text}`).digest("base64");
      const headers = { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
      return inboxStatus(await inbox.receive("tax", { headers, body: new TextEncoder().encode(text) }));
    },
  };
}

describe.each(storages.map(({ name }, at) => ({ name, at })))("a question to the tax office, on $name", ({ at }) => {
  it("is asked with purpose and consent, answered, kept as content, and the step goes on", async () => {
    const world = await open(at);
    expect(await world.ask()).toMatchObject({ ok: true });
    await drain(world.worker);
    expect(await world.outcome()).toBe("answered");
    expect(world.double.done).toHaveLength(1);
    expect(world.double.done[0]).toMatchObject({
      body: question,
      headers: { "x-purpose": "land-fees", "x-consent": "DY-0001", "x-request-id": "d1/x1" },
    });
    // The financial obligation is known: the dossier waits for payment, and its clock stands.
    expect(await world.step()).toBe("payment");
    const content = await world.office.storage.contentOf(d1);
    expect(content.map(({ kind }) => kind).sort()).toEqual(["exchange-answer", "exchange-question"]);
    const bytes = (await world.office.history("d1")).map((event) => event.bytes).join();
    expect(bytes).toMatch(/DY-0001.*land-fees/);
    expect(bytes).not.toMatch(/Bí Mật|001190000123|TB-77|1250000/);
  });

  it.each<ExchangeDoubleFault>(["hang-after", "broken"])(
    "trap 28: answer lost (%s): asked again under the same key, done once",
    async (fault) => {
      const world = await open(at, { http: { timeoutMs: 2_000 } });
      world.double.fail(fault);
      await world.ask();
      await drain(world.worker);
      expect(await world.outcome()).toBeUndefined();
      await world.hour();
      expect([await world.outcome(), world.double.done.length, world.double.calls]).toEqual(["answered", 1, 2]);
    },
  );

  it("trap 28: a system that keeps no keys is looked up before it is asked again", async () => {
    const lookUpUrl = (id: string): string => `${world.double.url}?request=${id}`;
    const world: World = await open(at, {
      http: { timeoutMs: 2_000 },
      profile: { lookUpUrl },
      double: { keepsKeys: false },
    });
    world.double.fail("hang-after");
    await world.ask();
    await drain(world.worker);
    await world.hour();
    expect([await world.outcome(), world.double.done.length]).toEqual(["answered", 1]);
  });

  it("that is not answered yet is asked for again after a while", async () => {
    const lookUpUrl = (id: string): string => `${world.double.url}?request=${id}`;
    const world: World = await open(at, { profile: { lookUpUrl, askAgainAfterMs: 600_000 } });
    world.double.fail("pending");
    await world.ask();
    await drain(world.worker);
    expect((await world.row("agency/exchange"))?.status).toBe("pending");
    await world.hour();
    await world.hour();
    expect([await world.outcome(), world.double.done.length]).toEqual(["answered", 1]);
  });

  it("that takes its time is neither parked nor a reason to leave the system alone", async () => {
    const lookUpUrl = (id: string): string => `${world.double.url}?request=${id}`;
    const world: World = await open(at, { profile: { lookUpUrl, askAgainAfterMs: 600_000 } });
    world.double.fail("pending");
    world.double.late("d1/x1", 60);
    await world.ask();
    for (let n = 0; n <= 55; n += 1) await world.hour();
    const row = await world.row("agency/exchange");
    expect([row?.status, row?.code, world.worker.status().backends[0]?.state]).toEqual([
      "pending",
      "exchange.pending",
      "closed",
    ]);
    // What fails after that is tried again, and not parked at once.
    await world.double.down();
    await world.hour();
    expect((await world.row("agency/exchange"))?.status).toBe("pending");
    await world.double.well();
    for (let n = 0; n < 8; n += 1) await world.hour();
    expect([await world.outcome(), world.double.done.length]).toEqual(["answered", 1]);
  });

  it("is answered by a push, many times and at once: once", async () => {
    const world = await open(at);
    world.double.fail("pending");
    await world.ask();
    await drain(world.worker);
    expect((await world.row("agency/exchange"))?.status).toBe("delivered");
    const said = { requestId: "d1/x1", answer: notice };
    expect(await Promise.all([1, 2, 3, 4].map(() => world.push(said)))).toEqual([200, 200, 200, 200]);
    expect(await world.push(said, secret, "m2")).toBe(422);
    await drain(world.worker);
    expect([await world.outcome(), await world.step()]).toEqual(["answered", "payment"]);
    expect((await world.office.storage.contentOf(d1)).filter(({ kind }) => kind === "exchange-answer")).toHaveLength(1);
  });

  it("answered by a push before it was asked is not asked: nothing goes out without need", async () => {
    const world = await open(at);
    await world.ask();
    await world.push({ requestId: "d1/x1", answer: notice });
    await drain(world.worker);
    expect([world.double.calls, (await world.row("agency/exchange"))?.status]).toEqual([0, "skipped"]);
  });
});

describe("what comes from outside", () => {
  const ready = async (): Promise<World> => {
    const world = await open(0);
    world.double.fail("pending");
    await world.ask();
    await drain(world.worker);
    return world;
  };

  it.each<[string, object | string, string, number]>([
    [
      "another's signature",
      { requestId: "d1/x1", answer: notice },
      `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
      401,
    ],
    ["an answer of another form", { requestId: "d1/x1", answer: { amountVnd: "1" } }, secret, 400],
    ["a fraction of a đồng", { requestId: "d1/x1", answer: { ...notice, amountVnd: 0.5 } }, secret, 400],
    ["an amount beyond all", { requestId: "d1/x1", answer: { ...notice, amountVnd: 1e13 } }, secret, 400],
    ["nothing that was asked", { requestId: "d1/x9", answer: notice }, secret, 400],
    ["a dossier that is none", { requestId: "d9/x1", answer: notice }, secret, 400],
    ["an id with more in it", { requestId: "d1/x1/x2", answer: notice }, secret, 400],
    ["an id of the prototype", { requestId: "d1/constructor", answer: notice }, secret, 400],
    ["an end only we can say", { requestId: "d1/x1", outcome: "given-up" }, secret, 400],
    ["plain text", "Thanh cong", secret, 400],
    ["half a message", '{"requestId":', secret, 400],
    ["more than is read", { requestId: "d1/x1", answer: { filler: "x".repeat(70_000) } }, secret, 413],
  ])("is refused when it has %s, and nothing is kept", async (_name, body, by, status) => {
    const world = await ready();
    expect(await world.push(body, by)).toBe(status);
    expect(await world.outcome()).toBeUndefined();
    expect((await world.office.storage.contentOf(d1)).map(({ kind }) => kind)).toEqual(["exchange-question"]);
  });

  it("that there is no data ends it, and a person decides", async () => {
    const world = await ready();
    expect(await world.push({ requestId: "d1/x1", outcome: "no-data" })).toBe(200);
    await drain(world.worker);
    expect([await world.outcome(), await world.step()]).toEqual(["no-data", "officer"]);
  });

  it("after the dossier has ended is refused, and nothing of it is kept", async () => {
    const world = await ready();
    await world.office.good("d1", people.desk, { type: "withdraw" });
    expect(await world.push({ requestId: "d1/x1", answer: notice })).toBe(422);
    expect((await world.office.storage.contentOf(d1)).map(({ kind }) => kind)).toEqual(["exchange-question"]);
  });

  it.each<[ExchangeDoubleFault, string]>([
    ["plain", "exchange.odd_answer"],
    ["odd", "exchange.odd_answer"],
    ["oversized", "http.answer_too_large"],
    ["redirect", "http.redirected"],
    ["refuse", "exchange.refused"],
  ])("as %s is parked with a code, says nothing of anybody, and can be retried", async (fault, code) => {
    const world = await open(0);
    world.double.fail(fault);
    await world.ask();
    await drain(world.worker);
    const row = await world.row("agency/exchange");
    expect([row?.status, row?.code]).toEqual(["parked", code]);
    expect(JSON.stringify(row)).not.toMatch(/Bí Mật|001190000123/);
    expect(await world.outcome()).toBeUndefined();
  });

  it("with a fraction in it is not taken, whatever the shape would let through", async () => {
    const double = await startExchangeDouble({ token: "T", answer: () => ({ ratio: 0.5 }) });
    const http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs: 30_000 });
    const any = { safeParse: (data: unknown) => ({ success: true as const, data }) };
    const exchange = httpExchange({ url: double.url, token: "T", question: any, answer: any }, http);
    const request = { requestId: "d1/x1", profile: "any", purpose: "any", question: {} };
    const asked = exchange.ask(request, { idempotencyKey: "k", signal: AbortSignal.timeout(30_000) });
    await expect(asked).rejects.toMatchObject({ code: "exchange.odd_answer" });
    http.close();
    await double.stop();
  });

  it("is never sent to an address inside that nobody named", async () => {
    const world = await open(0, { http: { privateHosts: [] } });
    await world.ask();
    await drain(world.worker);
    expect([(await world.row("agency/exchange"))?.code, world.double.calls]).toEqual(["http.private_address", 0]);
  });
});

describe("what is asked", () => {
  it.each<[string, unknown]>([
    ["a field too many", { ...question, phone: "0912345678" }],
    ["a field too few", { sheet: "12" }],
    ["an area that is a fraction", { ...question, areaTenthsM2: 1.5 }],
  ])("is held to its form: %s is refused and nothing is kept", async (_name, asked) => {
    const world = await open(0);
    expect(await world.ask("x1", asked)).toMatchObject({ ok: false, error: { code: "exchange.malformed" } });
    expect(await world.office.storage.contentOf(d1)).toEqual([]);
  });

  it("once erased goes nowhere", async () => {
    const world = await open(0);
    await world.ask();
    await world.office.storage.eraseContent(d1);
    await drain(world.worker);
    expect([world.double.calls, (await world.row("agency/exchange"))?.status]).toEqual([0, "skipped"]);
  });

  it("given up by a person is not asked any more", async () => {
    const world = await open(0);
    await world.ask();
    await world.office.good("d1", people.land, { type: "end-exchange", exchangeId: "x1", outcome: "given-up" });
    await drain(world.worker);
    expect([world.double.calls, await world.step()]).toEqual([0, "officer"]);
  });

  it("follows to nothing where a person was quicker", async () => {
    const world = await open(0);
    await world.ask();
    world.double.fail("pending");
    await drain(world.worker);
    await world.office.good("d1", people.land, act("officer", "charge"));
    await world.push({ requestId: "d1/x1", answer: notice });
    await drain(world.worker);
    expect([await world.step(), (await world.row("desk/exchange"))?.status]).toEqual(["payment", "skipped"]);
  });

  it.each<[string, object, string | undefined]>([
    ["done", { error_code: "00", ...notice }, "answered"],
    ["done, as a number", { error_code: 0, ...notice }, "answered"],
    ["nothing there", { error_code: "7" }, "no-data"],
    ["refused", { error_code: 9 }, "refused"],
    ["a code nobody knows", { error_code: 5, ...notice }, undefined],
    ["no code", notice, undefined],
  ])("is answered with a code in the body: %s", async (_name, body, outcome) => {
    const codes = { field: "error_code", done: ["0"], noData: ["7"], refused: ["9"] };
    const world = await open(0, { profile: { codes }, double: { answer: () => body } });
    await world.ask();
    await drain(world.worker);
    expect(await world.outcome()).toBe(outcome);
  });
});

import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { httpTransfer, transferEndpoint } from "@motcua/adapters/transfer-http";
import { AdapterError, canonicalJson, type DossierId, type SignedTransfer, type TransferReceiver } from "@motcua/core";
import { afterEach, describe, expect, it } from "vitest";
import { drain } from "../engine/engine-kit.ts";
import { posted, signedAnswer, wireOf } from "./forge.ts";
import { aPair, atWork, party } from "./kit.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/transfer`;
}
const serving = (receiver: TransferReceiver, options = {}): Promise<string> => {
  const endpoint = transferEndpoint({ receiver, ...options });
  return listening(createServer((asked, answer) => void endpoint(asked, answer)));
};
const inside = { privateHosts: ["127.0.0.1"] };
const signal = new AbortController().signal;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "ok",
    (error: unknown) => (AdapterError.is(error) ? `${error.code} ${error.retry}` : String(error)),
  );

/** A bare request, as anybody may send it. */
function bare(
  url: string,
  method: string,
  body: string,
  headers: { readonly [name: string]: string } = {},
): Promise<number> {
  return new Promise((done, fail) => {
    const asked = request(url, { method, headers }, (answer) => {
      answer.resume();
      done(answer.statusCode ?? 0);
    });
    asked.on("error", fail);
    asked.end(body);
  });
}

describe("transfer by HTTP", () => {
  it("takes a dossier across, and back, by real sockets", async () => {
    const urls: { [name: string]: string } = {};
    const clients: { [name: string]: ReturnType<typeof httpTransfer> } = {};
    const { xa, tinh } = aPair({
      pageBytes: 2_000,
      wire: (to, message) => {
        clients[to] ??= httpTransfer({ url: urls[to] as string, http: inside });
        return clients[to].transport(message, { signal });
      },
    });
    urls.xa = await serving(xa.receiver);
    urls.tinh = await serving(tinh.receiver);
    for (const dossier of ["d1", "d2", "d3"]) await atWork(xa, dossier);
    for (const dossier of ["d1", "d2", "d3"]) await xa.handOver(dossier, tinh);
    await drain(xa.worker);
    await tinh.handOver("d2", xa);
    await drain(tinh.worker);
    expect((await xa.state("d2")).transfer?.holder).toBe("xa-1");
    expect((await tinh.state("d3")).transfer?.holder).toBe("tinh-1");
    for (const client of Object.values(clients)) client.close();
  });

  it("turns away what has no place there, and says nothing of why", async () => {
    const { tinh } = aPair();
    const url = await serving(tinh.receiver, { bytesMax: 1_000, timeoutMs: 300 });
    expect(await bare(url, "GET", "")).toBe(405);
    expect(await bare(url, "POST", "x".repeat(5_000)).catch(() => 413)).toBe(413);
    expect(await bare(url, "POST", "x".repeat(5_000), { "transfer-encoding": "chunked" }).catch(() => 413)).toBe(413);
    // Nobody is known until a signature says so: a plain answer, signed, without a word about the dossier.
    expect(await bare(url, "POST", "{}")).toBe(200);
    const slow = await new Promise<number>((done) => {
      const asked = request(url, { method: "POST", headers: { "content-length": "10" } }, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      });
      asked.on("error", () => done(408));
      asked.write("{");
    });
    expect(slow).toBe(408);
    const failing = await serving({ receive: () => Promise.reject(new Error("nguyễn văn a")) });
    expect(await bare(failing, "POST", "{}")).toBe(503);
    let release = (): void => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    const busy = await serving(
      {
        receive: async () => {
          await held;
          return { body: "{}", signature: "x" };
        },
      },
      { concurrency: 1 },
    );
    const first = bare(busy, "POST", "{}");
    while ((await bare(busy, "POST", "{}")) !== 503);
    release();
    expect(await first).toBe(200);
  });

  it("goes by https, or to a host that is named, and nowhere else", async () => {
    for (const url of ["http://partner.gov.vn/x", "ftp://127.0.0.1/", "not a url"])
      expect(() => httpTransfer({ url, http: inside })).toThrow(AdapterError);
    expect(() => httpTransfer({ url: "http://127.0.0.1:1/x" })).toThrow(AdapterError);
    const loop = httpTransfer({ url: "https://127.0.0.1:1/x" });
    const message: SignedTransfer = { office: "xa-1", signature: "x", body: "{}" };
    expect(await codeOf(loop.transport(message, { signal }))).toBe("http.private_address operator");
    const away = await listening(
      createServer((_, answer) => answer.writeHead(302, { location: "http://10.0.0.1/" }).end()),
    );
    const redirected = httpTransfer({ url: away, http: inside });
    expect(await codeOf(redirected.transport(message, { signal }))).toBe("http.redirected operator");
    const other = await listening(createServer((_, answer) => answer.writeHead(200).end("hello")));
    const foreign = httpTransfer({ url: other, http: inside });
    expect(await codeOf(foreign.transport(message, { signal }))).toBe("transfer.no_answer operator");
    const down = await listening(createServer((_, answer) => answer.writeHead(502).end()));
    const failing = httpTransfer({ url: down, http: inside });
    expect(await codeOf(failing.transport(message, { signal }))).toBe("transfer.no_answer later");
    for (const client of [loop, redirected, foreign, failing]) client.close();
  });
});

describe("a sender", () => {
  /** What becomes of a hand-over when the other side answers so. */
  async function answered(
    forge: (request: SignedTransfer, right: { body: string; signature: string }) => { body: string; signature: string },
  ) {
    const { xa, tinh } = aPair({ wire: async (_, message, pass) => forge(message, await pass(message)) });
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    const deliver = xa.sender.deliver["transfer/tinh"];
    const message = { dossierId: "d1" as DossierId, body: '{"epoch":1}' } as never;
    const code = await codeOf(deliver?.(message, { idempotencyKey: "", signal }) ?? Promise.resolve());
    return { code, xa, tinh };
  }

  it("believes only what its partner signed, and only about this", async () => {
    const stranger = party("tinh", "tinh-1");
    const say = (text: object) => JSON.stringify(text);
    const cases: readonly [string, Parameters<typeof answered>[0]][] = [
      ["transfer.unsealed_answer operator", (_, right) => ({ ...right, body: say({ result: "taken", receipt: "x" }) })],
      [
        "transfer.unsealed_answer operator",
        (request) => signedAnswer(stranger, request.body, say({ result: "refused", code: "a.b" })),
      ],
      ["transfer.unsealed_answer operator", (_, right) => ({ ...right, signature: "" })],
    ];
    for (const [code, forge] of cases) {
      const { code: told, xa } = await answered(forge);
      expect(told).toBe(code);
      expect((await xa.state("d1")).transfer?.holder).toBeUndefined();
    }
  });

  it("leaves a partner alone that asks for ever, whatever it asks for", async () => {
    const { xa, tinh } = aPair();
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    const { length } = await xa.history("d1");
    const deliver = xa.sender.deliver["transfer/tinh"];
    const message = { dossierId: "d1" as DossierId, body: '{"epoch":1}' } as never;
    const law = (await xa.storage.findLaw("procedure")).map(({ hash }) => hash);
    const asks: readonly ((round: number) => object)[] = [
      // To and fro: the partner behind a balancer, or one of bad will.
      (round) => ({ result: "need", after: { version: round % 2 }, law: [] }),
      (round) => ({ result: "need", after: { version: length }, law: round % 2 === 0 ? law : [] }),
      (round) => ({ result: "need", after: { version: length }, law: [], content: round }),
    ];
    for (const ask of asks) {
      let rounds = 0;
      tinh.receiver.receive = async ({ body }) => {
        rounds += 1;
        if (rounds > 1_000) throw new Error("for ever");
        return signedAnswer(tinh, body, JSON.stringify(ask(rounds)));
      };
      const call = { idempotencyKey: "", signal };
      expect(await codeOf(deliver?.(message, call) ?? Promise.resolve())).toBe("transfer.no_progress later");
      expect(rounds).toBeLessThan(length + 100);
    }
  });

  it("takes no receipt and no refusal of its partner's that do not hold by themselves", async () => {
    const { xa, tinh, clock } = aPair();
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    const history = await xa.history("d1");
    const { statement } = wireOf(xa, history);
    const deliver = xa.sender.deliver["transfer/tinh"];
    const message = { dossierId: "d1" as DossierId, body: '{"epoch":1}' } as never;
    const send = () => codeOf(deliver?.(message, { idempotencyKey: "", signal }) ?? Promise.resolve());
    const before = await xa.history("d1");
    const honest = tinh.receiver.receive;
    const declined = {
      type: "hand-over-declined",
      epoch: 1,
      from: "xa-1",
      to: "tinh-1",
      head: statement.head,
      seal: `${"A".repeat(86)}==`,
    };
    const envelope = {
      at: Date.now(),
      by: { person: "system", unit: "system" },
      commandId: "c",
      schema: 1,
      seq: statement.version + 1,
    };
    const ahead = clock.now() + 300_001;
    const answers: readonly [string, object][] = [
      ["transfer.unsealed_answer operator", { result: "taken", receipt: `${"A".repeat(86)}==` }],
      ["transfer.unlike operator", { result: "need", after: { version: 2, head: "0".repeat(64) }, law: [] }],
      ["transfer.no_progress later", { result: "need", after: { version: 0 }, law: [] }],
      ["transfer.malformed_answer operator", { result: "need" }],
      ["transfer.malformed_answer operator", { result: "refused", code: "<script>" }],
      ["transfer.unreadable operator", { result: "declined", event: "{}" }],
      ["transfer.unreadable operator", { result: "declined", event: JSON.stringify({ ...declined, ...envelope }) }],
      // Its clock is a little ahead: that passes.
      ["transfer.ahead later", { result: "declined", event: canonicalJson({ ...declined, ...envelope, at: ahead }) }],
      ["office.unknown_unit operator", { result: "refused", code: "office.unknown_unit" }],
      ["engine.closed later", { result: "refused", code: "engine.closed" }],
    ];
    for (const [code, answer] of answers) {
      tinh.receiver.receive = async ({ body }) => signedAnswer(tinh, body, JSON.stringify(answer));
      expect(await send()).toBe(code);
      expect(await xa.history("d1")).toEqual(before);
    }
    tinh.receiver.receive = honest.bind(tinh.receiver);
    expect(await send()).toBe("ok");
    // The request itself is as it is spelled out in the guide to forging one.
    expect(posted(xa, wireOf(xa, history)).office).toBe("xa-1");
  });
});

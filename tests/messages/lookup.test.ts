import { bearerToken, type SmsInboundOptions, smsInbound } from "@motcua/adapters/sms";
import { AdapterError, createLookup, type InboxMessage, type OfficeId, type Storage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { openOffice, storages, withFaults } from "../engine/engine-kit.ts";
import { inside, later, receiver } from "./receivers.ts";

const token = "a-token-of-the-gateway";
const code = "H26.1-260820-0001";
const here = "xa-1" as OfficeId;

async function desk(storage: Storage, options: Partial<SmsInboundOptions> = {}) {
  const office = openOffice(storage);
  await office.accept("d1");
  const gateway = await receiver((response) => response.end('{"result":"SUCCESSFUL"}'));
  const lookup = createLookup({ storage, clock: office.clock, offices: ["xa-9" as OfficeId, here] });
  const inbound = smsInbound({
    lookup,
    verify: bearerToken({ tokens: [token], idHeader: "x-message-id" }),
    url: gateway.url,
    token: "t",
    sender: "CODO",
    applicationTitle: "Một cửa",
    http: inside,
    ...options,
  });
  later(() => inbound.close());
  const replies = () => gateway.got.map(({ body }) => JSON.parse(body) as { receiver: string; content: string });
  return { inbound, replies, office, lookup };
}

let ids = 0;
function sms(content: unknown, more: { readonly [header: string]: string | undefined } = {}, sender = "+84912345678") {
  ids += 1;
  const headers = { authorization: `Bearer ${token}`, "x-message-id": `m${ids}`, ...more };
  return { headers, body: new TextEncoder().encode(JSON.stringify({ sender, content })) } satisfies InboxMessage;
}

describe.each(storages)("a citizen asks by SMS ($name)", ({ open }) => {
  it("and hears how the dossier stands, by a code in any writing; no name, no content", async () => {
    const { inbound, replies } = await desk(open());
    expect(await inbound.receive(sms(`hs ${code.toLowerCase()} `))).toBe(200);
    expect(replies()).toMatchObject([{ receiver: "0912345678" }]);
    expect(replies()[0]?.content).toMatch(
      /^Hồ sơ H26\.1-260820-0001 đang giải quyết\. Hẹn trả kết quả: \d\d\/\d\d\/2026\.$/,
    );
  });

  it("is told so when there is no such dossier here, or no code", async () => {
    const { inbound, replies } = await desk(open());
    expect(await inbound.receive(sms("H26.1-260820-9999"))).toBe(200);
    expect(await inbound.receive(sms("xin chào"))).toBe(200);
    expect(replies().map(({ content }) => content)).toEqual([
      "Không tìm thấy hồ sơ H26.1-260820-9999.",
      "Không thấy mã hồ sơ, xin soạn lại: HS và mã ghi trên giấy tiếp nhận.",
    ]);
  });
});

describe("what comes in by SMS", () => {
  const open = (): Storage => storages[0]?.open() as Storage;

  it.each<[string, InboxMessage, number]>([
    ["with an empty name", sms(code, { "x-message-id": "" }), 401],
    ["with an endless name", sms(code, { "x-message-id": "9".repeat(257) }), 401],
    ["without the token", sms(code, { authorization: undefined }), 401],
    ["with another token", sms(code, { authorization: "Bearer something-else-entirely" }), 401],
    ["too large", { ...sms(code), body: new Uint8Array(8_193) }, 413],
    ["no JSON", { ...sms(code), body: new TextEncoder().encode("HS 1") }, 400],
    ["no UTF-8", { ...sms(code), body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
    ["no text", sms(7), 400],
    ["from no number of Vietnam", sms(code, {}, "+1 555 0100"), 400],
  ])("%s: refused, nobody is answered", async (_, message, status) => {
    const { inbound, replies } = await desk(open());
    expect(await inbound.receive(message)).toBe(status);
    expect(replies()).toEqual([]);
  });

  it("the same message is answered once; the same words again are another message", async () => {
    const { inbound, replies } = await desk(open());
    const once = sms(code);
    expect(await Promise.all([inbound.receive(once), inbound.receive(once)])).toEqual([200, 200]);
    expect(replies()).toHaveLength(1);
    expect(await inbound.receive(sms(code))).toBe(200);
    expect(replies()).toHaveLength(2);
  });

  it("an answer that could not be sent: the gateway hands it in again, and then it is answered", async () => {
    let isDown = true;
    const gateway = await receiver((response) => {
      if (isDown) response.writeHead(503);
      response.end('{"result":"SUCCESSFUL"}');
    });
    const { inbound } = await desk(open(), { url: gateway.url });
    const message = sms(code);
    // However often: it is one question, and leaves the others.
    for (let n = 0; n < 7; n += 1) expect(await inbound.receive(message)).toBe(503);
    isDown = false;
    expect(await inbound.receive(message)).toBe(200);
  });

  it("storage that is away is no answer either", async () => {
    const storage = open();
    const away = withFaults(storage, {
      reader: {
        ...storage.reader,
        findByCode: async () => {
          throw new AdapterError("storage.unreachable", "away", { retry: "later" });
        },
      },
    } as never);
    const { inbound, replies } = await desk(away);
    const message = sms(code);
    for (let n = 0; n < 7; n += 1) expect(await inbound.receive(message)).toBe(503);
    expect(replies()).toEqual([]);
  });

  it("who asks more than five times an hour is not answered, others are; an hour later they are again", async () => {
    const { inbound, replies, office } = await desk(open());
    for (let n = 0; n < 5; n += 1) expect(await inbound.receive(sms(code))).toBe(200);
    expect(await inbound.receive(sms(code))).toBe(429);
    expect(await inbound.receive(sms(code, {}, "0912345679"))).toBe(200);
    expect(replies()).toHaveLength(6);
    office.clock.stepTo(office.clock.now() + 3_600_000);
    expect(await inbound.receive(sms(code))).toBe(200);
  });

  it("more callers than are remembered: new ones wait, nobody held back goes free", async () => {
    const storage = open();
    const { office } = await desk(storage);
    const lookup = createLookup({
      storage,
      clock: office.clock,
      offices: [here],
      callersMax: 2,
      rate: { most: 1, perMs: 1_000 },
    });
    const answers = async (...callers: readonly string[]) => {
      const said: string[] = [];
      for (const caller of callers) {
        const answer = await lookup.ask(caller, code, "en");
        said.push(answer.ok ? "told" : answer.error.code);
      }
      return said;
    };
    expect(await answers("a", "b", "c", "a")).toEqual(["told", "told", "lookup.too_often", "lookup.too_often"]);
    office.clock.stepTo(office.clock.now() + 1_000);
    expect(await answers("c", "a", "b")).toEqual(["told", "told", "lookup.too_often"]);
  });

  it("a token that is easily guessed is none", () => {
    expect(() => bearerToken({ tokens: ["short"] })).toThrow("16 characters");
    expect(() => bearerToken({ tokens: [] })).toThrow("16 characters");
  });
});

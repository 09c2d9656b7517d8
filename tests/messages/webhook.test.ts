import { webhook } from "@motcua/adapters/webhook";
import type { OutboxMessage } from "@motcua/core";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  aCall,
  closedPort,
  inside,
  later,
  type Received,
  rawServer,
  receiver,
  troubleOf,
} from "./receivers.ts";

const secretOf = (letter: string): string => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`;
const [first, second, other] = [secretOf("a"), secretOf("b"), secretOf("c")];
const message = {
  messageId: "xa-1.d1:portal/webhook:48",
  dossierId: "xa-1.d1",
  officeId: "xa-1",
  adapter: "portal/webhook",
  position: 48,
  kind: "accepted",
  body: '{"at":1787191200000,"code":"H26.1-260820-0001","promisedOn":"2026-08-25","seq":3}',
  notBefore: 0,
} as unknown as OutboxMessage;

function only(got: readonly Received[]): Received {
  const [one] = got;
  if (one === undefined || got.length !== 1) throw new Error(`${got.length} calls instead of one`);
  return one;
}

function sender(url: string, secrets: readonly string[] = [first], more: { readonly now?: () => number } = {}) {
  const made = webhook({ url, secrets, source: "https://motcua.codo.example/xa-1", http: inside, ...more });
  later(() => made.close());
  return () => made.deliver(message, aCall(message.messageId));
}

describe("a webhook", () => {
  it("is a CloudEvent signed as the Standard Webhooks library verifies it", async () => {
    const { url, got } = await receiver();
    await sender(url)();
    const { headers, body } = only(got);
    expect(headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
    expect(new Webhook(first).verify(body, headers)).toEqual({
      specversion: "1.0",
      id: headers["webhook-id"],
      source: "https://motcua.codo.example/xa-1",
      type: "motcua.dossier.accepted",
      subject: "xa-1.d1",
      time: "2026-08-20T02:00:00.000Z",
      datacontenttype: "application/json",
      data: {
        officeId: "xa-1",
        dossierId: "xa-1.d1",
        at: 1_787_191_200_000,
        code: "H26.1-260820-0001",
        promisedOn: "2026-08-25",
        seq: 3,
      },
    });
    expect(headers["webhook-id"]).toMatch(/^msg_[\w-]{32}$/);
    expect(() => new Webhook(other).verify(body, headers)).toThrow();
    expect(() => new Webhook(first).verify(body.replace("0001", "0002"), headers)).toThrow();
    expect(() => new Webhook(first).verify(body, { ...headers, "webhook-id": "msg_other" })).toThrow();
  });

  it("has the same id at every attempt and the time of each", async () => {
    const { url, got } = await receiver();
    let now = Date.now() - 60_000;
    const send = sender(url, [first], { now: () => now });
    await send();
    now += 60_000;
    await send();
    const ids = got.map(({ headers }) => headers["webhook-id"]);
    const times = got.map(({ headers }) => Number(headers["webhook-timestamp"]));
    expect(ids[0]).toBe(ids[1]);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(60);
    expect(got[0]?.body).toBe(got[1]?.body);
    for (const { body, headers } of got) new Webhook(first).verify(body, headers);
  });

  it("is verified with either secret while one replaces the other", async () => {
    const { url, got } = await receiver();
    await sender(url, [second, first])();
    const { headers, body } = only(got);
    for (const secret of [first, second]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
    expect(() => new Webhook(other).verify(body, headers)).toThrow();
  });

  it.each([[[]], [["whsec_"]], [["whsec_dG9vIHNob3J0"]], [["whsec_not base64 at all, however long it may be!"]]])(
    "is not made without a good secret: %j",
    (secrets) => {
      expect(() => webhook({ url: "https://a.example/", secrets, source: "x" })).toThrow(/whsec_/);
    },
  );
});

describe("a receiver in trouble", () => {
  it.each<[string, Answer, { readonly code: string; readonly retry: string }]>([
    ["refuses", (r) => r.writeHead(400).end(), { code: "webhook.refused", retry: "operator" }],
    ["is broken", (r) => r.writeHead(500).end(), { code: "webhook.refused", retry: "later" }],
    ["has too much to do", (r) => r.writeHead(429).end(), { code: "webhook.refused", retry: "later" }],
    ["is gone", (r) => r.writeHead(410).end(), { code: "webhook.gone", retry: "operator" }],
    [
      "redirects inside",
      (r) => r.writeHead(307, { location: "http://169.254.169.254/" }).end(),
      { code: "http.redirected", retry: "operator" },
    ],
    ["hangs", () => {}, { code: "http.unknown_outcome", retry: "later" }],
    ["hangs up", (r) => r.destroy(), { code: "http.unknown_outcome", retry: "later" }],
    [
      "refuses at length",
      (r) => r.writeHead(500).end(Buffer.alloc(1_000_000)),
      { code: "http.answer_too_large", retry: "operator" },
    ],
  ])("that %s", async (_, answer, trouble) => {
    const { url } = await receiver(answer);
    expect(await troubleOf(sender(url)() as Promise<unknown>)).toMatchObject(trouble);
  });

  it("that nobody reaches", async () => {
    const send = sender(`http://127.0.0.1:${await closedPort()}/`);
    expect(await troubleOf(send())).toMatchObject({ code: "http.not_sent", retry: "later" });
  });

  it("that speaks no HTTP", async () => {
    const port = await rawServer((socket) => socket.end("220 mail ready\r\n"));
    expect(await troubleOf(sender(`http://127.0.0.1:${port}/`)())).toMatchObject({ retry: "later" });
  });

  it("took the message when it says so, however long it goes on", async () => {
    const { url, got } = await receiver((response) => response.writeHead(200).end(Buffer.alloc(1_000_000)));
    await expect(sender(url)()).resolves.toBeUndefined();
    expect(got.length).toBe(1);
  });

  it("inside the house is refused unless named", async () => {
    const { url, got } = await receiver();
    const made = webhook({ url, secrets: [first], source: "x" });
    later(() => made.close());
    const trouble = await troubleOf(made.deliver(message, aCall()));
    expect(trouble).toMatchObject({ code: "http.private_address", retry: "operator" });
    expect(got).toEqual([]);
  });
});

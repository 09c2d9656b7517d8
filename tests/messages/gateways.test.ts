import { smsNotifier } from "@motcua/adapters/sms";
import { type ZaloOptions, zaloNotifier } from "@motcua/adapters/zalo";
import type { Notification } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { type Answer, aCall, closedPort, inside, later, receiver, troubleOf } from "./receivers.ts";

const code = "H26.1-260820-0001";
const notification: Notification = {
  channel: "sms",
  address: "0912345678",
  language: "vi",
  kind: "accepted",
  rendered: {
    status: "Đã tiếp nhận",
    subject: `Hồ sơ ${code}`,
    text: "Kính gửi …",
    short: `Hồ sơ ${code} đã được tiếp nhận.`,
  },
  values: {
    ref: code,
    procedure: "Đăng ký khai sinh",
    office: "UBND xã Cờ Đỏ",
    name: "Lê Thị Hoa",
    link: "https://tra.example/1",
  },
};
const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

function sms(url: string, token: string | (() => Promise<string>) = "t0ken") {
  const made = smsNotifier({ url, token, sender: "UBNDCODO", applicationTitle: "Một cửa xã Cờ Đỏ", http: inside });
  later(() => made.close());
  return () => made.send(notification, aCall());
}

function zalo(url: string, more: Partial<ZaloOptions> = {}) {
  const followers = { find: async () => ({ userId: "u-77", follows: true }) };
  const made = zaloNotifier({
    url,
    token: "t0ken",
    tokenHeader: "access_token",
    form: "text",
    followers,
    http: inside,
    ...more,
  });
  later(() => made.close());
  return () => made.send({ ...notification, channel: "zalo" }, aCall());
}

describe("an SMS", () => {
  it("goes to the gateway as its profile says", async () => {
    const { url, got } = await receiver(json({ result: "SUCCESSFUL", messageId: "m-1" }));
    expect(await sms(url)()).toEqual({ providerRef: "m-1" });
    expect(got[0]?.headers.authorization).toBe("Bearer t0ken");
    expect(JSON.parse(got[0]?.body ?? "")).toEqual({
      content: `Hồ sơ ${code} đã được tiếp nhận.`,
      sender: "UBNDCODO",
      receiver: "0912345678",
      applicationTitle: "Một cửa xã Cờ Đỏ",
    });
  });

  it("asks for the token each time", async () => {
    const { url, got } = await receiver(json({ result: "SUCCESSFUL" }));
    let asked = 0;
    const send = sms(url, async () => {
      asked += 1;
      return `t${asked}`;
    });
    expect([await send(), await send()]).toEqual([{}, {}]);
    expect(got.map(({ headers }) => headers.authorization)).toEqual(["Bearer t1", "Bearer t2"]);
  });
});

describe("a Zalo message", () => {
  it("is text with the dossier's code", async () => {
    const { url, got } = await receiver(json({ error: 0, message: "Success" }));
    expect(await zalo(url)()).toEqual({});
    expect(got[0]?.headers.access_token).toBe("t0ken");
    expect(JSON.parse(got[0]?.body ?? "")).toEqual({
      user_id: "u-77",
      phone: "0912345678",
      text: "Kính gửi …",
      dossier_code: code,
    });
  });

  it("or a template filled with its fields, by the gateway's names", async () => {
    const { url, got } = await receiver(json({ error: "0" }));
    await zalo(url, { form: "template", banner: "b-1", fields: { status: "trang_thai" } })();
    expect(JSON.parse(got[0]?.body ?? "")).toEqual({
      user_id: "u-77",
      banner: "b-1",
      phone: "0912345678",
      dossier_title: `Hồ sơ ${code}`,
      citizen_name: "Lê Thị Hoa",
      dossier_code: code,
      trang_thai: "Đã tiếp nhận",
      service_name: "Đăng ký khai sinh",
      message: `Hồ sơ ${code} đã được tiếp nhận.`,
      link: "https://tra.example/1",
      link_label: "Xem tiến độ",
    });
  });

  it.each([undefined, { userId: "u-77", follows: false }])(
    "is skipped for who does not follow: %j",
    async (follower) => {
      const { url, got } = await receiver();
      expect(await zalo(url, { followers: { find: async () => follower } })()).toEqual({
        skipped: "zalo.not_follower",
      });
      expect(got).toEqual([]);
    },
  );
});

describe.each([
  ["sms", sms],
  ["zalo", zalo],
] as const)("a gateway in trouble: %s", (name, sender) => {
  it.each<[string, Answer, { readonly code: string; readonly retry: string }]>([
    ["says no", json({ result: "FAILED", error: -216 }), { code: `${name}.refused`, retry: "operator" }],
    ["says nothing of how it went", json({}), { code: `${name}.refused`, retry: "operator" }],
    ["answers a list", json([]), { code: `${name}.bad_answer`, retry: "later" }],
    ["answers plain text", (r) => r.end("OK"), { code: `${name}.bad_answer`, retry: "later" }],
    ["refuses the token", json({}, 401), { code: `${name}.login_refused`, retry: "operator" }],
    ["refuses the message", json({}, 422), { code: `${name}.refused`, retry: "operator" }],
    ["is broken", json({}, 502), { code: `${name}.refused`, retry: "later" }],
    ["hangs", () => {}, { code: "http.unknown_outcome", retry: "later" }],
    ["redirects", (r) => r.writeHead(302, { location: "/" }).end(), { code: "http.redirected", retry: "operator" }],
    [
      "answers without end",
      (r) => r.writeHead(200).end(Buffer.alloc(3_000_000)),
      { code: "http.answer_too_large", retry: "operator" },
    ],
  ])("%s", async (_, answer, trouble) => {
    const { url } = await receiver(answer);
    const found = await troubleOf(sender(url)());
    expect(found).toMatchObject(trouble);
    expect(found.message).not.toMatch(/0912345678|Hoa|t0ken/);
  });

  it("is not there", async () => {
    const found = await troubleOf(sender(`http://127.0.0.1:${await closedPort()}/`)());
    expect(found).toMatchObject({ code: "http.not_sent", retry: "later" });
  });
});

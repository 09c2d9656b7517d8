import { emailNotifier } from "@motcua/adapters/email";
import type { Notification } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { aCall, closedPort, later, mailServer, rawServer, troubleOf } from "./receivers.ts";

const notification: Notification = {
  channel: "email",
  address: "hoa@example.vn",
  language: "vi",
  kind: "accepted",
  rendered: {
    status: "Đã tiếp nhận",
    subject: "Hồ sơ H26.1-260820-0001: đã tiếp nhận",
    text: "Kính gửi Ông/Bà Lê Thị Hoa,\n\nHồ sơ của Ông/Bà đã được tiếp nhận.\n\n.một dòng bắt đầu bằng dấu chấm\nTrân trọng,\nUBND xã Cờ Đỏ",
    short: "",
  },
  values: {},
};

type Options = Partial<Parameters<typeof emailNotifier>[0]>;
function mailer(port: number, more: Options = {}) {
  const from = "UBND xã Cờ Đỏ <motcua@codo.example>";
  const made = emailNotifier({ host: "127.0.0.1", port, tls: "optional", from, timeoutMs: 500, ...more });
  later(() => made.close());
  return (key?: string, over: Partial<Notification> = {}) => made.send({ ...notification, ...over }, aCall(key));
}

describe("a mail", () => {
  it("is read back as it was written: Vietnamese subject, sender and text", async () => {
    const { port, mails } = await mailServer();
    const { providerRef } = (await mailer(port, { replyTo: "hoi@codo.example" })()) as { providerRef: string };
    const [mail] = mails;
    expect(mail?.subject).toBe(notification.rendered.subject);
    expect(mail?.text?.trimEnd()).toBe(notification.rendered.text);
    expect(mail?.from?.value).toEqual([{ name: "UBND xã Cờ Đỏ", address: "motcua@codo.example" }]);
    expect([mail?.to].flat().map((to) => to?.text)).toEqual(["hoa@example.vn"]);
    expect(mail?.replyTo?.text).toBe("hoi@codo.example");
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.messageId).toBe(`<${providerRef}>`);
  });

  it("has one Message-ID for one key, however often it goes out, and another for another", async () => {
    const { port, mails } = await mailServer();
    const send = mailer(port);
    await send("d1:citizen/email:16");
    await send("d1:citizen/email:16");
    await send("d1:citizen/email:32");
    const ids = mails.map(({ messageId }) => messageId);
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@codo\.example>$/);
  });

  it("writes no header of its own making", async () => {
    const { port, mails } = await mailServer();
    const rendered = { ...notification.rendered, subject: "Hồ sơ\r\nBcc: all@example.vn" };
    await mailer(port)("k", { rendered });
    expect(mails[0]?.bcc).toBeUndefined();
    expect(mails[0]?.headers.has("bcc")).toBe(false);
  });

  it("is not sent in the clear unless that is allowed", async () => {
    const { port, mails } = await mailServer();
    const found = await troubleOf(mailer(port, { tls: "required" })());
    expect(found).toMatchObject({ code: "email.no_tls", retry: "operator" });
    expect(mails).toEqual([]);
  });
});

describe("a mail server in trouble", () => {
  const refusal = (responseCode: number) => Object.assign(new Error("<hoa@example.vn> no"), { responseCode });

  it.each([
    [550, { code: "email.refused", retry: "operator" }],
    [451, { code: "email.deferred", retry: "later" }],
  ])("refuses the recipient with %s", async (status, trouble) => {
    const { port } = await mailServer({ onRcptTo: (_, __, done) => done(refusal(status)) });
    const found = await troubleOf(mailer(port)());
    expect(found).toMatchObject(trouble);
    expect(found.message).not.toContain("hoa");
  });

  it.each([
    [554, { code: "email.refused", retry: "operator" }],
    [452, { code: "email.deferred", retry: "later" }],
  ])("refuses the text with %s", async (status, trouble) => {
    const { port } = await mailServer({
      onData(stream, _, done) {
        stream.resume().on("end", () => done(refusal(status)));
      },
    });
    expect(await troubleOf(mailer(port)())).toMatchObject(trouble);
  });

  it("refuses the login", async () => {
    const { port } = await mailServer({
      allowInsecureAuth: true,
      authOptional: false,
      onAuth: (_, __, done) => done(new Error("wrong password")),
    });
    const found = await troubleOf(mailer(port, { user: "motcua", password: "s3cret" })());
    expect(found).toMatchObject({ code: "email.login_refused", retry: "operator" });
    expect(found.message).not.toContain("s3cret");
  });

  it("is not there, or hangs, or talks without end before it greets", async () => {
    const gone = await closedPort();
    const silent = await rawServer(() => {});
    const endless = await rawServer((socket) => {
      const more = setInterval(() => socket.write("220-".padEnd(200_000, "x")), 5);
      socket.on("close", () => clearInterval(more));
    });
    expect(await troubleOf(mailer(gone)())).toMatchObject({ code: "email.unreachable", retry: "later" });
    for (const port of [silent, endless])
      expect(await troubleOf(mailer(port)())).toMatchObject({ code: "email.no_answer", retry: "later" });
  });

  it("loses the connection after the text: nobody knows whether it went out", async () => {
    const { port } = await mailServer({ onData: (stream) => void stream.resume() });
    const found = await troubleOf(mailer(port)());
    expect(found).toMatchObject({ code: "email.no_answer", retry: "later" });
  });
});

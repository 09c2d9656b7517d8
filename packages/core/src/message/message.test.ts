import { describe, expect, it } from "vitest";
import { vietnamMessages } from "../vietnam/messages/messages.ts";
import { recipientOf } from "./contact.ts";
import { type MessageKind, messageKinds } from "./kinds.ts";
import { nationalNumber, smsParts, withoutAccents } from "./sms-text.ts";
import { checkMessages, renderMessage } from "./template.ts";
import { messageValues, wordingOf } from "./values.ts";

const read = checkMessages(vietnamMessages);
if (!read.ok) throw new Error(JSON.stringify(read.error, null, 1));
const messages = read.value;
const setting = { procedure: "Đăng ký khai sinh", office: "UBND xã Cờ Đỏ" };

describe("templates", () => {
  it("of Vietnam are whole, and short enough with and without accents", () => {
    expect(messages.texts.size).toBe(Object.keys(messageKinds).length * 8);
    expect(checkMessages(vietnamMessages, { smsAccents: "strip", smsParts: 2 }).ok).toBe(true);
  });

  it("are told all their faults at once", () => {
    const { accepted, closed: _, ...rest } = vietnamMessages;
    const say = (vi: string) => ({ vi, en: "fine" });
    const found = checkMessages({
      ...rest,
      accepted: {
        ...accepted,
        status: say("Hồ sơ {code}"),
        subject: say("Hẹn {promisedOn}"),
        text: say("Hồ sơ {ref"),
        short: say("Hồ sơ [của ông]"),
      },
      apology: { ...rest.apology, text: say("[{newDate} và [{link}]]"), short: { vi: " " } },
      reminder: accepted,
    });
    expect(found.ok ? [] : found.error.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "message.unknown_kind reminder",
      "message.unknown_variable accepted.status.vi",
      "message.unguarded_variable accepted.subject.vi",
      "message.malformed accepted.text.vi",
      "message.malformed accepted.short.vi",
      "message.malformed apology.text.vi",
      "message.unguarded_variable apology.text.vi",
      "message.malformed apology.text.vi",
      "message.missing_template apology.short.vi",
      "message.missing_template apology.short.en",
      "message.missing_template closed",
    ]);
  });

  it("are too long when their longest values make them so", () => {
    const long = { vi: `{ref} ${"ệ".repeat(161)}`, en: "{ref}" };
    const changed = { ...vietnamMessages, returned: { ...vietnamMessages.returned, subject: long, short: long } };
    const found = checkMessages(changed);
    expect(found.ok ? [] : found.error.map(({ code, path, text }) => `${code} ${path} ${text.en}`)).toEqual([
      "message.too_long returned.subject.vi up to 202 characters, at most 150 fit",
      "message.too_long returned.short.vi up to 4 SMS parts, at most 3 fit",
    ]);
  });
});

describe("a message", () => {
  const render = (kind: MessageKind, body: Parameters<typeof messageValues>[0], language: "vi" | "en" = "vi") =>
    renderMessage(messages, kind, language, messageValues(body, setting, language));
  const code = "000.00.15.H22-20261126-0012";

  it("tells days as the office writes them, and leaves out what is not known", () => {
    expect(render("accepted", { code, promisedOn: "2026-12-02" }).short).toBe(
      `Hồ sơ ${code} đã được tiếp nhận. Hẹn trả kết quả: 02/12/2026.`,
    );
    expect(render("accepted", { code }).short).toBe(`Hồ sơ ${code} đã được tiếp nhận.`);
    expect(render("accepted", { code, promisedOn: "2026-12-02" }, "en").short).toBe(
      `Dossier ${code} has been accepted. Result promised for 2 December 2026.`,
    );
    expect(render("payment-requested", { code, amount: 1_250_000, until: "2026-12-04" }).short).toBe(
      `Hồ sơ ${code} chờ nộp tiền: 1.250.000 đồng, hạn hết ngày 04/12/2026.`,
    );
  });

  it("tells the hour of a promise that is not the end of a day", () => {
    const at = Date.parse("2026-12-02T10:30:00+07:00");
    const closing = Date.parse("2026-12-02T17:00:00+07:00");
    const told = (dueAt: number, language: "vi" | "en") =>
      messageValues({ code, promisedOn: "2026-12-02", dueAt }, { ...setting, closingOf: () => closing }, language);
    expect(told(at, "vi").promisedOn).toBe("10 giờ 30 ngày 02/12/2026");
    expect(told(at, "en").promisedOn).toBe("10:30 on 2 December 2026");
    expect(told(closing, "vi").promisedOn).toBe("02/12/2026");
  });

  it("greets by name, and keeps a value to its line and its length", () => {
    const values = messageValues({ code }, { ...setting, name: `Nguyễn\r\nBcc: x ${"a".repeat(99)}` }, "vi");
    const { text } = renderMessage(messages, "resolved", "vi", values);
    expect(text.split("\n")[0]).toMatch(/^Kính gửi Ông\/Bà Nguyễn Bcc: x a+…,$/);
    expect(text.split("\n")[0]?.length).toBe("Kính gửi Ông/Bà ,".length + 60);
    expect(render("resolved", { code }).text.startsWith("Hồ sơ của Ông/Bà đã có kết quả.")).toBe(true);
  });

  it("of a result says whether the matter was refused", () => {
    expect(wordingOf("resolved", { outcome: "refused" })).toBe("refused");
    expect(wordingOf("resolved", { outcome: "granted" })).toBe("resolved");
    expect(wordingOf("constructor", {})).toBeUndefined();
  });
});

describe("whom to write to", () => {
  const record = (kind: string, body: unknown, version = 1) => ({ kind, version, body: JSON.stringify(body) });
  const owner = { name: "Lê Thị Hoa", phone: "+84 912 345 678", notify: { sms: true } };

  it("is asked for each channel on its own (trap 29)", () => {
    const content = [record("papers", {}), record("applicant", owner)];
    expect(recipientOf(content, "sms")).toEqual({ name: "Lê Thị Hoa", language: "vi", address: "0912345678" });
    expect(recipientOf(content, "email")).toBe("message.no_consent");
    expect(recipientOf(content, "zalo")).toBe("message.no_consent");
  });

  it("is the authorised person where there is one, by the dossier's consent or their own", () => {
    const authorised = { name: "Trần Văn Bình", phone: "0987654321", email: "binh@example.vn", language: "en" };
    const content = [record("applicant", owner), record("authorised", authorised)];
    expect(recipientOf(content, "sms")).toEqual({ name: "Trần Văn Bình", language: "en", address: "0987654321" });
    expect(recipientOf(content, "email")).toBe("message.no_consent");
    const own = [content[0] ?? record("", {}), record("authorised", { ...authorised, notify: { email: true } })];
    expect(recipientOf(own, "email")).toMatchObject({ address: "binh@example.vn" });
    expect(recipientOf(own, "sms")).toBe("message.no_consent");
  });

  it("follows the latest version: consent taken back counts at once", () => {
    const content = [record("applicant", { ...owner, notify: {} }, 2), record("applicant", owner, 1)];
    expect(recipientOf(content, "sms")).toBe("message.no_consent");
  });

  it("is nobody where there is no contact, no address, or nonsense", () => {
    expect(recipientOf([], "sms")).toBe("message.no_contact");
    expect(recipientOf([{ kind: "applicant", version: 1, body: "{" }], "sms")).toBe("message.no_contact");
    expect(recipientOf([record("applicant", { ...owner, phone: " " })], "sms")).toBe("message.no_address");
    expect(recipientOf([record("applicant", { ...owner, phone: 912345678 })], "sms")).toBe("message.no_address");
    expect(recipientOf([record("applicant", { ...owner, notify: "all" })], "sms")).toBe("message.no_consent");
    for (const email of ["a@b", "a b@c.vn", "a@c.vn,d@e.vn", "a@c.vn\r\nBcc: d@e.vn", "Lan <a@c.vn>"])
      expect(recipientOf([record("applicant", { email, notify: { email: true } })], "email")).toBe(
        "message.bad_address",
      );
  });
});

it.each([
  ["+84912345678", "0912345678"],
  ["84 912 345 678", "0912345678"],
  ["0084912345678", "0912345678"],
  ["+84 (0)912.345.678", "0912345678"],
  ["0912-345-678", "0912345678"],
  ["02839123456", "02839123456"],
  ["+1 212 555 0100", undefined],
  ["0912", undefined],
  ["113", undefined],
])("the number %s is %s to a gateway", (raw, national) => {
  expect(nationalNumber(raw)).toBe(national);
});

it.each([
  ["a".repeat(160), 1],
  ["a".repeat(161), 2],
  ["[".repeat(81), 2],
  [`ệ${"a".repeat(69)}`, 1],
  [`ệ${"a".repeat(70)}`, 2],
  [`ệ${"a".repeat(134)}`, 3],
])("an SMS is counted in parts (%#)", (text, parts) => {
  expect(smsParts(text)).toBe(parts);
});

it("takes accents off", () => {
  expect(withoutAccents("Đã tiếp nhận hồ sơ, được hẹn…")).toBe("Da tiep nhan ho so, duoc hen...");
});

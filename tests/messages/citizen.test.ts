import { emailNotifier } from "@motcua/adapters/email";
import { smsNotifier } from "@motcua/adapters/sms";
import { webhook } from "@motcua/adapters/webhook";
import { zaloNotifier } from "@motcua/adapters/zalo";
import {
  type CitizenMessagesOptions,
  checkMessages,
  citizenMessages,
  type DossierId,
  type OutboxRow,
  type Storage,
} from "@motcua/core";
import { vietnamMessages } from "@motcua/core/vietnam";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { act, business, people, why } from "../dossier/kit.ts";
import { drain, filing, openOffice, storages } from "../engine/engine-kit.ts";

import { closedPort, inside, later, mailServer, receiver } from "./receivers.ts";

const checked = checkMessages(vietnamMessages);
if (!checked.ok) throw new Error("messages");
const messages = checked.value;
const secret = `whsec_${Buffer.from("k".repeat(32)).toString("base64")}`;
const lanes = ["citizen/email", "citizen/sms", "citizen/zalo", "citizen/webhook"];

const hoa = {
  name: "Lê Thị Hoa",
  phone: "+84 912 345 678",
  email: "hoa@example.vn",
  notify: { email: true, sms: true, zalo: true },
};

/** An office whose channels are real servers; a port given replaces the mail server's. */
async function connected(
  storage: Storage,
  options: { readonly mailPort?: number } & Pick<CitizenMessagesOptions, "attachments"> = {},
) {
  const mail = await mailServer();
  const sms = await receiver((response) => response.end('{"result":"SUCCESSFUL"}'));
  const zalo = await receiver((response) => response.end('{"error":0}'));
  const hook = await receiver();
  const notifiers = [
    emailNotifier({
      host: "127.0.0.1",
      port: options.mailPort ?? mail.port,
      tls: "optional",
      from: "UBND xã Cờ Đỏ <motcua@codo.example>",
      timeoutMs: 1_000,
    }),
    smsNotifier({ url: sms.url, token: "t", sender: "CODO", applicationTitle: "Một cửa", http: inside }),
    zaloNotifier({
      url: zalo.url,
      token: "t",
      form: "text",
      followers: { find: async (phone) => ({ userId: `u${phone}`, follows: phone === "0912345678" }) },
      http: inside,
    }),
  ];
  const hooked = webhook({ url: hook.url, secrets: [secret], source: "/xa-1", http: inside });
  for (const notifier of notifiers) later(() => notifier.close());
  later(() => hooked.close());
  const deliver = {
    ...citizenMessages({
      storage,
      notifiers,
      messages,
      office: { vi: "UBND xã Cờ Đỏ", en: "People's Committee of Cờ Đỏ" },
      hotline: "0299 3 123 456",
      link: (ref) => `https://tracuu.codo.example/${ref}`,
      ...(options.attachments === undefined ? {} : { attachments: options.attachments }),
      reasons: { "missing-paper": { vi: "thiếu giấy tờ", en: "a paper is missing" } },
    }),
    "citizen/webhook": hooked.deliver,
  };
  const office = openOffice(storage, { adapters: lanes, deliver });
  return { office, mail, sms, zalo, hook };
}

type Connected = Awaited<ReturnType<typeof connected>>;

async function accept({ office }: Connected, dossier: string, people_: { readonly [kind: string]: unknown }) {
  const refs = Object.entries(people_).map(([kind, body]) => ({
    contentId: `${dossier}:${kind}`,
    version: 1,
    kind,
    body: body as never,
  }));
  const applicant = { contentId: `${dossier}:applicant`, version: 1 };
  const filed = refs.some(({ kind }) => kind === "applicant") ? { applicant } : {};
  await office.good(dossier, people.desk, { ...filing(business), ...filed } as never, refs);
  await office.good(dossier, people.desk, { type: "accept" });
}

const outcomes = async (storage: Storage, dossier: string): Promise<readonly string[]> => {
  const rows: readonly OutboxRow[] = await storage.reader.messages(dossier as DossierId);
  return rows.map(
    ({ adapter, kind, status, code }) => `${adapter} ${kind} ${status}${code === undefined ? "" : ` ${code}`}`,
  );
};

describe.each(storages)("a citizen hears of their dossier ($name)", ({ open }) => {
  it("by mail, SMS, Zalo and webhook, each as its channel is", async () => {
    const storage = open();
    const all = await connected(storage);
    await accept(all, "d1", { applicant: hoa });
    await drain(all.office.worker);
    const [mail] = all.mail.mails;
    const code = "H26.1-260820-0001";
    expect(mail?.subject).toBe(`Hồ sơ ${code}: đã tiếp nhận`);
    expect(mail?.text).toMatch(
      /^Kính gửi Ông\/Bà Lê Thị Hoa,\n\nHồ sơ của Ông\/Bà đã được tiếp nhận\. Ngày hẹn trả kết quả: \d\d\/\d\d\/2026\.\n/,
    );
    expect(mail?.text).toContain(`Tra cứu tiến độ: https://tracuu.codo.example/${code}\nĐiện thoại: 0299 3 123 456\n`);
    const sent = JSON.parse(all.sms.got[0]?.body ?? "{}");
    expect(sent.receiver).toBe("0912345678");
    expect(sent.content).toMatch(
      new RegExp(`^Hồ sơ ${code} đã được tiếp nhận\\. Hẹn trả kết quả: \\d\\d/\\d\\d/2026\\.$`),
    );
    expect(JSON.parse(all.zalo.got[0]?.body ?? "{}")).toMatchObject({ user_id: "u0912345678", dossier_code: code });
    const { body = "", headers = {} } = all.hook.got[0] ?? {};
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "motcua.dossier.accepted", subject: "d1" });
    expect(body).not.toMatch(/Hoa|0912345678|hoa@/);
    expect(await outcomes(storage, "d1")).toEqual(lanes.toSorted().map((lane) => `${lane} accepted delivered`));
  });

  it("on each channel they agreed to, and on no other; what is not sent says why", async () => {
    const storage = open();
    const all = await connected(storage);
    await accept(all, "d1", { applicant: { ...hoa, email: undefined, notify: { sms: true, email: true } } });
    await accept(all, "d2", {});
    await accept(all, "d3", { applicant: { ...hoa, phone: "0987 000 111", notify: { zalo: true } } });
    await drain(all.office.worker);
    expect(await outcomes(storage, "d1")).toEqual([
      "citizen/email accepted skipped message.no_address",
      "citizen/sms accepted delivered",
      "citizen/webhook accepted delivered",
      "citizen/zalo accepted skipped message.no_consent",
    ]);
    expect((await outcomes(storage, "d2"))[1]).toBe("citizen/sms accepted skipped message.no_contact");
    expect((await outcomes(storage, "d3"))[3]).toBe("citizen/zalo accepted skipped zalo.not_follower");
    expect([all.sms.got.length, all.mail.mails.length, all.zalo.got.length]).toEqual([1, 0, 0]);
    expect((await storage.reader.parkedMessages({ limit: 10 })).items).toEqual([]);
  });

  it("through the person they authorised, in that person's language", async () => {
    const all = await connected(open());
    const authorised = { name: "Jane Doe", phone: "0987654321", email: "jane@example.org", language: "en" };
    await accept(all, "d1", { applicant: hoa, authorised });
    await drain(all.office.worker);
    expect(all.mail.mails[0]?.text).toMatch(/^Dear Jane Doe,\n\nYour dossier has been accepted\./);
    expect([all.mail.mails[0]?.to].flat()[0]?.text).toBe("jane@example.org");
    expect(JSON.parse(all.sms.got[0]?.body ?? "{}").receiver).toBe("0987654321");
  });

  it("in order and of each event as it was then, with the limit and the reason", async () => {
    const all = await connected(open());
    await accept(all, "d1", { applicant: hoa });
    await all.office.good("d1", people.desk, act("intake", "forward"));
    await all.office.good("d1", people.officer, { type: "request-supplement", reason: why("missing-paper") });
    await drain(all.office.worker);
    const texts = all.sms.got.map(({ body }) => String(JSON.parse(body).content));
    expect(texts.length).toBe(2);
    expect(texts[0]).toContain("đã được tiếp nhận");
    expect(texts[1]).toMatch(/cần bổ sung theo phiếu yêu cầu, hạn hết ngày \d\d\/\d\d\/2026\. LH: 0299 3 123 456$/);
    expect(all.mail.mails[1]?.text).toContain("Lý do: thiếu giấy tờ.");
  });

  it("on the other channels in time when one is down, and on that one once it is back", async () => {
    const storage = open();
    const mailPort = await closedPort();
    const all = await connected(storage, { mailPort });
    await accept(all, "d1", { applicant: hoa });
    await drain(all.office.worker);
    expect(await outcomes(storage, "d1")).toEqual([
      "citizen/email accepted pending email.unreachable",
      "citizen/sms accepted delivered",
      "citizen/webhook accepted delivered",
      "citizen/zalo accepted delivered",
    ]);
    const { mails } = await mailServer({}, mailPort);
    all.office.clock.advanceTo(all.office.clock.now() + 120_000);
    await drain(all.office.worker);
    expect((await outcomes(storage, "d1"))[0]).toBe("citizen/email accepted delivered");
    expect([mails.length, all.sms.got.length]).toEqual([1, 1]);
  });
});

describe("documents that go with a mail", () => {
  const open = (): Storage => storages[0]?.open() as Storage;
  const letter = {
    fileName: "Giấy tiếp nhận.pdf",
    mediaType: "application/pdf",
    bytes: new Uint8Array([37, 80, 68, 70]),
  };

  it("arrive as they are, with mail alone", async () => {
    const asked: string[] = [];
    const all = await connected(open(), {
      attachments: async (kind) => {
        asked.push(kind);
        return [letter];
      },
    });
    await accept(all, "d1", { applicant: hoa });
    await drain(all.office.worker);
    expect(asked).toEqual(["accepted"]);
    const [got] = all.mail.mails[0]?.attachments ?? [];
    expect(got).toMatchObject({ filename: letter.fileName, contentType: letter.mediaType });
    expect(new Uint8Array(got?.content ?? [])).toEqual(letter.bytes);
    expect(all.sms.got).toHaveLength(1);
  });

  it("too large for a mail server, or not to be had: the mail waits for somebody, other channels do not", async () => {
    const storage = open();
    const large = { ...letter, bytes: new Uint8Array(7_000_001) };
    const all = await connected(storage, { attachments: async () => [large] });
    await accept(all, "d1", { applicant: hoa });
    await drain(all.office.worker);
    expect(await outcomes(storage, "d1")).toContain("citizen/email accepted parked message.attachments_too_large");
    expect(all.mail.mails).toEqual([]);
    expect(all.sms.got).toHaveLength(1);
  });
});

import { createHmac } from "node:crypto";
import {
  AdapterError,
  createInbox,
  type DossierCode,
  type DossierId,
  type Engine,
  type InboxCommand,
  type InboxMessage,
  type InboxSource,
  inboxStatus,
  type Log,
  type OfficeId,
  signedWebhook,
} from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { act, at, people, why } from "../dossier/kit.ts";
import { openOffice, storages } from "../engine/engine-kit.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const start = at("2026-08-20 09:00");

interface Sending {
  readonly id?: string;
  readonly atMs?: number;
  readonly key?: string;
  readonly signed?: Buffer;
}

/** As a sender signs by the specification; written out here, not taken from what is tested. */
function signed(
  body: string | Buffer,
  { id = "msg_1", atMs = start, key = secret, signed: over }: Sending = {},
): InboxMessage {
  const bytes = Buffer.from(body);
  const seconds = String(Math.floor(atMs / 1_000));
  const mac = createHmac("sha256", Buffer.from(key.slice(6), "base64"))
    .update(`${id}.${seconds}.`)
    .update(over ?? bytes)
    .digest("base64");
  const headers = { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${mac}` };
  return { headers, body: bytes };
}

interface Reply {
  readonly code?: string;
  readonly dossier?: string;
  readonly text?: string;
}

/** A citizen's supplement that comes through the portal: the papers are content, the command says that all is there. */
const portal: InboxSource = {
  verify: signedWebhook({ secrets: [secret] }),
  offices: ["xa-1"],
  bytesMax: 2_000,
  read(value, ref): InboxCommand | undefined {
    const { code, dossier, text } = value as Reply;
    if (typeof text !== "string") return undefined;
    const content = { contentId: `in-${ref}`, version: 1 };
    return {
      to:
        dossier === undefined
          ? { officeId: "xa-1" as OfficeId, code: code as DossierCode }
          : { dossierId: dossier as DossierId },
      command: { type: "receive-supplement", complete: true, content: [content], by: people.desk },
      content: [{ ...content, kind: "supplement", body: { text } }],
    };
  },
};

async function waiting(open: (typeof storages)[number]["open"], source: Partial<InboxSource> = {}) {
  const lines: unknown[] = [];
  const log: Log = { write: (...line) => void lines.push(line) };
  const storage = open();
  const office = openOffice(storage);
  await office.accept("d1");
  await office.good("d1", people.desk, act("intake", "forward"));
  await office.good("d1", people.officer, { type: "request-supplement", reason: why("missing-paper") });
  const { engine, clock } = office;
  const inbox = createInbox({ engine, clock, sources: { portal: { ...portal, ...source } }, log });
  const facts = async () => ({
    history: await office.history("d1"),
    content: await storage.contentOf("d1" as DossierId),
    messages: await storage.reader.messages("d1" as DossierId),
  });
  return { office, inbox, storage, lines, facts, code: "H26.1-260820-0001" };
}

const private_ = "Nguyễn Thị Nhẫn 0912000111";

describe.each(storages)("the inbox on $name", ({ open }) => {
  it("a signed reply becomes one command, and its text is content beside the events", async () => {
    const { office, inbox, code, facts } = await waiting(open);
    const answer = await inbox.receive("portal", signed(JSON.stringify({ code, text: private_ })));
    expect([answer.ok, inboxStatus(answer)]).toEqual([true, 200]);
    expect((await office.engine.read("d1" as DossierId))?.state.supplement).toBeUndefined();
    const { history, content } = await facts();
    expect(JSON.stringify(content)).toContain(private_);
    expect(JSON.stringify(history)).not.toContain("Nhẫn");
    expect(JSON.stringify(history)).not.toContain("msg_1");
  });

  it("the same message is answered as the first time, for ever, and done once", async () => {
    const { office, inbox, code, facts } = await waiting(open);
    const body = JSON.stringify({ code, text: private_ });
    const first = await inbox.receive("portal", signed(body));
    const after = await facts();
    office.clock.advanceTo("2031-08-20T09:00:00+07:00");
    const again = await inbox.receive("portal", signed(body, { atMs: office.clock.now() }));
    if (!first.ok || !again.ok) throw new Error("both are taken");
    expect([first.value.duplicate, again.value.duplicate]).toEqual([false, true]);
    expect(again.value.version).toBe(first.value.version);
    expect(await facts()).toEqual(after);
  });

  it("ten at once are one", async () => {
    const { inbox, code, facts } = await waiting(open);
    const body = JSON.stringify({ code, text: private_ });
    const answers = await Promise.all(Array.from({ length: 10 }, () => inbox.receive("portal", signed(body))));
    expect(answers.map((answer) => answer.ok && answer.value.duplicate).filter((again) => again === false).length).toBe(
      1,
    );
    expect((await facts()).history.filter(({ type }) => type === "supplement-received").length).toBe(1);
  });

  it("another body under the same id is refused, and changes nothing", async () => {
    const { inbox, facts } = await waiting(open, {
      read: (value) => ({
        to: { dossierId: "d1" as DossierId },
        command: {
          type: "receive-supplement",
          complete: (value as { readonly complete: boolean }).complete,
          by: people.desk,
        },
      }),
    });
    expect((await inbox.receive("portal", signed('{"complete":false}'))).ok).toBe(true);
    const after = await facts();
    const other = await inbox.receive("portal", signed('{"complete":true}'));
    expect([!other.ok && other.error.code, inboxStatus(other)]).toEqual(["command.reused", 409]);
    expect(await facts()).toEqual(after);
  });

  const good = (code: string): string => JSON.stringify({ code, text: private_ });
  const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
  const bad: readonly (readonly [string, string, number, (code: string) => InboxMessage])[] = [
    ["no signature", "inbox.unverified", 401, (code) => ({ headers: {}, body: Buffer.from(good(code)) })],
    ["another's signature", "inbox.unverified", 401, (code) => signed(good(code), { key: other })],
    ["altered after signing", "inbox.unverified", 401, (code) => signed(good(code), { signed: Buffer.from("{}") })],
    [
      "its id altered after signing",
      "inbox.unverified",
      401,
      (code) => {
        const { headers, body } = signed(good(code));
        return { headers: { ...headers, "webhook-id": "msg_2" }, body };
      },
    ],
    [
      "a time that is no number",
      "inbox.unverified",
      401,
      (code) => ({ ...signed(good(code)), headers: { ...signed(good(code)).headers, "webhook-timestamp": "soon" } }),
    ],
    ["replayed: signed six minutes ago", "inbox.stale", 401, (code) => signed(good(code), { atMs: start - 360_000 })],
    ["signed in the future", "inbox.stale", 401, (code) => signed(good(code), { atMs: start + 360_000 })],
    ["oversized", "inbox.too_large", 413, (code) => signed(JSON.stringify({ code, text: "x".repeat(2_000) }))],
    ["no JSON", "inbox.malformed", 400, () => signed("<xml/>")],
    ["not UTF-8", "inbox.malformed", 400, () => signed(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
    ["empty", "inbox.malformed", 400, () => signed("")],
    ["JSON of another shape", "inbox.malformed", 400, () => signed(JSON.stringify({ name: private_ }))],
    ["null, on which the reader throws", "inbox.malformed", 400, () => signed("null")],
    ["an unknown dossier", "command.no_dossier", 404, () => signed(good("H26.1-260820-9999"))],
    [
      "an id that is none",
      "command.no_dossier",
      404,
      () => signed(JSON.stringify({ dossier: "__proto__", text: "x" })),
    ],
  ];

  it.each(bad)("%s: %s, and nothing changed, and nothing told", async (_, code, status, message) => {
    const { inbox, facts, lines, code: dossierCode } = await waiting(open);
    const before = await facts();
    const answer = await inbox.receive("portal", message(dossierCode));
    expect([!answer.ok && answer.error.code, inboxStatus(answer)]).toEqual([code, status]);
    expect(await facts()).toEqual(before);
    expect(JSON.stringify([answer, lines])).not.toMatch(/Nhẫn|0912|H26/);
    expect(lines).toEqual([["warn", "inbox.refused", { kind: "portal", code }]]);
  });

  it("knows no source that was not given, nor an office that is not the source's", async () => {
    const { inbox, code, lines } = await waiting(open, { offices: ["xa-2"] });
    const foreign = await inbox.receive("portal", signed(JSON.stringify({ dossier: "d1", text: "x" })));
    expect(!foreign.ok && foreign.error.code).toBe("command.no_dossier");
    for (const name of ["other", "__proto__", "constructor", "0912000111"]) {
      const answer = await inbox.receive(name, signed(good(code)));
      expect(!answer.ok && answer.error.code).toBe("inbox.unknown_source");
    }
    expect(JSON.stringify(lines)).not.toContain("0912");
  });

  it("what the rules refuse is refused with their code, and may come again when they allow it", async () => {
    const { office, inbox, code } = await waiting(open);
    await inbox.receive("portal", signed(good(code)));
    const late = await inbox.receive("portal", signed(good(code), { id: "msg_2" }));
    expect([!late.ok && late.error.code, inboxStatus(late)]).toEqual(["supplement.not_open", 422]);
    await office.engine.close();
    const closed = await inbox.receive("portal", signed(good(code), { id: "msg_3" }));
    expect(inboxStatus(closed)).toBe(503);
  });

  it("a storage that fails is thrown on; the sender sends again, and it is done once", async () => {
    const { office, storage, code, facts } = await waiting(open);
    let fails = true;
    const submit: Engine["submit"] = async (request, content) => {
      const answer = await office.engine.submit(request, content);
      if (fails) throw new AdapterError("storage.gone", "no answer", { retry: "later" });
      return answer;
    };
    const flaky = new Proxy(office.engine, {
      get: (engine, name) => (name === "submit" ? submit : (Reflect.get(engine, name) as Engine["read"]).bind(engine)),
    });
    const inbox = createInbox({ engine: flaky, clock: office.clock, sources: { portal } });
    await expect(inbox.receive("portal", signed(good(code)))).rejects.toThrow(AdapterError);
    fails = false;
    const again = await inbox.receive("portal", signed(good(code)));
    expect(again.ok && again.value.duplicate).toBe(true);
    expect((await facts()).history.filter(({ type }) => type === "supplement-received").length).toBe(1);
    expect((await storage.contentOf("d1" as DossierId)).length).toBe(1);
  });
});

it("no bytes get past a signature that is not theirs, whatever they are", async () => {
  const { open } = storages[0] as (typeof storages)[number];
  const read: string[] = [];
  const { inbox } = await waiting(open, { read: () => void read.push("read") as undefined });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.string(), async (bytes, signature) => {
      const { headers } = signed("{}");
      const message = { headers: { ...headers, "webhook-signature": signature }, body: bytes };
      const answer = await inbox.receive("portal", message);
      expect(!answer.ok && answer.error.code).toBe("inbox.unverified");
    }),
  );
  expect(read).toEqual([]);
});

it("takes the old secret beside the new one, and refuses secrets that are none without echoing them", () => {
  const fresh = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
  const verify = signedWebhook({ secrets: [fresh, secret] });
  for (const key of [fresh, secret]) expect(verify(signed("{}", { key }), start)).toMatchObject({ ok: true });
  for (const wrong of ["", "whsec_", "short", "whsec_!!!!notbase64!!!!notbase64!!!!"])
    expect(() => signedWebhook({ secrets: [wrong] })).toThrow(/24 to 64 bytes/);
});

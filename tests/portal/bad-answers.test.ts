import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { memoryStorage } from "@motcua/adapters/memory";
import { g1, nationalPortal } from "@motcua/adapters/national-portal";
import type { DossierId, Storage } from "@motcua/core";
import { afterEach, describe, expect, it } from "vitest";
import { openOffice } from "../engine/engine-kit.ts";
import { account, connectedAs } from "./portal-kit.ts";

// What a portal may answer that is no answer: each leads to a retry or a parked message with its code, and to nothing else.

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
const pem = (part: string): string =>
  readFileSync(new URL(`../fixtures/tls/portal.test.${part}.pem`, import.meta.url), "utf8");

interface Said {
  readonly status?: number;
  readonly body: string | Buffer;
}

/** A portal that opens sessions and then says one thing to everything. */
async function saying(answer: Said, secure = false) {
  let calls = 0;
  const take = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => void parts.push(part));
    request.on("end", () => {
      calls += 1;
      const login = Buffer.concat(parts).includes('"username"');
      response.writeHead(login ? 200 : (answer.status ?? 200), { "content-type": "application/json" });
      response.end(login ? JSON.stringify({ error_code: "00", session: "s" }) : answer.body);
    });
  };
  const server = secure ? https.createServer({ cert: pem("cert"), key: pem("key") }, take) : http.createServer(take);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${secure ? "https" : "http"}://127.0.0.1:${port}`, calls: () => calls };
}

async function deliveredTo(url: string, more: object = {}) {
  const storage: Storage = memoryStorage();
  const portal = nationalPortal({
    profile: g1,
    storage,
    connection: { url, ...account, agencyCode: "000.00.01.H26" },
    offices: { "xa-1": { agencyCode: "000.00.01.H26", agencyName: "UBND xã Mẫu" } },
    timeoutMs: 10_000,
    answerBytesMax: 50_000,
    privateHosts: ["127.0.0.1"],
    ...more,
  });
  closing.push(() => portal.close());
  const office = openOffice(storage, {
    adapters: ["portal/national"],
    deliver: { "portal/national": portal.deliver },
  });
  await office.accept("d1");
  // The filing has no code to be told under; the acceptance is the first to call.
  for (let pass = 0; pass < 3; pass += 1) await office.worker.tick();
  const rows = await storage.reader.messages("d1" as DossierId);
  const told = rows.map(({ status, code }) => [status, code]);
  return { portal, told: told.at(-1), marks: await portal.marks.read("xa-1" as never, "d1") };
}

const json = (fields: object): Said => ({ body: JSON.stringify(fields) });

describe("an answer that is none", () => {
  it.each([
    [
      "a page of some proxy",
      { body: "<html>Welcome to the intranet</html>" },
      ["pending", "portal.unclear_answer"],
      "record",
    ],
    ["nothing at all", { body: "" }, ["pending", "portal.unclear_answer"], "record"],
    ["JSON without a code", json({ ok: true }), ["pending", "portal.unclear_answer"], "record"],
    ["a code that is no number", json({ error_code: "OK" }), ["pending", "portal.unclear_answer"], "record"],
    ["an array", { body: "[0]" }, ["pending", "portal.unclear_answer"], "record"],
    [
      "bytes that are no text",
      { body: Buffer.from([0xff, 0xfe, 0x00, 0x30]) },
      ["pending", "portal.unclear_answer"],
      "record",
    ],
    [
      "a refusal by a number",
      json({ error_code: -1, message: "Thiếu trường" }),
      ["parked", "portal.refused"],
      undefined,
    ],
    [
      "a refusal by a text",
      json({ error_code: "-1", message: "Thiếu trường" }),
      ["parked", "portal.refused"],
      undefined,
    ],
    ["a refusal by a status", { status: 400, body: "Bad Request" }, ["parked", "portal.refused"], undefined],
    ["more than anybody reads", { body: "x".repeat(60_000) }, ["parked", "http.answer_too_large"], "record"],
    ["a status of a gateway", { status: 504, body: "" }, ["pending", "portal.unclear_answer"], "record"],
  ] as const)("%s", async (_, answer, told, doubt) => {
    const found = await deliveredTo((await saying(answer)).url);
    expect(found.told).toEqual(told);
    // What may have been done is looked up before it is sent again.
    expect(found.marks.doubt).toBe(doubt);
    expect(found.marks.sent).toEqual([]);
  });

  it.each([[0], ["0"], ["00"], [" 0 "]])("error_code %j is success", async (code) => {
    const found = await deliveredTo((await saying(json({ error_code: code }))).url);
    expect(found.told).toEqual(["delivered", undefined]);
    expect(found.marks).toMatchObject({ known: true, sent: [1, 2] });
  });

  it("never puts the portal's words into an error: they may quote the dossier", async () => {
    const { portal } = await deliveredTo((await saying(json({ error_code: -7, message: "Nguyễn Thị Nhẫn" }))).url);
    const target = await portal.targetOf({ dossierId: "d1" as DossierId, officeId: "xa-1" as never });
    const failing = target === undefined ? Promise.resolve() : portal.repair(target);
    await expect(failing).rejects.not.toThrow(/Nhẫn/);
  });
});

describe("a certificate", () => {
  const name = (url: string): string => url.replace("127.0.0.1", "localhost");
  it("that nobody known has signed, or of another name, gets nothing: it waits, and nothing is in doubt", async () => {
    const portal = await saying(json({ error_code: 0 }), true);
    for (const more of [{}, { tls: { ca: pem("cert") } }]) {
      const found = await deliveredTo(name(portal.url), { privateHosts: ["localhost"], ...more });
      expect(found.told).toEqual(["pending", "http.bad_certificate"]);
      expect(found.marks.doubt).toBeUndefined();
    }
    expect(portal.calls()).toBe(0);
  });
});

it("a session that is refused again and again leaves everything waiting, and nothing asks for an operator", async () => {
  const all = await connectedAs("g1", {}, { timeoutMs: 10_000 });
  all.double.failNext("forget-session", 40);
  await all.office.accept("d1");
  for (let pass = 0; pass < 3; pass += 1) await all.office.worker.tick();
  const rows = await all.storage.reader.messages("d1" as DossierId);
  expect(rows.at(-1)).toMatchObject({ status: "pending", code: "portal.login_refused" });
  all.double.behave();
  await all.settle(3);
  expect(all.double.dossiers.size).toBe(1);
});

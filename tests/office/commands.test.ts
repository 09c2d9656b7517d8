import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { motcua, tempFolder } from "./helpers.ts";

const folder = tempFolder();
const db = join(folder, "month.db");
beforeAll(async () => {
  expect((await motcua("office", "--days", "8", "--seed", "3", "--db", db, "--json")).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface VerifyDocument {
  readonly dossiers: number;
  readonly events: number;
  readonly damages: readonly { readonly dossierId: string; readonly kind: string; readonly seq: number }[];
  readonly anchor: string;
}

it("verify finds nothing wrong with what the office wrote, and an anchor fits it", async () => {
  const anchor = join(folder, "anchor.txt");
  const plain = await motcua("verify", "--db", db, "--write-anchor", anchor, "--json");
  expect(plain.status).toBe(0);
  const { dossiers, events, damages } = JSON.parse(plain.stdout) as VerifyDocument;
  expect(damages).toEqual([]);
  expect(readFileSync(anchor, "utf8").trimEnd().split("\n")).toHaveLength(dossiers);
  expect(events).toBeGreaterThan(dossiers);
  expect((await motcua("verify", "--db", db, "--expect", anchor)).status).toBe(0);
});

it("verify reports every single changed byte of an event", async () => {
  const changed = join(folder, "changed.db");
  copyFileSync(db, changed);
  const file = new DatabaseSync(changed);
  const { total } = file.prepare('SELECT count(*) AS total FROM "commit"').get() as { total: number };
  const read = file.prepare(
    'SELECT CAST(events AS BLOB) AS bytes, dossier_no AS dossier FROM "commit" WHERE commit_no = ?',
  );
  const write = file.prepare('UPDATE "commit" SET events = CAST(? AS TEXT) WHERE commit_no = ?');
  const id = file.prepare("SELECT dossier_id AS id FROM dossier WHERE dossier_no = ?");
  const hit = new Set<string>();
  for (let i = 0; i < 60; i += 1) {
    const number = 1 + Math.floor(Math.random() * total);
    const row = read.get(number) as { bytes: Uint8Array; dossier: number } | undefined;
    if (row === undefined) continue;
    const bytes = Buffer.from(row.bytes);
    const at = Math.floor(Math.random() * bytes.length);
    // Any other byte: a digit, a brace, one that is no UTF-8 at all.
    bytes[at] = ((bytes[at] ?? 0) + 1 + Math.floor(Math.random() * 255)) % 256;
    write.run(bytes, number);
    hit.add((id.get(row.dossier) as { id: string }).id);
  }
  file.close();
  const checked = await motcua("verify", "--db", changed, "--json");
  expect(checked.status).toBe(1);
  const { damages } = JSON.parse(checked.stdout) as VerifyDocument;
  expect(new Set(damages.map((damage) => damage.dossierId))).toEqual(hit);
});

it("verify sees a cut tail against an anchor exported before", async () => {
  const anchor = join(folder, "before.txt");
  const cut = join(folder, "cut.db");
  await motcua("verify", "--db", db, "--write-anchor", anchor);
  copyFileSync(db, cut);
  const lines = readFileSync(anchor, "utf8").split("\n");
  const [name = "", version = "0"] = lines[0]?.split(" ") ?? [];
  writeFileSync(anchor, lines.join("\n").replace(`${name} ${version} `, `${name} ${Number(version) + 1} `));
  const checked = await motcua("verify", "--db", cut, "--expect", anchor, "--json");
  expect(checked.status).toBe(1);
  const { damages } = JSON.parse(checked.stdout) as VerifyDocument;
  expect(damages).toEqual([expect.objectContaining({ dossierId: name, kind: "anchor" })]);
});

interface InboxDocument {
  readonly at: string;
  readonly overdue: readonly { readonly code: string; readonly promiseOn: string }[];
  readonly today: readonly { readonly promiseOn: string }[];
  readonly soon: readonly { readonly promiseOn: string }[];
  readonly suspended: readonly unknown[];
}

it("inbox sorts open dossiers by their promise, at a moment asked for", async () => {
  const at = "2026-08-25T09:00:00+07:00";
  const inbox = JSON.parse((await motcua("inbox", "--db", db, "--at", at, "--json")).stdout) as InboxDocument;
  expect(inbox.at).toBe(at);
  for (const item of inbox.overdue) expect(item.promiseOn < "2026-08-25").toBe(true);
  for (const item of inbox.today) expect(item.promiseOn).toBe("2026-08-25");
  for (const item of inbox.soon) expect(["2026-08-26", "2026-08-27"]).toContain(item.promiseOn);
  expect(inbox.overdue.length + inbox.today.length + inbox.soon.length).toBeGreaterThan(0);
});

it("inbox refuses an office that is not there, and names those that are", async () => {
  const inbox = await motcua("inbox", "--db", db, "--office", "elsewhere", "--json");
  expect(inbox).toMatchObject({ status: 2, stdout: "" });
  const [, office] = /there is no office elsewhere; there are: (\S+)$/.exec(inbox.stderr.trimEnd()) ?? [];
  expect((await motcua("inbox", "--db", db, "--office", office ?? "", "--json")).status).toBe(0);
});

it("inbox of any office is empty where nothing has been lodged", async () => {
  const fresh = join(folder, "fresh.db");
  await motcua("migrate", "--db", fresh);
  const inbox = await motcua("inbox", "--db", fresh, "--office", "elsewhere", "--json");
  expect(inbox.status).toBe(0);
  expect((JSON.parse(inbox.stdout) as InboxDocument).overdue).toEqual([]);
});

interface StoryDocument {
  readonly dossierId: string;
  readonly code: string;
  readonly limits: readonly { readonly limit: string; readonly explanation: { readonly days: readonly unknown[] } }[];
  readonly events: readonly { readonly type: string }[];
}

it("explain answers by code and by id from the file alone", async () => {
  const code = "H26.99-260817-0001";
  const byCode = await motcua("explain", code, "--db", db, "--json");
  expect(byCode.status).toBe(0);
  const story = JSON.parse(byCode.stdout) as StoryDocument;
  expect(story.code).toBe(code);
  expect(story.events[0]?.type).toBe("submitted");
  const byId = await motcua("explain", story.dossierId, "--db", db, "--json");
  expect(JSON.parse(byId.stdout)).toEqual(story);
  const text = await motcua("explain", code, "--db", db);
  for (const part of ["Ngày hẹn trả", "Diễn biến", "Ai giữ bao lâu"]) expect(text.stdout).toContain(part);
});

it("no command that reads changes a byte of the file", async () => {
  const before = readFileSync(db);
  await motcua("inbox", "--db", db);
  await motcua("verify", "--db", db);
  await motcua("explain", "H26.99-260817-0001", "--db", db);
  expect(readFileSync(db).equals(before)).toBe(true);
});

it.each([
  ["explain of a dossier that is not there", ["explain", "H26.99-260101-0001", "--db", db], 1, "command.no_dossier"],
  ["explain without a file", ["explain", "x"], 2, "cli.usage"],
  ["explain of two", ["explain", "x", "y", "--db", db], 2, "cli.usage"],
  ["verify without a file", ["verify"], 2, "cli.usage"],
  ["verify of a file that is not there", ["verify", "--db", join(folder, "none.db")], 1, "storage.not_found"],
  ["verify against a file that is no anchor", ["verify", "--db", db, "--expect", db], 2, "cli.usage"],
  ["inbox without a file", ["inbox"], 2, "cli.usage"],
  ["inbox at no time", ["inbox", "--db", db, "--at", "2026-02-30T08:00:00+07:00"], 2, "instant.malformed"],
  ["inbox at a time without a zone", ["inbox", "--db", db, "--at", "2026-08-20T08:00:00"], 2, "instant.malformed"],
])("%s is refused with one line", async (_name, args, status, code) => {
  const ended = await motcua(...args, "--json");
  expect(ended.status).toBe(status);
  expect(ended.stderr).toMatch(new RegExp(`^error ${code.replace(".", "\\.")}: [^\\n]+\\n$`));
  expect(ended.stdout).toBe("");
});

it("a file cut short is refused or found damaged, without a stack trace", async () => {
  const short = join(folder, "short.db");
  const whole = readFileSync(db);
  writeFileSync(short, whole.subarray(0, Math.floor(whole.length / 2)));
  for (const command of [["verify"], ["inbox"], ["explain", "H26.99-260817-0001"]]) {
    const ended = await motcua(...command, "--db", short);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/^error storage\.damaged_file: [^\n]+\n$/);
  }
});

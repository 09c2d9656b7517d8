import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, describe, expect, it } from "vitest";
import { runWork } from "../../packages/cli/src/commands/work.ts";
import { business, people } from "../dossier/kit.ts";
import { filing, openOffice } from "../engine/engine-kit.ts";
import { closedPort, mailServer, receiver } from "../messages/receivers.ts";
import { startMotcua, until, useDatabases } from "./process-kit.ts";

const { kinds } = useDatabases();
const folder = mkdtempSync(join(tmpdir(), "motcua-channels-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const secret = `whsec_${Buffer.from("k".repeat(32)).toString("base64")}`;
const directory = join(folder, "directory.json");
writeFileSync(
  directory,
  JSON.stringify({
    offices: {
      "xa-1": {
        units: { "one-stop": { unit: "one-stop", head: "tu" }, economic: { unit: "economic", head: "hoa" } },
        leadership: { signer: "an", director: "binh", chairperson: "chi", province: "prov" },
      },
    },
  }),
);

let files = 0;
function fileOf(value: unknown): string {
  files += 1;
  const file = join(folder, `channels-${files}.json`);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

const office = { vi: "UBND xã Cờ Đỏ", en: "People's Committee of Cờ Đỏ" };
const mailTo = (port: number) => ({
  by: "smtp",
  host: "127.0.0.1",
  port,
  tls: "optional",
  from: "Xã <m@codo.example>",
});
const hookTo = (url: string) => ({
  by: "webhook",
  url,
  secrets: [{ env: "MOTCUA_TEST_HOOK" }],
  source: "/xa-1",
  privateHosts: ["127.0.0.1"],
});

describe.each(kinds)("motcua work --channels on $name", (database) => {
  it("delivers by the channels of its file, each on its own: one that is down holds no other up", async () => {
    process.env.MOTCUA_TEST_HOOK = secret;
    const mail = await mailServer();
    const hook = await receiver();
    const gone = await closedPort();
    const channels = fileOf({
      office,
      hotline: "1022",
      link: "https://tracuu.example.vn/{ref}",
      channels: {
        "citizen/email": mailTo(mail.port),
        "citizen/sms": {
          by: "sms-gateway",
          url: `http://127.0.0.1:${gone}/sms`,
          token: "t",
          sender: "CODO",
          applicationTitle: "Một cửa",
          privateHosts: ["127.0.0.1"],
        },
        "portal/webhook": hookTo(hook.url),
      },
    });
    const address = await database.address();
    const storage = await database.open(address);
    const desk = openOffice(storage, { adapters: ["citizen/email", "citizen/sms", "portal/webhook", "desk"] });
    const applicant = { contentId: "d1:applicant", version: 1 };
    const hoa = {
      name: "Lê Thị Hoa",
      email: "hoa@example.vn",
      phone: "0912345678",
      notify: { email: true, sms: true },
    };
    await desk.good("d1", people.desk, { ...filing(business), applicant } as never, [
      { ...applicant, kind: "applicant", body: hoa },
    ]);
    await desk.good("d1", people.desk, { type: "accept" });
    const worker = startMotcua(
      ...["work", "--db", address, "--directory", directory, "--channels", channels, "--json-logs", "--poll-ms", "50"],
    );
    await until("mail", async () => mail.mails.length > 0);
    await until("webhook", async () => hook.got.length > 0);
    const [{ subject, text } = { subject: "", text: "" }] = mail.mails;
    expect(subject).toContain("H26");
    expect(text).toContain("https://tracuu.example.vn/H26");
    expect(text).toContain(office.vi);
    const [call] = hook.got;
    if (call === undefined) throw new Error("no call");
    expect(new Webhook(secret).verify(call.body, call.headers)).toMatchObject({ subject: "d1", source: "/xa-1" });
    expect(call.body).not.toContain("Hoa");
    worker.child.kill("SIGTERM");
    expect(await worker.ended).toEqual({ status: 0, signal: null });
    const sent = await storage.reader.messages("d1" as never);
    const waiting = sent.filter(({ status }) => status === "pending").map(({ adapter }) => adapter);
    expect(new Set(waiting)).toEqual(new Set(["citizen/sms", "desk"]));
    expect(worker.lines.join("\n")).not.toMatch(/Hoa|0912345678|whsec/);
  });
});

async function refused(channels: unknown): Promise<string> {
  const told: string[] = [];
  const file = typeof channels === "string" ? channels : fileOf(channels);
  const args = ["--db", join(folder, "absent.db"), "--directory", directory, "--channels", file];
  const status = await runWork(args, { stdout: () => {}, stderr: (line) => void told.push(line) });
  expect(status).toBeGreaterThan(0);
  return told.join("");
}

describe("a channels file that is wrong is told before anything is claimed, and no value of it is repeated", () => {
  const good = { office, channels: { "citizen/email": mailTo(25) } };
  it.each([
    ["a missing office", { channels: {} }, /channels\.malformed.* office: /],
    ["an unknown field", { ...good, colour: "red" }, /channels\.malformed.* colour: trường lạ/],
    ["a lane nobody writes to", { office, channels: { "citizen/Fax": mailTo(25) } }, /channels\.citizen\/Fax: /],
    ["mail under another name", { office, channels: { "citizen/sms": mailTo(25) } }, /smtp serves citizen\/email/],
    ["an unknown kind", { office, channels: { desk: { by: "pigeon" } } }, /channels\.malformed.* channels\.desk/],
    ["a port that is none", { office, channels: { "citizen/email": mailTo(99_999) } }, /citizen\/email\.port: /],
    [
      "a secret in the wrong place",
      { office, channels: { portal: { ...hookTo("https://r.example"), secrets: "whsec_tell" } } },
      /portal\.secrets: /,
    ],
    [
      "a secret the environment lacks",
      { office, channels: { "citizen/email": { ...mailTo(25), user: "m", password: { env: "MOTCUA_ABSENT" } } } },
      /channels\.no_secret: .*MOTCUA_ABSENT/,
    ],
    [
      "a secret of a wrong form",
      { office, channels: { portal: { ...hookTo("https://r.example"), secrets: ["short"] } } },
      /webhook\.bad_secret/,
    ],
    [
      "a kind that no message is",
      { office, channels: { "citizen/email": { ...mailTo(25), expiresAfterHours: { reminder: 3 } } } },
      /expiresAfterHours/,
    ],
    ["a file that is not there", join(folder, "nothing.yaml"), /không có tệp .*nothing\.yaml/],
  ])("%s", async (_, channels, told) => {
    const text = await refused(channels);
    expect(text).toMatch(told);
    expect(text).not.toMatch(/whsec_tell|codo\.example/);
  });

  it("faulty templates, with the place", async () => {
    writeFileSync(join(folder, "words.yaml"), "accepted:\n  short:\n    vi: 'Hồ sơ {nobody}'\n");
    expect(await refused({ ...good, templates: "words.yaml" })).toMatch(/channels\.bad_templates: .*accepted/);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageKinds } from "@motcua/core";
import { afterAll, expect, it } from "vitest";
import { runMessage } from "../../packages/cli/src/commands/message.ts";

const folder = mkdtempSync(join(tmpdir(), "motcua-message-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

async function run(...args: readonly string[]) {
  const said = { out: "", error: "" };
  const status = await runMessage(args, {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.error += text;
    },
  });
  return { status, ...said };
}

it("shows every kind, on every channel, in both languages, with every hole filled", async () => {
  for (const lang of ["vi", "en"])
    for (const channel of ["email", "sms", "zalo"]) {
      const { status, out } = await run("preview", "--channel", channel, "--lang", lang);
      expect([status, out.match(/^# /gm)?.length]).toEqual([0, Object.keys(messageKinds).length]);
      expect(out).not.toMatch(/[[\]{}]|undefined/);
    }
  const { out } = await run("preview", "--kind", "closed", "--json");
  expect(JSON.parse(out)).toMatchObject([{ kind: "closed", status: "Dừng giải quyết" }]);
});

it("lays an office's words over ours, part by part", async () => {
  const own = file("own.yaml", "accepted:\n  short:\n    vi: 'Hồ sơ {ref} đã nhận.[ Hẹn {promisedOn}.]'\n");
  expect((await run("lint", own)).status).toBe(0);
  const { out } = await run("preview", "--kind", "accepted", "--channel", "sms", "--templates", own);
  expect(out.split("\n")[1]).toBe("Hồ sơ H26.1-261126-0012 đã nhận. Hẹn 02/12/2026.");
  expect(
    (await run("preview", "--kind", "accepted", "--channel", "sms", "--lang", "en", "--templates", own)).out,
  ).toMatch(/Dossier H26/);
});

it("tells all that is wrong with them", async () => {
  const bad = file(
    "bad.json",
    '{"accepted":{"short":{"vi":"{code}"},"status":7},"remind":{},"apology":{"text":{"en":""}}}',
  );
  const { status, error } = await run("lint", bad);
  expect(status).toBe(1);
  expect(error.split("\n").map((line) => line.split(": ").slice(0, 2).join(" "))).toEqual([
    "error message.unknown_kind remind",
    "error message.missing_template accepted.status.vi",
    "error message.missing_template accepted.status.en",
    "error message.unknown_variable accepted.short.vi",
    "error message.missing_template apology.text.en",
    "",
  ]);
  expect((await run("lint", file("list.json", "[]"))).error.split("\n").length - 1).toBe(19);
  expect((await run("lint", file("broken.json", "{"))).status).toBe(1);
});

it.each([
  [[]],
  [["send"]],
  [["preview", "x"]],
  [["lint", "a", "b"]],
  [["preview", "--kind", "constructor"]],
  [["preview", "--channel", "fax"]],
  [["preview", "--lang", "fr"]],
  [["lint", "--sms-parts", "0"]],
  [["lint", "/no/such/file.yaml"]],
])("is not used as %j", async (args) => {
  const { status, out, error } = await run(...args);
  expect([status, out, error.split("\n").length]).toEqual([2, "", 2]);
  expect(error).toMatch(/^error cli\.usage: .+ \/ .+/);
});

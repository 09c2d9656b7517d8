import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOfError } from "@motcua/core";
import { exchangeCases, notifierCases, oneStopCases } from "@motcua/core/conformance";
import { afterAll, beforeAll, expect, it } from "vitest";
import { codeBlocks, read, root } from "./docs-files.ts";

// The page is read as its reader reads it: each block is written to the file it names, and the kits are run.
const folder = join(root, "packages/examples", `guide-${process.pid}`);
const blocks = codeBlocks("docs/guide/writing-an-adapter.md").filter(({ language }) => language === "ts");

beforeAll(() => {
  mkdirSync(folder);
  for (const { text } of blocks)
    writeFileSync(join(folder, /^\/\/ (\S+\.ts)$/m.exec(text)?.[1] ?? "nameless.ts"), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Node's own runner counted: cases that pass and that are skipped. */
async function counted(
  file: string,
): Promise<{ readonly pass: number; readonly skipped: number; readonly failed: string }> {
  const quiet = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning", "--test-reporter=tap"];
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, [...quiet, "--test", file], { cwd: folder, env });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => parts.push(String(part)));
  await new Promise((done) => child.on("close", done));
  const printed = parts.join("");
  const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(printed)?.[1] ?? -1);
  const failed = printed.split("\n").filter((line) => /^not ok/.test(line));
  return { pass: count("pass"), skipped: count("skipped"), failed: failed.join("\n") };
}

it("its codes, and those of the folders to copy, are shown to operators as they are", () => {
  const folders = ["custom-adapter", "post-counter", "provincial-one-stop"].map(
    (name) => `packages/examples/${name}/src`,
  );
  const files = folders.flatMap((name) => readdirSync(join(root, name)).map((file) => read(`${name}/${file}`)));
  const texts = [...blocks.map(({ text }) => text), ...files];
  const codes = texts.flatMap((text) => [...text.matchAll(/new AdapterError\("([^"]+)"/g)].map(([, code]) => code));
  expect(codes.length).toBeGreaterThan(8);
  expect(codes.filter((code) => codeOfError({ code }) !== code)).toEqual([]);
});

it("its channel passes the kit", async () => {
  const needless = notifierCases.filter(({ needs }) => needs === undefined || needs === "keys" || needs === "once");
  const skipped = notifierCases.length - needless.length;
  expect(await counted("channel-kit.test.ts")).toEqual({ pass: needless.length, skipped, failed: "" });
});

it("its one-stop backend passes the kit", async () => {
  const needless = oneStopCases.filter(({ needs }) => needs === undefined);
  const skipped = oneStopCases.length - needless.length;
  expect(await counted("one-stop-kit.test.ts")).toEqual({ pass: needless.length, skipped, failed: "" });
});

it("its data exchange passes the kit", async () => {
  const able: readonly string[] = ["pending", "no-data", "odd", "other"];
  const tried = exchangeCases.filter(({ needs }) => needs === undefined || able.includes(needs));
  const skipped = exchangeCases.length - tried.length;
  expect(await counted("exchange-kit.test.ts")).toEqual({ pass: tried.length, skipped, failed: "" });
});

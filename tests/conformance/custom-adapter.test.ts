import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { notifierCases } from "@motcua/core/conformance";
import { expect, it } from "vitest";
import { root } from "../docs/docs-files.ts";

const folder = join(root, "packages/examples/custom-adapter");

it("the adapter to copy passes its kit, run by Node's own runner as its user does", async () => {
  const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { scripts: { test: string } };
  const [program, ...args] = scripts.test.split(" ");
  expect(program).toBe("node");
  const quiet = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning", "--test-reporter=tap"];
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, [...quiet, ...args], { cwd: folder, env });
  let printed = "";
  child.stdout.on("data", (part) => (printed += String(part)));
  child.stderr.on("data", (part) => (printed += String(part)));
  const status = await new Promise((done) => child.on("close", done));
  expect(printed).toContain(`# pass ${notifierCases.length}\n# fail 0\n`);
  expect(printed).toContain("# skipped 0\n");
  expect(status).toBe(0);
});

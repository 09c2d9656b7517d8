import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { notifierCases, oneStopCases, paymentCases } from "@motcua/core/conformance";
import { expect, it } from "vitest";
import { codeBlocks, read, root } from "../docs/docs-files.ts";

// The post counter takes money and gives none back.
const givingBack = paymentCases.filter(({ needs }) => needs === "refunds").length;

// Adapters outside the house are run by Node's own runner, as their users do.
it.concurrent.each([
  ["to copy", "custom-adapter", notifierCases.length, 0],
  ["written from the guide alone", "provincial-one-stop", oneStopCases.length, 0],
  ["for payment, from the guide alone", "post-counter", paymentCases.length - givingBack, givingBack],
])("the adapter %s passes every case of its kit", async (_, name, cases, skipped) => {
  const folder = join(root, "packages/examples", name);
  const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { scripts: { test: string } };
  const [program, ...args] = scripts.test.split(" ");
  expect(program).toBe("node");
  const quiet = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning", "--test-reporter=tap"];
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, [...quiet, ...args], { cwd: folder, env });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => parts.push(String(part)));
  const status = await new Promise((done) => child.on("close", done));
  const printed = parts.join("");
  expect(printed).toContain(`# pass ${cases}\n# fail 0\n`);
  expect(printed).toContain(`# skipped ${skipped}\n`);
  expect(status).toBe(0);
});

it("what the post counter's bench has from the guide is still what the guide says", () => {
  const copied = read("packages/examples/post-counter/src/office-side.ts");
  const told = codeBlocks("docs/guide/writing-a-payment-adapter.md").find(({ text }) =>
    text.startsWith("// office-side.ts"),
  );
  expect(told?.text.trim()).toBe(`// office-side.ts\n${copied}`.trim());
});

it("what the province's adapter has from the guide is still what the guide says", () => {
  const copied = read("packages/examples/provincial-one-stop/src/one-stop-backend.ts");
  const told = codeBlocks("docs/guide/writing-an-adapter.md").find(({ text }) =>
    text.startsWith("// one-stop-backend.ts"),
  );
  const code = (text = ""): string => text.slice(text.indexOf("/** The other side's calls.")).replace(/\s+/g, " ");
  expect(code(copied)).toBe(code(told?.text));
});

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { memoryBook } from "@motcua/adapters/payment";
import { notifierCases, oneStopCases, paymentCases } from "@motcua/core/conformance";
import { expect, it } from "vitest";
import { takeCounterNotice } from "../../packages/examples/post-counter/src/notice.ts";
import { statuses } from "../../packages/examples/post-counter/src/post-counter.ts";
import { signedForm } from "../../packages/examples/post-counter/src/wire.ts";
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

it("the post counter is told that it was heard, also of nothing paid: it need not call again", async () => {
  const settings = { unit: "UBND-H22", keys: ["shared-key-of-the-kit"] };
  const answerTo = async (status: string, key: string): Promise<unknown> => {
    const notice = signedForm({ ma_don_vi: settings.unit, ma_yeu_cau: "R-1", trang_thai: status }, key);
    const { body } = await takeCounterNotice(settings, memoryBook(), notice, 0);
    return JSON.parse(body);
  };
  expect(await answerTo(statuses.notPaid, "shared-key-of-the-kit")).toEqual({ error_code: "00" });
  expect(await answerTo(statuses.paid, "shared-key-of-the-kit")).toEqual({ error_code: "02" });
  expect(await answerTo(statuses.notPaid, "a-key-that-is-another's")).toEqual({ error_code: "97" });
});

import { format } from "node:util";
import { expect, it, vi } from "vitest";
import { codeBlocks, read } from "./docs-files.ts";

/** What a program prints while it is loaded. */
async function printedBy(load: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...args: readonly unknown[]) => {
    lines.push(format(...args));
  });
  try {
    await load();
  } finally {
    log.mockRestore();
  }
  return `${lines.join("\n")}\n`;
}

const quickstart = "packages/examples/src/quickstart/quickstart.ts";
const block = (language: string): string =>
  codeBlocks("README.md").find((one) => one.language === language)?.text ?? "";

it("README stays short", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(170);
});

it("shows the quickstart exactly, and what it prints", async () => {
  expect(block("ts")).toBe(read(quickstart));
  expect(block("ts").split("\n").length - 1).toBeLessThanOrEqual(30);
  expect(await printedBy(() => import("../../packages/examples/src/quickstart/quickstart.ts"))).toBe(block("text"));
});

it("shows the simulation in a program exactly, and what it prints", async () => {
  const page = codeBlocks("docs/guide/simulating-from-a-program.md");
  const texts = (language: string) => page.filter((one) => one.language === language).map(({ text }) => text);
  const folder = "packages/examples/src/simulation";
  expect(texts("ts")).toEqual([read(`${folder}/sources.ts`), read(`${folder}/simulation.ts`)]);
  const printed = await printedBy(() => import("../../packages/examples/src/simulation/simulation.ts"));
  expect([printed]).toEqual(texts("text"));
});

it("shows the messages to citizens exactly, and what the program prints", async () => {
  const [program, printed] = codeBlocks("docs/guide/messages.md");
  expect(program?.text).toBe(read("packages/examples/src/messages/messages.ts"));
  const load = () => import("../../packages/examples/src/messages/messages.ts");
  expect(await printedBy(load)).toBe(printed?.text);
});

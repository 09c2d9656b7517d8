import { format } from "node:util";
import { expect, it, vi } from "vitest";
import { codeBlocks, read } from "./docs-files.ts";

const quickstart = "packages/examples/src/quickstart/quickstart.ts";
const block = (language: string): string =>
  codeBlocks("README.md").find((one) => one.language === language)?.text ?? "";

it("README stays short", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(160);
});

it("shows the quickstart exactly, and what it prints", async () => {
  expect(block("ts")).toBe(read(quickstart));
  expect(block("ts").split("\n").length - 1).toBeLessThanOrEqual(30);
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...args: readonly unknown[]) => {
    lines.push(format(...args));
  });
  try {
    await import("../../packages/examples/src/quickstart/quickstart.ts");
  } finally {
    log.mockRestore();
  }
  expect(`${lines.join("\n")}\n`).toBe(block("text"));
});

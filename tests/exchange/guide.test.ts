import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { codeBlocks } from "../docs/docs-files.ts";

it("docs/guide/exchange.md asks, is answered, and goes on by it", async () => {
  const [block] = codeBlocks("docs/guide/exchange.md").filter(({ language }) => language === "ts");
  const file = fileURLToPath(new URL(`./guide-block-${process.pid}.ts`, import.meta.url));
  writeFileSync(file, block?.text ?? "");
  try {
    const { limits, answers, outcome, push } = (await import(file)) as { readonly [name: string]: unknown };
    expect(limits).toContain("exchange:tax-1");
    expect(answers).toEqual([true, "exchange.malformed"]);
    expect(outcome).toEqual(["answered", "payment", 1]);
    expect(push).toBe("inbox.unverified");
  } finally {
    rmSync(file);
  }
});

import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { codeBlocks } from "../docs/docs-files.ts";

const blocks = codeBlocks("docs/guide/payment.md").filter(({ language }) => language === "ts");

async function run(at: number): Promise<{ readonly [name: string]: unknown }> {
  const file = fileURLToPath(new URL(`./guide-block-${at}-${process.pid}.ts`, import.meta.url));
  writeFileSync(file, blocks[at]?.text ?? "");
  try {
    return (await import(file)) as { readonly [name: string]: unknown };
  } finally {
    rmSync(file);
  }
}

describe("docs/guide/payment.md", () => {
  it("tells what is owed", async () => {
    const { owed, why } = await run(0);
    expect(owed).toEqual([8_000, 0]);
    expect(why).toHaveLength(2);
  });

  it("asks, believes, and does not", async () => {
    const { payUrl, outcomes } = await run(1);
    expect(payUrl).toBe("https://pay.example/H22-0001-01");
    expect(outcomes).toEqual(["recorded", "repeated", "payment.bad_signature"]);
  });
});

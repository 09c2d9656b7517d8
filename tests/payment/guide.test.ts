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

  it("asks, believes, does not, and gives back", async () => {
    const { payUrl, outcomes, aside, standing } = await run(1);
    expect(payUrl).toMatch(/^https:\/\/pay\.example\/H.+-TT1$/);
    expect(outcomes).toEqual(["recorded", "repeated", "payment.bad_signature", "payment.already_paid"]);
    expect(aside).toEqual(["GD-2"]);
    expect(standing).toEqual(["refund-due", "refunded"]);
  });
});

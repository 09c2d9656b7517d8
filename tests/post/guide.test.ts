import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { codeBlocks } from "../docs/docs-files.ts";

const blocks = codeBlocks("docs/guide/post.md").filter(({ language }) => language === "ts");

async function run(at: number): Promise<{ readonly [name: string]: unknown }> {
  const file = fileURLToPath(new URL(`./guide-block-${at}-${process.pid}.ts`, import.meta.url));
  writeFileSync(file, blocks[at]?.text ?? "");
  try {
    return (await import(file)) as { readonly [name: string]: unknown };
  } finally {
    rmSync(file);
  }
}

describe("docs/guide/post.md", () => {
  it("collects, is told, accepts, delivers and returns", async () => {
    const { kinds, limits, answers, outcome } = await run(0);
    expect(kinds).toEqual(["ordered", "ordered"]);
    expect(limits).toEqual(["post:collection 2026-08-22"]);
    expect(answers).toEqual([200, 200, 401, 200]);
    expect(outcome).toEqual(["granted", "delivered", true]);
  });

  it("finds the grant of a day", async () => {
    expect((await run(1)).found).toEqual([undefined, "12/HĐ-BĐ"]);
  });
});

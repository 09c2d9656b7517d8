import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { codeBlocks } from "../docs/docs-files.ts";

it("docs/guide/interlinked.md runs, and shows what it prints", async () => {
  const blocks = codeBlocks("docs/guide/interlinked.md");
  const file = fileURLToPath(new URL(`./guide-block-${process.pid}.ts`, import.meta.url));
  writeFileSync(file, blocks[0]?.text ?? "");
  try {
    const { slip, outcome, late } = await import(file);
    expect(slip.split("\n")).toHaveLength(5);
    expect(slip).toContain((blocks[1]?.text ?? "no text").trimEnd());
    expect(outcome).toEqual(["granted", "early"]);
    expect(late.map(({ member }: { member: string }) => member)).toEqual(["residence", "insurance"]);
  } finally {
    rmSync(file);
  }
});

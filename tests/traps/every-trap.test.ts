import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = resolve(fileURLToPath(import.meta.url), "../../..");

const tests = ["tests", "packages"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules"))
    .map((name) => readFileSync(join(root, folder, name), "utf8")),
);
/** Every `trap 7`, and each of `trap 7, 19`, in the names of tests. */
const named = new Set(
  tests.flatMap((text) =>
    [...text.matchAll(/(?:it|test|describe)[^\n]*?\(\s*["'`][^\n]*?\btrap (\d+)\b[^\n]*/g)].flatMap((line) =>
      [...line[0].matchAll(/\btrap (\d+)\b/g)].map((found) => Number(found[1])),
    ),
  ),
);
const rows = [...readFileSync(join(root, "docs/traps.md"), "utf8").matchAll(/^\| (\d+) \|/gm)].map((row) =>
  Number(row[1]),
);

it("every trap has its row, in order, and a test whose name says so", () => {
  expect(rows).toEqual(Array.from({ length: 43 }, (_, i) => i + 1));
  expect(rows.filter((trap) => !named.has(trap))).toEqual([]);
});

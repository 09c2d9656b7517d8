import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultPolicies, memberPolicies } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { pages, read, root, sourcesOf } from "./docs-files.ts";

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");

/** The name a heading is linked by. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
const anchorsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#{1,6} (.+)$/gm)].map((found) => anchorOf(found[1] ?? ""));

describe("links in the documentation", () => {
  it.each(pages())("%s", (page) => {
    const broken: string[] = [];
    for (const [, target = ""] of withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) broken.push(target);
      else if (anchor !== undefined && !anchorsOf(file).includes(anchor)) broken.push(target);
    }
    expect(broken).toEqual([]);
  });
});

it("sections of docs/model.md that sources cite exist", () => {
  const sections = new Set([...read("docs/model.md").matchAll(/^## (\d+)\./gm)].map((found) => found[1]));
  const text = ["core", "adapters", "cli"].flatMap(sourcesOf).map(read).join("\n");
  const cited = [...text.matchAll(/model\.md §(\d+)/g)].map((found) => found[1]);
  expect(cited.length).toBeGreaterThan(10);
  expect(cited.filter((section) => !sections.has(section))).toEqual([]);
});

it("every policy is explained in docs/model.md", () => {
  const page = read("docs/model.md");
  const names = [...Object.keys(defaultPolicies), ...Object.keys(memberPolicies)].filter(
    (name) => name !== "format" && name !== "changed",
  );
  expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

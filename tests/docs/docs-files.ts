import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Files below a folder whose name ends so, as paths from the root; generated and installed ones left out. */
export function filesBelow(folder: string, end: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(end) && !/\/(node_modules|dist|api)\//.test(path))
    .sort();
}

/** Sources of a package without its tests. */
export const sourcesOf = (name: string): readonly string[] =>
  filesBelow(`packages/${name}/src`, ".ts").filter((path) => !path.endsWith(".test.ts"));

/** Markdown pages of the project, written by hand. */
export const pages = (): readonly string[] => [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  ...filesBelow("docs", ".md"),
];

export interface CodeBlock {
  readonly page: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** What stands behind the language. */
  readonly info: string;
  readonly text: string;
}

export function codeBlocks(page: string): readonly CodeBlock[] {
  const text = read(page);
  return [...text.matchAll(/^```(\S*) ?([^\n]*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    page,
    line: text.slice(0, found.index).split("\n").length,
    language: found[1] ?? "",
    info: found[2] ?? "",
    text: found[3] ?? "",
  }));
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeBlocks, root } from "./docs-files.ts";

// A page that is read from top to bottom: files it tells the reader to write, and commands with what they print.

/** Pages that are run so. */
export const guidePages: readonly string[] = ["docs/guide/simulating.md", "docs/guide/scenarios.md"];

export interface GuideRun {
  /** `page:line` */
  readonly where: string;
  readonly args: readonly string[];
  /** Lines that are shown; `…` stands for any number of others, or for any characters of one. */
  readonly shown: readonly string[];
  /** What the fence says: `console exit=1`. */
  readonly exit: number;
}

export type GuideStep = { readonly file: string; readonly text: string } | GuideRun;

const prompt = "$ npm run -s motcua -- ";
/** As a shell would take them: quotes come off. */
const words = (text: string): readonly string[] => text.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));

/** Files (YAML blocks that begin with their name) and commands of a page, in its order. */
export function guideSteps(page: string): readonly GuideStep[] {
  return codeBlocks(page).flatMap(({ line, language, info, text }): readonly GuideStep[] => {
    const [first = "", ...shown] = text.trimEnd().split("\n");
    const file = language === "yaml" ? /^# (\S+\.ya?ml)$/.exec(first)?.[1] : undefined;
    if (file !== undefined) return [{ file, text }];
    if (language !== "console") return [];
    if (!first.startsWith(prompt)) throw new Error(`${page}:${line}: begins with "${first}"`);
    const exit = Number(/^exit=(\d)$/.exec(info)?.[1] ?? 0);
    return [{ where: `${page}:${line}`, args: words(first.slice(prompt.length)), shown, exit }];
  });
}

export interface GuideFolder {
  /** Runs a command as the reader does, in a process of its own. */
  run(args: readonly string[]): { readonly status: number | null; readonly printed: readonly string[] };
  write(file: string, text: string): void;
  remove(): void;
}

/** A folder that looks like the project's to a reader, and that may be written to. */
export function guideFolder(): GuideFolder {
  const folder = mkdtempSync(join(tmpdir(), "motcua-guide-"));
  for (const name of ["packages", "tests"]) symlinkSync(join(root, name), join(folder, name));
  const program = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning"];
  return {
    run(args) {
      const main = join(root, "packages/cli/src/main.ts");
      const done = spawnSync(process.execPath, [...program, main, ...args], { cwd: folder, encoding: "utf8" });
      return { status: done.status, printed: `${done.stdout}${done.stderr}`.trimEnd().split("\n") };
    },
    write: (file, text) => writeFileSync(join(folder, file), text),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** `…` within a line stands for any characters. */
function isAs(shown: string, printed: string | undefined): boolean {
  if (printed === undefined || !shown.includes("…")) return shown === printed;
  const [head = "", ...rest] = shown.split("…");
  const tail = rest.pop() ?? "";
  if (!printed.startsWith(head) || !printed.slice(head.length).endsWith(tail)) return false;
  let at = head.length;
  return rest.every((part) => {
    const found = printed.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}

/** The first shown line that was not printed where it should be; undefined when all is as shown. */
export function firstMissing(shown: readonly string[], printed: readonly string[]): string | undefined {
  let at = 0;
  let gap = false;
  for (const line of shown) {
    if (line === "…") {
      gap = true;
      continue;
    }
    const found = gap ? printed.findIndex((one, i) => i >= at && isAs(line, one)) : at;
    if (found < 0 || !isAs(line, printed[found])) return line;
    at = found + 1;
    gap = false;
  }
  return gap || at === printed.length ? undefined : printed[at];
}

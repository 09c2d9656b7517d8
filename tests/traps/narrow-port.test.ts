import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commandTypes } from "../../packages/core/src/dossier/commands.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Words of the rules: what happens in a dossier, and under which limit. */
const eventTypes = [...read("packages/core/src/dossier/events.ts").matchAll(/readonly type: "([a-z-]+)"/g)].map(
  (found) => found[1] ?? "",
);
const effects = [...read("packages/core/src/limit/types.ts").matchAll(/readonly do: "([a-z-]+)"/g)].map(
  (found) => found[1] ?? "",
);
const rules = new Set([...eventTypes, ...effects, ...Object.keys(commandTypes)]);
// A phase of the summary as well as a command; the last test looks at phases.
rules.delete("open");

const storages = join(root, "packages/adapters/src");
const sources = ["memory", "sqlite", "postgres", "shared"]
  .filter((folder) => existsSync(join(storages, folder)))
  .flatMap((folder) =>
    readdirSync(join(storages, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(storages, folder, name)),
  );

/** Quoted words of a source, in TypeScript or in SQL. */
const quoted = (text: string): readonly string[] =>
  [...text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "").matchAll(/["']([a-z]+(?:-[a-z]+)*)["']/g)].map(
    (found) => found[1] ?? "",
  );

describe("trap 25: a storage repeats no rule", () => {
  it("knows the words of the rules", () => {
    expect(eventTypes.length).toBeGreaterThan(40);
    expect(rules.has("apology-owed") && rules.has("request-supplement") && rules.has("climb")).toBe(true);
    expect(quoted("WHERE type = 'apology-owed' // 'climb'")).toEqual(["apology-owed"]);
  });

  it("no source of a storage names an event, a command or the effect of a rung", () => {
    expect(sources.length).toBeGreaterThan(15);
    const named = sources.flatMap((file) => quoted(readFileSync(file, "utf8")).filter((word) => rules.has(word)));
    expect(named).toEqual([]);
  });

  it("and of the four phases only the one that takes a dossier out of every inbox, or is counted", () => {
    const phases = new Set(
      sources
        .flatMap((file) => quoted(readFileSync(file, "utf8")))
        .filter((word) => ["intake", "open", "ready", "ended"].includes(word)),
    );
    expect([...phases].sort()).toEqual(["ended", "open"]);
  });
});

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

interface Manifest {
  readonly name: string;
  readonly exports: { readonly [subpath: string]: { readonly default: string; readonly types: string } };
}

const folder = (name: string): URL => new URL(`../../packages/${name}/`, import.meta.url);
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(new URL("package.json", folder(name)), "utf8")) as Manifest;
const manifests = ["core", "adapters"].map(manifestOf);

describe.each(manifests)("$name, as built", ({ name, exports }) => {
  const entries = Object.keys(exports).map((subpath) => [
    subpath === "." ? name : `${name}${subpath.slice(1)}`,
    subpath,
  ]);

  it.each(entries)("%s can be imported from dist", async (entry, subpath) => {
    const target = import.meta.resolve(entry ?? "");
    expect(target).toContain("/dist/");
    const module = (await import(entry ?? "")) as object;
    expect(Object.keys(module).length).toBeGreaterThan(0);
    expect(exports[subpath ?? "."]?.types).toMatch(/\.d\.ts$/);
  });
});

/** Every public entry of every package, and where its types are. */
const publicEntries = ["core", "adapters", "cli"].flatMap((name) =>
  Object.entries(manifestOf(name).exports).map(([subpath, { types }]) => ({
    entry: subpath === "." ? name : `${name}-${subpath.slice(2)}`,
    types: fileURLToPath(new URL(types, folder(name))),
  })),
);

describe("what is public", () => {
  const program = ts.createProgram(
    publicEntries.map(({ types }) => types),
    { noLib: true, types: [], moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext },
  );
  const checker = program.getTypeChecker();

  // A name is added or taken away on purpose: `-u` writes the lists anew.
  it.each(publicEntries)("the names of $entry are those of its list", async ({ entry, types }) => {
    const source = program.getSourceFile(types);
    const module = source && checker.getSymbolAtLocation(source);
    const names = (module === undefined ? [] : checker.getExportsOfModule(module)).map((symbol) => {
      const named = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return named.flags & ts.SymbolFlags.Value ? symbol.name : `type ${symbol.name}`;
    });
    const list = names.sort((a, b) => (a < b ? -1 : 1)).map((name) => `${name}\n`);
    await expect(list.join("")).toMatchFileSnapshot(`entries/${entry}.txt`);
  });
});

it("the built command line runs as a program", () => {
  const program = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));
  const args = ["due", "--start", "2026-08-20T09:00:00+07:00", "--limit", "3wd", "--json"];
  const done = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  expect(done.stderr).toBe("");
  expect(JSON.parse(done.stdout)).toMatchObject({ dueOn: "2026-08-24", dueAt: "2026-08-24T17:00:00+07:00" });
});

it("the built core answers what the sources answer", async () => {
  const core = await import("@motcua/core");
  const vietnam = await import("@motcua/core/vietnam");
  const time = core.compileOfficeTime(core.compileCalendar(vietnam.vietnamCalendar), vietnam.vietnamOpeningHours);
  const start = core.parseInstant("2026-08-20T09:00:00+07:00");
  const due = start.ok ? core.dueOf(time, start.value, { unit: "working-day", amount: 3 }) : start;
  expect(due.ok && due.value.dueOn).toBe("2026-08-24");
});

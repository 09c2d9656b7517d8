// One command tells the truth: format and lint, types, architecture, build, every export from dist, package checks, API docs.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = ["core", "adapters", "cli"];
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

interface Check {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

const at = (name: string): string => join(root, "packages", name);

const checks: readonly Check[] = [
  { name: "format and lint", program: "biome", args: ["ci", "--error-on-warnings", "."] },
  ...["packages/core", "packages/adapters", "packages/cli", "packages/examples", "tests", "bench", "scripts"].map(
    (path) => ({
      name: `types: ${path}`,
      program: "tsc",
      args: ["-p", path],
    }),
  ),
  { name: "architecture", program: "vitest", args: ["run", "tests/architecture"] },
  ...packages.map((name) => ({ name: `build: ${name}`, program: "tsup", args: ["--silent"], cwd: at(name) })),
  { name: "exports from dist", program: "vitest", args: ["run", "--config", "vitest.dist.config.ts"] },
  ...packages.map((name) => ({
    name: `publint: ${name}`,
    program: "publint",
    args: ["--strict", "--pack", "npm"],
    cwd: at(name),
  })),
  ...packages.map((name) => ({
    name: `are the types wrong: ${name}`,
    program: "attw",
    args: ["--pack", ".", "--profile", "esm-only"],
    cwd: at(name),
  })),
  { name: "API documentation", program: "typedoc", args: ["--treatWarningsAsErrors"] },
];

const only = process.argv.slice(2);
let failed = 0;
for (const check of checks) {
  if (only.length > 0 && !only.some((word) => check.name.includes(word))) continue;
  const started = performance.now();
  const done = spawnSync(bin(check.program), check.args, {
    cwd: check.cwd ?? root,
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}`, NO_COLOR: "1" },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const passed = done.status === 0;
  process.stdout.write(`${passed ? "ok  " : "FAIL"} ${check.name} (${seconds} s)\n`);
  if (passed) continue;
  failed += 1;
  process.stdout.write(`${done.stdout ?? ""}${done.stderr ?? ""}${done.error ? String(done.error) : ""}\n`);
}
process.stdout.write(failed === 0 ? "verify: everything holds\n" : `verify: ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

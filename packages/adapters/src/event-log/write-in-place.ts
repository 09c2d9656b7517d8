import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: beside its place first, then into it. What is there stays as it is until then, and after
 * a failure nothing new is left. What is no file (a pipe, a terminal) is written to as it is.
 * @param write is given the path to write to, whose name ends like the file's; false: it is not to be kept
 * @throws the error of the file system, with the path of the file
 */
export async function writeInPlace(file: string, write: (path: string) => Promise<boolean>): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined && !there.isFile()) {
    await write(file);
    return;
  }
  // A link goes on leading to what it led to.
  const place = there === undefined ? file : await realpath(file);
  const beside = join(dirname(place), `.${randomBytes(6).toString("hex")}~${basename(place)}`);
  try {
    if (!(await write(beside))) return;
    const handle = await open(beside, "r+");
    try {
      if (there !== undefined) await handle.chmod(there.mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, place);
  } catch (error) {
    // Nobody knows the other name.
    throw error instanceof Error && "path" in error ? Object.assign(error, { path: file }) : error;
  } finally {
    await rm(beside, { force: true });
  }
}

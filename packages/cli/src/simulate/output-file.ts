import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Fault } from "@motcua/core";
import { usageFault } from "../cli-io.ts";

/** Before anything runs: can this file be written? Otherwise it would be told after an hour. */
export function outputFault(file: string): Fault | undefined {
  const folder = dirname(file);
  try {
    if (!statSync(folder).isDirectory()) return notWritable(file, "ENOTDIR");
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) return notWritable(file, "EISDIR");
    accessSync(there === undefined ? folder : file, constants.W_OK);
    return undefined;
  } catch (error) {
    return notWritable(file, error instanceof Error && "code" in error ? String(error.code) : "");
  }
}

const notWritable = (file: string, code: string): Fault =>
  usageFault(
    `không ghi được ${file} (${code}); hãy chọn thư mục có sẵn và được phép ghi`,
    `cannot write ${file} (${code}); name an existing folder that may be written to`,
  );

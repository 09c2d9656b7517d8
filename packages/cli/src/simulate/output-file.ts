import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Fault } from "@motcua/core";
import { usageFault } from "../cli-io.ts";
import { fileCodeOf, fileWords } from "../file-words.ts";

/** Before anything runs: can this file be written? Otherwise it would be told after an hour. */
export function outputFault(file: string): Fault | undefined {
  const folder = dirname(file);
  try {
    if (!statSync(folder).isDirectory()) return notWritable(file, "ENOTDIR");
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) return notWritable(file, "EISDIR");
    if (there !== undefined) accessSync(file, constants.W_OK);
    // A file comes into its place from beside it; what is no file is written to as it is.
    if (there === undefined || there.isFile()) accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return notWritable(file, fileCodeOf(error));
  }
}

function notWritable(file: string, code: string): Fault {
  const { vi, en } =
    code === "ENOENT"
      ? { vi: `không có thư mục cho ${file} (${code})`, en: `there is no folder for ${file} (${code})` }
      : fileWords(file, code);
  return usageFault(
    `${vi}; hãy chọn thư mục có sẵn và được phép ghi`,
    `${en}; name an existing folder that may be written to`,
  );
}

import { procedureSheet } from "@motcua/core";
import type { CliIo } from "../cli-io.ts";
import { showOne } from "../definition/read.ts";

const help = `motcua sheet: quy trình nội bộ dạng Markdown / the internal process sheet as Markdown

  motcua sheet CODE|FILE [--json]
`;

/** Exit status: 0 written, 1 unknown code or faulty definition, 2 wrong use. */
export const runSheet = (args: readonly string[], io: CliIo): Promise<number> =>
  showOne(args, io, help, procedureSheet);

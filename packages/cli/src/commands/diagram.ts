import { mermaidDiagram } from "@motcua/core";
import type { CliIo } from "../cli-io.ts";
import { showOne } from "../definition/read.ts";

const help = `motcua diagram: sơ đồ trạng thái (Mermaid) / a state diagram (Mermaid)

  motcua diagram CODE|FILE [--json]
`;

/** Exit status: 0 drawn, 1 unknown code or faulty definition, 2 wrong use. */
export const runDiagram = (args: readonly string[], io: CliIo): Promise<number> =>
  showOne(args, io, help, mermaidDiagram);

import { type Bilingual, bilingual } from "../../base/text.ts";
import { endTargets } from "../names.ts";
import type { ProcedureDefinition } from "../types.ts";
import { type LintCode, lintCodes } from "./codes.ts";

/** One thing lint has to say about a definition, and where. */
export interface Finding {
  readonly code: LintCode;
  readonly severity: "error" | "warning";
  /** Path in the definition, e.g. `steps[2].actions[0].to`. */
  readonly path: string;
  readonly text: Bilingual;
}

export type LintRule = (definition: ProcedureDefinition) => readonly Finding[];

export const find = (code: LintCode, path: string, vi: string, en: string): Finding => ({
  code,
  severity: lintCodes[code][0],
  path,
  text: bilingual(vi, en),
});

export const isEnd = (target: string): boolean => endTargets.some((end) => end === target);

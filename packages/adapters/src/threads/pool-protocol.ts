import type { ThreadError } from "./protocol.ts";

/** What threads of a pool work with: an exported function that is given `input`, and returns what answers each question.
 *  Input, questions and answers are plain data. */
export interface ThreadWork {
  readonly module: string;
  readonly function: string;
  readonly input: unknown;
}

/** To a thread. */
export interface Question {
  readonly number: number;
  readonly question: unknown;
}

/** From a thread. */
export type Reply =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly error: ThreadError };

import type { Model, UnitData, WorkUnit } from "@motcua/core/simulator";

/** Where a thread gets the model from: functions and compiled law cannot be sent, so each thread makes its own. */
export type ModelSource =
  /** A model without law and without a function of one's own. */
  | { readonly model: Model }
  /** A module with an exported function that makes the model from plain data; it must make the same each time. */
  | { readonly module: string; readonly function: string; readonly input: unknown };

export interface ThreadData {
  readonly source: ModelSource;
  readonly seed: number;
  readonly byHour: boolean;
  readonly binMs: number | undefined;
}

/** To a thread: the next unit. */
export interface Ask {
  readonly number: number;
  readonly unit: WorkUnit;
}

/** From a thread: a unit's result, or what went wrong. */
export type Answer =
  | { readonly number: number; readonly data: UnitData }
  | { readonly number: number; readonly error: ThreadError };

/** An error cannot be sent whole: what a program and a person know it by. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  /** As `calendar.horizon`, where it has one. */
  readonly code?: string;
}

export function threadErrorOf(error: unknown): ThreadError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return { name, message, ...(typeof code === "string" ? { code } : {}) };
}

/** The same error on this side. */
export const errorFrom = ({ message, ...known }: ThreadError): Error => Object.assign(new Error(message), known);

export async function modelFrom(source: ModelSource): Promise<Model> {
  if ("model" in source) return source.model;
  const loaded: { readonly [name: string]: unknown } = await import(source.module);
  const make = loaded[source.function];
  if (typeof make !== "function") throw new TypeError(`${source.module} exports no function ${source.function}`);
  return (await make(source.input)) as Model;
}

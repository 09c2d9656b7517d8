import { AdapterError } from "../ports/adapter-error.ts";
import { isErrorCode } from "../ports/attributes.ts";
import { ConformanceError, check, same } from "./check.ts";

/** How long a case waits for what should come at once: long, because machines are slow, and no test of speed. */
export const patienceMs = 10_000;

/** @throws ConformanceError when the work has not ended in time */
export async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new ConformanceError(`${what} has not ended after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until something has come about on the other side. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() >= end) throw new ConformanceError(`${what}: it has not come about after ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What work threw; a case fails when it threw nothing, or something that is no AdapterError. */
export async function troubleOf(work: Promise<unknown>, what: string): Promise<AdapterError> {
  const thrown = await within(thrownBy(work), patienceMs, what);
  check(thrown !== undefined, `${what} is told as trouble, not as done`);
  check(AdapterError.is(thrown.error), `${what} is told by an AdapterError, not by ${nameOf(thrown.error)}`);
  return thrown.error;
}

/** What a case takes for granted: work that has an end in time, and a good one. */
export async function good<T>(work: Promise<T>, what: string): Promise<T> {
  const done = await within(settled(work), patienceMs, what);
  if ("error" in done)
    throw new ConformanceError(`${what} is told as trouble (${nameOf(done.error)})`, { cause: done.error });
  return done.value;
}

const settled = <T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

const nameOf = (error: unknown): string =>
  AdapterError.is(error) ? error.code : error instanceof Error ? error.name : typeof error;

/** Left running on purpose: its end is looked at later, or is nobody's concern. */
export const thrownBy = (work: Promise<unknown>): Promise<{ readonly error: unknown } | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );

/** Everything an error says to whoever prints it, its causes included. */
export function wordsOf(error: unknown, depth = 0): string {
  if (typeof error !== "object" || error === null || depth > 5) return String(error);
  const fields = Object.getOwnPropertyNames(error)
    .filter((name) => name !== "stack" && name !== "cause")
    .map((name) => `${name}=${plain((error as { readonly [field: string]: unknown })[name])}`);
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return [...fields, stack, "cause" in error ? wordsOf(error.cause, depth + 1) : ""].join("\n");
}

function plain(value: unknown): string {
  try {
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  } catch {
    return "";
  }
}

/** Who helps, as an AdapterError says it. */
export type Help = AdapterError["retry"];

export function helps(error: AdapterError, expected: readonly Help[], what: string): void {
  check(
    expected.includes(error.retry),
    `${what} asks for ${expected.join(" or ")}, not for ${error.retry} (${error.code})`,
  );
}

/** Codes of one trouble that came twice. */
export function sameCode(codes: readonly string[]): void {
  const bad = codes.find((code) => !isErrorCode(code));
  check(bad === undefined, `a code is dotted words in lower case, without four digits in a row, not ${bad}`);
  same(codes[1], codes[0], "the code of the same trouble");
}

/** An error is printed and kept: it repeats nothing that it was told in confidence. */
export function repeatsNothing(error: unknown, confided: readonly string[], what: string): void {
  const said = wordsOf(error);
  const repeated = confided.filter((one) => said.includes(one)).length;
  check(
    repeated === 0,
    `message, fields, stack and cause of what is thrown at ${what} repeat no secret and nothing of a person (they repeat ${repeated} such things)`,
  );
}

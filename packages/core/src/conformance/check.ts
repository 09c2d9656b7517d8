/** A case that failed says in its first line what was expected, or what happened; no assertion library is needed to read it. */
export class ConformanceError extends Error {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = "ConformanceError";
  }
}

/** @param what should hold, as a sentence: it is told as what was expected */
export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new ConformanceError(`expected: ${what}`);
}

/** Compares plain data; a key with `undefined` and an absent one are the same. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [show(actual), show(expected)];
  if (found !== wanted)
    throw new ConformanceError(`${what}\n  expected ${shorten(wanted)}\n  found    ${shorten(found)}`);
}

/** The value, or a failed case when there is none. */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ConformanceError(`${what} is missing`);
  return value;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value !== "object" || value === null) return value === undefined ? "undefined" : JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${key}: ${show(item)}`).join(", ")}}`;
}

const shorten = (text: string): string => (text.length > 600 ? `${text.slice(0, 600)} …` : text);

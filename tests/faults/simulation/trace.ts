import { createHash } from "node:crypto";
import type { Commit } from "@motcua/core";
import type { Call } from "./calls.ts";

const linesKept = 4_000;

/** What happened, in order: lines to read, a digest to compare, and how often each thing was. */
export class Trace {
  readonly counts: { [what: string]: number } = {};
  /** Stands before every line. */
  step = 0;
  readonly #hash = createHash("sha256");
  readonly #lines: string[] = [];

  note(line: string): void {
    const text = `${this.step} ${line}`;
    this.#hash.update(text).update("\n");
    this.#lines.push(text);
    if (this.#lines.length > 2 * linesKept) this.#lines.splice(0, linesKept);
  }

  tally(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  /** The latest lines, those about a dossier only when one is named. */
  told(dossierId?: string, lines = 30): readonly string[] {
    const about = dossierId === undefined ? this.#lines : this.#lines.filter((line) => line.includes(dossierId));
    return about.slice(-lines);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}

/** The dossiers or ids a call is about. */
export function named({ name, args }: Call): string {
  const [first] = args;
  if (name === "commit")
    return ` ${(first as readonly Commit[]).map(({ dossierId, commandId, expectedVersion }) => `${dossierId}/${commandId}@${expectedVersion}`).join(" ")}`;
  if (name.startsWith("deliver")) return ` ${(first as { readonly messageId: string }).messageId}`;
  return ` ${args.map((arg) => (typeof arg === "string" ? arg : JSON.stringify(arg))).join(" ")}`.slice(0, 200);
}

/** What came of a call. */
export function short(value: unknown): string {
  const brief = (one: unknown): string => {
    if (typeof one !== "object" || one === null) return String(one);
    const { dossierId, version, kind, token, commandId, messageId } = one as { readonly [field: string]: unknown };
    return [kind, messageId ?? dossierId, version, commandId, token].filter((part) => part !== undefined).join(":");
  };
  return Array.isArray(value) ? value.map(brief).join(" ") : brief(value);
}

import type { ErrorCode, Fault } from "@motcua/core";

const shownMax = 10;

/** What is wrong with a log, told at once: the first ten with their place, then how many more there are. */
export class FaultList {
  readonly #faults: Fault[] = [];
  #more = 0;

  add(code: ErrorCode, vi: string, en: string, path?: string): void {
    if (this.#faults.length >= shownMax) this.#more += 1;
    else this.#faults.push(logFault(code, vi, en, path));
  }

  get none(): boolean {
    return this.#faults.length === 0;
  }

  /** No use in reading on: the same fault in every row would be counted for nothing. */
  get full(): boolean {
    return this.#more >= 10_000;
  }

  all(): readonly Fault[] {
    const more = this.#more;
    if (more === 0) return this.#faults;
    return [
      ...this.#faults,
      logFault("log.malformed", `và ${more} lỗi nữa ở các dòng sau`, `and ${more} more faults further on`),
    ];
  }
}

export const logFault = (code: ErrorCode, vi: string, en: string, path?: string): Fault => ({
  code,
  text: { vi, en },
  ...(path === undefined ? {} : { path }),
});

/** Text of a file as it is shown: shortened and escaped, for it may end up in a terminal. */
export const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

export const lineOf = (line: number): string => `line ${line}`;

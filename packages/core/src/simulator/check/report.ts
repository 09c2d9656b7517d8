import { type Fault, fault } from "../../base/errors.ts";

/** Gathers faults of a model, each with its path. */
export class Report {
  readonly #faults: Fault[] = [];

  add(path: string, vi: string, en: string): void {
    this.#faults.push(fault("model.faulty", vi, en, path));
  }

  get count(): number {
    return this.#faults.length;
  }

  all(): readonly Fault[] {
    return this.#faults;
  }
}

/** Names that there are, for whoever has misspelt one; long lists are cut. */
export const listed = (names: readonly string[]): string =>
  names.length > namesMax ? `${names.slice(0, namesMax).join(", ")}, …` : names.join(", ");
const namesMax = 30;

export const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
export const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** Reports what stands twice in a list of names. */
export function reportDoubles(report: Report, path: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  ids.forEach((id, i) => {
    if (seen.has(id)) report.add(`${path}[${i}].id`, `trùng tên "${id}"`, `"${id}" stands twice`);
    seen.add(id);
  });
}

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

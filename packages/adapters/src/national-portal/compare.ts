import type { Wire } from "./encode-g1.ts";

/** What tells one step from another where no id does: when it was, and under which code. Not what it said: words change with a
 *  release or a setting, and a step that only reads otherwise must not be sent again. */
const stepKey = (step: Wire): string => [step.ThoiDiemXuLy, step.TrangThai].map(String).join("|");

export interface StepsCompared {
  /** For each of ours, whether the portal holds it. */
  readonly held: readonly boolean[];
  /** Steps there that are none of ours, or once more. */
  readonly extra: number;
  /** Whether those of ours stand there in our order. */
  readonly inOrder: boolean;
}

/** Compares the steps as they are to be with the portal's list. Equal steps are told apart by their number. */
export function compareSteps(ours: readonly Wire[], theirs: readonly Wire[]): StepsCompared {
  const places = new Map<string, number[]>();
  theirs.forEach((step, index) => {
    const key = stepKey(step);
    places.set(key, [...(places.get(key) ?? []), index]);
  });
  const found = ours.map((step) => places.get(stepKey(step))?.shift());
  const held = found.map((place) => place !== undefined);
  const there = found.filter((place) => place !== undefined);
  return {
    held,
    extra: theirs.length - there.length,
    inOrder: there.every((place, index) => index === 0 || place > (there[index - 1] ?? -1)),
  };
}

/** Names of fields in which the portal's record differs; fields it does not tell are not compared. */
export function differingFields(ours: Wire, theirs: Wire): readonly string[] {
  return Object.keys(ours).filter((field) => field in theirs && !same(ours[field], theirs[field]));
}

/** An empty text, an empty list and nothing are the same on this wire. */
function same(a: unknown, b: unknown): boolean {
  const blank = (value: unknown): boolean =>
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  if (blank(a) || blank(b)) return blank(a) && blank(b);
  if (typeof a === "object" && typeof b === "object") return sameParts(a as Wire, b as Wire);
  return String(a) === String(b);
}

function sameParts(a: Wire, b: Wire): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}

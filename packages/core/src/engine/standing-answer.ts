import type { DossierStanding } from "./standing.ts";
import { type StandingAnswer, standingsMax } from "./standing-query.ts";

/**
 * What a partner answered, or the code it refuses by; `undefined`: it is no answer of this protocol. Whoever signs an answer
 * may still have made it badly: it is looked at field by field, and fields nobody knows are left out.
 */
export function readStandingAnswer(body: string): StandingAnswer | { readonly code: string } | undefined {
  const answer = parsed(body);
  if (!isRecord(answer)) return undefined;
  const { result, items, next, code } = answer;
  if (result === "refused") return isText(code) && codePattern.test(code) ? { code } : undefined;
  if (result !== "standing" || !Array.isArray(items) || items.length > standingsMax) return undefined;
  if (next !== undefined && !isText(next)) return undefined;
  const read = items.map(standingIn);
  if (!read.every((item) => item !== undefined)) return undefined;
  return { result, items: read, ...(next === undefined ? {} : { next }) };
}

/** A refusal's code goes into logs: nothing else of an answer does. */
const codePattern = /^[a-z][a-z0-9_.-]{0,99}$/;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

type Fits = (value: unknown) => boolean;
type Shape = { readonly [field: string]: Fits };

const textMax = 2_000;
const isText = (value: unknown): value is string => typeof value === "string" && value.length <= textMax;
const isWhole: Fits = (value) => Number.isSafeInteger(value);
const isFlag: Fits = (value) => typeof value === "boolean";
const isPhase: Fits = (value) => isText(value) && phases.has(value);
const phases: ReadonlySet<string> = new Set(["intake", "open", "ready", "ended", "elsewhere"]);
const isDay: Fits = (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value);
const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const maybe =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);
const shaped =
  (shape: Shape): Fits =>
  (value) =>
    isRecord(value) && Object.entries(shape).every(([field, fits]) => fits(value[field]));

/** Every field of a standing: the compiler sees to it that none is forgotten. */
const standingShape: { readonly [field in keyof Required<DossierStanding>]: Fits } = {
  dossierId: isText,
  code: maybe(isText),
  procedure: isText,
  officeId: isText,
  epoch: isWhole,
  version: isWhole,
  phase: isPhase,
  elsewhere: maybe(shaped({ officeId: isText, since: isWhole })),
  step: maybe(isText),
  unit: maybe(isText),
  submittedAt: isWhole,
  acceptedAt: maybe(isWhole),
  promiseOn: maybe(isDay),
  overdue: isFlag,
  suspended: isFlag,
  outcome: maybe(isText),
  verdict: maybe(isText),
  resolvedAt: maybe(isWhole),
  endedAt: maybe(isWhole),
  origin: isText,
  competent: maybe(isText),
  returnAt: maybe(isText),
  papers: maybe(
    shaped({
      from: isText,
      to: isText,
      since: isWhole,
      receivedAt: maybe(isWhole),
      late: maybe(isFlag),
      dueOn: maybe(isDay),
    }),
  ),
};
const isStanding = shaped(standingShape);

function standingIn(item: unknown): DossierStanding | undefined {
  if (!isStanding(item)) return undefined;
  const known = Object.entries(item as object).filter(([field]) => Object.hasOwn(standingShape, field));
  return Object.fromEntries(known) as unknown as DossierStanding;
}

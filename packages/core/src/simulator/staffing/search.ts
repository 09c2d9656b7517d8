import { invariant } from "../../base/invariant.ts";
import { type Judged, judgeGoals, type Tried } from "./judge.ts";
import type { StaffingGoal } from "./target.ts";

/** People by entry, in the order of the question. */
export type Staffing = readonly number[];

/** Which people are looked for, and how hard. */
export interface StaffingQuestion {
  /** All of them must be met. */
  readonly goals: readonly StaffingGoal[];
  /** Never fewer, never more, by entry. */
  readonly least: Staffing;
  readonly most: Staffing;
  /** For each staffing that is tried; more than the least only while its verdict is not sure. */
  readonly replicationsMin: number;
  readonly replicationsMax: number;
  /** How sure a verdict must be before the replications run out, 0 to 1. Default 0.95. */
  readonly confidence?: number;
  /** Staffings with the same number of people are all tried when there are no more of them than this. Default 60. */
  readonly layerMax?: number;
}

/** What the search wants to know: every figure of the goals, by replication, of the first so many replications. */
export interface StaffingAsk {
  readonly counts: Staffing;
  readonly replications: number;
}
/** By goal, then by replication; `undefined` where these people cannot do the work at all. */
export type StaffingReply = readonly (readonly number[])[] | undefined;

/** What the search found. */
export interface StaffingAnswer {
  /** The least people that reach the target; absent: not even the most do. */
  readonly chosen?: Tried;
  /** The nearest to the target when none reaches it: the most people. */
  readonly best: Tried;
  /** Everything that was tried, in order. */
  readonly tried: readonly Tried[];
  /** `least`: no staffing with fewer people reaches it. `local`: nobody of these can be spared. Both take it that one more
   *  person never makes it worse. */
  readonly proof: "least" | "local" | "none";
  /** By entry: with fewer it is not reached however many the others are. */
  readonly bounds: Staffing;
}

type Search<T> = Generator<StaffingAsk, T, StaffingReply>;

/**
 * The least people that reach a target. First for each entry the fewest it can have with all others at their most; then all
 * staffings above these bounds by number of people, one more at a time, until one reaches it: no smaller one does. Where there
 * are too many to try, one person at a time is added where it helps most, then everybody who can be spared goes.
 *
 * It asks for figures and is told them (`next(reply)`), so the caller decides where they are simulated. More replications are
 * asked for where the verdict is not sure yet.
 */
export function* staffingSearch(question: StaffingQuestion): Search<StaffingAnswer> {
  const desk = new Desk(question);
  const { least, most } = question;
  invariant(
    least.length === most.length && least.every((count, i) => count <= (most[i] ?? 0)),
    "least is not above most",
  );
  const top = yield* desk.look(most);
  if (!top.reached) return { best: top, tried: desk.tried, proof: "none", bounds: least };
  const bounds: number[] = [];
  for (let i = 0; i < most.length; i += 1) bounds.push(yield* fewest(desk, question, i));
  let near = yield* desk.look(bounds);
  if (near.reached) return done(desk, near, top, "least", bounds);
  const total = (counts: Staffing): number => counts.reduce((sum, count) => sum + count, 0);
  for (let people = total(bounds) + 1; people <= total(most); people += 1) {
    const layer = staffingsOf(bounds, most, people, question.layerMax ?? 60);
    if (layer === undefined) break;
    const tried: Tried[] = [];
    for (const counts of layer) tried.push(yield* desk.look(counts));
    const best = tried.reduce((a, b) => (nearer(b, a) ? b : a));
    if (best.reached) return done(desk, best, top, "least", bounds);
    near = best;
  }
  const enough = yield* climb(desk, near.counts, most);
  return done(desk, yield* spare(desk, enough, bounds), top, "local", bounds);
}

const done = (desk: Desk, chosen: Tried, best: Tried, proof: "least" | "local", bounds: Staffing): StaffingAnswer => ({
  chosen,
  best,
  tried: desk.tried,
  proof,
  bounds,
});

/** Reached before not, then by the margin of the goal that is hardest to meet. */
const nearer = (a: Tried, b: Tried): boolean => (a.reached === b.reached ? a.margin > b.margin : a.reached);

/** The fewest of one entry while the others are at their most, by halving. */
function* fewest(desk: Desk, { least, most }: StaffingQuestion, entry: number): Search<number> {
  let low = least[entry] ?? 0;
  let high = most[entry] ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { reached } = yield* desk.look(most.map((count, i) => (i === entry ? middle : count)));
    if (reached) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** All staffings of so many people between the bounds; `undefined` when there are too many. */
export function staffingsOf(
  bounds: Staffing,
  most: Staffing,
  people: number,
  layerMax: number,
): readonly Staffing[] | undefined {
  const found: Staffing[] = [];
  const fill = (counts: Staffing, left: number): boolean => {
    const i = counts.length;
    if (i === bounds.length) {
      if (left === 0) found.push(counts);
      return found.length <= layerMax;
    }
    const low = bounds[i] ?? 0;
    for (let count = low; count <= Math.min(most[i] ?? 0, low + left); count += 1)
      if (!fill([...counts, count], left - (count - low))) return false;
    return true;
  };
  return fill([], people - bounds.reduce((sum, count) => sum + count, 0)) ? found : undefined;
}

function* climb(desk: Desk, from: Staffing, most: Staffing): Search<Tried> {
  let at = yield* desk.look(from);
  while (!at.reached) {
    let best: Tried | undefined;
    for (let i = 0; i < most.length; i += 1) {
      if ((at.counts[i] ?? 0) >= (most[i] ?? 0)) continue;
      const one = yield* desk.look(at.counts.map((count, k) => (k === i ? count + 1 : count)));
      if (best === undefined || nearer(one, best)) best = one;
    }
    invariant(best !== undefined, "the most people reach the target");
    at = best;
  }
  return at;
}

function* spare(desk: Desk, from: Tried, bounds: Staffing): Search<Tried> {
  let at = from;
  for (;;) {
    let without: Tried | undefined;
    for (let i = 0; i < bounds.length && without === undefined; i += 1) {
      if ((at.counts[i] ?? 0) <= (bounds[i] ?? 0)) continue;
      const one = yield* desk.look(at.counts.map((count, k) => (k === i ? count - 1 : count)));
      if (one.reached) without = one;
    }
    if (without === undefined) return at;
    at = without;
  }
}

/** Asks for each staffing once, and for more replications while its verdict is not sure. */
class Desk {
  readonly tried: Tried[] = [];
  readonly #question: StaffingQuestion;
  readonly #known = new Map<string, Tried>();

  constructor(question: StaffingQuestion) {
    this.#question = question;
  }

  *look(counts: Staffing): Search<Tried> {
    const key = counts.join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { goals, replicationsMin, replicationsMax, confidence = 0.95 } = this.#question;
    let judged: Judged | undefined;
    for (let replications = Math.min(replicationsMin, replicationsMax); ; ) {
      const reply: StaffingReply = yield { counts, replications };
      judged = judgeGoals(goals, reply);
      if (replications >= replicationsMax || judged.probability >= confidence || judged.probability <= 1 - confidence)
        break;
      replications = Math.min(replicationsMax, replications * 2);
    }
    const tried: Tried = { counts, ...judged };
    this.#known.set(key, tried);
    this.tried.push(tried);
    return tried;
  }
}

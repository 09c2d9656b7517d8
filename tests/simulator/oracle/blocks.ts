import type { Branch, Condition, Delay, Distribution, TaskNode } from "@motcua/core/simulator";
import fc from "fast-check";

// Flows are drawn as blocks within blocks, so that most of them end; a few joins get more ways in than ever come.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export type Block =
  | { readonly kind: "task"; readonly of: Omit<TaskNode, "id" | "name" | "kind" | "next">; readonly escape: Escape }
  | { readonly kind: "delay"; readonly delay: Delay }
  | { readonly kind: "choice" | "inclusive"; readonly ways: readonly (readonly [WayOf, Block])[] }
  | { readonly kind: "loop"; readonly body: Block; readonly way: WayOf }
  | { readonly kind: "parallel"; readonly ways: readonly Block[] }
  | { readonly kind: "race"; readonly ways: readonly (readonly [Delay, Block])[] }
  | { readonly kind: "row"; readonly of: readonly Block[] }
  | { readonly kind: "stop" };
type WayOf = Pick<Branch, "share" | "when" | "passesMax">;
/** Where a boundary or a withdrawal leads: on, on without a merge, back to the task, to an end of all. */
interface Escape {
  readonly boundary: { readonly after: Delay; readonly to: Target } | undefined;
  readonly withdraw: Target | undefined;
}
export type Target = "on" | "unmerged" | "back" | "end";

export const maybe = <T>(value: fc.Arbitrary<T>, rarity = 4): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: rarity }, { arbitrary: value, weight: 1 });

/** Often whole half hours, so that much happens at the same instant. */
export const spell: fc.Arbitrary<Distribution> = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((n) => ({ kind: "fixed" as const, ms: n * 30 * minuteMs })),
  fc.integer({ min: 10, max: 300 }).map((n) => ({ kind: "exponential" as const, meanMs: n * minuteMs })),
  fc.integer({ min: 1, max: 300 }).map((n) => ({ kind: "uniform" as const, minMs: 0, maxMs: n * minuteMs })),
  fc.constant({ kind: "sample" as const, valuesMs: [0, 30 * minuteMs, 30 * minuteMs, hourMs, 5 * hourMs] }),
);
const longSpell: fc.Arbitrary<Distribution> = fc.oneof(
  fc.integer({ min: 0, max: 10 }).map((n) => ({ kind: "fixed" as const, ms: n * hourMs })),
  fc.integer({ min: 1, max: 20 }).map((n) => ({ kind: "exponential" as const, meanMs: n * hourMs })),
);
const delay: fc.Arbitrary<Delay> = fc.record(
  { ms: longSpell, calendar: fc.constantFrom("always", "week", "border", "dated") },
  { requiredKeys: ["ms"] },
);
const target: fc.Arbitrary<Target> = fc.constantFrom("on", "on", "unmerged", "back", "end");
export const skill = fc.constantFrom("a", "b", "c");

const task = fc
  .record({
    skill,
    duration: spell,
    own: maybe(spell, 3),
    crew: maybe(
      fc.array(fc.record({ skill, count: fc.integer({ min: 1, max: 2 }) }), { minLength: 1, maxLength: 2 }),
      6,
    ),
    patience: maybe(longSpell),
    withdraw: maybe(target, 2),
    boundary: maybe(fc.record({ after: delay, to: target })),
    priority: fc.integer({ min: 0, max: 2 }),
    batch: maybe(
      fc
        .record({
          sizeMin: fc.integer({ min: 1, max: 3 }),
          more: fc.integer({ min: 0, max: 2 }),
          waitMsMax: maybe(
            fc.integer({ min: 0, max: 8 }).map((n) => n * hourMs),
            1,
          ),
          run: fc.constantFrom("together" as const, "one-after-another" as const),
          durationFactor: maybe(
            fc.constant([
              { size: 2, factor: 1.5 },
              { size: 4, factor: 2.5 },
              { size: 3, factor: 0.5 },
            ]),
            2,
          ),
        })
        .map(({ sizeMin, more, waitMsMax, durationFactor, run }) => ({
          sizeMin,
          sizeMax: sizeMin + more,
          run,
          ...(waitMsMax === undefined ? {} : { waitMsMax }),
          ...(durationFactor === undefined ? {} : { durationFactor }),
        })),
      4,
    ),
    fixedCost: fc.constantFrom(0, 2.5),
    fourEyes: maybe(fc.constant(true), 1),
  })
  .map(
    ({ skill, duration, own, crew, patience, withdraw, boundary, priority, batch, fixedCost, fourEyes }): Block => ({
      kind: "task",
      of: {
        skill,
        duration: { all: duration, ...(own === undefined ? {} : { byPerson: { p1: own } }) },
        priority,
        fixedCost,
        ...(crew === undefined ? {} : { crew }),
        ...(patience === undefined ? {} : { patience }),
        ...(batch === undefined ? {} : { batch }),
        ...(fourEyes === undefined ? {} : { notSamePersonAs: ["?"] }),
      },
      escape: { boundary, withdraw: patience === undefined ? undefined : withdraw },
    }),
  );

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom("land", "other").map((is) => ({ attribute: "kind", is })),
  fc.constant({ attribute: "size", atLeast: 30, below: 80 }),
);
const way: fc.Arbitrary<WayOf> = fc
  .record({
    share: fc.integer({ min: 0, max: 10 }),
    when: maybe(condition, 4),
    passesMax: maybe(fc.constantFrom(1, 2), 4),
  })
  .map(({ share, when, passesMax }) => ({
    share: share / 10,
    ...(when === undefined ? {} : { when }),
    ...(passesMax === undefined ? {} : { passesMax }),
  }));

export const { block } = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, depthSize: "small", withCrossShrink: true },
    { arbitrary: task, weight: 5 },
    { arbitrary: delay.map((of): Block => ({ kind: "delay", delay: of })), weight: 1 },
    {
      arbitrary: fc
        .tuple(
          fc.constantFrom("choice" as const, "inclusive" as const),
          fc.array(fc.tuple(way, tie("block")), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, ways]): Block => ({ kind, ways })),
      weight: 2,
    },
    { arbitrary: fc.record({ kind: fc.constant("loop" as const), body: tie("block"), way }), weight: 1 },
    {
      arbitrary: fc.record({
        kind: fc.constant("parallel" as const),
        ways: fc.array(tie("block"), { minLength: 2, maxLength: 3 }),
      }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant("race" as const),
        ways: fc.array(fc.tuple(delay, tie("block")), { minLength: 1, maxLength: 3 }),
      }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant("row" as const),
        of: fc.array(tie("block"), { minLength: 2, maxLength: 3 }),
      }),
      weight: 4,
    },
    { arbitrary: fc.constant<Block>({ kind: "stop" }), weight: 1 },
  ),
}));

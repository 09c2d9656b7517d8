import { isPostStatus, movePostLeg, type PostLeg, type PostMove, type PostStatus, postLegEnded } from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const planned: PostLeg = {
  leg: "delivery",
  carrier: "vnpost",
  orderNumber: "D1-P1",
  status: "planned",
  begunAt: 10,
  sent: 0,
  seen: {},
};
const order = { kind: "order" } as const;
const known = (outcome: "there" | "not-there", waybill?: string): PostMove => ({
  kind: "order-known",
  outcome,
  ...(waybill === undefined ? {} : { waybill }),
});
const tell = (status: PostStatus, happenedAt?: number, waybill?: string): PostMove => ({
  kind: "tell",
  status,
  ...(happenedAt === undefined ? {} : { happenedAt }),
  ...(waybill === undefined ? {} : { waybill }),
});
const ask = { kind: "ask-cancel" } as const;
const off = (outcome: "cancelled" | "too-late") => ({ kind: "cancel-known", outcome }) as const;

/** Plays moves at 100, 101, …; the last outcome, where the parcel stands and how often it was ordered. */
function play(...moves: readonly PostMove[]): readonly [string, string, number] {
  let leg = planned;
  let outcome = "";
  moves.forEach((move, i) => {
    const before = JSON.stringify(leg);
    const answer = movePostLeg(leg, move, 100 + i);
    expect(JSON.stringify(leg)).toBe(before);
    outcome = answer.ok ? "moved" : answer.error.code;
    if (answer.ok) leg = answer.value;
  });
  return [outcome, leg.status, leg.sent];
}

describe("a parcel", () => {
  it.each<[string, readonly PostMove[], readonly [string, string, number]]>([
    [
      "is ordered, collected, carried and delivered",
      [order, known("there", "W"), tell("collected"), tell("in-transit"), tell("delivered")],
      ["moved", "delivered", 1],
    ],
    ["is not ordered again while nobody knows", [order, order], ["post.outcome_unknown", "ordering", 1]],
    ["is not ordered again once there", [order, known("there"), order], ["post.not_open", "ordered", 1]],
    ["may be ordered again once known not there", [order, known("not-there"), order], ["moved", "ordering", 2]],
    [
      "may be told of before the answer",
      [order, tell("collected"), known("there")],
      ["post.nothing_new", "collected", 1],
    ],
    ["gets its number with a late answer", [order, tell("collected"), known("there", "W")], ["moved", "collected", 1]],
    [
      "was never not there once told of",
      [order, tell("collected"), known("not-there")],
      ["post.not_open", "collected", 1],
    ],
    ["is not told of before it was ordered", [tell("collected")], ["post.not_open", "planned", 0]],
    [
      "told twice is told once",
      [order, tell("collected", 50), tell("collected", 60)],
      ["post.nothing_new", "collected", 1],
    ],
    ["does not go back", [order, tell("in-transit"), tell("collected")], ["moved", "in-transit", 1]],
    ["does not go back from its end", [order, tell("delivered"), tell("in-transit")], ["moved", "delivered", 1]],
    [
      "is attempted as often as it is",
      [order, tell("attempted", 50), tell("attempted", 60)],
      ["moved", "attempted", 1],
    ],
    [
      "is attempted as often as that is told without a time",
      [order, tell("attempted"), tell("attempted")],
      ["moved", "attempted", 1],
    ],
    [
      "is not attempted twice at one time",
      [order, tell("attempted", 50), tell("attempted", 50)],
      ["post.nothing_new", "attempted", 1],
    ],
    ["ends once", [order, tell("delivered"), tell("returned")], ["post.ended_otherwise", "delivered", 1]],
    [
      "has one waybill",
      [order, tell("collected", 50, "W"), tell("delivered", 60, "X")],
      ["post.other_waybill", "collected", 1],
    ],
    ["planned is called off by itself", [ask], ["moved", "cancelled", 0]],
    ["is not called off while nobody knows", [order, ask], ["post.not_open", "ordering", 1]],
    ["is called off by the carrier", [order, known("there"), ask, off("cancelled")], ["moved", "cancelled", 1]],
    ["called off stays ordered until the carrier says", [order, known("there"), ask], ["moved", "ordered", 1]],
    ["may be too late to be called off", [order, known("there"), ask, off("too-late"), ask], ["moved", "ordered", 1]],
    ["under way is not called off", [order, tell("collected"), ask], ["post.not_open", "collected", 1]],
    ["is not called off unasked", [order, known("there"), off("cancelled")], ["post.not_open", "ordered", 1]],
  ])("%s", (_name, moves, outcome) => {
    expect(play(...moves)).toEqual(outcome);
  });

  it("takes the carrier's times within its own life", () => {
    const ordered = movePostLeg(planned, order, 20);
    if (!ordered.ok) throw new Error(ordered.error.code);
    const early = movePostLeg(ordered.value, tell("collected", 5), 30);
    const ahead = movePostLeg(ordered.value, tell("collected", 5_000), 30);
    expect([early.ok && early.value.seen.collected, ahead.ok && ahead.value.seen.collected]).toEqual([10, 30]);
  });

  const statuses = (
    "ordered collected in-transit attempted returning delivered returned lost cancelled".split(" ") as PostStatus[]
  ).filter(isPostStatus);
  const move: fc.Arbitrary<PostMove> = fc.oneof(
    fc.constantFrom<PostMove>(order, known("there"), known("there", "W"), known("not-there"), ask),
    fc.constantFrom<PostMove>(off("cancelled"), off("too-late")),
    fc
      .tuple(fc.constantFrom(...statuses), fc.integer({ min: 0, max: 200 }), fc.constantFrom(undefined, "W", "X"))
      .map(([status, happenedAt, waybill]) => tell(status, happenedAt, waybill)),
  );
  /** Written anew, so that a slip in the table of the source shows. */
  const height = (status: string): number =>
    ["planned", "ordering", "ordered", "collected", "in-transit", "attempted", "returning"].indexOf(status) % 99;

  it("whatever comes and in whatever order: never back, one end, one waybill, never two orders under way", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 24 }), (moves) => {
        let leg = planned;
        let arrived = false;
        moves.forEach((one, i) => {
          const answer = movePostLeg(leg, one, 100 + i);
          if (!answer.ok) return;
          const next = answer.value;
          const sentBack = one.kind === "order-known" && one.outcome === "not-there";
          if (postLegEnded(leg)) expect(next.status).toBe(leg.status);
          else if (!postLegEnded(next) && !sentBack)
            expect(height(next.status)).toBeGreaterThanOrEqual(height(leg.status));
          if (leg.waybill !== undefined) expect(next.waybill).toBe(leg.waybill);
          if (one.kind === "order") expect([leg.status, arrived]).toEqual(["planned", false]);
          if (sentBack) expect(leg.status).toBe("ordering");
          arrived ||= one.kind === "tell" || (one.kind === "order-known" && one.outcome === "there");
          for (const when of Object.values(next.seen)) expect(when >= 10 && when <= 100 + i).toBe(true);
          for (const status of Object.keys(leg.seen)) expect(next.seen).toHaveProperty(status);
          leg = next;
        });
      }),
      { numRuns: 3_000 },
    );
  });
});

import { type DossierEvent, type DossierState, evolve, type PostMove, type PostStatus } from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Driver, inForce, people } from "../dossier/kit.ts";

const identity = { dossierId: "d1", officeId: "xa-1" } as never;
const move = (one: PostMove) => ({ type: "move-post-leg", legId: "P1", move: one });
const order: PostMove = { kind: "order" };
const there: PostMove = { kind: "order-known", outcome: "there", waybill: "W" };

function begun(): Driver {
  const filed = { procedure: "1.001193", channel: "counter", caseId: "general", facts: {}, intakeRef: "r1" };
  return new Driver(inForce("1.001193"), "2026-08-20 09:00")
    .ok(people.desk, { type: "submit", ...filed })
    .ok(people.desk, {
      type: "begin-post-leg",
      legId: "P1",
      leg: "delivery",
      carrier: "vnpost",
      orderNumber: "r1-P1",
      budget: { unit: "working-day", amount: 2 },
      source: "Hợp đồng bưu chính 12/HĐ",
    });
}

const folded = (events: readonly DossierEvent[]): DossierState | undefined =>
  events.reduce<DossierState | undefined>((state, event) => evolve(state, event, identity), undefined);

/** Events as they were before they said what was reached. */
const asFirst = (events: readonly DossierEvent[]): readonly DossierEvent[] =>
  events.map((event) => {
    if (event.type !== "post-leg-moved") return event;
    const { reached: _since, ...first } = event;
    return first;
  });

describe("what events of parcels mean", () => {
  it("an event says what was reached, whatever rule moves parcels today", () => {
    const { events } = begun().ok(people.desk, move(order)).ok(people.desk, move(there));
    const last = events.at(-1);
    if (last?.type !== "post-leg-moved") throw new Error("no move");
    // Of a rule to come, which lets a parcel be told of as delivered by another move and keeps no time of it.
    const reached = { status: "delivered" as const, sent: 1, seen: {} };
    const other = { ...last, seq: last.seq + 1, move: order, reached };
    expect(folded([...events, other])?.postLegs?.P1).toEqual({
      leg: "delivery",
      carrier: "vnpost",
      orderNumber: "r1-P1",
      begunAt: begun().now,
      ...reached,
    });
  });

  it("the first events, which say the move alone, mean what they meant", () => {
    const began = begun();
    const { seq, ...envelope } = began.events.at(-1) ?? { seq: 0 };
    const at = began.now;
    const moves: readonly PostMove[] = [
      order,
      { kind: "order-known", outcome: "not-there", waybill: "W" },
      order,
      { kind: "tell", status: "collected", happenedAt: at - 60_000, waybill: "W" },
      { kind: "order-known", outcome: "there", waybill: "W" },
      { kind: "tell", status: "attempted", happenedAt: at + 600_000 },
      { kind: "tell", status: "attempted" },
      { kind: "tell", status: "in-transit", happenedAt: at + 90_000_000 },
      { kind: "tell", status: "delivered" },
    ];
    const told = moves.map((one, i) => {
      const moment = at + (i + 1) * 300_000;
      return { ...envelope, type: "post-leg-moved", legId: "P1", move: one, seq: seq + i + 1, at: moment };
    });
    const before = folded([...began.events, ...told.slice(0, 7)] as unknown as DossierEvent[]);
    expect(before?.postLegs?.P1).toMatchObject({ status: "attempted", seen: { attempted: at + 2_100_000 } });
    expect(before?.limits["post:P1"]).toBeDefined();
    const after = folded([...began.events, ...told] as unknown as DossierEvent[]);
    expect(after?.postLegs?.P1).toEqual({
      leg: "delivery",
      carrier: "vnpost",
      orderNumber: "r1-P1",
      begunAt: at,
      status: "delivered",
      sent: 2,
      sentAt: at + 900_000,
      waybill: "W",
      seen: { collected: at, attempted: at + 2_100_000, "in-transit": at + 2_400_000, delivered: at + 2_700_000 },
    });
    expect(after?.limits["post:P1"]).toBeUndefined();
  });

  const statuses: readonly PostStatus[] = [
    "ordered",
    "collected",
    "in-transit",
    "attempted",
    "returning",
    "delivered",
    "returned",
    "lost",
    "cancelled",
  ];
  const any: fc.Arbitrary<PostMove> = fc.oneof(
    fc.constantFrom<PostMove>(order, order, there, { kind: "order-known", outcome: "there" }, { kind: "ask-cancel" }),
    fc.constantFrom<PostMove>(
      { kind: "order-known", outcome: "not-there" },
      { kind: "cancel-known", outcome: "cancelled" },
      { kind: "cancel-known", outcome: "too-late" },
    ),
    fc.tuple(fc.constantFrom(...statuses), fc.integer({ min: -5, max: 40 }), fc.constantFrom(undefined, "W", "X")).map(
      ([status, minutes, waybill]): PostMove => ({
        kind: "tell",
        status,
        ...(minutes < 0 ? {} : { happenedAt: begun().now + minutes * 60_000 }),
        ...(waybill === undefined ? {} : { waybill }),
      }),
    ),
  );

  it("up to today both ways of writing come to the same", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(any, { maxLength: 16 }), (moves) => {
        const d = begun();
        for (const one of moves) {
          d.now += 120_000;
          if (d.try(people.desk, move(one)) === undefined) seen.add(d.dossier.postLegs?.P1?.status ?? "");
        }
        expect(folded(d.events)).toEqual(d.dossier);
        expect(folded(asFirst(d.events))).toEqual(d.dossier);
      }),
      { numRuns: 200, seed: 5 },
    );
    expect([...seen].sort()).toEqual([...statuses, "ordering", "planned"].sort());
  });
});

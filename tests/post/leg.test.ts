import { type DossierState, earliestRung, evolve, explainLimit, type PostMove } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, at, Driver, inForce, people } from "../dossier/kit.ts";

const code = "1.001193";
const submit = {
  type: "submit",
  procedure: code,
  channel: "post",
  caseId: "general",
  facts: {},
  intakeRef: "r1",
  returnBy: "post",
};
const begin = (leg: "collection" | "delivery", legId: string, orderNumber: string) => ({
  type: "begin-post-leg",
  legId,
  leg,
  carrier: "vnpost",
  orderNumber,
  budget: { unit: "working-day", amount: 2 },
  source: "Hợp đồng bưu chính 12/HĐ",
});
const move = (legId: string, one: PostMove) => ({ type: "move-post-leg", legId, move: one });
const tell = (legId: string, status: string, when?: string) =>
  move(legId, { kind: "tell", status, ...(when === undefined ? {} : { happenedAt: at(when) }) } as PostMove);
const ordered = (d: Driver, legId: string) =>
  d
    .ok(people.desk, move(legId, { kind: "order" }))
    .ok(people.desk, move(legId, { kind: "order-known", outcome: "there" }));

describe("a parcel of a dossier", () => {
  it("is collected before there is a clock, under a limit of its own; the dossier counts from its acceptance", () => {
    const law = inForce(code);
    const d = new Driver(law, "2026-08-20 09:00")
      .ok(people.desk, submit)
      .ok(people.desk, begin("collection", "T1", "r1-T1"));
    ordered(d, "T1");
    const limit = d.state?.limits["post:T1"];
    expect([limit?.kind, limit?.source]).toEqual(["post", "Hợp đồng bưu chính 12/HĐ"]);
    const explained = explainLimit(law.time, limit?.ledger as never, d.now);
    // The make-up Saturday of 22 August 2026 is a working day.
    expect(explained.due?.dueOn).toBe("2026-08-22");
    expect(d.state?.limits.principal).toBeUndefined();
    d.at("2026-08-21 10:00")
      .ok(people.desk, tell("T1", "collected"))
      .at("2026-08-22 08:30")
      .ok(people.desk, tell("T1", "delivered"));
    expect(d.state?.limits["post:T1"]).toBeUndefined();
    expect(d.state?.postLegs?.T1).toMatchObject({ status: "delivered", seen: { collected: at("2026-08-21 10:00") } });
    d.at("2026-08-24 10:00").ok(people.desk, { type: "accept" });
    expect(d.state?.limits.principal?.ledger.startAt).toBe(at("2026-08-24 10:00"));
  });

  it("late is told upwards while nothing else runs, and is silent once it came", () => {
    const d = new Driver(inForce(code), "2026-08-20 09:00")
      .ok(people.desk, submit)
      .ok(people.desk, begin("collection", "T1", "r1-T1"));
    ordered(d, "T1");
    expect(earliestRung(d.law, d.state as DossierState)?.limit).toBe("post:T1");
    d.at("2026-08-25 18:00").ok(people.desk, { type: "wake" });
    const rungs = d.events.flatMap((event) => (event.type === "rung-taken" ? [`${event.limit} ${event.rung}`] : []));
    expect(rungs).toEqual(["post:T1 before-1", "post:T1 due", "post:T1 after-1"]);
    expect(d.events.filter((event) => event.type === "escalated")).not.toEqual([]);
    d.ok(people.desk, tell("T1", "lost"));
    expect(earliestRung(d.law, d.state as DossierState)?.limit ?? "none").not.toBe("post:T1");
  });

  it("outlives the dossier: the result is on its way after it was resolved and returned", () => {
    const d = new Driver(inForce(code), "2026-08-20 09:00").ok(people.desk, { ...submit, channel: "counter" });
    d.ok(people.desk, { type: "accept" }).ok(people.desk, begin("delivery", "P1", "c-P1"));
    ordered(d, "P1");
    d.ok(people.desk, { type: "withdraw" });
    expect(Object.keys(d.state?.limits ?? {})).toContain("post:P1");
    d.at("2026-08-21 09:00").ok(people.desk, tell("P1", "returned"));
    expect(Object.keys(d.state?.limits ?? {})).not.toContain("post:P1");
  });

  it("ends when it was delivered, not when that was told, and tells the desk once", () => {
    const d = new Driver(inForce(code), "2026-08-20 09:00")
      .ok(people.desk, submit)
      .ok(people.desk, begin("collection", "T1", "r1-T1"));
    ordered(d, "T1");
    d.at("2026-08-21 16:00").ok(people.desk, tell("T1", "delivered", "2026-08-21 09:30"));
    expect(d.events.filter((event) => event.type === "limit-ended")).toMatchObject([
      { endedAt: at("2026-08-21 09:30") },
    ]);
    expect(d.last?.outbox.map(({ adapter, kind }) => `${adapter} ${kind}`)).toEqual(["desk post-leg-ended"]);
    expect(d.refused(people.desk, tell("T1", "delivered", "2026-08-21 09:30"))).toBe("post.nothing_new");
    expect(d.refused(people.desk, tell("T1", "returned"))).toBe("post.ended_otherwise");
    d.ok(people.desk, tell("T1", "collected", "2026-08-20 15:00"));
    expect(d.state?.postLegs?.T1?.status).toBe("delivered");
  });

  it("does not touch promise, principal limit or the machine", () => {
    const d = new Driver(inForce(code), "2026-08-20 09:00")
      .ok(people.desk, { ...submit, channel: "counter" })
      .ok(people.desk, { type: "accept" });
    const before = d.state;
    d.ok(people.desk, begin("delivery", "P1", "c-P1"));
    ordered(d, "P1").ok(people.desk, tell("P1", "collected"));
    expect(d.state?.limits.principal).toEqual(before?.limits.principal);
    expect([d.state?.promises, d.state?.control, d.state?.responsibility]).toEqual([
      before?.promises,
      before?.control,
      before?.responsibility,
    ]);
  });

  it("is refused what it cannot be", () => {
    const d = new Driver(inForce(code), "2026-08-20 09:00")
      .ok(people.desk, submit)
      .ok(people.desk, begin("collection", "T1", "r1-T1"));
    expect(d.refused(people.desk, begin("delivery", "T1", "other"))).toBe("post.leg_in_use");
    expect(d.refused(people.desk, begin("delivery", "P1", "r1-T1"))).toBe("post.leg_in_use");
    expect(d.refused(people.desk, tell("P9", "collected"))).toBe("post.unknown_leg");
    expect(d.refused(people.desk, tell("__proto__", "collected"))).toBe("command.input");
    expect(d.refused(people.desk, tell("constructor", "collected"))).toBe("post.unknown_leg");
    expect(d.refused(people.desk, tell("T1", "flown"))).toBe("command.input");
    expect(d.refused(people.desk, move("T1", { kind: "fly" } as unknown as PostMove))).toBe("command.input");
    expect(d.refused(people.desk, { ...begin("delivery", "P1", "x"), carrier: "Nguyễn Văn A" })).toBe("command.input");
    expect(
      d.refused(people.desk, { ...begin("delivery", "P1", "x"), budget: { unit: "working-day", amount: 0 } }),
    ).toBe("limit.out_of_range");
    expect(d.refused(people.officer, tell("T1", "collected"))).toBe("command.role");
    const crowded = Array.from({ length: 19 }, (_, i) => begin("delivery", `P${i}`, `o${i}`));
    for (const one of crowded) d.ok(people.desk, one);
    expect(d.refused(people.desk, begin("delivery", "P99", "o99"))).toBe("command.too_many");
  });

  it("keeps in events what is known of a move and nothing else", () => {
    const d = new Driver(inForce(code), "2026-08-20 09:00")
      .ok(people.desk, submit)
      .ok(people.desk, begin("collection", "T1", "r1-T1"));
    d.ok(people.desk, move("T1", { kind: "order", receiver: "Nguyễn Văn A" } as unknown as PostMove));
    expect(JSON.stringify(d.events)).not.toContain("Nguyễn");
    const again = d.events.reduce<DossierState | undefined>(
      (state, event) => evolve(state, event, { dossierId: "d1", officeId: "xa-1" } as never),
      undefined,
    );
    expect(again).toEqual(d.state);
  });

  it("counts under the rules of 2018 as well", () => {
    const law = inForce("1.001193", {
      on: "2020-03-02",
      definition: (one) => ({ ...one, effective: { from: "2018-01-01" as never } }),
    });
    const d = new Driver(law, "2020-03-02 09:00")
      .ok(people.desk, submit)
      .ok(people.desk, begin("collection", "T1", "r1-T1"));
    expect(earliestRung(d.law, d.state as DossierState)?.limit).toBe("post:T1");
  });

  it("holds the clock where the procedure has a step for it, on the post's account", () => {
    const definition = inForce(code).procedure.definition;
    expect(definition.steps.some(({ kind }) => kind === "post")).toBe(false);
    const law = inForce(code, {
      definition: (one) => {
        const [first, ...rest] = one.steps;
        if (first === undefined) throw new Error("no steps");
        const [action, ...others] = first.actions;
        if (action === undefined) throw new Error("no action");
        const carried = {
          ...first,
          id: "carried",
          kind: "post" as const,
          wait: { budget: { unit: "working-day" as const, amount: 2 }, ground: "post", source: "Ví dụ" },
          actions: [{ ...action, id: "came", clock: "run" as const }],
        };
        const out = { ...action, id: "send", to: "carried", clock: "suspend" as const };
        return { ...one, steps: [{ ...first, actions: [out, action, ...others] }, carried, ...rest] };
      },
    });
    const d = new Driver(law, "2026-08-20 09:00")
      .ok(people.desk, { ...submit, channel: "counter" })
      .ok(people.desk, { type: "accept" });
    const step = d.state?.task?.step ?? "";
    d.ok(people.desk, act(step, "send"));
    expect(d.state?.responsibility?.holder).toBe("party:post");
    d.at("2026-08-21 09:00").ok(people.desk, act("carried", "came"));
    expect(d.state?.responsibility?.holder).not.toBe("party:post");
  });
});

import {
  availableActions,
  type DossierState,
  evolve,
  type PaymentMove,
  type Policies,
  type ResolvedFacts,
  systemActor,
} from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, at, Driver, inForce, people, resolved } from "../dossier/kit.ts";

const code = "1.001193";
const land = "1.013978";
const reference = "H26.1-260820-0001-TT1";
const submit = { type: "submit", procedure: code, channel: "counter", caseId: "general", facts: {}, intakeRef: "r1" };
const ask = (more: { readonly [field: string]: unknown } = {}) => ({
  type: "request-payment",
  reference,
  amountVnd: 28_000,
  payBy: at("2026-09-10 17:00"),
  ...more,
});
const move = (one: PaymentMove, of = reference) => ({ type: "move-payment", reference: of, move: one });
const came = (transactionId = "GD1", amountVnd = 28_000, more: { readonly [field: string]: unknown } = {}) =>
  move({
    type: "receive",
    transactionId,
    amountVnd,
    currency: "VND",
    paidAt: at("2026-08-20 09:01"),
    ...more,
  } as PaymentMove);
const accepted = (policies: Partial<Policies> = {}) =>
  new Driver(inForce(code, { policies }), "2026-08-20 09:00")
    .ok(people.desk, submit)
    .ok(people.desk, { type: "accept" });
/** A land dossier at its wait for charges, the clock standing. */
const waiting = (law = inForce(land)) =>
  new Driver(law, "2026-08-20 09:00")
    .ok(people.desk, { ...submit, procedure: land })
    .ok(people.desk, { type: "accept" })
    .ok(people.desk, act("intake", "forward"))
    .ok(people.land, { type: "claim" })
    .ok(people.land, act("officer", "charge"));
const payment = (d: Driver, of = reference) => d.state?.payments?.[of];
const told = (d: Driver) => d.last?.outbox.map(({ adapter, kind }) => `${adapter} ${kind}`);
const place = (d: Driver) => d.state?.control.split(";").slice(0, 2).join(" ");

describe("a payment of a dossier", () => {
  it("is asked for of the citizen, by amount and last day", () => {
    const d = accepted().ok(people.desk, ask());
    expect(told(d)).toEqual(["citizen payment-requested"]);
    expect(JSON.parse(d.last?.outbox[0]?.body ?? "{}")).toMatchObject({
      amount: 28_000,
      until: "2026-09-10",
      code: "H26.1-260820-0001",
    });
    expect(payment(d)).toMatchObject({ status: "requested", amountVnd: 28_000, received: [] });
    expect(d.refused(people.desk, ask())).toBe("payment.nothing_new");
    expect(d.refused(people.desk, ask({ amountVnd: 1 }))).toBe("payment.reference_reused");
  });

  it("is paid by the system's hand, once however often it is told", () => {
    const d = accepted().ok(people.desk, ask());
    d.ok(systemActor, move({ type: "start" })).ok(systemActor, move({ type: "start-known", outcome: "there" }));
    d.at("2026-08-20 09:05").ok(systemActor, came());
    expect(payment(d)).toMatchObject({ status: "paid", received: [{ transactionId: "GD1", amountVnd: 28_000 }] });
    expect(told(d)).toEqual(["desk payment-received"]);
    expect(d.refused(systemActor, came())).toBe("payment.nothing_new");
    expect(d.refused(systemActor, came("GD1", 27_000))).toBe("payment.transaction_reused");
    expect(d.refused(people.officer, came("GD2"))).toBe("command.role");
  });

  it.each([
    ["another amount", came("GD1", 27_999), "payment.amount_differs"],
    ["another currency", came("GD1", 28_000, { currency: "USD" }), "payment.other_currency"],
    ["after its time", came("GD1", 28_000, { paidAt: at("2026-09-10 17:01") }), "payment.late"],
  ])("keeps %s aside with its code, tells the desk, and still waits to be paid", (_name, wrong, because) => {
    const d = accepted().ok(people.desk, ask()).ok(systemActor, wrong);
    expect(payment(d)).toMatchObject({ status: "requested", received: [], aside: [{ transactionId: "GD1", because }] });
    expect(told(d)).toEqual(["desk payment-set-aside"]);
    expect(d.refused(systemActor, wrong)).toBe(because);
    d.ok(systemActor, came("GD2"));
    expect(payment(d)?.status).toBe("paid");
    d.ok(people.desk, move({ type: "gave-back", transactionId: "GD1", refundId: "H1" }));
    expect(payment(d)?.aside).toMatchObject([{ refundId: "H1" }]);
    expect(d.refused(people.desk, move({ type: "gave-back", transactionId: "GD1", refundId: "H2" }))).toBe(
      "payment.not_open",
    );
  });

  it("paid twice keeps the second transfer aside", () => {
    const d = accepted().ok(people.desk, ask()).ok(systemActor, came("GD1")).ok(systemActor, came("GD2"));
    expect(payment(d)).toMatchObject({
      received: [{ transactionId: "GD1" }],
      aside: [{ transactionId: "GD2", because: "payment.already_paid" }],
    });
  });

  it.each(["FT26061/8842", "9".repeat(128), "AA/26-0000123", "a=b#c+d%20{e}"])(
    "takes the gateway's own number as it is: %s",
    (number) => {
      const d = accepted()
        .ok(people.desk, ask())
        .ok(systemActor, came(number, 1))
        .ok(systemActor, came(`${number.slice(1)}2`));
      expect(payment(d)).toMatchObject({ status: "paid", aside: [{ transactionId: number }] });
      d.ok(people.desk, move({ type: "gave-back", transactionId: number, refundId: number }));
      expect(payment(d)?.aside).toMatchObject([{ refundId: number }]);
    },
  );

  it.each([["Nguyen Van A"], ["9".repeat(129)], [" 12"], ["12\n"], ["Nguyễn12"], ["a\u0000b"], [""]])(
    "takes no name and no text for a number: %j",
    (number) => {
      const d = accepted().ok(people.desk, ask());
      expect(d.refused(systemActor, came(number))).toBe("command.input");
    },
  );

  it("has a reference as long as the book's", () => {
    const long = `R${"1".repeat(99)}`;
    const d = accepted().ok(people.desk, ask({ reference: long }));
    d.ok(systemActor, { ...came(), reference: long });
    expect(payment(d, long)?.status).toBe("paid");
    expect(d.refused(people.desk, ask({ reference: `${long}1` }))).toBe("command.input");
  });

  it("is refused what it cannot be", () => {
    const d = accepted().ok(people.desk, ask());
    expect(d.refused(systemActor, { ...came(), reference: "other" })).toBe("payment.unknown");
    expect(d.refused(systemActor, { ...came(), reference: "constructor" })).toBe("payment.unknown");
    expect(d.refused(systemActor, came("Nguyễn Văn A"))).toBe("command.input");
    expect(d.refused(systemActor, move({ type: "fly" } as unknown as PaymentMove))).toBe("command.input");
    expect(d.refused(systemActor, move({ type: "set-aside" } as unknown as PaymentMove))).toBe("command.input");
    expect(d.refused(systemActor, came("GD1", 0.5))).toBe("payment.bad_amount");
    expect(d.refused(people.desk, ask({ reference: "R2", amountVnd: 0 }))).toBe("payment.bad_amount");
    expect(d.refused(people.desk, ask({ reference: "R2", payBy: at("2026-08-19 09:00") }))).toBe("payment.bad_time");
    expect(d.refused(people.desk, ask({ reference: "R2", action: "paid" }))).toBe("command.unknown_action");
    expect(d.refused(people.citizen, ask({ reference: "R2" }))).toBe("command.role");
    for (let i = 2; i <= 20; i += 1) d.ok(people.desk, ask({ reference: `R${i}` }));
    expect(d.refused(people.desk, ask({ reference: "R21" }))).toBe("command.too_many");
  });

  it("keeps in events what is known of it and nothing else, and folds again to the same", () => {
    const d = accepted().ok(people.desk, ask({ payer: "Nguyễn Văn A" }));
    d.ok(systemActor, came("GD1", 28_000, { payerName: "Nguyễn Văn A" })).ok(systemActor, came("GD2"));
    expect(JSON.stringify([d.events, d.last?.outbox])).not.toContain("Nguyễn");
    const again = d.events.reduce<DossierState | undefined>(
      (state, event) => evolve(state, event, { dossierId: "d1", officeId: "xa-1" } as never),
      undefined,
    );
    expect(again).toEqual(d.state);
  });

  it.each([
    ["long before it was asked for", at("2026-08-19 08:59")],
    ["in twenty days", at("2026-09-09 09:00")],
    ["in 1970", 0],
  ])("keeps aside what is said to be paid %s, until it is told rightly", (_name, paidAt) => {
    const d = accepted()
      .ok(people.desk, ask())
      .ok(systemActor, came("GD1", 28_000, { paidAt }));
    expect(payment(d)).toMatchObject({ status: "requested", aside: [{ because: "payment.bad_time" }] });
    expect(told(d)).toEqual(["desk payment-set-aside"]);
    expect(d.refused(systemActor, came("GD1", 28_000, { paidAt }))).toBe("payment.bad_time");
    d.ok(systemActor, came("GD1"));
    expect(payment(d)).toMatchObject({ status: "paid", aside: [] });
  });

  it("folds what was recorded before that was asked", () => {
    const d = accepted().ok(people.desk, ask());
    const { version: seq, lastAt } = d.state as DossierState;
    const event = { ...came("GD1", 28_000, { paidAt: 0 }), type: "payment-moved", schema: 1, seq: seq + 1, at: lastAt };
    const state = evolve(
      d.state,
      { ...event, commandId: "c", by: { person: "system", unit: "system" } } as never,
      {} as never,
    );
    expect(state.payments?.[reference]?.status).toBe("paid");
  });

  it("takes the word of a clock that is hours off", () => {
    const d = accepted().ok(people.desk, ask());
    d.ok(systemActor, came("GD1", 28_000, { paidAt: at("2026-08-20 16:01") }));
    expect(payment(d)?.status).toBe("paid");
  });

  it("keeps twenty wrong transfers aside until they go back, and tells the desk of the last there is room for", () => {
    const d = accepted().ok(people.desk, ask());
    for (let i = 1; i <= 20; i += 1) {
      d.ok(systemActor, came(`W${i}`, 1));
      expect(JSON.parse(d.last?.outbox[0]?.body ?? "{}").room).toBe(i === 20 ? 0 : undefined);
    }
    expect(d.refused(systemActor, came("W21", 1))).toBe("payment.amount_differs");
    d.ok(people.desk, move({ type: "gave-back", transactionId: "W1", refundId: "H1" })).ok(systemActor, came("W21", 1));
    expect(payment(d)?.aside).toHaveLength(21);
  });

  it("in more parts than are kept is paid no further, and the money stands aside", () => {
    const d = accepted().ok(people.desk, ask({ parts: "accepted" }));
    for (let i = 1; i <= 50; i += 1) d.ok(systemActor, came(`P${i}`, 100));
    d.ok(systemActor, came("P51", 100));
    expect(payment(d)).toMatchObject({
      status: "partly",
      aside: [{ transactionId: "P51", because: "command.too_many" }],
    });
    expect(d.refused(systemActor, came("P1", 100))).toBe("payment.nothing_new");
  });

  it("may be called as every object's own function is", () => {
    const d = accepted()
      .ok(people.desk, ask())
      .ok(people.desk, ask({ reference: "toString" }));
    d.ok(systemActor, { ...came(), reference: "toString" });
    expect(payment(d, "toString")?.status).toBe("paid");
  });

  it("shows who may tell what of it", () => {
    const d = accepted().ok(people.desk, ask());
    const buttons = (by: typeof people.desk) =>
      availableActions(d.law, d.state as DossierState, by, d.now, resolved)
        .filter(({ payment: of }) => of === reference)
        .map(({ move: type, allowed }) => [type, allowed]);
    expect(buttons(people.desk)).toEqual([
      ["receive", true],
      ["cancel", true],
    ]);
    expect(buttons(people.officer)).toEqual([
      ["receive", false],
      ["cancel", false],
    ]);
    d.at("2026-09-11 09:00");
    expect(buttons(people.desk)).toEqual([
      ["receive", true],
      ["cancel", true],
      ["expire", true],
    ]);
    d.ok(systemActor, came("GD1", 1)).ok(systemActor, came("GD2"));
    expect(buttons(people.desk)).toEqual([
      ["ask-refund", true],
      ["gave-back", true],
    ]);
    d.ok(people.desk, move({ type: "ask-refund", reason: "part", amountVnd: 8_000 }));
    expect(buttons(people.desk)).toEqual([
      ["refunded", true],
      ["drop-refund", true],
      ["gave-back", true],
    ]);
    const back = move({ type: "gave-back", transactionId: "GD1", refundId: "H1" });
    d.ok(people.desk, back).ok(people.desk, move({ type: "refunded", refundId: "H2", amountVnd: 8_000 }));
    expect(buttons(people.desk)).toEqual([["ask-refund", true]]);
    d.ok(people.desk, move({ type: "ask-refund", reason: "rest" }));
    d.ok(people.desk, move({ type: "refunded", refundId: "H3", amountVnd: 20_000 }));
    expect(buttons(people.desk)).toEqual([]);
  });
});

describe("a step that waits for payment", () => {
  it("ends by the money, with the action that was named, and the clock runs again", () => {
    const d = waiting().ok(people.desk, ask({ action: "paid" }));
    expect(place(d)).toBe("work/payment clock/suspended");
    expect(payment(d)?.wait).toEqual({ step: "payment", visit: 1, action: "paid" });
    d.at("2026-08-25 09:00").ok(systemActor, came());
    expect(place(d)).toBe("work/officer clock/running");
    expect(d.last?.events.map(({ type }) => type)).toContain("limit-resumed");
  });

  it("waits for all that was asked for it, and not for what was asked beside", () => {
    const d = waiting()
      .ok(people.desk, ask({ action: "paid" }))
      .ok(people.desk, ask({ action: "paid", reference: "R2" }))
      .ok(people.desk, ask({ reference: "R3" }));
    d.ok(systemActor, came("GD1"));
    expect(place(d)).toBe("work/payment clock/suspended");
    d.ok(systemActor, { ...came("GD2"), reference: "R2" });
    expect(place(d)).toBe("work/officer clock/running");
    expect(payment(d, "R3")?.status).toBe("requested");
  });

  it("goes on once what was still owed is called off", () => {
    const d = waiting()
      .ok(people.desk, ask({ action: "paid" }))
      .ok(people.desk, ask({ action: "paid", reference: "R2" }));
    d.ok(systemActor, came("GD1")).ok(people.desk, move({ type: "cancel" }, "R2"));
    expect(place(d)).toBe("work/officer clock/running");
  });

  it("is not ended by wrong money, nor by money told when the dossier is elsewhere", () => {
    const d = waiting()
      .ok(people.desk, ask({ action: "paid" }))
      .ok(systemActor, came("GD1", 1));
    expect(place(d)).toBe("work/payment clock/suspended");
    d.ok(people.land, act("payment", "debtRecorded"));
    expect(place(d)).toBe("work/officer clock/running");
    d.ok(systemActor, came("GD2"));
    expect([place(d), payment(d)?.status]).toEqual(["work/officer clock/running", "paid"]);
  });

  it("that cannot end now keeps the money, and leaves the rest to people", () => {
    const guarded = inForce(land, {
      definition: (one) => ({
        ...one,
        facts: [...one.facts, { id: "noticed", name: { vi: "Đã có thông báo thuế", en: "Noticed" } }],
        steps: one.steps.map((step) => ({
          ...step,
          actions: step.actions.map((action) =>
            step.id === "payment" && action.id === "paid" ? { ...action, guard: ["noticed"] } : action,
          ),
        })),
      }),
    });
    const d = waiting(guarded)
      .ok(people.desk, ask({ action: "paid" }))
      .ok(systemActor, came());
    expect([place(d), payment(d)?.status]).toEqual(["work/payment clock/suspended", "paid"]);
    expect(d.refused(people.land, act("payment", "paid"))).toBe("command.not_available");
    d.ok(people.land, { ...act("payment", "paid"), facts: { noticed: true } });
    expect(place(d)).toBe("work/officer clock/running");
  });

  it("that leads to a unit nobody staffed keeps the money, and is taken by people once there is one", () => {
    const unmanned = inForce(land, {
      definition: (one) => ({
        ...one,
        steps: one.steps.map((step) => (step.id === "officer" ? { ...step, unit: "nobody" } : step)),
      }),
    });
    const staffed = { ...resolved, units: { ...resolved.units, nobody: resolved.units.land } } as ResolvedFacts;
    const d = new Driver(unmanned, "2026-08-20 09:00")
      .ok(people.desk, { ...submit, procedure: land })
      .ok(people.desk, { type: "accept" })
      .ok(people.desk, { ...act("intake", "forward"), resolved: staffed })
      .ok(people.land, { type: "claim" })
      .ok(people.land, act("officer", "charge"))
      .ok(people.desk, ask({ action: "paid" }));
    d.ok(systemActor, came());
    expect([place(d), payment(d)?.status, told(d)]).toEqual([
      "work/payment clock/suspended",
      "paid",
      ["desk payment-received"],
    ]);
    expect(d.last?.events.map(({ type }) => type)).toEqual(["payment-moved"]);
    d.ok(people.land, { ...act("payment", "paid"), resolved: staffed });
    expect(place(d)).toBe("work/officer clock/running");
  });

  it("waits for one that expired until what was asked for anew is paid", () => {
    const d = waiting().ok(people.desk, ask({ action: "paid" }));
    d.ok(people.desk, ask({ action: "paid", reference: "R0" }));
    d.ok(systemActor, { ...came("GD0"), reference: "R0" }).at("2026-09-11 09:00");
    d.ok(systemActor, move({ type: "expire" }));
    expect(place(d)).toBe("work/payment clock/suspended");
    d.ok(people.desk, ask({ action: "paid", reference: "R2", payBy: at("2026-09-20 17:00") }));
    expect(place(d)).toBe("work/payment clock/suspended");
    d.ok(systemActor, { ...came("GD2", 28_000, { paidAt: at("2026-09-11 09:00") }), reference: "R2" });
    expect([place(d), payment(d)?.status]).toEqual(["work/officer clock/running", "expired"]);
  });

  it("goes on when the rest is paid anew of one that came in part and expired", () => {
    const d = waiting().ok(people.desk, ask({ action: "paid", parts: "accepted" }));
    d.ok(systemActor, came("GD1", 8_000))
      .at("2026-09-11 09:00")
      .ok(systemActor, move({ type: "expire" }));
    expect(d.refused(people.desk, move({ type: "cancel" }))).toBe("payment.not_open");
    const payBy = at("2026-09-20 17:00");
    d.ok(people.desk, ask({ action: "paid", reference: "R2", amountVnd: 20_000, payBy }));
    d.ok(systemActor, { ...came("GD2", 20_000, { paidAt: at("2026-09-11 09:00") }), reference: "R2" });
    expect(place(d)).toBe("work/officer clock/running");
  });

  it("that is visited again is not ended by the money of the visit before", () => {
    const d = waiting().ok(people.desk, ask({ action: "paid" }));
    d.ok(people.land, act("payment", "debtRecorded")).ok(people.land, act("officer", "charge"));
    d.ok(systemActor, came());
    expect([place(d), payment(d)?.status]).toEqual(["work/payment clock/suspended", "paid"]);
  });
});

describe("a dossier that came to nothing", () => {
  const paid = (policies: Partial<Policies> = {}) => accepted(policies).ok(people.desk, ask()).ok(systemActor, came());

  it("gives back what was paid, and the desk is told", () => {
    const d = paid().ok(people.deskHead, { type: "void", reason: { code: "mistake" } });
    expect(payment(d)).toMatchObject({ status: "refund-due", refund: { reason: "dossier-voided", amountVnd: 28_000 } });
    expect(told(d)).toContain("desk refund-due");
    expect(d.events.at(-1)).toMatchObject({ type: "payment-moved", by: { person: "system" } });
    d.ok(systemActor, move({ type: "start-refund" }));
    expect(d.refused(systemActor, move({ type: "start-refund" }))).toBe("payment.outcome_unknown");
    expect(d.refused(systemActor, move({ type: "refunded", refundId: "H1", amountVnd: 1 }))).toBe(
      "payment.amount_differs",
    );
    d.ok(systemActor, move({ type: "refunded", refundId: "H1", amountVnd: 28_000 }));
    expect(payment(d)).toMatchObject({ status: "refunded", refund: { refundId: "H1" } });
  });

  it.each([
    ["never", "void", "paid"],
    ["refused", "void", "refund-due"],
    ["refused", "withdraw", "paid"],
    ["without-result", "withdraw", "refund-due"],
  ] as const)("P refundOwed %s: %s leaves it %s", (refundOwed, type, status) => {
    const by = type === "void" ? people.deskHead : people.desk;
    expect(payment(paid({ refundOwed }).ok(by, { type, reason: { code: "why" } }))?.status).toBe(status);
  });

  it("gives back what comes afterwards, and forgets what nobody brought to a gateway", () => {
    const d = accepted()
      .ok(people.desk, ask())
      .ok(people.desk, ask({ reference: "R2" }))
      .ok(systemActor, move({ type: "start" }))
      .ok(people.deskHead, { type: "void", reason: { code: "mistake" } });
    expect([payment(d)?.status, payment(d, "R2")?.status]).toEqual(["starting", "cancelled"]);
    d.ok(systemActor, came());
    expect(payment(d)?.status).toBe("refund-due");
    expect(told(d)).toEqual(["desk payment-received", "desk refund-due"]);
  });

  it("owes the rest of what was owed, or went back, in part", () => {
    const part = move({ type: "ask-refund", reason: "counted-wrongly", amountVnd: 8_000 });
    const d = paid().ok(people.desk, part);
    d.ok(people.deskHead, { type: "void", reason: { code: "mistake" } });
    expect(payment(d)).toMatchObject({ status: "refund-due", refund: { amountVnd: 8_000 } });
    d.ok(people.desk, move({ type: "refunded", refundId: "H1", amountVnd: 8_000 }));
    expect(payment(d)).toMatchObject({ status: "refund-due", refund: { reason: "dossier-voided", amountVnd: 20_000 } });
    expect(JSON.parse(d.last?.outbox[0]?.body ?? "{}")).toMatchObject({ amount: 20_000 });
    d.ok(people.desk, move({ type: "refunded", refundId: "H2", amountVnd: 20_000 }));
    expect(payment(d)).toMatchObject({ status: "refunded", refundsBefore: [{ refundId: "H1" }] });

    const before = paid().ok(people.desk, part);
    before.ok(people.desk, move({ type: "refunded", refundId: "H1", amountVnd: 8_000 }));
    before.ok(people.deskHead, { type: "void", reason: { code: "mistake" } });
    expect(payment(before)).toMatchObject({ status: "refund-due", refund: { amountVnd: 20_000 } });
  });

  it("keeps owing it, where one asked for by mistake may be taken back", () => {
    const d = paid().ok(people.desk, move({ type: "ask-refund", reason: "mistake" }));
    d.ok(people.desk, move({ type: "drop-refund" }));
    expect(payment(d)).toMatchObject({ status: "paid" });
    expect(payment(d)).not.toHaveProperty("refund");
    d.ok(people.deskHead, { type: "void", reason: { code: "mistake" } });
    expect(d.refused(people.desk, move({ type: "drop-refund" }))).toBe("payment.not_open");
  });

  it("is refused the matter, is given back in the same decision, and is handed over with the refund still due", () => {
    const d = paid()
      .ok(people.desk, act("intake", "forward"))
      .ok(people.justice, { type: "claim" })
      .ok(people.justice, act("officer", "refuse"));
    expect(payment(d)).toMatchObject({ status: "refund-due", refund: { reason: "dossier-refused" } });
    expect(told(d)).toEqual(expect.arrayContaining(["citizen resolved", "desk refund-due"]));
    d.ok(people.desk, act("return-refusal", "handOver"));
    expect([d.state?.endedAt !== undefined, payment(d)?.status]).toEqual([true, "refund-due"]);
    expect(d.refused(people.desk, ask({ reference: "R2" }))).toBe("command.not_available");
  });

  it("granted keeps the money, and what is still to be paid when the result is handed over", () => {
    const d = paid()
      .ok(people.desk, ask({ reference: "R2" }))
      .ok(people.desk, act("intake", "forward"))
      .ok(people.justice, { type: "claim" })
      .ok(people.justice, act("officer", "submit"))
      .ok(people.chairperson, act("leader", "approve"))
      .ok(people.clerk, act("issue", "issue"));
    expect(d.state?.outcome).toBe("granted");
    expect([payment(d)?.status, payment(d, "R2")?.status]).toEqual(["paid", "requested"]);
  });
});

describe("a hand-over to another engine", () => {
  const handOver = { type: "hand-over", to: "xa-2", partner: "province" };

  it("waits for what is under way at a gateway", () => {
    const d = accepted()
      .ok(people.desk, ask())
      .ok(systemActor, move({ type: "start" }));
    expect(d.refused(people.deskHead, handOver)).toBe("payment.under_way");
    d.ok(systemActor, came()).ok(people.deskHead, handOver);
  });

  it("waits for what nobody here would hear of afterwards", () => {
    const d = accepted().ok(people.desk, ask());
    expect(d.refused(people.deskHead, handOver)).toBe("payment.under_way");
    d.ok(systemActor, move({ type: "start" })).ok(systemActor, move({ type: "start-known", outcome: "there" }));
    d.ok(people.desk, move({ type: "cancel" }));
    // The order still stands at the gateway, and can be paid until its time is over.
    expect(d.refused(people.deskHead, handOver)).toBe("payment.under_way");
    d.at("2026-09-11 16:00").ok(systemActor, came());
    d.at("2026-09-11 18:00");
    expect(d.refused(people.deskHead, handOver)).toBe("payment.under_way");
    d.ok(people.desk, move({ type: "gave-back", transactionId: "GD1", refundId: "H1" })).ok(people.deskHead, handOver);
  });

  it("waits for one that expired as long as a gateway may tell of it, and not for one that was nowhere", () => {
    const d = accepted()
      .ok(people.desk, ask())
      .ok(people.desk, ask({ reference: "R2" }));
    d.ok(people.desk, move({ type: "cancel" }, "R2"));
    d.ok(systemActor, move({ type: "start" })).ok(systemActor, move({ type: "start-known", outcome: "there" }));
    d.at("2026-09-11 16:00").ok(systemActor, move({ type: "expire" }));
    expect(d.refused(people.deskHead, handOver)).toBe("payment.under_way");
    d.at("2026-09-11 18:00").ok(people.deskHead, handOver);
  });
});

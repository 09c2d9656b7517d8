import {
  availableActions,
  type DossierState,
  evolve,
  type PaymentMove,
  type Policies,
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

  it.each(["FT26061/8842", "9".repeat(128), "BL AA/26 0000123", "a=b#c+d%20{e}"])(
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
});

import {
  type CompiledCalendar,
  compileCalendar,
  compileOfficeTime,
  createWorker,
  type DossierId,
  InvariantError,
  type LaneOptions,
  type OfficeTime,
  type OutboxMessage,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { act, at, people, why } from "../dossier/kit.ts";
import { drain, openOffice, storages } from "../engine/engine-kit.ts";

const law = vietnamLaw();
const calendar: CompiledCalendar = compileCalendar(law.calendar);
const time: OfficeTime = compileOfficeTime(calendar, law.hours);

function office(open: (typeof storages)[number]["open"], start: string, options: Omit<LaneOptions, "send">) {
  const sent: { readonly kind: string; readonly at: number }[] = [];
  const storage = open();
  const opened = openOffice(storage, { adapters: ["citizen/sms"], start });
  const { engine, clock } = opened;
  const send = async ({ kind }: OutboxMessage) => {
    sent.push({ kind, at: clock.now() });
    return undefined;
  };
  const deliver = { "citizen/sms": { send, ...options } };
  const worker = createWorker({ engine, storage, clock, directory: { resolve: () => ({}) as never }, deliver, time });
  const row = async () => (await storage.reader.messages("d1" as DossierId))[0];
  /** Looks every ten minutes, as a worker that runs would. */
  const until = async (end: string): Promise<void> => {
    for (; clock.now() < at(end); clock.advanceTo(clock.now() + 600_000)) await drain(worker);
  };
  return { opened, worker, sent, storage, row, until, clock };
}

describe.each(storages)("when a lane may speak, on $name", ({ open }) => {
  it("trap 32: nobody is disturbed at night; it goes out when the quiet hours end, and no attempt was counted", async () => {
    const quietHours = { fromHour: 21, toHour: 7 };
    const { opened, until, sent, row } = office(open, "2026-08-20 21:00", { quietHours });
    await opened.accept("d1");
    await until("2026-08-21 07:00");
    expect([sent, (await row())?.attempts]).toEqual([[], 0]);
    await until("2026-08-21 07:20");
    expect(sent).toEqual([{ kind: "accepted", at: at("2026-08-21 07:00") }]);
  });

  it("a minute before, it still goes out; and in the middle of the day hours may be quiet as well", async () => {
    const late = office(open, "2026-08-20 20:59", { quietHours: { fromHour: 21, toHour: 7 } });
    await late.opened.accept("d1");
    await drain(late.worker);
    expect(late.sent.length).toBe(1);
    const noon = office(open, "2026-08-20 12:30", { quietHours: { fromHour: 12, toHour: 13 } });
    await noon.opened.accept("d1");
    await drain(noon.worker);
    expect(noon.sent).toEqual([]);
    noon.clock.advanceTo(at("2026-08-20 13:00"));
    await drain(noon.worker);
    expect(noon.sent.length).toBe(1);
  });

  it("trap 32: in working time only, it waits out the evening, the weekend and a holiday", async () => {
    const friday = office(open, "2026-08-14 17:10", { workingTimeOnly: true });
    await friday.opened.accept("d1");
    await friday.until("2026-08-17 08:00");
    expect(friday.sent.map(({ at: instant }) => instant >= at("2026-08-17 07:30"))).toEqual([true]);
    const holiday = office(open, "2026-09-02 09:00", { workingTimeOnly: true });
    await holiday.opened.accept("d1");
    await holiday.until("2026-09-02 17:00");
    expect([holiday.sent, (await holiday.row())?.attempts]).toEqual([[], 0]);
  });

  it("waits for months without being parked for it", async () => {
    const { opened, until, row, storage } = office(open, "2026-08-20 21:00", {
      quietHours: { fromHour: 1, toHour: 0 },
    });
    await opened.accept("d1");
    await until("2026-09-20 21:00");
    // Open between midnight and one: it went out in the first night, and its lane is free.
    expect((await row())?.status).toBe("delivered");
    expect((await storage.reader.parkedMessages({ limit: 1 })).items).toEqual([]);
  });

  it("what is of no use any more is skipped and says so; what does not expire goes out however old", async () => {
    const { opened, worker, sent, storage, clock } = office(open, "2026-08-20 09:00", {
      expiresAfterMs: { accepted: 86_400_000 },
    });
    await opened.accept("d1");
    await opened.good("d1", people.desk, act("intake", "forward"));
    await opened.good("d1", people.officer, { type: "request-supplement", reason: why("missing-paper") });
    clock.advanceTo(clock.now() + 86_400_001);
    await drain(worker);
    const rows = await storage.reader.messages("d1" as DossierId);
    expect(rows.map(({ kind, status, code }) => [kind, status, code])).toEqual([
      ["accepted", "skipped", "delivery.expired"],
      ["supplement-requested", "delivered", undefined],
    ]);
    expect(sent.map(({ kind }) => kind)).toEqual(["supplement-requested"]);
  });

  it("is as good on its last millisecond as on its first", async () => {
    const { opened, worker, sent, clock } = office(open, "2026-08-20 09:00", { expiresAfterMs: { accepted: 1_000 } });
    await opened.accept("d1");
    clock.advanceTo(clock.now() + 1_000);
    await drain(worker);
    expect(sent.length).toBe(1);
  });
});

describe("a worker that is told nonsense says so when it is made", () => {
  const { open } = storages[0] as (typeof storages)[number];
  const make = (lane: string, options: object): unknown => {
    const { engine, clock } = openOffice(open());
    const ports = { engine, storage: open(), clock, directory: { resolve: () => ({}) as never } };
    try {
      return createWorker({ ...ports, deliver: { [lane]: { send: async () => undefined, ...options } } }).status();
    } catch (error) {
      return InvariantError.is(error) ? error.code : error;
    }
  };

  it.each([
    ["citizens", {}, "lane.malformed"],
    ["citizen/sms", { backend: "Gateway 0912000111" }, "delivery.malformed"],
    ["citizen/sms", { quietHours: { fromHour: 21, toHour: 24 } }, "delivery.malformed"],
    ["citizen/sms", { quietHours: { fromHour: 7, toHour: 7 } }, "delivery.malformed"],
    ["citizen/sms", { quietHours: { fromHour: 7.5, toHour: 9 } }, "delivery.malformed"],
    ["citizen/sms", { workingTimeOnly: true }, "delivery.malformed"],
    ["citizen/sms", { expiresAfterMs: { reminder: 0 } }, "delivery.malformed"],
    ["citizen/sms", { send: "https://example.invalid" }, "delivery.malformed"],
  ])("%s %j", (lane, options, code) => {
    expect(make(lane, options)).toBe(code);
  });

  it("and takes what makes sense", () => {
    expect(make("citizen/sms", { backend: "sms-gateway", quietHours: { fromHour: 0, toHour: 7 } })).toMatchObject({
      backends: [{ backend: "sms-gateway", lanes: ["citizen/sms"], state: "closed" }],
    });
  });
});

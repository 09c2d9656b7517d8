import { AdapterError, type DossierId, type OutboxMessage } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { act, at, business, people } from "../dossier/kit.ts";
import { drain, freshFile, openOffice, openSqlite, storages, withFaults } from "./engine-kit.ts";

const rungsOf = (events: readonly { readonly type: string; readonly bytes: string }[]) =>
  events
    .filter((event) => event.type === "rung-taken")
    .map((event) => JSON.parse(event.bytes) as { limit: string; rung: string; dueAt: number; at: number });

describe.each(storages)("the worker on $name", ({ open }) => {
  it("trap 13: two workers on one file fire a wake once", async () => {
    const storage = open();
    const one = openOffice(storage);
    const two = openOffice(storage, { clock: one.clock });
    for (const id of ["d1", "d2", "d3"]) await one.accept(id);
    one.clock.advanceTo(at("2026-08-26 08:00"));
    await Promise.all([drain(one.worker), drain(two.worker)]);
    for (const id of ["d1", "d2", "d3"]) {
      const taken = rungsOf(await one.history(id)).filter((rung) => rung.limit === "principal");
      expect(taken.map((rung) => rung.rung)).toEqual(["ask", "due-day", "due", "after-1"]);
    }
  });

  it("trap 13: a restart between claim and commit loses and doubles nothing", async () => {
    const storage = open();
    const office = openOffice(storage);
    await office.accept("d1");
    office.clock.advanceTo(at("2026-08-22 07:30"));
    // Claimed by a process that dies; its lease is over at once.
    await storage.claimWakes({ dueThrough: office.clock.now(), leaseMs: 1, limit: 10 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await drain(openOffice(storage, { clock: office.clock, prefix: "next-" }).worker);
    expect(rungsOf(await office.history("d1")).filter((rung) => rung.rung === "ask")).toHaveLength(1);
  });

  it("trap 15, trap 19: asleep for a week, then every missed rung in order, and time goes on from there", async () => {
    const office = openOffice(open());
    await office.accept("d1");
    await office.good("d1", people.desk, act("intake", "forward"));
    office.clock.advanceTo(at("2026-08-27 08:00"));
    await drain(office.worker);
    const taken = rungsOf(await office.history("d1"));
    expect(taken.map((rung) => rung.dueAt)).toEqual(taken.map((rung) => rung.dueAt).toSorted((a, b) => a - b));
    expect(taken.every((rung) => rung.at === at("2026-08-27 08:00"))).toBe(true);
    expect(await office.worker.tick()).toEqual({ wakes: 0, messages: 0 });
  });

  it("trap 19: two workers five minutes apart take each rung once, and never run a dossier's time backwards", async () => {
    const storage = open();
    const slow = openOffice(storage);
    const fast = openOffice(storage, { start: "2026-08-20 09:05", prefix: "fast-" });
    await slow.accept("d1");
    for (let minutes = 0; minutes < 4 * 1_440; minutes += 30) {
      slow.clock.advanceTo(at("2026-08-20 09:00") + minutes * 60_000);
      fast.clock.advanceTo(slow.clock.now() + 5 * 60_000);
      await drain(fast.worker);
      await drain(slow.worker);
    }
    const events = await slow.history("d1");
    expect(events.map((event) => event.at)).toEqual(events.map((event) => event.at).toSorted((a, b) => a - b));
    expect(
      rungsOf(events)
        .filter((rung) => rung.limit === "principal")
        .map((rung) => rung.rung),
    ).toEqual(["ask", "due-day"]);
  });

  it("trap 19: a clock that goes back after the claim does not make the worker spin", async () => {
    const storage = open();
    const office = openOffice(storage);
    await office.accept("d1");
    office.clock.advanceTo(at("2026-08-22 07:30"));
    const stepping = withFaults(storage, {
      claimWakes: async (claim) => {
        const wakes = await storage.claimWakes(claim);
        office.clock.stepTo(at("2026-08-20 10:00"));
        return wakes;
      },
    });
    const worker = openOffice(stepping, { clock: office.clock, prefix: "w-" }).worker;
    expect((await worker.tick()).wakes).toBe(1);
    expect((await worker.tick()).wakes).toBe(0);
    office.clock.advanceTo(at("2026-08-22 08:00"));
    await drain(openOffice(storage, { clock: office.clock, prefix: "x-" }).worker);
    expect(rungsOf(await office.history("d1")).some((rung) => rung.rung === "ask")).toBe(true);
  });

  it("trap 16: a herd due at one instant is taken in bounded passes, and a command in between is answered", async () => {
    const office = openOffice(open());
    const ids = Array.from({ length: 250 }, (_, i) => `d${i + 1}`);
    await Promise.all(ids.map((id) => office.accept(id)));
    office.clock.advanceTo(at("2026-08-22 07:30"));
    const first = await office.worker.tick();
    expect(first.wakes).toBeLessThanOrEqual(100);
    const pass = office.worker.tick();
    const answered = await office.good("d250", people.desk, act("intake", "forward"));
    expect(answered.duplicate).toBe(false);
    await pass;
    await drain(office.worker);
    for (const id of ["d1", "d125", "d250"])
      expect((await office.engine.read(id as DossierId))?.state.question).toBeDefined();
  });

  it("trap 14, trap 17: a wake years ahead of a quiet dossier still comes", async () => {
    const storage = open();
    const office = openOffice(storage);
    await office.accept("d1");
    const wakeAt = (await storage.load(["d1" as DossierId]))[0]?.wakeAt;
    expect(wakeAt).toBeDefined();
    office.clock.advanceTo(at("2033-01-05 09:00"));
    expect((await drain(office.worker)).wakes).toBeGreaterThan(0);
  });
});

describe.each(storages)("a zombie on $name", ({ open }) => {
  it("trap 20: a worker that wakes after its lease settles nothing, and its write is fenced by the version", async () => {
    const storage = open();
    const office = openOffice(storage);
    await office.accept("d1");
    const before = await office.engine.read("d1" as DossierId);
    office.clock.advanceTo(at("2026-08-22 07:30"));
    const [wake] = await storage.claimWakes({ dueThrough: office.clock.now(), leaseMs: 1, limit: 1 });
    const [message] = await storage.claimOutbox({
      dueThrough: office.clock.now(),
      leaseMs: 1,
      limit: 1,
      adapters: ["citizen"],
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    const delivered: string[] = [];
    const deliver = async ({ messageId }: OutboxMessage) => {
      delivered.push(messageId);
      return undefined;
    };
    await drain(openOffice(storage, { clock: office.clock, prefix: "next-", deliver: { citizen: deliver } }).worker);
    expect(await storage.settleWake(wake?.token ?? "", { kind: "parked", code: "zombie" })).toBe("lease_lost");
    expect(await storage.settleOutbox(message?.token ?? "", { kind: "parked", code: "zombie" })).toBe("lease_lost");
    expect(delivered).toContain(message?.messageId);
    const version = before?.version ?? 0;
    const late = await office.send("d1", people.desk, { ...act("intake", "forward"), expectedVersion: version });
    expect(late.ok ? "" : late.error.code).toBe("command.stale_version");
  });

  it("trap 26: a release that no longer knows the definition works on with what the dossier was received under", async () => {
    const storage = open();
    const office = openOffice(storage);
    await office.accept("d1");
    const edited = {
      ...vietnamLaw(),
      procedures: [],
      policies: { ...vietnamLaw().policies, verdictCompares: "by-instant" as const },
    };
    const next = openOffice(storage, { law: edited, clock: office.clock, prefix: "next-" });
    await next.good("d1", people.desk, act("intake", "forward"));
    expect((await next.engine.read("d1" as DossierId))?.state.law).toEqual(
      (await office.engine.read("d1" as DossierId))?.state.law,
    );
  });
});

describe.each(storages)("the outbox on $name", ({ open }) => {
  const lanes = () => {
    const sent: OutboxMessage[] = [];
    const faults = new Map<string, Error>();
    const deliver = async (message: OutboxMessage) => {
      const fault = faults.get(message.kind);
      if (fault !== undefined) throw fault;
      sent.push(message);
      return undefined;
    };
    return { sent, faults, deliver: { citizen: deliver, portal: deliver, desk: deliver } };
  };
  const kinds = (sent: readonly OutboxMessage[], adapter: string) =>
    sent.filter((message) => message.adapter === adapter).map((message) => message.kind);

  it("trap 27: delivers each lane in the order of events, with what was true then", async () => {
    const { sent, deliver } = lanes();
    const office = openOffice(open(), { deliver });
    await office.accept("d1");
    await office.good("d1", people.desk, act("intake", "forward"));
    await office.good("d1", people.officer, { type: "request-supplement", reason: { code: "x" } });
    await drain(office.worker);
    expect(kinds(sent, "citizen")).toEqual(["accepted", "supplement-requested"]);
    expect(
      sent.filter((message) => message.adapter === "portal").map((message) => JSON.parse(message.body).step),
    ).toEqual([undefined, "intake", "officer", "officer"]);
    expect(sent.filter((message) => message.adapter === "citizen").map((message) => message.position)).toEqual(
      sent
        .filter((message) => message.adapter === "citizen")
        .map((message) => message.position)
        .toSorted((a, b) => a - b),
    );
    expect(JSON.parse(sent[0]?.body ?? "{}").promisedOn ?? "2026-08-24").toBe("2026-08-24");
    expect((await drain(office.worker)).messages).toBe(0);
  });

  it("trap 27: a failing head holds its own lane and no other; later it goes on in order", async () => {
    const { sent, faults, deliver } = lanes();
    const office = openOffice(open(), { deliver });
    faults.set("accepted", new AdapterError("sms.down", "out of order", { retry: "later", retryAfterMs: 120_000 }));
    await office.accept("d1");
    await office.accept("d2");
    await office.good("d1", people.desk, act("intake", "forward"));
    await office.good("d1", people.officer, { type: "request-supplement", reason: { code: "x" } });
    await drain(office.worker);
    expect(kinds(sent, "citizen")).toEqual([]);
    expect(kinds(sent, "portal").length).toBeGreaterThan(2);
    faults.clear();
    office.clock.advanceTo(office.clock.now() + 151_000);
    await drain(office.worker);
    expect(
      sent
        .filter((message) => message.adapter === "citizen" && message.dossierId === "d1")
        .map((message) => message.kind),
    ).toEqual(["accepted", "supplement-requested"]);
  });

  it("what only an operator can help is parked, and goes on when they say so", async () => {
    const { sent, faults, deliver } = lanes();
    const storage = open();
    const office = openOffice(storage, { deliver });
    faults.set("accepted", new AdapterError("portal.refused", "out of order", { retry: "operator" }));
    await office.accept("d1");
    await drain(office.worker);
    const parked = (await storage.reader.parkedMessages({ limit: 10 })).items;
    expect(parked.map((message) => [message.kind, message.code])).toEqual([["accepted", "portal.refused"]]);
    faults.clear();
    await storage.releaseParked(parked[0]?.messageId ?? "", { kind: "retry" });
    await drain(office.worker);
    expect(kinds(sent, "citizen")).toEqual(["accepted"]);
  });

  it("tries later and later, and in the end asks an operator", async () => {
    const { faults, deliver } = lanes();
    const storage = open();
    const office = openOffice(storage, { deliver });
    faults.set("accepted", new Error("socket hang up"));
    await office.accept("d1");
    let tries = 0;
    for (let hour = 0; hour < 24 * 8; hour += 1) {
      office.clock.advanceTo(office.clock.now() + 3_600_000);
      tries += (await office.worker.tick()).messages;
    }
    const parked = (await storage.reader.parkedMessages({ limit: 10 })).items;
    expect(parked.map((message) => message.kind)).toEqual(["accepted"]);
    expect(tries).toBeLessThan(100);
  });
});

it("a started worker does its passes, and stops when it is told to", async () => {
  const office = openOffice(openSqlite(freshFile()));
  await office.accept("d1", business);
  office.clock.advanceTo(at("2026-08-22 07:30"));
  office.worker.start();
  for (let n = 0; n < 100 && (await office.engine.read("d1" as DossierId))?.state.question === undefined; n += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await office.worker.stop();
  expect((await office.engine.read("d1" as DossierId))?.state.question).toBeDefined();
});

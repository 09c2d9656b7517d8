import { evolve, replayStorage, type Storage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { drain, longLife, openOffice, withFaults } from "../engine/engine-kit.ts";
import { everyStorage } from "./every-storage.ts";

const openWell = async (open: () => Promise<Storage>) => {
  const storage = await open();
  const office = openOffice(storage);
  await longLife(office, "d1");
  await office.accept("d2");
  await office.good("d2", people.desk, act("intake", "forward"));
  office.clock.advanceTo(Date.parse("2026-08-25T10:00:00+07:00"));
  await drain(office.worker);
  return { storage, office };
};

describe.each(everyStorage())("replay on $name", ({ open }) => {
  it("today's code gives what is recorded, to the last column", async () => {
    const { storage } = await openWell(open);
    const replay = await replayStorage(storage);
    expect(replay.differences).toEqual([]);
    expect([replay.dossiers, replay.events > 60]).toEqual([2, true]);
  });

  it("a faulty fold is found, with dossier and event", async () => {
    const { storage } = await openWell(open);
    const told: string[] = [];
    const replay = await replayStorage(storage, {
      fold: (state, event, identity) => {
        const next = evolve(state, event, identity);
        // A release that no longer gives the dossier back to its unit.
        return event.type === "task-handed-back" && state !== undefined ? { ...next, task: state.task } : next;
      },
      onDifference: ({ dossierId, kind }) => told.push(`${dossierId} ${kind}`),
    });
    expect(replay.differences.every(({ dossierId }) => dossierId === "d1")).toBe(true);
    expect(told).toContain("d1 snapshot");
    const broken = await replayStorage(storage, {
      fold: (state, event, identity) => {
        if (event.type === "task-claimed") throw new TypeError("unknown event");
        return evolve(state, event, identity);
      },
    });
    expect(broken.differences).toEqual([{ dossierId: "d1", officeId: "xa-1", seq: expect.any(Number), kind: "fold" }]);
  });

  it("arithmetic that gives another date is found at the promise and at the rungs", async () => {
    const { storage } = await openWell(open);
    const replay = await replayStorage(storage, {
      fold: (state, event, identity) =>
        evolve(
          state,
          event.type === "limit-started" && event.limit === "principal" && identity.dossierId === "d2"
            ? { ...event, budget: { unit: "working-day", amount: 4 } }
            : event,
          identity,
        ),
    });
    const kinds = new Set(replay.differences.map(({ dossierId, kind }) => `${dossierId} ${kind}`));
    expect([...kinds]).toEqual(expect.arrayContaining(["d2 promise", "d2 rung"]));
    expect(kinds.has("d1 promise")).toBe(false);
  });

  it("columns, wake and state kept beside the events are held to them; a law that is gone is told", async () => {
    const { storage } = await openWell(open);
    const kindsOf = async (faulty: typeof storage) =>
      new Set((await replayStorage(faulty)).differences.map(({ kind }) => kind));
    const { reader } = storage;
    const otherColumns = withFaults(storage, {
      reader: {
        ...reader,
        list: async (filter, page) => {
          const { items, ...more } = await reader.list(filter, page);
          return { ...more, items: items.map((row) => ({ ...row, promiseOn: "2026-01-01" as never })) };
        },
      },
    });
    expect(await kindsOf(otherColumns)).toEqual(new Set(["summary"]));
    const otherWake = withFaults(storage, {
      load: async (ids) => (await storage.load(ids)).map((row) => row && { ...row, wakeAt: 1 }),
    });
    expect(await kindsOf(otherWake)).toEqual(new Set(["wake"]));
    const noLaw = withFaults(storage, { loadLaw: async (hashes) => hashes.map(() => undefined) });
    expect(await kindsOf(noLaw)).toEqual(new Set(["law"]));
  });
});

import { readEventLog, writeEventLog } from "@motcua/adapters/event-log";
import {
  compileModel,
  type EventLog,
  LogRecorder,
  logDistanceNames,
  logDistances,
  logWait,
  type Model,
  runUnit,
  unitToData,
  type WorkItem,
  workItem,
} from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { contentOf } from "./log-samples.ts";

const minuteMs = 60_000;
const startAt = Date.parse("2026-01-05T00:00:00Z");

/** Two officers, one of them for intake too, on office hours; some dossiers come back. */
function officeModel(meanMinutes: number): Model {
  const work = (id: string, skill: string, next: string) =>
    ({
      kind: "task",
      id,
      name: `Việc ${id}`,
      skill,
      next,
      duration: { all: { kind: "exponential", meanMs: meanMinutes * minuteMs } },
    }) as const;
  return {
    flows: [
      {
        id: "flow",
        name: "flow",
        start: "intake",
        nodes: [
          work("intake", "counter", "decide"),
          work("decide", "officer", "again"),
          {
            kind: "choice",
            id: "again",
            name: "again",
            branches: [
              { to: "decide", share: 0.2 },
              { to: "end", share: 0.8 },
            ],
          },
          { kind: "end", id: "end", name: "end" },
        ],
      },
    ],
    people: ["An", "Bình"].map((name, place) => ({
      id: `p${place}`,
      name,
      unit: "Văn phòng",
      role: "officer",
      skills: place === 0 ? ["counter", "officer"] : ["officer"],
      calendar: "hours",
    })),
    calendars: [
      {
        id: "hours",
        kind: "weekly",
        spansMinutes: [0, 1, 2, 3, 4].map((day) => [day * 1440 + 450, day * 1440 + 1020] as const),
        utcOffsetMinutes: 420,
      },
    ],
    streams: [
      {
        id: "s",
        flow: "flow",
        calendar: "hours",
        arrivals: { kind: "between", ms: { kind: "exponential", meanMs: 20 * minuteMs } },
        dossiersMax: 300,
      },
    ],
    conventions: {
      arrivals: "open-time",
      dispatch: "when-free",
      allocation: "fair",
      shiftEnd: "pause",
      preemption: "none",
    },
    startAt,
  };
}

function simulate(meanMinutes: number, seed: number): EventLog {
  const model = officeModel(meanMinutes);
  const sink = new LogRecorder(model);
  runUnit(compileModel(model), { seed, replication: 0, office: 0, sink });
  return sink.log();
}

describe("the log of a simulated office", () => {
  const log = simulate(10, 1);

  it("names everybody and everything, and lacks nothing", () => {
    const items = Array.from({ length: log.items.count }, (_, row) => workItem(log, row));
    expect(new Set(items.map(({ dossier }) => dossier)).size).toBe(300);
    expect(items.filter(({ activity }) => activity === "Việc intake")).toHaveLength(300);
    for (const { enabledAt = Number.NaN, startAt: start, endAt, person, unit, flow } of items) {
      expect(startAt <= enabledAt && enabledAt <= start && start < endAt).toBe(true);
      expect(["An", "Bình"]).toContain(person);
      expect([unit, flow]).toEqual(["Văn phòng", "flow"]);
    }
  });

  it.each(["csv", "xes", "ocel"] as const)("goes out as %s and comes back whole", async (format) => {
    const read = await readEventLog(writeEventLog(log, format, { all: true }), format);
    expect(read.ok && read.value.warnings).toEqual([]);
    expect(read.ok && contentOf(read.value.log)).toEqual(contentOf(log));
  });

  it("is nearer to the same office on other luck than to one that works slower", () => {
    const [same, slower] = [logDistances(log, simulate(10, 2)), logDistances(log, simulate(14, 2))];
    for (const name of ["relative_event_hours_both", "cycle_time_15min_bins"] as const)
      expect(same[name]).toBeLessThan(slower[name]);
    expect(logDistanceNames.filter((name) => logDistances(log, simulate(10, 1))[name] !== 0)).toEqual([]);
  });
});

/** Work in batches at a price, by a crew, with a wait and dossiers that are not alike. */
function richModel(run: "together" | "one-after-another"): Model {
  const { flows, people, ...model } = officeModel(10);
  const hour = { all: { kind: "fixed", ms: 60 * minuteMs } } as const;
  return {
    ...model,
    people: people.map((person, i) => ({ ...person, costPerHour: 60_000 * (i + 1) })),
    flows: [
      {
        id: "flow",
        name: "flow",
        start: "scan",
        nodes: [
          {
            ...{
              kind: "task",
              id: "scan",
              name: "Số hóa",
              skill: "officer",
              duration: hour,
              next: "post",
              fixedCost: 500,
            },
            batch: { sizeMin: 3, sizeMax: 3, run },
          },
          {
            kind: "delay",
            id: "post",
            name: "Bưu chính",
            delay: { ms: { kind: "fixed", ms: 7 * minuteMs } },
            next: "sign",
          },
          { kind: "task", id: "sign", name: "Ký", skill: "counter", duration: hour, next: "end" },
          { kind: "end", id: "end", name: "end" },
        ],
      },
    ],
    calendars: [{ id: "hours", kind: "always" }],
    streams: [
      {
        id: "s",
        flow: "flow",
        arrivals: { kind: "between", ms: { kind: "exponential", meanMs: 70 * minuteMs } },
        dossiersMax: 60,
        filing: { channel: "online", caseId: "minor" },
        attributes: [
          { name: "size", values: { kind: "number", of: { kind: "uniform", minMs: 1, maxMs: 9 } } },
          {
            name: "district",
            values: {
              kind: "shares",
              of: [
                { value: "Đông", share: 0.5 },
                { value: "Tây", share: 0.5 },
              ],
            },
          },
        ],
      },
    ],
  };
}

describe.each(["together", "one-after-another"] as const)("a log of batches done %s", (run) => {
  const model = richModel(run);
  const sink = new LogRecorder(model);
  const result = runUnit(compileModel(model), { seed: 3, replication: 0, office: 0, sink });
  const log = sink.log();
  const items = Array.from({ length: log.items.count }, (_, row) => workItem(log, row));

  it("tells which were one batch", () => {
    const batches = new Map<number, WorkItem[]>();
    for (const item of items.filter(({ activity }) => activity === "Số hóa"))
      batches.set(item.batch ?? -1, [...(batches.get(item.batch ?? -1) ?? []), item]);
    expect(batches.size).toBe(20);
    for (const batch of batches.values()) {
      expect(batch.length).toBe(3);
      expect(new Set(batch.map(({ person }) => person)).size).toBe(1);
      expect(new Set(batch.map(({ endAt }) => endAt)).size).toBe(run === "together" ? 1 : 3);
    }
    expect(items.filter(({ activity }) => activity === "Ký").every(({ batch }) => batch === undefined)).toBe(true);
  });

  it("has costs that come to what was counted", () => {
    const cost = items.reduce((sum, item) => sum + (item.cost ?? Number.NaN), 0);
    expect(cost).toBeCloseTo(result.flows.reduce((sum, { costThousandths }) => sum + costThousandths.sum, 0) / 1000, 1);
    // An hour of the one who signs.
    expect(items.find(({ activity }) => activity === "Ký")?.cost).toBe(60_000);
  });

  it("has every wait, and what dossiers are", () => {
    const waits = Array.from({ length: log.waits?.count ?? 0 }, (_, row) => logWait(log, row));
    expect(waits.length).toBe(60);
    for (const { activity, flow, from, to, dossier } of waits) {
      expect([activity, flow, to - from]).toEqual(["Bưu chính", "flow", 7 * minuteMs]);
      expect(items.find((item) => item.dossier === dossier && item.activity === "Số hóa")?.endAt).toBe(from);
    }
    const known = Array.from({ length: 60 }, (_, dossier) => log.names.attributes(dossier) ?? {});
    expect(new Set(known.map(({ district }) => district))).toEqual(new Set(["Đông", "Tây"]));
    expect(new Set(known.map(({ size }) => size)).size).toBeGreaterThan(30);
    expect(new Set(known.map(({ channel, case: of }) => `${channel} ${of}`))).toEqual(new Set(["online minor"]));
  });

  it.each(["xes", "ocel"] as const)("goes out as %s with all of it, and comes back whole", async (format) => {
    const text = [...writeEventLog(log, format)].join("");
    if (format === "xes")
      for (const uri of ["concept", "time", "lifecycle", "org", "cost"]) expect(text).toContain(`prefix="${uri}"`);
    const read = await readEventLog([text], format);
    expect(read.ok && contentOf(read.value.log)).toEqual(contentOf(log));
  });

  it("goes out as CSV in the six columns of Prosimos, work items alone", () => {
    const [head = "", ...rows] = [...writeEventLog(log, "csv")].join("").trimEnd().split("\n");
    expect(head).toBe("case_id,activity,enable_time,start_time,end_time,resource");
    expect(rows.length).toBe(items.length);
  });

  it("is kept without changing what happens", () => {
    const alone = runUnit(compileModel(model), { seed: 3, replication: 0, office: 0 });
    expect(unitToData(alone)).toEqual(unitToData(result));
  });
});

import { readEventLog, writeEventLog } from "@motcua/adapters/event-log";
import {
  compileModel,
  type EventLog,
  LogRecorder,
  logDistanceNames,
  logDistances,
  type Model,
  runUnit,
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

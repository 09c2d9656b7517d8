import { compileModel, type Model, runUnit, Simulation } from "@motcua/core/simulator";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareScenario } from "../../packages/cli/src/simulate/prepare.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Monday 2026-03-02, 00:00 in Vietnam. */
const monday = Date.UTC(2026, 2, 1, 17);

/** One person who works from eight to four, and a dossier of four hours' work every morning at nine, for four weeks. */
const steady: Model = {
  flows: [
    {
      id: "f",
      name: "f",
      start: "work",
      nodes: [
        {
          id: "work",
          name: "",
          kind: "task",
          skill: "s",
          duration: { all: { kind: "fixed", ms: 4 * hourMs } },
          next: "end",
        },
        { id: "end", name: "", kind: "end" },
      ],
    },
  ],
  people: [{ id: "p", name: "p", unit: "u", role: "r", skills: ["s"], calendar: "days", costPerHour: 10 }],
  calendars: [
    {
      id: "days",
      kind: "weekly",
      utcOffsetMinutes: 420,
      spansMinutes: Array.from({ length: 7 }, (_, day) => [day * 1440 + 480, day * 1440 + 960] as const),
    },
  ],
  streams: [
    {
      id: "s",
      flow: "f",
      arrivals: { kind: "list", at: Array.from({ length: 28 }, (_, day) => monday + day * dayMs + 9 * hourMs) },
    },
  ],
  conventions: {
    arrivals: "open-time",
    dispatch: "when-free",
    allocation: "fair",
    shiftEnd: "pause",
    preemption: "none",
  },
  startAt: monday,
  endAt: monday + 28 * dayMs,
};

const run = (model: Model) => runUnit(compileModel(model), { seed: 1, replication: 0, office: 0, binMs: hourMs });

describe("what is counted of people", () => {
  it("is all their work from the first counted day on, whosever it was", () => {
    const [all] = run(steady).people;
    expect(all).toMatchObject({ workedMs: 28 * 4 * hourMs, onShiftMs: 28 * 8 * hourMs, tasks: 28, cost: 28 * 4 * 10 });
    const [half] = run({ ...steady, countFrom: monday + 14 * dayMs + 10 * hourMs }).people;
    // On the first counted day one hour of the four lies before.
    expect(half).toMatchObject({ workedMs: (14 * 4 - 1) * hourMs, onShiftMs: (14 * 8 - 2) * hourMs, tasks: 14 });
  });

  it("ends with the arrivals, though what is open then is worked off", () => {
    const endAt = monday + 6 * dayMs + 11 * hourMs;
    const result = run({ ...steady, endAt });
    expect(result.people[0]).toMatchObject({ workedMs: (6 * 4 + 2) * hourMs, onShiftMs: (6 * 8 + 3) * hourMs });
    expect(result.flows[0]).toMatchObject({ arrived: 7, finished: 7 });
  });

  it("has what is in hand when the simulation stops", () => {
    const endAt = monday + 6 * dayMs + 11 * hourMs;
    const result = run({ ...steady, endAt, stopAtEnd: true });
    expect(result.people[0]).toMatchObject({ workedMs: (6 * 4 + 2) * hourMs, onShiftMs: (6 * 8 + 3) * hourMs });
    expect(result.flows[0]).toMatchObject({ arrived: 7, finished: 6, open: 1 });
  });

  it("shows nobody at work while work is paused for the night", () => {
    const late = { ...steady, streams: steady.streams.map((stream) => ({ ...stream, arrivals: at(14) })) };
    const { working } = run(late).series;
    // Two hours before the shift ends at four, and two from eight the next morning.
    const expected = Array.from({ length: 34 }, (_, hour) => ([14, 15, 32, 33].includes(hour) ? 1 : 0));
    expect([...working.slice(0, 34)]).toEqual(expected);
  });
});

const at = (hour: number) => ({ kind: "list", at: [monday + hour * hourMs] }) as const;

describe("what is counted of dossiers", () => {
  let office: Model;
  beforeAll(async () => {
    const told: string[] = [];
    const io = { stdout: () => {}, stderr: (text: string) => void told.push(text) };
    const prepared = await prepareScenario("packages/examples/scenarios/commune-office.yaml", false, io);
    if (typeof prepared === "number") throw new Error(told.join("\n"));
    office = prepared.model;
  });

  /** One birth is to be registered, handed in on a Monday at nine, due the same day; nobody but the desk is there. */
  const oneBirth = (endHour: number): Model => {
    const stream = office.streams.find(({ flow }) => flow === "1.001193");
    if (stream === undefined) throw new Error("births are registered");
    const { countFrom: _, ...model } = office;
    const day = Date.UTC(2027, 2, 7, 17);
    return {
      ...model,
      people: office.people.map((one) => (one.unit === "one-stop" ? one : { ...one, calendar: "never" })),
      calendars: [...office.calendars, { id: "never", kind: "dated", spans: [] }],
      streams: [{ ...stream, arrivals: { kind: "list", at: [day + 9 * hourMs] } }],
      startAt: day,
      endAt: day + endHour * hourMs,
      stopAtEnd: true,
    };
  };
  const lawOf = (endHour: number) => {
    return new Simulation(oneBirth(endHour), { seed: 1, replications: 1 }).run().figures.whole.law;
  };

  it("has those open and late when the simulation stops among the late", () => {
    expect(lawOf(14)).toMatchObject({ limited: { mean: 0 }, openLate: { mean: 0 }, onTimeLocalShare: { n: 0 } });
    expect(lawOf(23)).toMatchObject({ limited: { mean: 0 }, openLate: { mean: 1 }, onTimeLocalShare: { mean: 0 } });
  });

  it("has those withdrawn or not taken in apart from those finished", () => {
    const { figures } = new Simulation(
      { ...office, endAt: office.startAt + 30 * dayMs, countFrom: office.startAt },
      { seed: 1, replications: 1 },
    ).run();
    const { whole } = figures;
    const ended = Object.values(whole.law?.outcomes ?? {}).reduce((sum, { mean }) => sum + (mean ?? 0), 0);
    expect(whole.withdrawn.mean).toBeGreaterThan(0);
    expect(whole.finished.mean).toBeLessThanOrEqual(ended);
    expect((whole.finished.mean ?? 0) + (whole.withdrawn.mean ?? 0)).toBe(whole.arrived.mean);
  });
});

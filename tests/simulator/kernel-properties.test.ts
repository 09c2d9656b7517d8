import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compileModel, type Model, runUnit, type StaffCalendar } from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { StaffClock } from "../../packages/core/src/simulator/kernel/staff-clock.ts";

const hourMs = 3_600_000;
const exponential = (hours: number) => ({ kind: "exponential", meanMs: hours * hourMs }) as const;

function flowOf(id: string): Model["flows"][number] {
  return {
    id,
    name: id,
    start: "intake",
    nodes: [
      { id: "intake", name: "", kind: "task", skill: "intake", duration: { all: exponential(0.5) }, next: "enough" },
      {
        id: "enough",
        name: "",
        kind: "choice",
        branches: [
          { to: "citizen", share: 0.3, passesMax: 3 },
          { to: "work", share: 0.7 },
        ],
      },
      { id: "citizen", name: "", kind: "delay", delay: { ms: exponential(30) }, next: "intake" },
      {
        id: "work",
        name: "",
        kind: "task",
        skill: "work",
        duration: { all: exponential(2) },
        patience: exponential(400),
        next: "end",
      },
      { id: "end", name: "", kind: "end" },
    ],
  };
}

const person = (id: string, ...skills: string[]): Model["people"][number] => ({
  id,
  name: id,
  unit: "u",
  role: "r",
  skills,
  calendar: "always",
});

function modelOf(flows: readonly string[], people: number, dossiersMax: number): Model {
  return {
    flows: flows.map(flowOf),
    people: [person("i", "intake"), ...Array.from({ length: people }, (_, i) => person(`p${i}`, "work"))],
    calendars: [{ id: "always", kind: "always" }],
    streams: flows.map((flow) => ({
      id: `of ${flow}`,
      flow,
      arrivals: { kind: "between", ms: exponential(2.5) },
      dossiersMax,
    })),
    conventions: {
      arrivals: "open-time",
      dispatch: "when-free",
      allocation: "fair",
      shiftEnd: "pause",
      preemption: "none",
    },
    startAt: 0,
  };
}

/** Arrivals by dossier, and durations by dossier, node and pass; the log as it comes. */
function observe(model: Model, seed = 5) {
  const names: string[] = [];
  const drawn = new Map<string, number>();
  const log: unknown[] = [];
  runUnit(compileModel(model), {
    seed,
    replication: 1,
    office: 0,
    sink: {
      begin: (dossier, stream, _flow, number, at) => {
        names[dossier] = `${model.streams[stream]?.id} ${number}`;
        drawn.set(`${names[dossier]} arrives`, at);
        log.push(["begin", dossier, at]);
      },
      work: (dossier, _flow, node, by, enabledAt, startAt, endAt) => {
        let pass = 0;
        while (drawn.has(`${names[dossier]} ${node} ${pass}`)) pass += 1;
        drawn.set(`${names[dossier]} ${node} ${pass}`, endAt - startAt);
        log.push([dossier, node, by, enabledAt, startAt, endAt]);
      },
      end: (dossier, at, withdrawn) => log.push(["end", dossier, at, withdrawn]),
    },
  });
  return { drawn, log };
}

describe("random numbers of variants", () => {
  const base = observe(modelOf(["a", "b"], 2, 400));

  it("are the same for each dossier whoever else works or arrives", () => {
    for (const variant of [modelOf(["a", "b"], 3, 400), modelOf(["a", "new", "b"], 4, 400)]) {
      const { drawn, log } = observe(variant);
      expect(log).not.toEqual(base.log);
      let same = 0;
      // Who withdraws in one variant may not in the other.
      for (const [what, value] of base.drawn)
        if (drawn.has(what)) {
          expect(drawn.get(what), what).toBe(value);
          same += 1;
        }
      expect(same).toBeGreaterThan(base.drawn.size * 0.95);
    }
  });

  it("are the same for the same seed, and others for another", () => {
    const again = observe(modelOf(["a", "b"], 2, 400));
    expect(again.log).toEqual(base.log);
    expect(observe(modelOf(["a", "b"], 2, 400), 6).log).not.toEqual(base.log);
  });
});

describe("several offices in one log", () => {
  it("number their dossiers on", () => {
    const numbers: number[] = [];
    const model = { ...modelOf(["a"], 1, 10), offices: 3 };
    const sink = { begin: (dossier: number) => numbers.push(dossier), work: () => {}, end: () => {} };
    runUnit(compileModel(model), { seed: 1, replication: 0, office: 0, offices: 3, sink });
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });
});

describe("memory", () => {
  it("does not grow with the dossiers that have ended", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const model = modelOf(["a"], 2, 1_000_000);
    const used: number[] = [];
    let ended = 0;
    const end = () => {
      ended += 1;
      if (ended !== 100_000 && ended !== 1_000_000) return;
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      used.push(heapUsed + arrayBuffers);
    };
    // The series has a bound of its own: one bin is enough here.
    runUnit(compileModel(model), {
      seed: 1,
      replication: 0,
      office: 0,
      binMs: 1e12,
      sink: { begin: () => {}, work: () => {}, end },
    });
    const [early = 0, late = 0] = used;
    expect(ended).toBe(1_000_000);
    // A byte for each of the 900,000 dossiers between would show.
    expect(late - early).toBeLessThan(900_000);
  });
});

interface CalendarCase {
  readonly id: string;
  readonly start: string;
  readonly work_hours: number;
  readonly expect: string;
  readonly calendar?: string;
}
const { families } = JSON.parse(
  readFileSync(new URL("../fixtures/simulation/queueing.json", import.meta.url), "utf8"),
) as { readonly families: { readonly calendar: { readonly cases: readonly CalendarCase[] } } };

describe("calendar arithmetic computed by hand", () => {
  const week = (...hours: readonly (readonly [number, number])[]): StaffCalendar => ({
    id: "week",
    kind: "weekly",
    utcOffsetMinutes: 420,
    spansMinutes: [0, 1, 2, 3, 4].flatMap((day) =>
      hours.map(([from, to]) => [day * 1_440 + from * 60, day * 1_440 + to * 60] as const),
    ),
  });
  const instantOf = (local: string): number => Date.parse(`${local}:00+07:00`);

  it.each(families.calendar.cases)("$id", ({ start, work_hours, expect: end, calendar }) => {
    const clock = new StaffClock(calendar === undefined ? week([9, 17]) : week([9, 12], [13, 17]), instantOf(start));
    expect(clock.finish(instantOf(start), work_hours * hourMs)).toBe(instantOf(end));
  });
});

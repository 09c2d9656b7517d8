import {
  checkModel,
  compileModel,
  type EventLog,
  LogRecorder,
  modelOfScenario,
  noHolidays,
  runUnit,
  type Scenario,
  type ScenarioSources,
} from "@motcua/core/simulator";

/** Sources without law: flows of their own, weeks without holidays. */
export const plainSources: ScenarioSources = {
  procedure: () => undefined,
  calendar: (name) => (name === noHolidays.id ? noHolidays : undefined),
  hours: (name) => (name === "office" ? { weekly: {}, otherwise: [[480, 1020]] } : undefined),
  law: () => {
    throw new Error("no law is asked for");
  },
};

/** What a known office has, for a log of it. */
export interface KnownOffice {
  readonly days: number;
  readonly perHour: number;
  readonly share: number;
  readonly loop: number;
  readonly waitHours: number;
  readonly workMinutes: number;
  readonly openAt: number;
}

const two = (value: number): string => String(value).padStart(2, "0");
/** A morning of four hours and an afternoon of three and a half, from some half hour on. */
export const hoursFrom = (openAt: number): readonly string[] =>
  [
    [openAt, openAt + 8],
    [openAt + 11, openAt + 18],
  ].map(([from = 0, to = 0]) => `${clock(from)}-${clock(to)}`);
const clock = (half: number): string => `${two(Math.floor(half / 2))}:${half % 2 === 0 ? "00" : "30"}`;

/** Check (log-normal, may be done again), then for a share a wait and Decide (gamma), the others end. */
export function knownScenario(office: KnownOffice): Scenario {
  const { days, perHour, share, loop, waitHours, workMinutes, openAt } = office;
  return {
    format: "motcua-scenario/1",
    name: "known",
    start: "2026-01-05" as Scenario["start"],
    length: { days },
    calendar: noHolidays.id,
    hours: { "working-day": hoursFrom(openAt) },
    procedures: [
      {
        id: "permit",
        flow: {
          start: "Check",
          nodes: [
            {
              kind: "task",
              id: "Check",
              next: "what",
              skill: "Check",
              work: { kind: "log-normal", mean: workMinutes, sd: workMinutes * 0.6, unit: "minute" },
            },
            {
              kind: "choice",
              id: "what",
              branches: [
                { to: "wait", share },
                { to: "Check", share: loop },
                { to: "end", share: 1 - share - loop },
              ],
            },
            {
              kind: "delay",
              id: "wait",
              next: "Decide",
              wait: { kind: "gamma", mean: waitHours, sd: waitHours / 2, unit: "working-hour" },
            },
            {
              kind: "task",
              id: "Decide",
              next: "end",
              skill: "Decide",
              work: { kind: "gamma", mean: 25, sd: 20, unit: "minute" },
            },
            { kind: "end", id: "end" },
          ],
        },
      },
    ],
    staff: [
      { id: "An", unit: "desk", roles: ["clerk"], skills: ["Check"] },
      { id: "Bình", unit: "desk", roles: ["clerk"], skills: ["Check"] },
      { id: "Chi", unit: "desk", roles: ["officer"], skills: ["Decide"] },
      { id: "Dũng", unit: "desk", roles: ["officer"], skills: ["Decide"] },
    ],
    arrivals: [
      {
        procedure: "permit",
        arrive: { kind: "between", time: { kind: "exponential", mean: 60 / perHour, unit: "minute" } },
      },
    ],
  };
}

/** The log of one run. */
export function logOfScenario(scenario: Scenario, seed: number): EventLog {
  const built = modelOfScenario(scenario, plainSources);
  if (!built.ok) throw new Error(JSON.stringify(built.error));
  const faults = checkModel(built.value.model);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const sink = new LogRecorder(built.value.model);
  runUnit(compileModel(built.value.model), { seed, replication: 0, office: 0, sink, byHour: false });
  return sink.log();
}

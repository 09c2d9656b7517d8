import {
  checkModel,
  compileModel,
  loadScenarioTools,
  type Model,
  modelOfScenario,
  runUnit,
} from "@motcua/core/simulator";
import { expect, it } from "vitest";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

// Begun work of somebody who goes on leave. What holds in general is held against the naive simulator (oracle.test.ts).

const { parseScenario } = await loadScenarioTools();

/** Twelve hours of work that An begins on Monday at 07:30; she is on leave from Tuesday on, for two weeks. Binh comes on
 *  Wednesday. */
function modelOf(handOver: unknown): Model {
  const scenario = parseScenario({
    format: "motcua-scenario/1",
    name: "leave",
    start: "2026-03-02",
    length: { days: 60 },
    law: { rules: "none" },
    ...(handOver === undefined ? {} : { conventions: { handOver } }),
    procedures: [
      {
        id: "file",
        flow: {
          start: "serve",
          nodes: [
            {
              id: "serve",
              kind: "task",
              skill: "clerk@desk",
              next: "end",
              work: { kind: "fixed", value: 12, unit: "working-hour" },
            },
            { id: "end", kind: "end" },
          ],
        },
      },
    ],
    staff: [
      { id: "an", unit: "desk", roles: ["clerk"], leave: [{ from: "2026-03-03", to: "2026-03-16" }] },
      { id: "binh", unit: "desk", roles: ["clerk"], leave: [{ from: "2026-03-02", to: "2026-03-03" }] },
    ],
    arrivals: [{ procedure: "file", arrive: { kind: "list", at: ["2026-03-02T07:30:00+07:00"] } }],
  });
  if (!scenario.ok) throw new TypeError(JSON.stringify(scenario.error));
  const built = modelOfScenario(scenario.value, vietnamSources());
  if (!built.ok) throw new TypeError(JSON.stringify(built.error));
  expect(checkModel(built.value.model)).toEqual([]);
  return built.value.model;
}

function ended(model: Model) {
  const done: string[] = [];
  const local = (at: number) => new Date(at + 7 * 3_600_000).toISOString().slice(0, 16);
  const result = runUnit(compileModel(model), {
    seed: 1,
    replication: 0,
    office: 0,
    sink: {
      work: (_dossier, _flow, _node, person, _enabledAt, startAt, endAt) =>
        done.push(`${model.people[person]?.id} ${local(startAt)} ${local(endAt)}`),
      begin: () => {},
      end: () => {},
    },
  });
  return { done, workedHours: result.people.map(({ workedMs }) => workedMs / 3_600_000) };
}

it("waits until they are back, where nothing is said", () => {
  for (const handOver of [undefined, "never"])
    expect(ended(modelOf(handOver))).toEqual({
      done: ["an 2026-03-02T07:30 2026-03-17T11:30"],
      workedHours: [12, 0],
    });
});

it("passes to whoever is there once so many working days are missed, with what is left of it", () => {
  // Missed for a whole day at the end of Tuesday: Binh goes on with the last four hours on Wednesday morning.
  expect(ended(modelOf({ workingDays: 1 }))).toEqual({
    done: ["binh 2026-03-02T07:30 2026-03-04T11:30"],
    workedHours: [8, 4],
  });
  // Two days are over on Wednesday at 17:00.
  expect(ended(modelOf({ workingDays: 2 })).done).toEqual(["binh 2026-03-02T07:30 2026-03-05T11:30"]);
  // Longer than she is away.
  expect(ended(modelOf({ workingDays: 11 })).done).toEqual(["an 2026-03-02T07:30 2026-03-17T11:30"]);
});

it("is not missed overnight or over a weekend", () => {
  // A quarter of a day is more than the time between two shifts, but nobody works in it.
  const model = modelOf({ workingDays: 0.25 });
  const people = model.people.map((person) => ({ ...person, calendar: "office" }));
  expect(ended({ ...model, people }).done).toEqual(["an 2026-03-02T07:30 2026-03-03T11:30"]);
});

it("is refused where it makes no sense", () => {
  expect(() => modelOf({ workingDays: 0 })).toThrow(/conventions\.handOver/);
  expect(() => modelOf("sometimes")).toThrow(/conventions\.handOver/);
  const model = modelOf(undefined);
  const by = (afterMs: number, calendar: string): readonly string[] =>
    checkModel({ ...model, conventions: { ...model.conventions, handOver: { afterMs, calendar } } }).map(
      ({ path }) => path ?? "",
    );
  expect(by(0, "office")).toEqual(["conventions.handOver.afterMs"]);
  expect(by(1, "nowhere")).toEqual(["conventions.handOver.calendar"]);
});

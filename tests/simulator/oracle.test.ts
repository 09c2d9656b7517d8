import { compileModel, type Model, runUnit, type UnitResult } from "@motcua/core/simulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { models } from "./oracle/models.ts";
import { simulate } from "./oracle/simulate.ts";
import { type LogLine, TooMuch, type World } from "./oracle/world.ts";

// The same models every time; others, and as many as one likes, by MOTCUA_RUNS. A failing run prints its seed and its shrunk
// model.
const runs = process.env.MOTCUA_RUNS;
const parameters = runs === undefined ? { numRuns: 1_500, seed: 20_260_105 } : { numRuns: Number(runs) };

/** What the naive simulator notes, and each must be seen in so many of the models. */
const modelsMin = 5;
const everything = [
  "batch grows",
  "batch one-after-another",
  "batch together",
  "batch too small goes",
  "bound",
  "bound, a row",
  "boundary, bound",
  "boundary, gathered",
  "boundary, waiting",
  "boundary, working",
  "choice by condition",
  "choice by share",
  "choice, a way is shut",
  "crew",
  "end of all",
  "four eyes",
  "group turned away",
  "handed over",
  "handed over, a batch",
  "impatient, gathered",
  "impatient, job",
  "inclusive join",
  "inclusive join of several",
  "inclusive, none",
  "inclusive, one",
  "inclusive, several",
  "interrupts",
  "interrupts at the begin of a shift",
  "just free, for what waits",
  "just free, takes what comes up",
  "member after others",
  "parallel join",
  "part of a batch stays behind",
  "pauses at the end of a shift",
  "race",
  "too late to begin",
  "too long for any shift",
  "turned away",
  "waits at a parallel join",
];

function run(model: Model, seed: number) {
  const compiled = compileModel(model);
  const log: LogLine[] = [];
  const begins: World["begins"] = [];
  const ends: World["ends"] = [];
  const result = runUnit(compiled, {
    seed,
    replication: 3,
    office: 0,
    sink: {
      work: (dossier, flow, place, person, enabledAt, startAt, endAt) => {
        const node = `${model.flows[flow]?.id}/${model.flows[flow]?.nodes[place]?.id}`;
        log.push({ dossier, node, person, enabledAt, startAt, endAt });
      },
      begin: (dossier, _stream, flow, number, at) => begins.push({ dossier, flow, number, at }),
      end: (dossier, at, withdrawn) => ends.push({ dossier, at, withdrawn }),
    },
  });
  return { log, begins, ends, result };
}

/** Undefined for a model that keeps itself busy for ever: the naive simulator stops at so many events, and the kernel is not
 *  asked. */
function naive(model: Model, seed: number): World | undefined {
  try {
    return simulate(model, seed, 3);
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}

const countsOf = (model: Model, result: UnitResult) => ({
  flows: result.flows.map(({ arrived, turnedAway, withdrawn, finished, open, cycleMs, waitingMs }) => ({
    arrived,
    turnedAway,
    withdrawn,
    finished,
    open,
    cycleMs: cycleMs.sum,
    waitingMs: waitingMs.sum,
  })),
  nodes: Object.fromEntries(
    model.flows.flatMap((flow, f) =>
      flow.nodes.flatMap((node, n) => {
        const { count = 0, withdrawn = 0 } = result.nodes[f]?.[n] ?? {};
        return count + withdrawn > 0 ? [[`${flow.id}/${node.id}`, { count, withdrawn }]] : [];
      }),
    ),
  ),
  delays: Object.fromEntries(
    model.flows.flatMap((flow, f) =>
      flow.nodes.flatMap(({ id, kind }, n) => {
        const { count = 0, spanMs } = result.nodes[f]?.[n] ?? {};
        return kind === "delay" && count > 0 ? [[`${flow.id}/${id}`, spanMs?.sum]] : [];
      }),
    ),
  ),
  tasks: result.people.map(({ tasks }) => tasks),
});

function compare(model: Model, seed: number, world: World): void {
  const { log, begins, ends, result } = run(model, seed);
  expect(begins).toEqual(world.begins);
  expect(log).toEqual(world.log);
  expect(ends).toEqual(world.ends);
  expect(countsOf(model, result)).toEqual({
    flows: world.counts.map(({ processingMs: _p, cost: _c, ...counts }) => counts),
    nodes: Object.fromEntries(world.nodeCounts),
    delays: Object.fromEntries(world.delayedMs),
    tasks: world.people.map(({ tasks }) => tasks),
  });
  result.people.forEach(({ workedMs }, person) => {
    expect(workedMs).toBeCloseTo(world.people[person]?.countedMs ?? 0, 3);
  });
  result.flows.forEach(({ processingMs, costThousandths, finished }, flow) => {
    const { processingMs: worked, cost } = world.counts[flow] ?? { processingMs: 0, cost: 0 };
    // Shares of a batch are whole milliseconds in a tally.
    expect(Math.abs(processingMs.sum - worked)).toBeLessThanOrEqual(finished);
    expect(Math.abs(costThousandths.sum - cost * 1000)).toBeLessThanOrEqual(finished);
  });
}

describe("the kernel against a naive simulator", () => {
  it("keeps the same log and counts the same, and everything there is occurs", () => {
    /** In how many models each thing occurred. */
    const occurred = new Map<string, number>();
    let endless = 0;
    fc.assert(
      fc.property(models, fc.integer({ min: 0, max: 1_000 }), (model, seed) => {
        const world = naive(model, seed);
        if (world === undefined) {
          endless += 1;
          return;
        }
        compare(model, seed, world);
        for (const what of world.occurred.keys()) occurred.set(what, (occurred.get(what) ?? 0) + 1);
      }),
      parameters,
    );
    if (runs !== undefined) return;
    expect(endless).toBeLessThan(parameters.numRuns / 20);
    expect([...occurred.keys()].sort()).toEqual(everything);
    for (const [what, models] of occurred) expect(models, what).toBeGreaterThanOrEqual(modelsMin);
  });
});

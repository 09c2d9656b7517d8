import { invariant } from "../../base/invariant.ts";
import type { Model } from "../model.ts";
import type { FlowResult, LawResult, NodeResult, PersonResult, UnitResult } from "../result.ts";
import type { Tally } from "../tally.ts";
import type {
  FlowFiguresOf,
  LawFiguresOf,
  NodeFiguresOf,
  ReplicationFigures,
  SpreadOf,
  StaffFiguresOf,
} from "./figures.ts";
import { mergeFlows } from "./merge-units.ts";

const hourMs = 3_600_000;
const daysListed = 30;

/** The figures of one replication. @param unit its offices, merged */
export function figuresOfReplication(model: Model, unit: UnitResult): ReplicationFigures {
  const hours = (unit.lastAt - unit.firstAt) / hourMs;
  const whole = mergeFlows(unit.flows);
  invariant(whole !== undefined, "a model has a flow");
  const staff = model.people.flatMap((person, i) => {
    const result = unit.people[i];
    return result === undefined ? [] : [{ person, result }];
  });
  const grouped = (key: "role" | "unit") =>
    [...new Set(model.people.map((person) => person[key]))].map((id) => ({
      id,
      name: id,
      ...staffOf(staff.filter(({ person }) => person[key] === id).map(({ result }) => result)),
    }));
  return {
    events: unit.events,
    whole: flowOf(whole, hours),
    flows: model.flows.flatMap((flow, i) => {
      const result = unit.flows[i];
      if (result === undefined) return [];
      const nodes = flow.nodes.flatMap(({ id, name }, n) => {
        const node = unit.nodes[i]?.[n];
        return node === undefined ? [] : [{ id, name, ...nodeOf(node, result.finished) }];
      });
      return [{ id: flow.id, name: flow.name, ...flowOf(result, hours), nodes }];
    }),
    staff: staffOf(staff.map(({ result }) => result)),
    roles: grouped("role"),
    units: grouped("unit"),
    people: staff.map(({ person: { id, name, unit: at, role }, result }) => ({
      ...{ id, name, unit: at, role },
      ...staffOf([result]),
      utilisationByHourShare: result.workedByHourMs.map((worked, hour) => {
        const onShift = result.onShiftByHourMs[hour] ?? 0;
        return onShift > 0 ? worked / onShift : 0;
      }),
    })),
    series: unit.series,
  };
}

const flowOf = (flow: FlowResult, hours: number): FlowFiguresOf<number> => ({
  arrived: flow.arrived,
  turnedAway: flow.turnedAway,
  withdrawn: flow.withdrawn,
  finished: flow.finished,
  open: flow.open,
  turnedAwayShare: flow.turnedAway / (flow.arrived + flow.turnedAway),
  withdrawnShare: flow.withdrawn / flow.arrived,
  finishedPerHour: hours > 0 ? flow.finished / hours : Number.NaN,
  cycleMs: spreadOf(flow.cycleMs),
  waitingMs: spreadOf(flow.waitingMs),
  ...(flow.waitingOnShiftMs && { waitingOnShiftMs: spreadOf(flow.waitingOnShiftMs) }),
  processingMs: spreadOf(flow.processingMs),
  cost: spreadOf(flow.costThousandths, 1_000),
  costTotal: flow.costThousandths.sum / 1_000,
  ...(flow.law && { law: lawOf(flow.law) }),
});

function lawOf(law: LawResult): LawFiguresOf<number> {
  const answered = [...law.responsibleMs.values()].reduce((sum, ms) => sum + ms, 0);
  return {
    limited: law.limited,
    openLate: law.openLate,
    onTimeLocal: law.onTimeLocal,
    onTimeNational: law.onTimeNational,
    onTimeLocalShare: law.onTimeLocal / (law.limited + law.openLate),
    onTimeNationalShare: law.onTimeNational / (law.limited + law.openLate),
    daysOver: spreadOf(law.daysOver),
    lateByDays: lateByDays(law.daysOver),
    earlyMs: spreadOf(law.earlyMs),
    lateMs: spreadOf(law.lateMs),
    apologiesOwed: law.apologiesOwed,
    apologiesIssued: law.apologiesIssued,
    apologiesMissed: law.apologiesMissed,
    rescheduled: law.rescheduled,
    supplements: law.supplements,
    suspendedMs: law.suspendedMs,
    rungs: Object.fromEntries(law.rungs),
    escalations: Object.fromEntries(law.escalations),
    responsibleMs: Object.fromEntries(law.responsibleMs),
    responsibleShare: Object.fromEntries([...law.responsibleMs].map(([unit, ms]) => [unit, ms / answered])),
    outcomes: Object.fromEntries(law.outcomes),
  };
}

const nodeOf = (node: NodeResult, finished: number): NodeFiguresOf<number> => ({
  count: node.count,
  perFinished: node.count / finished,
  withdrawn: node.withdrawn,
  waitingMs: spreadOf(node.waitingMs),
  processingMs: spreadOf(node.processingMs),
  spanMs: spreadOf(node.spanMs),
});

function staffOf(people: readonly PersonResult[]): StaffFiguresOf<number> {
  const sum = (of: (person: PersonResult) => number): number => people.reduce((all, person) => all + of(person), 0);
  const workedMs = sum((person) => person.workedMs);
  const onShiftMs = sum((person) => person.onShiftMs);
  return {
    workedMs,
    onShiftMs,
    utilisationShare: workedMs / onShiftMs,
    tasks: sum((person) => person.tasks),
    cost: sum((person) => person.cost),
  };
}

/** @param parts how many of the tally's units make one of the figure's */
const spreadOf = (tally: Tally, parts = 1): SpreadOf<number> => ({
  mean: tally.mean / parts,
  sd: tally.sd / parts,
  p50: tally.quantile(0.5) / parts,
  p90: tally.quantile(0.9) / parts,
  p95: tally.quantile(0.95) / parts,
  p99: tally.quantile(0.99) / parts,
  max: tally.count === 0 ? Number.NaN : tally.max / parts,
});

function lateByDays(daysOver: Tally): { readonly [days: string]: number } {
  const counts: { [days: string]: number } = {};
  daysOver.eachBin((days, _, times) => {
    const key = days > daysListed ? `over-${daysListed}` : String(days);
    counts[key] = (counts[key] ?? 0) + times;
  });
  return counts;
}

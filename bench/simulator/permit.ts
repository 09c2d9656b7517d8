import { compileModel, LogRecorder, type Model, runUnit, type TaskNode } from "@motcua/core/simulator";
import { median, print } from "../harness.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const work = (id: string, skill: string, minutes: number, next: string): TaskNode => ({
  id,
  name: id,
  kind: "task",
  skill,
  duration: { all: { kind: "gamma", meanMs: minutes * minuteMs, sdMs: (minutes * minuteMs) / 2 } },
  next,
});

const weekdays = (spans: readonly (readonly [number, number])[]) =>
  [0, 1, 2, 3, 4].flatMap((day) => spans.map(([from, to]) => [day * 1440 + from, day * 1440 + to] as const));

/** Ten steps in four units with a weekly calendar each, a loop for missing papers with a wait of the citizen, a boundary
 *  timer on the longest step and a post leg at the end. */
function permitModel(dossiers: number): Model {
  const calendars = [
    [450, 690],
    [480, 690],
    [450, 660],
    [510, 690],
  ].map(
    ([from, to], i) =>
      ({
        id: `calendar-${i}`,
        kind: "weekly",
        spansMinutes: weekdays([
          [from as number, to as number],
          [780, 1020],
        ]),
        utcOffsetMinutes: 420,
      }) as const,
  );
  const staff = (role: string, count: number, calendar: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${role}-${i}`,
      name: `${role} ${i}`,
      unit: role,
      role,
      skills: [role],
      calendar: `calendar-${calendar}`,
      costPerHour: 60_000,
    }));
  return {
    flows: [
      {
        id: "permit",
        name: "permit",
        start: "receive",
        nodes: [
          work("receive", "counter", 8, "scan"),
          work("scan", "counter", 4, "check"),
          work("check", "officer", 20, "complete"),
          {
            id: "complete",
            name: "complete",
            kind: "choice",
            branches: [
              { to: "ask", share: 0.2 },
              { to: "appraise", share: 0.8 },
            ],
          },
          work("ask", "officer", 6, "citizen"),
          {
            id: "citizen",
            name: "citizen",
            kind: "delay",
            delay: { ms: { kind: "gamma", meanMs: 72 * hourMs, sdMs: 48 * hourMs } },
            next: "check",
          },
          {
            ...work("appraise", "officer", 35, "draft"),
            boundary: { after: { ms: { kind: "fixed", ms: 240 * hourMs } }, to: "draft" },
          },
          work("draft", "officer", 12, "review"),
          work("review", "head", 7, "sign"),
          work("sign", "head", 3, "stamp"),
          work("stamp", "clerk", 3, "post"),
          {
            id: "post",
            name: "post",
            kind: "delay",
            delay: { ms: { kind: "fixed", ms: 24 * hourMs } },
            next: "return",
          },
          work("return", "counter", 4, "end"),
          { id: "end", name: "end", kind: "end" },
        ],
      },
    ],
    people: [...staff("counter", 4, 0), ...staff("officer", 14, 1), ...staff("head", 3, 2), ...staff("clerk", 1, 3)],
    calendars,
    streams: [
      {
        id: "all",
        flow: "permit",
        calendar: "calendar-0",
        arrivals: { kind: "between", ms: { kind: "exponential", meanMs: 6 * minuteMs } },
        dossiersMax: dossiers,
      },
    ],
    conventions: {
      arrivals: "open-time",
      dispatch: "when-free",
      allocation: "fair",
      shiftEnd: "pause",
      preemption: "none",
    },
    startAt: Date.UTC(2026, 0, 4, 17),
  };
}

/** A permit-like procedure with its event log kept, one core: dossiers a second. */
export async function simulatedPermit(dossiers = 100_000, rounds = 5): Promise<void> {
  const model = permitModel(dossiers);
  const compiled = compileModel(model);
  const rates: number[] = [];
  let [items, events, cycleDays] = [0, 0, 0];
  for (let round = 0; round <= rounds; round += 1) {
    const recorder = new LogRecorder(model);
    const started = process.hrtime.bigint();
    const unit = runUnit(compiled, { seed: 1, replication: round, office: 0, sink: recorder });
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (round > 0) rates.push(dossiers / seconds);
    items = recorder.log().items.count;
    events = unit.events;
    cycleDays = (unit.flows[0]?.cycleMs.mean ?? 0) / (24 * hourMs);
  }
  print({
    bench: "simulated-permit",
    dossiersPerSecond: Math.round(median(rates)),
    workItems: items,
    events,
    cycleDays: Number(cycleDays.toFixed(2)),
  });
}

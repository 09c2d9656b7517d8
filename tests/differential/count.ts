import { closingOf, nationalVerdict } from "@motcua/core";
import type { LawResult } from "../../packages/core/src/simulator/result.ts";
import type { Told } from "./by-track.ts";
import { policiesOf } from "./office.ts";
import type { Script } from "./script.ts";
import { time } from "./time.ts";

/** Figures of one life as plain data. */
export type Figures = { readonly [name: string]: number | { readonly [key: string]: number } };

/** What the simulator has counted. */
export function figuresOf(result: LawResult): Figures {
  const plain = (map: ReadonlyMap<string, number>) =>
    Object.fromEntries([...map].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { openLate: _, daysOver, earlyMs, lateMs, rungs, escalations, responsibleMs, outcomes, ...numbers } = result;
  return {
    ...numbers,
    daysOver: daysOver.sum,
    early: earlyMs.count,
    earlyMs: earlyMs.sum,
    late: lateMs.count,
    lateMs: lateMs.sum,
    rungs: plain(rungs),
    escalations: plain(escalations),
    responsibleMs: plain(responsibleMs),
    outcomes: plain(outcomes),
  };
}

export function sumOf(a: Figures | undefined, b: Figures): Figures {
  if (a === undefined) return b;
  const sum: { [name: string]: Figures[string] } = { ...a };
  for (const [name, more] of Object.entries(b)) {
    const before = sum[name];
    if (typeof more === "number") sum[name] = (typeof before === "number" ? before : 0) + more;
    else {
      const counts: { [key: string]: number } = { ...(typeof before === "object" ? before : {}) };
      for (const [key, count] of Object.entries(more)) counts[key] = (counts[key] ?? 0) + count;
      sum[name] = counts;
    }
  }
  return sum;
}

/** The same counted from what the engine recorded, without any haste. */
export function countTold(script: Script, told: readonly Told[]): Figures {
  const of = <K extends Told["kind"]>(kind: K) =>
    told.filter((fact): fact is Extract<Told, { readonly kind: K }> => fact.kind === kind);
  const by = (keys: readonly (readonly [key: string, count: number])[]) => {
    const sums: { [key: string]: number } = {};
    for (const [key, count] of keys) sums[key] = (sums[key] ?? 0) + count;
    return Object.fromEntries(
      Object.entries(sums)
        .filter(([, sum]) => sum > 0)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  const [resolved] = of("resolved");
  const judged = resolved !== undefined && resolved.verdict !== "no-limit" ? resolved : undefined;
  const late = judged?.verdict === "late";
  const due = judged === undefined ? 0 : (of("promised").findLast(({ at }) => at <= judged.at)?.dueAt ?? 0);
  const early = judged !== undefined && !late ? Math.max(0, due - judged.at) : 0;
  const over = late ? Math.max(0, judged.at - due) : 0;
  return {
    limited: judged === undefined ? 0 : 1,
    onTimeLocal: judged === undefined || late ? 0 : 1,
    onTimeNational: judged !== undefined && onTimeForPortal(script, told, judged.at) ? 1 : 0,
    daysOver: judged?.daysOver ?? 0,
    early: judged === undefined || late ? 0 : 1,
    earlyMs: early,
    late: late ? 1 : 0,
    lateMs: over,
    apologiesOwed: of("apology-owed").length,
    apologiesIssued: of("apology-sent").length,
    apologiesMissed: of("apology-missed").length,
    rescheduled: of("rescheduled").length,
    supplements: of("supplement-requested").length,
    suspendedMs: suspendedMs(told),
    rungs: by(of("rung-taken").flatMap(({ limit, rung }) => (limit === "principal" ? [[rung, 1] as const] : []))),
    escalations: by(of("escalated").map(({ target }) => [target, 1])),
    responsibleMs: by(
      of("responsible").flatMap(({ from, workingMs }) =>
        from === undefined ? [] : [[from.startsWith("party:") ? from : (from.split("/")[0] ?? ""), workingMs] as const],
      ),
    ),
    outcomes: by([...of("resolved"), ...of("ended")].map(({ outcome }) => [outcome, 1])),
  };
}

/** Time under any ground at all. */
function suspendedMs(told: readonly Told[]): number {
  const open = new Set<string>();
  let since = 0;
  let sum = 0;
  for (const fact of told) {
    if (fact.kind === "limit-suspended") {
      if (open.size === 0) since = fact.from;
      open.add(fact.groundId);
    } else if (fact.kind === "limit-resumed") {
      open.delete(fact.groundId);
      if (open.size === 0) sum += fact.to - since;
    } else if ((fact.kind === "ended" || fact.kind === "resolved") && open.size > 0) {
      open.clear();
      sum += fact.at - since;
    }
  }
  return sum;
}

function onTimeForPortal({ policy }: Script, told: readonly Told[], resolvedAt: number): boolean {
  let appointment = 0;
  let accepted = 0;
  const asked: number[] = [];
  const came: number[] = [];
  for (const fact of told) {
    if (fact.at > resolvedAt) break;
    if (fact.kind === "accepted") accepted = fact.at;
    if (fact.kind === "supplement-requested") asked.push(fact.at);
    if (fact.kind === "supplement-received") came.push(fact.at);
    if (fact.kind === "promised" && (appointment === 0 || policiesOf(policy).appointmentReported === "new"))
      appointment = fact.dueAt;
    if (fact.kind === "rescheduled" && policiesOf(policy).appointmentReported === "new")
      appointment = closingOf(time, fact.newDay);
  }
  const supplements = asked.map((requestedAt, i) => ({ requestedAt, completedAt: came[i] ?? resolvedAt }));
  const progress = [{ status: 9, at: resolvedAt }];
  const given = { appointment, acceptedAt: accepted, progress, supplements, periodEnd: resolvedAt };
  return nationalVerdict(given).verdict === "on-time";
}

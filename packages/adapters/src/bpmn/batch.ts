import type { Batch } from "@motcua/core/simulator";
import { type FaultList, inParameters } from "./faults.ts";
import type { RawBatch, Rule } from "./parameters.ts";

export interface BatchPlan {
  readonly batch: Batch;
  /** Share of the work that is done alone, as if there were no batches. */
  readonly aloneShare: number;
}

/** Batches larger than any size named: as many as wait. */
const sizeWithoutLimit = 1000;
const sumTolerance = 1e-6;

/** The firing rules a batch of the model can follow: a least and a greatest size, and how long the oldest waits. */
export function readBatch(raw: RawBatch, index: number, faults: FaultList): BatchPlan | undefined {
  const path = inParameters(["batch_processing", index]);
  const refuse = (vi: string, en: string): undefined => {
    faults.add(
      "bpmn.unsupported",
      `việc theo lô của ${raw.task_id}: không hỗ trợ ${vi}`,
      `batches of ${raw.task_id}: ${en} is not supported`,
      path,
    );
    return undefined;
  };
  if (raw.type === "Concurrent") return refuse("lô làm xen kẽ (Concurrent)", "a batch worked on in turns (Concurrent)");
  const sizes = raw.size_distrib.map(({ key, value }) => ({ size: Number(key), share: value }));
  const sum = sizes.reduce((total, { share }) => total + share, 0);
  if (sizes.length > 0 && (Math.abs(sum - 1) > sumTolerance || sizes.some(({ share }) => share < 0))) {
    const [vi, en] = [`tổng xác suất cỡ lô là ${sum}, phải là 1`, `its sizes add up to ${sum}, not 1`];
    faults.add("bpmn.bad_shares", `việc theo lô của ${raw.task_id}: ${vi}`, `batches of ${raw.task_id}: ${en}`, path);
    return undefined;
  }
  const aloneShare = sizes.find(({ size }) => size === 1)?.share ?? 0;
  const together = sizes.filter(({ size, share }) => size > 1 && share > 0);
  if (raw.firing_rules.length === 0) {
    const [only] = together;
    if (only === undefined || together.length > 1)
      return refuse("lô không có luật mà có nhiều cỡ", "a batch without rules and with several sizes");
    return { aloneShare, batch: batchOf(raw, { least: only.size, greatest: only.size }) };
  }
  const limits = raw.firing_rules.map(limitsOf);
  const odd = limits.find((limit) => typeof limit === "string");
  if (odd !== undefined) return refuse(`luật ${odd}`, `the rule ${odd}`);
  const merged = mergeLimits(limits as readonly Limits[]);
  if (merged === undefined) return refuse("cách kết hợp các luật này", "this combination of rules");
  return { aloneShare, batch: batchOf(raw, merged) };
}

interface Limits {
  readonly least?: number;
  readonly greatest?: number;
  readonly waitSeconds?: number;
}

/** One group of rules that must all hold; a text where one cannot be followed. */
function limitsOf(group: readonly Rule[]): Limits | string {
  let limits: Limits = {};
  for (const { attribute, comparison, value } of group) {
    const number = Number(value);
    const shown = `${attribute} ${comparison} ${JSON.stringify(value)}`;
    if (!Number.isFinite(number) || number < 0) return shown;
    const upper = comparison === "<" || comparison === "<=";
    if (attribute === "size" && upper) limits = { ...limits, greatest: comparison === "<" ? number - 1 : number };
    else if (attribute === "size" && comparison === "=") limits = { ...limits, least: number, greatest: number };
    else if (attribute === "size") limits = { ...limits, least: comparison === ">" ? number + 1 : number };
    // How long the oldest has waited at the least; seconds are whole in the file.
    else if (attribute === "large_wt" && !upper) limits = { ...limits, waitSeconds: number };
    else return shown;
  }
  return limits;
}

/** Either big enough or waited long enough; both in one group would wait for both, which a batch of the model does not. */
function mergeLimits(
  groups: readonly Limits[],
): { readonly least: number; readonly greatest: number; readonly waitSeconds?: number } | undefined {
  const bySize = groups.filter(({ waitSeconds }) => waitSeconds === undefined);
  const byWait = groups.filter(({ waitSeconds }) => waitSeconds !== undefined);
  if (bySize.length > 1 || byWait.length > 1) return undefined;
  const wait = byWait[0];
  if (wait?.least !== undefined && wait.least > 1) return undefined;
  const greatest = bySize[0]?.greatest ?? wait?.greatest ?? bySize[0]?.least ?? sizeWithoutLimit;
  const least = bySize[0] === undefined ? greatest : (bySize[0].least ?? 2);
  if (least < 1 || greatest < least) return undefined;
  return { least, greatest, ...(wait?.waitSeconds === undefined ? {} : { waitSeconds: wait.waitSeconds }) };
}

function batchOf(
  raw: RawBatch,
  { least, greatest, waitSeconds }: { least: number; greatest: number; waitSeconds?: number },
): Batch {
  const factors = raw.duration_distrib.map(({ key, value }) => ({ size: Number(key), factor: value }));
  if (!factors.some(({ size }) => size === 1)) factors.unshift({ size: 1, factor: 1 });
  const together = raw.type === "Parallel";
  return {
    sizeMin: least,
    sizeMax: greatest,
    ...(waitSeconds === undefined ? {} : { waitMsMax: waitSeconds * 1000 }),
    run: together ? "together" : "one-after-another",
    durationFactor: Array.from({ length: greatest }, (_, i) => {
      const size = i + 1;
      // The size named that is nearest; a batch done together takes the time of all its work.
      const factor = size === 1 ? 1 : nearest(factors, size);
      return { size, factor: together ? factor * size : factor };
    }),
  };
}

const nearest = (factors: readonly { readonly size: number; readonly factor: number }[], size: number): number =>
  [...factors].sort((a, b) => Math.abs(a.size - size) - Math.abs(b.size - size) || a.size - b.size)[0]?.factor ?? 1;

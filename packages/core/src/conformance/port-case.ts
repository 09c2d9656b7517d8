import type { OfficeId } from "../base/ids.ts";
import { sampleOffice } from "../testing/sample-office.ts";
import { ConformanceError } from "./check.ts";
import type { Runner } from "./run-cases.ts";

/** What a case wants of an adapter it is given. */
export interface BenchOptions {
  /** The adapter's own end of one call. Cases with a silent other side wait for it; others give it time enough. */
  readonly timeoutMs: number;
  /** The office of the case, where an adapter is set up by office. */
  readonly officeId: OfficeId;
}

/** Whatever is on the table in one case: the adapter, and the other side it speaks to. */
export interface Bench {
  /** Ends the adapter and the other side. */
  close(): Promise<void>;
}

/** What an adapter brings to the kit of its port. */
export interface PortHarness<B extends Bench, Feature extends string> {
  /** What this other side can do beyond what every one can; cases that need more are skipped by name. */
  readonly features: readonly Feature[];
  /** A fresh adapter before a fresh other side, at every call. */
  open(options: BenchOptions): Promise<B>;
}

export interface PortCase<B extends Bench, Feature extends string> {
  readonly name: string;
  /** Left out where the other side cannot do it. */
  readonly needs?: Feature;
  /** 30,000 by default: nothing in the case waits for it. */
  readonly timeoutMs?: number;
  readonly run: (bench: B) => Promise<void>;
}

/** Hands every case to the runner; cases beyond what the other side can do are skipped by name. */
export function runPortCases<B extends Bench, Feature extends string>(
  runner: Runner,
  cases: readonly PortCase<B, Feature>[],
  harness: PortHarness<B, Feature>,
): void {
  for (const each of cases) {
    const run = () => runPortCase(each, harness);
    if (each.needs !== undefined && !harness.features.includes(each.needs)) runner.skip(each.name, run);
    else runner.test(each.name, run);
  }
}

/** Runs one case on a fresh bench, which is closed whatever happens. */
export async function runPortCase<B extends Bench, Feature extends string>(
  each: PortCase<B, Feature>,
  harness: PortHarness<B, Feature>,
): Promise<void> {
  if (each.needs !== undefined && !harness.features.includes(each.needs))
    throw new ConformanceError(`the harness does not say that it can do "${each.needs}"`);
  const bench = await harness.open({ timeoutMs: each.timeoutMs ?? 30_000, officeId: sampleOffice().officeId });
  try {
    await each.run(bench);
  } finally {
    await bench.close();
  }
}

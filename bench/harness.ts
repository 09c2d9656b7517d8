/** Prints one JSON line per figure; nothing else goes to standard output. */
export function print(figure: { readonly [key: string]: string | number | boolean | undefined }): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** Seconds a run takes. */
export async function seconds(run: () => void | Promise<void>): Promise<number> {
  const started = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/**
 * Ours against the raw loop in the same run, interleaved (A B, B A, A B …): each gives units per second; the ratio is that
 * of the medians. One round of each warms up and does not count.
 */
export async function compare(
  units: number,
  ours: () => Promise<number>,
  raw: () => Promise<number>,
  rounds = 5,
): Promise<{ readonly ours: number; readonly raw: number; readonly ratio: number }> {
  await ours();
  await raw();
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? ([ours, raw] as const) : ([raw, ours] as const);
    for (const run of order) (run === ours ? a : b).push(units / (await run()));
  }
  const [x, y] = [median(a), median(b)];
  return { ours: Math.round(x), raw: Math.round(y), ratio: Number((x / y).toFixed(3)) };
}

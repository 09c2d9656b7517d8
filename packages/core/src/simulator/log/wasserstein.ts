/** The 1-Wasserstein distance between two multisets of numbers: how far, on average, the one must be moved to become the
 *  other. Sorts both in place. Exact for whole numbers as long as products of sizes and distance stay below 2^53.
 *  @returns `NaN` where one of them is empty, 0 where both are */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0 : Number.NaN;
  a.sort();
  b.sort();
  let i = 0;
  let j = 0;
  let sum = 0;
  let before = Math.min(a[0] ?? 0, b[0] ?? 0);
  // Between two neighbouring values the distribution functions stand apart by |i / n - j / m|; whole numbers until the end.
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    sum += Math.abs(i * b.length - j * a.length) * (value - before);
    while (i < a.length && a[i] === value) i += 1;
    while (j < b.length && b[j] === value) j += 1;
    before = value;
  }
  return sum / (a.length * b.length);
}

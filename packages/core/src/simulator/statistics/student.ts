import { invariant } from "../../base/invariant.ts";

/** Student's t and the normal distribution, to about 1e-12: what intervals are made of. Degrees of freedom are 1 or more and
 *  need not be whole. Upper tails are computed directly, so that small ones keep their digits. */

/** P(T <= t). */
export function studentDistribution(t: number, degrees: number): number {
  return t < 0 ? studentTail(-t, degrees) : 1 - studentTail(t, degrees);
}

/** The t below which a share of the distribution lies. @param share between 0 and 1, both excluded */
export function studentQuantile(share: number, degrees: number): number {
  invariant(degrees >= 1, "one degree of freedom or more");
  if (degrees === Number.POSITIVE_INFINITY) return normalQuantile(share);
  const densityAtZero = gammaRatio(degrees / 2) / Math.sqrt(degrees * Math.PI);
  return quantileOf(
    share,
    (t) => studentTail(t, degrees),
    (t) => densityAtZero * Math.exp((-(degrees + 1) / 2) * Math.log1p((t * t) / degrees)),
  );
}

/** P(T > t) for t of 0 or more. */
export function studentTail(t: number, degrees: number): number {
  invariant(t >= 0 && degrees >= 1, "a tail beyond 0, one degree of freedom or more");
  if (degrees === Number.POSITIVE_INFINITY) return normalTail(t);
  if (t === 0) return 0.5;
  if (t === Number.POSITIVE_INFINITY) return 0;
  if (degrees > 5_000) return nearlyNormalTail(t, degrees);
  const odds = (t * t) / degrees;
  const beta = Math.sqrt(Math.PI) / gammaRatio(degrees / 2);
  // log of x = 1 / (1 + odds) and of 1 - x, without the loss of digits of taking either from 1.
  const logX = -Math.log1p(odds);
  const logRest = -Math.log1p(1 / odds);
  const front = Math.exp((degrees / 2) * logX + 0.5 * logRest) / beta;
  const x = 1 / (1 + odds);
  const half = degrees / 2;
  return x < (half + 1) / (half + 2.5)
    ? (front * betaFraction(x, half, 0.5)) / degrees
    : 0.5 - front * betaFraction(odds / (1 + odds), 0.5, half);
}

/** Hill's expansion (1970): the fraction below would lose digits here, and the next term is under 1e-14. */
function nearlyNormalTail(t: number, degrees: number): number {
  const a = degrees - 0.5;
  const z = Math.sqrt(a * Math.log1p((t * t) / degrees));
  return normalTail(z + (z * z * z + 3 * z) / (48 * a * a));
}

/** P(Z > z) of the normal distribution, for any z. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // Mills' ratio as a continued fraction; 120 steps are enough from 2.5 on.
  let fraction = z;
  for (let step = 120; step >= 1; step -= 1) fraction = z + step / fraction;
  return density / fraction;
}

/** The z below which a share of the normal distribution lies. @param share between 0 and 1, both excluded */
export function normalQuantile(share: number): number {
  return quantileOf(share, normalTail, (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
}

/** Of a distribution symmetric about 0: Newton's steps on the logarithm of the tail, kept between bounds. */
function quantileOf(share: number, tail: (t: number) => number, density: (t: number) => number): number {
  invariant(share > 0 && share < 1, "a share between 0 and 1");
  if (share === 0.5) return 0;
  const wanted = share < 0.5 ? share : 1 - share;
  let low = 0;
  let high = 1;
  while (tail(high) > wanted) {
    low = high;
    high *= 2;
  }
  let t = (low + high) / 2;
  for (let round = 0; round < 200 && high - low > 1e-15 * high; round += 1) {
    const here = tail(t);
    if (here > wanted) low = t;
    else high = t;
    const next = t + (Math.log(here / wanted) * here) / density(t);
    const inside = next > low && next < high;
    const moved = inside ? next : (low + high) / 2;
    if (inside && Math.abs(moved - t) <= 1e-15 * t) break;
    t = moved;
  }
  return share < 0.5 ? -t : t;
}

/** Gamma(a + 1/2) / Gamma(a): moved up until the asymptotic series is exact. */
function gammaRatio(a: number): number {
  let factor = 1;
  let at = a;
  for (; at < 30; at += 1) factor *= at / (at + 0.5);
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (-1 / 8 + square * (1 / 192 + square * (-1 / 640 + (square * 17) / 14_336)));
  return factor * Math.sqrt(at) * Math.exp(series);
}

/** The continued fraction of the incomplete beta function, by Lentz' method; `x` below (a + 1) / (a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  const step = (term: number): number => {
    d = 1 / away(1 + term * d);
    c = away(1 + term / c);
    return c * d;
  };
  for (let m = 1; m < 100_000; m += 1) {
    value *= step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const factor = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    value *= factor;
    if (Math.abs(factor - 1) < 4e-16) break;
  }
  return value;
}

/** Away from 0, which would stop the fraction. */
const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);

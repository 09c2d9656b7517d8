import type { Distribution } from "../model.ts";
import type { Random } from "../random.ts";
import { normalQuantile } from "./normal.ts";

/** Tries before a value is moved to the nearest bound: a distribution that misses its bounds so often is a scenario fault
 *  that is reported before the run. */
const triesMax = 20;

/** A distribution ready to draw from: 0 or more. */
export type Sampler = (random: Random) => number;

/** Whole milliseconds. */
export function samplerOf(distribution: Distribution): Sampler {
  if (distribution.kind === "exponential" && isUnbounded(distribution)) {
    // The commonest of all, and the cheapest: without a call in between.
    const { meanMs } = distribution;
    return (random) => Math.round(-meanMs * Math.log(random.next()));
  }
  const draw = numberSamplerOf(distribution);
  if (distribution.kind !== "fixed") return (random) => Math.round(draw(random));
  const value = Math.round(distribution.ms);
  return () => value;
}

const isUnbounded = ({ shiftMs = 0, minMs = 0, maxMs }: Bounds): boolean =>
  shiftMs === 0 && minMs <= 0 && maxMs === undefined;

/** The same without rounding, for what is no time. */
export function numberSamplerOf(distribution: Distribution): Sampler {
  const { shiftMs = 0, minMs = 0, maxMs = Number.POSITIVE_INFINITY } = boundsOf(distribution);
  const draw = shifted(rawSampler(distribution), shiftMs);
  if (distribution.kind === "fixed") return draw;
  if (shiftMs >= 0 && minMs <= 0 && maxMs === Number.POSITIVE_INFINITY && neverNegative.has(distribution.kind))
    return draw;
  return (random) => {
    let value = draw(random);
    for (let tries = 1; (value < minMs || value > maxMs) && tries < triesMax; tries += 1) value = draw(random);
    return Math.min(maxMs, Math.max(minMs, value));
  };
}

const shifted = (draw: Sampler, shift: number): Sampler => (shift === 0 ? draw : (random) => shift + draw(random));

const neverNegative: ReadonlySet<Distribution["kind"]> = new Set([
  "exponential",
  "log-normal",
  "gamma",
  "weibull",
  "uniform",
  "triangular",
  "histogram",
  "sample",
  "mixture",
]);

interface Bounds {
  readonly shiftMs?: number;
  readonly minMs?: number;
  readonly maxMs?: number;
}

function boundsOf(distribution: Distribution): Bounds {
  switch (distribution.kind) {
    case "exponential":
    case "normal":
    case "log-normal":
    case "gamma":
    case "weibull":
      return { ...distribution, minMs: Math.max(0, distribution.minMs ?? 0) };
    default:
      return {};
  }
}

function rawSampler(distribution: Distribution): Sampler {
  switch (distribution.kind) {
    case "fixed": {
      const { ms } = distribution;
      return () => ms;
    }
    case "uniform": {
      const { minMs, maxMs } = distribution;
      return (random) => minMs + (maxMs - minMs) * random.next();
    }
    case "exponential": {
      const { meanMs } = distribution;
      return (random) => -meanMs * Math.log(random.next());
    }
    case "normal": {
      const { meanMs, sdMs } = distribution;
      return (random) => meanMs + sdMs * normalQuantile(random.next());
    }
    case "log-normal":
      return logNormal(distribution.meanMs, distribution.sdMs);
    case "gamma":
      return gamma(distribution.meanMs, distribution.sdMs);
    case "weibull": {
      const { shape, scaleMs } = distribution;
      return (random) => scaleMs * (-Math.log(random.next())) ** (1 / shape);
    }
    case "triangular":
      return triangular(distribution.minMs, distribution.modeMs, distribution.maxMs);
    case "histogram":
      return histogram(distribution.edgesMs, distribution.shares);
    case "sample": {
      const { valuesMs } = distribution;
      return (random) => valuesMs[Math.floor(random.next() * valuesMs.length)] as number;
    }
    case "mixture":
      return mixture(distribution.of);
  }
}

/** From the moments of the variable itself: sigma^2 = ln(1 + sd^2 / mean^2), mu = ln(mean) - sigma^2 / 2. */
function logNormal(mean: number, sd: number): Sampler {
  if (mean <= 0) return () => 0;
  const variance = Math.log(1 + (sd * sd) / (mean * mean));
  const sigma = Math.sqrt(variance);
  const mu = Math.log(mean) - variance / 2;
  return (random) => Math.exp(mu + sigma * normalQuantile(random.next()));
}

/** Marsaglia and Tsang, A simple method for generating gamma variables (2000); shapes below 1 by a power of a uniform. */
function gamma(mean: number, sd: number): Sampler {
  if (mean <= 0) return () => 0;
  if (sd === 0) return () => mean;
  const shape = (mean * mean) / (sd * sd);
  const scale = (sd * sd) / mean;
  const boosted = shape < 1 ? shape + 1 : shape;
  const d = boosted - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const whole = (random: Random): number => {
    for (;;) {
      const x = normalQuantile(random.next());
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      if (Math.log(random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return shape < 1
    ? (random) => scale * whole(random) * random.next() ** (1 / shape)
    : (random) => scale * whole(random);
}

function triangular(min: number, mode: number, max: number): Sampler {
  if (max === min) return () => min;
  const cut = (mode - min) / (max - min);
  return (random) => {
    const u = random.next();
    return u < cut
      ? min + Math.sqrt(u * (max - min) * (mode - min))
      : max - Math.sqrt((1 - u) * (max - min) * (max - mode));
  };
}

function histogram(edges: readonly number[], shares: readonly number[]): Sampler {
  const upTo = cumulative(shares);
  return (random) => {
    const u = random.next();
    const bin = firstAbove(upTo, u);
    const below = bin === 0 ? 0 : (upTo[bin - 1] as number);
    const part = (u - below) / ((upTo[bin] as number) - below);
    const from = edges[bin] as number;
    return from + part * ((edges[bin + 1] as number) - from);
  };
}

function mixture(parts: Extract<Distribution, { kind: "mixture" }>["of"]): Sampler {
  const upTo = cumulative(parts.map((part) => part.share));
  const samplers = parts.map((part) => numberSamplerOf(part.ms));
  return (random) => (samplers[firstAbove(upTo, random.next())] as Sampler)(random);
}

/** Running sums of shares, the last exactly 1. */
export function cumulative(shares: readonly number[]): Float64Array {
  const upTo = new Float64Array(shares.length);
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  for (let i = 0; i < shares.length; i += 1) {
    sum += shares[i] as number;
    upTo[i] = sum / total;
  }
  if (shares.length > 0) upTo[shares.length - 1] = 1;
  return upTo;
}

/** The first running sum above a number in (0, 1): a share of 0 is never drawn. */
export function firstAbove(upTo: Float64Array, u: number): number {
  let i = 0;
  while (i < upTo.length - 1 && (upTo[i] as number) <= u) i += 1;
  return i;
}

/** Mean of what a sampler draws, bounds aside: for load and staff checks before a run. */
export function meanMsOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case "fixed":
      return distribution.ms;
    case "uniform":
      return (distribution.minMs + distribution.maxMs) / 2;
    case "exponential":
    case "normal":
    case "log-normal":
    case "gamma":
      return (distribution.shiftMs ?? 0) + distribution.meanMs;
    case "weibull":
      return (distribution.shiftMs ?? 0) + distribution.scaleMs * gammaFunction(1 + 1 / distribution.shape);
    case "triangular":
      return (distribution.minMs + distribution.modeMs + distribution.maxMs) / 3;
    case "histogram": {
      const total = distribution.shares.reduce((sum, share) => sum + share, 0);
      return distribution.shares.reduce(
        (sum, share, i) =>
          sum + (share / total) * (((distribution.edgesMs[i] as number) + (distribution.edgesMs[i + 1] as number)) / 2),
        0,
      );
    }
    case "sample":
      return distribution.valuesMs.reduce((sum, value) => sum + value, 0) / distribution.valuesMs.length;
    case "mixture": {
      const total = distribution.of.reduce((sum, part) => sum + part.share, 0);
      return distribution.of.reduce((sum, part) => sum + (part.share / total) * meanMsOf(part.ms), 0);
    }
  }
}

/** Lanczos approximation, good to 1e-13 for arguments of 1 or more. */
function gammaFunction(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const shifted = x - 1;
  let sum = 0.9999999999998099;
  coefficients.forEach((coefficient, i) => {
    sum += coefficient / (shifted + i + 1);
  });
  const t = shifted + coefficients.length - 0.5;
  return Math.sqrt(2 * Math.PI) * t ** (shifted + 0.5) * Math.exp(-t) * sum;
}

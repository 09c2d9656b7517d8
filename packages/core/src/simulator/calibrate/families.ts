import type { Distribution } from "../model.ts";
import { normalTail } from "../statistics/student.ts";
import { digamma, gammaShare, logGamma, trigamma } from "./special.ts";

/** A family of distributions fitted to values by maximum likelihood. */
export interface FittedFamily {
  readonly kind: FamilyName;
  /** Of the natural logarithm. */
  readonly logLikelihood: number;
  /** How many numbers were fitted. */
  readonly parameters: number;
  readonly distribution: Distribution;
  /** P(X <= x). */
  shareUpTo(x: number): number;
}
export type FamilyName = "exponential" | "gamma" | "log-normal" | "weibull" | "normal" | "uniform";

/** What the families need to know of the values, once for all of them. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Divided by n: the estimate of maximum likelihood. */
  readonly variance: number;
  readonly meanLog: number;
  readonly varianceLog: number;
  readonly min: number;
  readonly max: number;
}

/** @param values positive */
export function momentsOf(values: Float64Array): Moments {
  const n = values.length;
  let [sum, sumLog, min, max] = [0, 0, Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    sum += value;
    sumLog += Math.log(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const [mean, meanLog] = [sum / n, sumLog / n];
  let [squares, squaresLog] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2;
    squaresLog += (Math.log(value) - meanLog) ** 2;
  }
  return { n, mean, variance: squares / n, meanLog, varianceLog: squaresLog / n, min, max };
}

/** All families, fitted. @param values positive, not all the same */
export function fitFamilies(values: Float64Array): readonly FittedFamily[] {
  const moments = momentsOf(values);
  return [
    exponential(moments),
    gamma(moments),
    logNormal(moments),
    weibull(moments, values),
    truncatedNormal(moments),
    uniform(moments),
  ].filter((fitted) => fitted !== undefined);
}

function exponential({ n, mean }: Moments): FittedFamily {
  return {
    kind: "exponential",
    logLikelihood: -n * (1 + Math.log(mean)),
    parameters: 1,
    distribution: { kind: "exponential", meanMs: mean },
    shareUpTo: (x) => (x <= 0 ? 0 : -Math.expm1(-x / mean)),
  };
}

function gamma({ n, mean, meanLog }: Moments): FittedFamily {
  // log(shape) - digamma(shape) = log(mean) - mean(log): Minka's start, then Newton.
  const wanted = Math.log(mean) - meanLog;
  let shape = (3 - wanted + Math.sqrt((wanted - 3) ** 2 + 24 * wanted)) / (12 * wanted);
  for (let round = 0; round < 50; round += 1) {
    const slope = 1 / shape - trigamma(shape);
    const next = shape - (Math.log(shape) - digamma(shape) - wanted) / slope;
    const safe = next > 0 ? next : shape / 2;
    const done = Math.abs(safe - shape) < 1e-12 * shape;
    shape = safe;
    if (done) break;
  }
  const scale = mean / shape;
  const at = shape;
  return {
    kind: "gamma",
    logLikelihood: n * ((at - 1) * meanLog - mean / scale - at * Math.log(scale) - logGamma(at)),
    parameters: 2,
    distribution: { kind: "gamma", meanMs: mean, sdMs: mean / Math.sqrt(at) },
    shareUpTo: (x) => gammaShare(at, x / scale),
  };
}

function logNormal({ n, meanLog, varianceLog }: Moments): FittedFamily {
  const sd = Math.sqrt(varianceLog);
  const mean = Math.exp(meanLog + varianceLog / 2);
  return {
    kind: "log-normal",
    logLikelihood: -n * (meanLog + 0.5 * Math.log(2 * Math.PI * varianceLog) + 0.5),
    parameters: 2,
    distribution: { kind: "log-normal", meanMs: mean, sdMs: mean * Math.sqrt(Math.expm1(varianceLog)) },
    shareUpTo: (x) => (x <= 0 ? 0 : 1 - normalTail((Math.log(x) - meanLog) / sd)),
  };
}

function weibull({ n, meanLog, varianceLog, max }: Moments, values: Float64Array): FittedFamily {
  // Sums are taken of (x / max)^shape, which never overflow.
  const logs = values.map((value) => Math.log(value / max));
  const relativeMean = meanLog - Math.log(max);
  let shape = Math.PI / Math.sqrt(6 * varianceLog);
  let mean = 1;
  for (let round = 0; round < 100; round += 1) {
    let [s0, s1, s2] = [0, 0, 0];
    for (const log of logs) {
      const power = Math.exp(shape * log);
      s0 += power;
      s1 += power * log;
      s2 += power * log * log;
    }
    mean = s0 / n;
    const off = s1 / s0 - 1 / shape - relativeMean;
    const slope = s2 / s0 - (s1 / s0) ** 2 + 1 / (shape * shape);
    const next = shape - off / slope;
    const safe = next > 0 ? next : shape / 2;
    const done = Math.abs(safe - shape) < 1e-12 * shape;
    shape = safe;
    if (done) break;
  }
  const scale = max * mean ** (1 / shape);
  const at = shape;
  return {
    kind: "weibull",
    logLikelihood: n * (Math.log(at) - at * Math.log(scale) + (at - 1) * meanLog - 1),
    parameters: 2,
    distribution: { kind: "weibull", shape: at, scaleMs: scale },
    shareUpTo: (x) => (x <= 0 ? 0 : -Math.expm1(-((x / scale) ** at))),
  };
}

/** Drawn again below 0, as the simulator does: mean and spread of what is left are those of the values. Only where that
 *  cuts off little; what is cut in half is another family's business. */
function truncatedNormal({ n, mean, variance }: Moments): FittedFamily | undefined {
  if (mean * mean < 2.25 * variance) return undefined;
  let [center, sd] = [mean, Math.sqrt(variance)];
  for (let round = 0; round < 200; round += 1) {
    const cut = center / sd;
    const hazard = density(cut) / normalTail(-cut);
    const nextSd = Math.sqrt(variance / (1 - cut * hazard - hazard * hazard));
    const next = mean - nextSd * hazard;
    if (!(Number.isFinite(nextSd) && next > 0)) return undefined;
    const done = Math.abs(next - center) + Math.abs(nextSd - sd) < 1e-12 * mean;
    [center, sd] = [next, nextSd];
    if (done) break;
  }
  const left = normalTail(-center / sd);
  const [at, width] = [center, sd];
  const squares = variance + (mean - at) ** 2;
  return {
    kind: "normal",
    logLikelihood: -n * (0.5 * Math.log(2 * Math.PI * width * width) + squares / (2 * width * width) + Math.log(left)),
    parameters: 2,
    distribution: { kind: "normal", meanMs: at, sdMs: width },
    shareUpTo: (x) => (x <= 0 ? 0 : 1 - normalTail((x - at) / width) / left),
  };
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Ends are moved out by what the extremes of so many values fall short of them on average. */
function uniform({ n, min, max }: Moments): FittedFamily {
  const beyond = (max - min) / (n - 1);
  const [from, to] = [Math.max(0, min - beyond), max + beyond];
  return {
    kind: "uniform",
    logLikelihood: -n * Math.log(to - from),
    parameters: 2,
    distribution: { kind: "uniform", minMs: from, maxMs: to },
    shareUpTo: (x) => Math.min(1, Math.max(0, (x - from) / (to - from))),
  };
}

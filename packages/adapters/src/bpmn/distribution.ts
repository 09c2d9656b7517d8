import type { Distribution } from "@motcua/core/simulator";
import type { FaultList } from "./faults.ts";
import type { RawDistribution } from "./parameters.ts";

// Two dialects under the same names, told apart by how many numbers there are. By moments: the mean and the VARIANCE (of
// the normal one the deviation), then least and greatest value. By location and scale, as a statistics package has them:
// shape, location, scale, then least and greatest value.

/** A distribution of bare numbers, a reason why there is none, and what had to be assumed. */
type Reading = Drawn | { readonly fault: readonly [vi: string, en: string] };
type Drawn =
  | { readonly kind: "fixed"; readonly value: number }
  | { readonly kind: "uniform"; readonly least: number; readonly greatest: number }
  | ({ readonly kind: "exponential"; readonly mean: number } & Range)
  | ({ readonly kind: "normal" | "log-normal" | "gamma"; readonly mean: number; readonly sd: number } & Range)
  | { readonly kind: "triangular"; readonly least: number; readonly mode: number; readonly greatest: number };
interface Range {
  readonly shift?: number;
  readonly least?: number | undefined;
  readonly greatest?: number | undefined;
}

const families: { readonly [name: string]: (p: readonly number[]) => Reading } = {
  fix: ([value]) => (value === undefined ? count(1) : { kind: "fixed", value }),
  expon: exponential,
  norm: normal,
  uniform,
  lognorm: (p) => skewed("log-normal", p, logNormalMoments),
  gamma: (p) => skewed("gamma", p, (shape, scale) => [shape * scale, Math.sqrt(shape) * scale]),
  triang: triangular,
};
const otherNames: { readonly [name: string]: string } = {
  fixed: "fix",
  exponential: "expon",
  normal: "norm",
  log_normal: "lognorm",
  lognormal: "lognorm",
  triangular: "triang",
};

const count = (...allowed: readonly number[]): Reading => ({
  fault: [`cần ${allowed.join(" hoặc ")} tham số`, `it takes ${allowed.join(" or ")} parameters`],
});
const impossible = (vi: string, en: string): Reading => ({ fault: [vi, en] });

/** Beyond it a time in milliseconds is no whole number any more; as a bound it means none. */
const secondsMax = 9e12;

/** Of durations in seconds. */
export const readDuration = (raw: RawDistribution, path: string, faults: FaultList): Distribution | undefined =>
  read(raw, 1000, path, faults);
/** Of an attribute's values, which are plain numbers. */
export const readNumbers = (raw: RawDistribution, path: string, faults: FaultList): Distribution | undefined =>
  read(raw, 1, path, faults);

function read(raw: RawDistribution, unit: number, path: string, faults: FaultList): Distribution | undefined {
  const given = raw.distribution_name.toLowerCase();
  if (given === "histogram_sampling") return readHistogram(raw, unit, path, faults);
  const name = otherNames[given] ?? given;
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  const reading: Reading =
    family === undefined
      ? impossible(
          `không hỗ trợ phân phối "${raw.distribution_name}"`,
          `distribution "${raw.distribution_name}" is not supported`,
        )
      : checked(family(raw.distribution_params));
  if ("fault" in reading) {
    const [vi, en] = reading.fault;
    const code = family === undefined ? "bpmn.unsupported" : "bpmn.bad_duration";
    faults.add(code, `${raw.distribution_name} tại ${path}: ${vi}`, `${raw.distribution_name} at ${path}: ${en}`, path);
    return undefined;
  }
  if (name === "expon" && raw.distribution_params.length === 3 && raw.distribution_params[0] === 0)
    faults.note(
      `${path}: hàm mũ ba tham số bắt đầu bằng 0 được đọc là vị trí, trung bình; tham số thứ ba không dùng`,
      `${path}: an exponential of three parameters that begins with 0 is read as location and mean; the third is not used`,
      path,
    );
  return inUnit(reading, unit);
}

/** Negative or senseless figures; the mean must be one that can be drawn. */
function checked(reading: Reading): Reading {
  if ("fault" in reading) return reading;
  const { least, greatest } = reading.kind === "fixed" ? { least: undefined, greatest: undefined } : reading;
  const central =
    reading.kind === "fixed" ? reading.value : "mean" in reading ? reading.mean + (reading.shift ?? 0) : 0;
  if (![central, "sd" in reading ? reading.sd : 0].every((value) => Math.abs(value) <= secondsMax))
    return impossible("giá trị quá lớn", "a figure is too large");
  if (central < 0) return impossible("thời gian âm", "a negative duration");
  if ("sd" in reading && reading.sd < 0) return impossible("độ lệch âm", "a negative deviation");
  if (greatest !== undefined && greatest < Math.max(0, least ?? 0))
    return impossible(
      greatest < 0 ? "thời gian âm" : "giá trị nhỏ nhất lớn hơn giá trị lớn nhất",
      greatest < 0 ? "a negative duration" : "the least value is above the greatest",
    );
  return reading;
}

/** Waiting that has lasted goes on as if it had just begun: cutting off below only moves the start. */
function exponential(p: readonly number[]): Reading {
  const [a = 0, b = 0, c, d] = p;
  const located = (location: number, scale: number, least = 0, greatest?: number): Reading => {
    const shift = Math.max(location, least, 0);
    if (scale < 0) return impossible("thời gian âm", "a negative duration");
    if (scale === 0) return { kind: "fixed", value: shift };
    return { kind: "exponential", mean: scale, shift, greatest };
  };
  // The mean counts from 0, so what is drawn above the least is what is left of it; a mean below the least is that rest.
  const byMean = (mean: number, least: number, greatest?: number): Reading =>
    mean < 0
      ? impossible("thời gian âm", "a negative duration")
      : located(least, mean < least ? mean : mean - least, least, greatest);
  switch (p.length) {
    case 1:
      return byMean(a, 0);
    case 2:
      return located(a, b);
    case 3:
      return a === 0 && b > 0 ? located(0, b) : byMean(a, b, c);
    case 4:
      return located(a, b, c, d);
    default:
      return count(1, 2, 3, 4);
  }
}

function normal(p: readonly number[]): Reading {
  const [mean = 0, sd = 0, least, greatest] = p;
  if (p.length !== 2 && p.length !== 4) return count(2, 4);
  return sd === 0 ? { kind: "fixed", value: mean } : { kind: "normal", mean, sd, least, greatest };
}

function uniform(p: readonly number[]): Reading {
  const [a = 0, b = 0, least = 0, greatest = Number.POSITIVE_INFINITY] = p;
  if (p.length !== 2 && p.length !== 4) return count(2, 4);
  // Drawing again outside the bounds leaves the drawing even within them.
  const [from, to] = p.length === 2 ? [a, b] : [Math.max(a, least), Math.min(a + b, greatest)];
  return from === to ? { kind: "fixed", value: from } : { kind: "uniform", least: Math.max(0, from), greatest: to };
}

function skewed(
  kind: "log-normal" | "gamma",
  p: readonly number[],
  momentsOf: (shape: number, scale: number) => readonly [mean: number, sd: number],
): Reading {
  const [a = 0, b = 0, c, d, e] = p;
  if (p.length === 2 || p.length === 4) {
    if (b < 0) return impossible("phương sai âm", "a negative variance");
    if (b === 0) return { kind: "fixed", value: a };
    if (a <= 0) return impossible("trung bình phải lớn hơn 0", "the mean must be above 0");
    return { kind, mean: a, sd: Math.sqrt(b), least: c, greatest: d };
  }
  if (p.length !== 3 && p.length !== 5) return count(2, 3, 4, 5);
  if (a <= 0 || (c ?? 0) <= 0)
    return impossible("hình dạng và thang phải lớn hơn 0", "shape and scale must be above 0");
  const [mean, sd] = momentsOf(a, c ?? 0);
  return { kind, mean, sd, shift: b, least: d, greatest: e };
}

const logNormalMoments = (sigma: number, scale: number): readonly [number, number] => [
  scale * Math.exp(sigma ** 2 / 2),
  scale * Math.exp(sigma ** 2 / 2) * Math.sqrt(Math.expm1(sigma ** 2)),
];

function triangular(p: readonly number[]): Reading {
  const [part = 0, from = 0, width = 0, least = 0, greatest = Number.POSITIVE_INFINITY] = p;
  if (p.length !== 3 && p.length !== 5) return count(3, 5);
  if (part < 0 || part > 1 || width < 0)
    return impossible("đỉnh phải trong 0 đến 1 của bề rộng", "the mode is a part, 0 to 1, of a width of 0 or more");
  if (width === 0) return { kind: "fixed", value: from };
  const slack = 1e-9 * (Math.abs(from) + width);
  if (from < Math.max(0, least) - slack || from + width > greatest + slack)
    return impossible("giới hạn cắt vào tam giác", "bounds that cut into the triangle are not supported");
  return { kind: "triangular", least: from, mode: from + part * width, greatest: from + width };
}

function inUnit(drawn: Drawn, unit: number): Distribution {
  switch (drawn.kind) {
    case "fixed":
      return { kind: "fixed", ms: drawn.value * unit };
    case "uniform":
      return { kind: "uniform", minMs: drawn.least * unit, maxMs: drawn.greatest * unit };
    case "triangular":
      return { kind: "triangular", minMs: drawn.least * unit, modeMs: drawn.mode * unit, maxMs: drawn.greatest * unit };
    case "exponential":
      return { kind: "exponential", meanMs: drawn.mean * unit, ...bounds(drawn, unit) };
    default:
      return { kind: drawn.kind, meanMs: drawn.mean * unit, sdMs: drawn.sd * unit, ...bounds(drawn, unit) };
  }
}

function bounds({ shift = 0, least = 0, greatest }: Range, unit: number) {
  return {
    ...(shift === 0 ? {} : { shiftMs: shift * unit }),
    ...(least <= 0 ? {} : { minMs: least * unit }),
    ...(greatest === undefined || greatest > secondsMax ? {} : { maxMs: greatest * unit }),
  };
}

/** Values at the middle of bins, by a cumulative distribution. */
function readHistogram(raw: RawDistribution, unit: number, path: string, faults: FaultList): Distribution | undefined {
  const { cdf = [], bin_midpoints: middles = [] } = raw.histogram_data ?? {};
  const shares = cdf.map((upTo, i) => upTo - (cdf[i - 1] ?? 0));
  const sound =
    cdf.length > 0 &&
    cdf.length === middles.length &&
    shares.every((share) => share >= 0) &&
    middles.every((value) => value >= 0 && value <= secondsMax) &&
    Math.abs((cdf.at(-1) ?? 0) - 1) <= 1e-6;
  if (!sound) {
    faults.add(
      "bpmn.bad_duration",
      `histogram_sampling tại ${path}: cần cdf tăng tới 1 và số giá trị giữa không âm bằng nhau`,
      `histogram_sampling at ${path}: it takes a cdf that grows to 1 and as many middles of 0 or more`,
      path,
    );
    return undefined;
  }
  const of = middles.map((value, i) => ({ share: shares[i] ?? 0, ms: { kind: "fixed", ms: value * unit } as const }));
  return { kind: "mixture", of: of.filter(({ share }) => share > 0) };
}

import { meanMsOf } from "../kernel/sampler.ts";
import type { Distribution } from "../model.ts";
import type { Report } from "./report.ts";

/** A bounded distribution that lies inside its bounds more seldom is a slip, and drawing again would take for ever. */
const insideMin = 0.05;

/** Nothing in an office takes longer: a slip of the pen or of the unit. Clocks that repeat every week would be written down
 *  without end. */
export const longestMs = 100 * 365.25 * 86_400_000;

/** What numbers are told in: the milliseconds of one, and its name. */
export interface TellingUnit {
  readonly ms: number;
  readonly vi: string;
  readonly en: string;
}
const plainMs: TellingUnit = { ms: 1, vi: "ms", en: "ms" };

/** Reports what is wrong with a distribution of durations, or of plain numbers. */
export function checkDistribution(
  report: Report,
  path: string,
  of: Distribution,
  { isTime = true, unit = plainMs }: { readonly isTime?: boolean; readonly unit?: TellingUnit } = {},
): void {
  const before = report.count;
  checkShape(report, path, of, unit);
  if (!isTime || report.count > before) return;
  const meanMs = meanMsOf(of);
  if (meanMs <= longestMs) return;
  report.add(
    path,
    `thời gian trung bình dài hơn 100 năm (${years(meanMs)} năm); hãy xem lại con số và đơn vị`,
    `on average it takes longer than 100 years (${years(meanMs)}); look at the number and its unit`,
  );
}

const years = (ms: number): string => (ms / (365.25 * 86_400_000)).toPrecision(3);

function checkShape(report: Report, path: string, of: Distribution, unit: TellingUnit): void {
  switch (of.kind) {
    case "fixed":
      needTime(report, `${path}.ms`, of.ms);
      return;
    case "uniform":
      needOrder(report, path, unit, [of.minMs, of.maxMs], ["min", "max"]);
      return;
    case "triangular":
      needOrder(report, path, unit, [of.minMs, of.modeMs, of.maxMs], ["min", "mode", "max"]);
      return;
    case "exponential":
      if (needTime(report, `${path}.meanMs`, of.meanMs))
        checkBounds(report, path, unit, of, exponentialBelow(of.meanMs));
      return;
    case "normal":
    case "log-normal":
    case "gamma":
      if (needTime(report, `${path}.meanMs`, of.meanMs) && needTime(report, `${path}.sdMs`, of.sdMs))
        checkBounds(report, path, unit, of, below(of));
      return;
    case "weibull": {
      const { shape, scaleMs } = of;
      if (!(shape > 0 && Number.isFinite(shape)))
        report.add(`${path}.shape`, "tham số hình dạng phải lớn hơn 0", "the shape must be more than 0");
      else if (needTime(report, `${path}.scaleMs`, scaleMs))
        checkBounds(report, path, unit, of, (ms) => (scaleMs === 0 ? 1 : 1 - Math.exp(-((ms / scaleMs) ** shape))));
      return;
    }
    case "histogram":
      checkHistogram(report, path, unit, of);
      return;
    case "sample":
      if (of.valuesMs.length === 0) report.add(`${path}.valuesMs`, "không có giá trị nào", "there are no values");
      of.valuesMs.forEach((value, i) => {
        needTime(report, `${path}.valuesMs[${i}]`, value);
      });
      return;
    case "mixture":
      checkShares(
        report,
        `${path}.of`,
        of.of.map(({ share }) => share),
      );
      of.of.forEach(({ ms }, i) => {
        checkShape(report, `${path}.of[${i}].ms`, ms, unit);
      });
  }
}

function needTime(report: Report, path: string, ms: number): boolean {
  if (ms >= 0 && Number.isFinite(ms)) return true;
  report.add(path, `thời gian ${ms} không hợp lệ, phải từ 0 trở lên`, `a time of ${ms}: it must be 0 or more`);
  return false;
}

function needOrder(
  report: Report,
  path: string,
  unit: TellingUnit,
  times: readonly number[],
  names: readonly string[] = [],
): void {
  const fine = times.every((ms) => needTime(report, path, ms));
  if (!fine || times.every((ms, i) => i === 0 || ms >= (times[i - 1] as number))) return;
  const told = times.map((ms, i) => (names[i] === undefined ? inUnit(ms, unit) : `${names[i]} ${inUnit(ms, unit)}`));
  report.add(
    path,
    `các mốc phải tăng dần: ${told.join(", ")} ${unit.vi}`,
    `the values must not fall: ${told.join(", ")} ${unit.en}`,
  );
}

/** Without what is left over from counting to and fro. */
const inUnit = (ms: number, unit: TellingUnit): string => String(Number((ms / unit.ms).toPrecision(12)));

function checkHistogram(
  report: Report,
  path: string,
  unit: TellingUnit,
  of: Extract<Distribution, { kind: "histogram" }>,
): void {
  needOrder(report, `${path}.edgesMs`, unit, of.edgesMs);
  if (of.edgesMs.length !== of.shares.length + 1)
    report.add(
      `${path}.edgesMs`,
      `cần ${of.shares.length + 1} mốc cho ${of.shares.length} khoảng`,
      `${of.shares.length} bins need ${of.shares.length + 1} edges`,
    );
  checkShares(report, `${path}.shares`, of.shares);
}

function checkShares(report: Report, path: string, shares: readonly number[]): void {
  const wrong = shares.findIndex((share) => !(share >= 0 && Number.isFinite(share)));
  if (wrong >= 0) report.add(`${path}[${wrong}]`, "tỷ lệ phải từ 0 trở lên", "a share must be 0 or more");
  else if (!(shares.reduce((sum, share) => sum + share, 0) > 0))
    report.add(path, "không có tỷ lệ nào lớn hơn 0", "no share is more than 0");
}

function checkBounds(
  report: Report,
  path: string,
  unit: TellingUnit,
  of: { readonly shiftMs?: number; readonly minMs?: number; readonly maxMs?: number },
  shareBelow: (ms: number) => number,
): void {
  const { shiftMs = 0, minMs = 0, maxMs = Number.POSITIVE_INFINITY } = of;
  if (!(minMs <= maxMs)) {
    const [from, to] = [inUnit(minMs, unit), inUnit(maxMs, unit)];
    report.add(
      path,
      `min ${from} ${unit.vi} lớn hơn max ${to} ${unit.vi}`,
      `min ${from} ${unit.en} is more than max ${to} ${unit.en}`,
    );
    return;
  }
  const least = Math.max(0, minMs);
  // Nothing is drawn exactly at a bound, but for the durations of 0.
  const inside = shareBelow(maxMs - shiftMs) - shareBelow(least === shiftMs ? -1e-9 : least - shiftMs);
  if (!(inside < insideMin && least < maxMs)) return;
  const bounds = [
    ...(of.minMs === undefined ? [] : [`min ${inUnit(of.minMs, unit)}`]),
    ...(of.maxMs === undefined ? [] : [`max ${inUnit(of.maxMs, unit)}`]),
  ].join(", ");
  // Without bounds of its own it is 0 that is seldom exceeded.
  const [vi, en] = bounds === "" ? ["", ""] : [` (${bounds} ${unit.vi})`, ` (${bounds} ${unit.en})`];
  report.add(
    path,
    `chỉ ${percent(inside)} % giá trị nằm trong giới hạn${vi}`,
    `only ${percent(inside)} % of the values lie inside the bounds${en}`,
  );
}

const percent = (share: number): string => (Math.max(0, share) * 100).toFixed(1);

const exponentialBelow =
  (meanMs: number) =>
  (ms: number): number =>
    ms < 0 ? 0 : meanMs === 0 ? 1 : 1 - Math.exp(-ms / meanMs);

type ByMoments = Extract<Distribution, { readonly sdMs: number }>;

/** Share of values up to a time. */
function below({ kind, meanMs, sdMs }: ByMoments): (ms: number) => number {
  if (sdMs === 0 || (meanMs === 0 && kind !== "normal")) return (ms) => (ms >= meanMs ? 1 : 0);
  if (kind === "normal") return (ms) => normalBelow((ms - meanMs) / sdMs);
  if (kind === "log-normal") {
    const variance = Math.log(1 + (sdMs / meanMs) ** 2);
    const mu = Math.log(meanMs) - variance / 2;
    return (ms) => (ms <= 0 ? 0 : normalBelow((Math.log(ms) - mu) / Math.sqrt(variance)));
  }
  // Wilson and Hilferty: the cube root of a gamma variable is nearly normal.
  const shape = (meanMs / sdMs) ** 2;
  const spread = 1 / (9 * shape);
  return (ms) => (ms <= 0 ? 0 : normalBelow((Math.cbrt(ms / meanMs) - 1 + spread) / Math.sqrt(spread)));
}

/** Normal distribution function, good to 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalBelow(z: number): number {
  if (z === Number.POSITIVE_INFINITY) return 1;
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

import type { Comparison, Estimate } from "@motcua/core/simulator";
import { shownCount, shownPercent, shownTime, table } from "./numbers.ts";

/** Figures that are compared where nobody names others, and how they are shown. */
export const comparedMeasures: readonly {
  readonly measure: string;
  readonly words: string;
  /** @param like whose unit the row has */
  readonly show: (value: Estimate, like: Estimate) => string;
}[] = [
  {
    measure: "whole/law/onTimeLocalShare",
    words: "đúng hạn theo ngày hẹn / on time by the promised date",
    show: shownPercent,
  },
  {
    measure: "whole/law/onTimeNationalShare",
    words: "đúng hạn theo Cổng quốc gia / on time by the National Portal",
    show: shownPercent,
  },
  { measure: "whole/law/apologiesOwed", words: "phiếu xin lỗi phải có / apologies owed", show: shownCount },
  { measure: "whole/cycleMs/mean", words: "từ lúc nộp đến lúc trả / from filing to return", show: shownTime },
  { measure: "whole/cycleMs/p95", words: "  95 % không quá / 95 % within", show: shownTime },
  { measure: "whole/waitingMs/mean", words: "chờ người làm, mỗi hồ sơ / waiting for people, each", show: shownTime },
  { measure: "whole/processingMs/mean", words: "người làm, mỗi hồ sơ / worked on, each", show: shownTime },
  { measure: "staff/utilisationShare", words: "người bận / people busy", show: shownPercent },
];

/** Figures that somebody names are shown by the unit their name ends with. */
const shownByName = (measure: string): ((value: Estimate, like: Estimate) => string) =>
  measure.endsWith("Share") ? shownPercent : /Ms(\/|$)/.test(measure) ? shownTime : shownCount;

const head = [
  "",
  "gốc / base",
  "phương án / variant",
  "chênh lệch / difference",
  "ngoài ngẫu nhiên / more than chance",
];

export function comparisonText(name: string, comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ measure, base, variant, difference, matters }) => {
    const known = comparedMeasures.find((one) => one.measure === measure);
    const show = known?.show ?? shownByName(measure);
    const sign = (difference.mean ?? 0) > 0 ? "+" : "";
    const told = matters === null ? "?" : matters ? "có / yes" : "không / no";
    return [known?.words ?? measure, show(base, base), show(variant, base), sign + show(difference, base), told];
  });
  return `${name}\n${table([head, ...rows])}\n`;
}

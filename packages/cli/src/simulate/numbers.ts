import type { Estimate } from "@motcua/core/simulator";

/** Numbers as tables show them: whole figures with their half-width. */
export const shownCount = ({ mean, half95 }: Estimate): string => withHalf(mean, half95, (value) => value.toFixed(1));

/** Nearly all is not all: close to 100 % a second place shows what is missing. Where all replications agree, the interval of
 *  what was counted stands for a half-width of 0. */
export const shownPercent = ({ mean, half95, counted95 }: Estimate): string => {
  const shown = (value: number): string => (value * 100).toFixed(value > 0.99 && value < 1 ? 2 : 1);
  if (mean !== null && counted95 !== undefined) return `${shown(mean)} [${counted95.map(shown).join("–")}] %`;
  const places = mean !== null && mean > 0.99 && mean < 1 ? 2 : 1;
  return withHalf(mean, half95, (value) => (value * 100).toFixed(places), " %");
};

const hourMs = 3_600_000;
/** Hours below two days, days above. @param like whose unit is taken, so that a row has one */
export function shownTime({ mean, half95 }: Estimate, like: Estimate = { mean, half95, sd: null, n: 0 }): string {
  const [unitMs, unit] = Math.abs(like.mean ?? 0) < 48 * hourMs ? [hourMs, " giờ/h"] : [24 * hourMs, " ngày/d"];
  return withHalf(mean, half95, (value) => (value / unitMs).toFixed(2), unit);
}

function withHalf(mean: number | null, half: number | null, show: (value: number) => string, unit = ""): string {
  if (mean === null) return "-";
  return half === null ? `${show(mean)}${unit}` : `${show(mean)} ± ${show(half)}${unit}`;
}

/** Columns as wide as their widest cell, the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((all, row) => {
    row.forEach((cell, i) => {
      all[i] = Math.max(all[i] ?? 0, [...cell].length);
    });
    return all;
  }, []);
  const padded = (cell: string, i: number): string => {
    const space = " ".repeat(Math.max(0, (widths[i] ?? 0) - [...cell].length));
    return i === 0 ? cell + space : space + cell;
  };
  return rows.map((row) => `  ${row.map(padded).join("  ")}`.trimEnd()).join("\n");
}

import { estimate } from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { decimal, elapsed, formatWith, percent, plain, work } from "./format.ts";

const hour = 3_600_000;

describe("numbers as an office writes them", () => {
  it.each([
    [0, 0, "0"],
    [1234.5, 1, "1.234,5"],
    [-1234567.891, 2, "−1.234.567,89"],
    [-0.04, 1, "0,0"],
    [999.96, 1, "1.000,0"],
  ])("%d with %d digits is %s", (value, digits, text) => expect(decimal(value, digits)).toBe(text));

  it("keeps small numbers telling", () => {
    expect([0.0421, 3.5, 123.45, 98765.4].map(plain)).toEqual(["0,0421", "3,5", "123,5", "98.765"]);
    expect([0, 0.5, 0.98712, 0.9999, 0.99999, 1].map(percent)).toEqual([
      "0 %",
      "50 %",
      "98,7 %",
      "99,99 %",
      "100 %",
      "100 %",
    ]);
  });

  it.each([
    [400, "0,4 giây"],
    [40_000, "40 giây"],
    [59.6 * 60_000, "60 phút"],
    [2 * hour + 5 * 60_000, "2 giờ 5 phút"],
    [76 * hour, "3 ngày 4 giờ"],
    [47.9 * hour, "2 ngày"],
    [12.5 * 24 * hour, "12,5 ngày"],
    [-26 * hour, "−1 ngày 2 giờ"],
  ])("%d ms of time is %s", (ms, text) => expect(elapsed(ms).vi).toBe(text));

  it("counts work in hours, however long", () => {
    expect([90 * 60_000, 30 * hour, 1_234 * hour].map((ms) => work(ms).vi)).toEqual([
      "1 giờ 30 phút",
      "30 giờ",
      "1.234 giờ",
    ]);
  });

  it("gives a mean no more digits than its interval", () => {
    const format = formatWith({});
    const told = (values: readonly number[]): string => format.estimate(estimate(values), "count").vi;
    expect(told([2_000, 2_100, 1_950])).toBe("2.017 ± 190");
    expect(told([98.1, 98.2, 97.9])).toBe("98,07 ± 0,38");
    expect(told([5])).toBe("5");
    expect(told([Number.NaN])).toBe("–");
    expect(format.estimate(estimate([0.9, 0.92]), "share").vi).toBe("91 % ± 12,7");
    expect(format.estimate({ ...estimate([1, 1]), counted95: [0.9981, 1] }, "share").vi).toBe("100 % [99,8–100]");
    expect(format.value(112_570_000, "money").en).toBe("112,57 million đồng");
  });

  it("tells dates of the office, whatever the machine's zone", () => {
    const at = Date.UTC(2026, 11, 31, 17, 30);
    expect(formatWith({}).instant(at)).toBe("01/01/2027 00:30");
    expect(formatWith({ utcOffsetMinutes: 0 }).instant(at)).toBe("31/12/2026 17:30");
  });
});

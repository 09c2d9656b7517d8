import { expect, it } from "vitest";
import type { CivilDate } from "../calendar/types.ts";
import { afterLookup, codeInLookup, lookupText } from "./lookup.ts";
import { smsParts } from "./sms-text.ts";

const code = "000.00.15.H26-260820-0001";

it.each([
  [`HS ${code}`, code],
  [`tra cuu ${code.toLowerCase()} xin cam on`, code],
  [`(${code})`, code],
  ["HS 0912345678", undefined],
  ["", undefined],
  [`${"A.".repeat(20)}H26-260820-0001`, undefined],
  [`${"x".repeat(300)} ${code}`, undefined],
])("finds the code in %j", (text, found) => {
  expect(codeInLookup(text)).toBe(found);
});

it("says how a dossier stands, in at most two parts", () => {
  const rows = (["intake", "open", "ready", "ended"] as const).flatMap((phase) =>
    [true, false].map((suspended) => ({ phase, suspended, promiseOn: "2026-08-25" as CivilDate })),
  );
  for (const row of [undefined, ...rows])
    for (const language of ["vi", "en"] as const) expect(smsParts(lookupText(code, row, language))).toBeLessThan(3);
  expect(lookupText(code, { phase: "open", suspended: false, promiseOn: "2026-08-25" as CivilDate }, "vi")).toBe(
    `Hồ sơ ${code} đang giải quyết. Hẹn trả kết quả: 25/08/2026.`,
  );
  expect(lookupText(code, { phase: "open", suspended: true, promiseOn: undefined }, "en")).toContain("waits");
});

it("lets a caller ask five times an hour", () => {
  let asked: readonly number[] = [];
  for (let minute = 0; minute < 5; minute += 1) asked = afterLookup(asked, minute * 60_000) ?? [];
  expect(asked.length).toBe(5);
  expect(afterLookup(asked, 5 * 60_000)).toBeUndefined();
  expect(afterLookup(asked, 3_600_000)).toEqual([60_000, 120_000, 180_000, 240_000, 3_600_000]);
});

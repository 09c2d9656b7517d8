import type { ProcedureDefinition } from "./types.ts";

// Shares of a limit, in hundredths of its unit.

/** The whole limit in hundredths of the shares' unit; `undefined` where they cannot be compared. A day that ends on the
 *  day itself is a working day of eight hours. */
export function hundredthsOf(
  budget: ProcedureDefinition["limits"][number]["budget"],
  unit: "working-day" | "calendar-day" | "working-hour",
): number | undefined {
  if (budget.unit === "same-day") return unit === "working-hour" ? 800 : unit === "working-day" ? 100 : undefined;
  if (budget.unit === unit) return budget.amount * 100;
  return undefined;
}

export const decimal = (hundredths: number): string => {
  const rest = hundredths % 100;
  const whole = Math.trunc(hundredths / 100);
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, "0").replace(/0$/, "")}`;
};

/** The most that one amount may be, đồng: sums and percentages of such amounts stay exact in a number. */
export const vndMax = 1_000_000_000_000;

/** Pages, copies or persons of one dossier. */
export const feeUnitsMax = 100_000;

/** Whole đồng, 0 to `vndMax`. Money is never a fraction here. */
export const isVnd = (amount: number): boolean => Number.isInteger(amount) && amount >= 0 && amount <= vndMax;

/** `1.250.000 đồng`. */
export const dong = (amountVnd: number): string => `${String(amountVnd).replace(/\B(?=(\d{3})+$)/g, ".")} đồng`;

/** Text people see: Vietnamese first, English beside it. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

export const bilingual = (vi: string, en: string): Bilingual => ({ vi, en });

/** Where a rule or fact comes from, e.g. `NĐ 118/2025/NĐ-CP Điều 19(6)`. */
export type Source = string;

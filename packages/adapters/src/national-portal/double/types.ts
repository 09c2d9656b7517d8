import type { DateShape } from "./rules.ts";

export type Fields = { readonly [field: string]: unknown };

/** A generation as the portal's side speaks it. */
export interface DoubleProfile {
  readonly id: "g1" | "g1r" | "g3";
  readonly dossierDate: DateShape;
  readonly stepDate: DateShape;
  readonly numericStatus: boolean;
  readonly stepsMax: number;
}

/** What a call comes to, before it is put into words. */
export type Reply =
  | {
      readonly kind: "done";
      readonly result?: readonly unknown[];
      readonly data?: unknown;
      readonly session?: string;
      readonly plain?: Fields;
    }
  | { readonly kind: "refused"; readonly message: string; readonly status?: number };

export const doneWith = (more: { readonly result?: readonly unknown[]; readonly data?: unknown } = {}): Reply => ({
  kind: "done",
  ...more,
});
export const refusedFor = (message: string, status?: number): Reply => ({
  kind: "refused",
  message,
  ...(status === undefined ? {} : { status }),
});

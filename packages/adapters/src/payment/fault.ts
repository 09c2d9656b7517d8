import type { ErrorCode, Fault } from "../shared/core.ts";

/** A refusal as core makes them. */
export const fault = (code: ErrorCode, vi: string, en: string): Fault => ({ code, text: { vi, en } });

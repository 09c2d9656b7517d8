import { type ErrorCode, type Fault, fault } from "../base/errors.ts";
import { err } from "../base/result.ts";

/** Why a command was not taken: a value with a stable code. Nothing changed, nothing is recorded. */
export type Refusal = Fault;

export const refuse = (code: ErrorCode, vi: string, en: string): { readonly ok: false; readonly error: Refusal } =>
  err(fault(code, vi, en));

import type { Attributes } from "./attributes.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Everything the library has to say while it runs. `error` means that a person should look. */
export type LogCode =
  | "command.conflict"
  | "dossier.stopped"
  | "worker.started"
  | "worker.stopping"
  | "worker.stopped"
  | "worker.pass_failed"
  | "worker.recovered"
  | "wake.retried"
  | "wake.parked"
  | "wake.lease_lost"
  | "delivery.retried"
  | "delivery.pending"
  | "delivery.skipped"
  | "delivery.parked"
  | "inbox.refused"
  | "transfer.refused"
  | "delivery.lease_lost"
  | "backend.opened"
  | "backend.closed";

/** Structured lines: a level, a code and fields that are ids, codes and numbers. There is no free text to leak anything. */
export interface Log {
  /** Must not throw, and must not wait. */
  write(level: LogLevel, code: LogCode, fields: Attributes): void;
}

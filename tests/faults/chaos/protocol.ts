import type { CommandRequest, Hash } from "@motcua/core";
import type { Arrived, Attempt, Heard } from "../history-checker.ts";

/** What a process of the chaos run is told on its command line. */
export interface ChildOrder {
  /** As `--db` takes it: a file, or an address. */
  readonly db: string;
  readonly name: string;
  readonly seed: number;
  readonly clients: number;
  readonly timescale: Timescale;
  /** How far its clock is off, in milliseconds of law time. */
  readonly offsetMs: number;
  readonly leaseMs: number;
  /** Commands whose sender died without an answer: sent again, as its client would. */
  readonly again: readonly CommandRequest[];
}

/** Law time runs faster than real time, and every process agrees on it. */
export interface Timescale {
  /** Real instant at which law time stood at `lawAt`. */
  readonly realAt: number;
  readonly lawAt: number;
  /** Milliseconds of law time in a real one. */
  readonly speed: number;
}

export const lawTime = ({ realAt, lawAt, speed }: Timescale): number =>
  Math.floor(lawAt + (Date.now() - realAt) * speed);

/** A line on the standard output of a process: written before the thing is done, heard even when it is killed then. */
export type Line =
  | { readonly t: "up" }
  | { readonly t: "sent"; readonly request: CommandRequest; readonly bodyHash: Hash }
  | { readonly t: "heard"; readonly officeId: string; readonly commandId: string; readonly heard: Heard }
  | ({ readonly t: "attempt" } & Attempt)
  /** `ns` is the machine's monotonic clock, the same for every process. */
  | ({ readonly t: "arrived"; readonly ns: string } & Arrived)
  | { readonly t: "fault"; readonly text: string };

import type { EpochMs } from "../../calendar/types.ts";
import type { HoursOf } from "./staff.ts";

/** Named choices of a calibration, with defaults that suit a log of an office. */
export interface CalibrateOptions {
  /** Name of the scenario. */
  readonly name?: string;
  /** Work calendar of the scenario. Absent: `vietnam`, or `no-holidays` where the log shows work on holidays. */
  readonly calendar?: string;
  /** Hours are found to so many minutes: 15, 30 or 60. Default 30. */
  readonly granuleMinutes?: 15 | 30 | 60;
  /** See `HoursRule`. Defaults 0.1 and 0.9. */
  readonly confidence?: number;
  readonly support?: number;
  readonly hoursOf?: HoursOf;
  /** Whoever did less than this share of an activity is not counted among those who can. Default 0.01. */
  readonly skillShare?: number;
  /** Share of the dossiers, the latest, that the scenario is tried on. Default 0.3; 0 tries nothing. */
  readonly holdOut?: number;
  /** Replications of the trial. Default 5. */
  readonly replications?: number;
  /** Whole number, 0 to `seedMax`. Default 1. */
  readonly seed?: number;
  /** Starts are a guess, from ends of other work: hours are told from ends alone. Default false. */
  readonly startsGuessed?: boolean;
  /** When the record was taken, where dossiers were still open: trials end then too. Absent: all of them have ended. */
  readonly recordedUntil?: EpochMs;
  /** What was done at steps, where the source tells: else it is told from what came next. */
  readonly acts?: readonly RecordedAct[];
  /** @param share of the calibration that is done, about, 0 to 1 */
  readonly onProgress?: (share: number) => void;
}
/** What somebody did at a step, from an office's own record. */
export interface RecordedAct {
  readonly dossier: string;
  readonly flow: string;
  readonly step: string;
  readonly action: string;
  readonly at: EpochMs;
}

export type Settled = Required<Omit<CalibrateOptions, "calendar">>;

export const settle = (options: CalibrateOptions): Settled => ({
  name: "Kịch bản từ nhật ký",
  granuleMinutes: 30,
  confidence: 0.1,
  support: 0.9,
  hoursOf: "auto",
  skillShare: 0.01,
  holdOut: 0.3,
  replications: 5,
  seed: 1,
  startsGuessed: false,
  recordedUntil: Number.POSITIVE_INFINITY,
  acts: [],
  onProgress: () => {},
  ...options,
});

/** Waits below a minute are none, and none that is shorter than that on average or befalls one in fifty is written down. */
export const waitingRule = { idleMsMin: 60_000, shareMin: 0.02, meanMsMin: 60_000 } as const;
/** A person who does several things at once for more than this share of the time worked. */
export const multitaskingMax = 0.05;
/** Nobody does it: so large a share of its items has no person. */
export const unattendedMin = 0.5;

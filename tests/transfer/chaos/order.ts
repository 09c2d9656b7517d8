import type { Party } from "../parties.ts";

/** What one side is told on its command line. */
export interface ChildOrder {
  readonly db: string;
  readonly own: Party;
  readonly other: Party;
  readonly port: number;
  readonly otherPort: number;
  /** How often each dossier is handed over; an even number brings it home. */
  readonly epochs: number;
  /** Law time goes on from here, as fast as real time, the same for both. */
  readonly lawAt: number;
  readonly realAt: number;
}

export const lawTime = ({ lawAt, realAt }: ChildOrder): number => lawAt + Math.max(0, Date.now() - realAt);

import type { EpochMs } from "../calendar/types.ts";
import type { ContentRef } from "../ports/storage.ts";

/** How a request for data ended. `refused`: by the other side; `no-data`: they have nothing; `given-up`: here, by a person;
 *  `dossier-ended`: nobody may use it any more. */
export type ExchangeOutcome = "answered" | "no-data" | "refused" | "given-up" | "dossier-ended";

/** Why somebody's data may be asked for or passed on: their consent, by its reference, or the law that says so. */
export type ExchangeBasis = { readonly consent: string } | { readonly law: string };

/** One request for data to another system, as far as it has come. Codes and references only: question and answer are content. */
export interface ExchangeState {
  /** Which exchange it is, e.g. `land-tax`. */
  readonly profile: string;
  /** Whom one waits on, e.g. `tax`. */
  readonly party: string;
  /** Code of what the data is for; nothing else may be done with it. */
  readonly purpose: string;
  readonly basis: ExchangeBasis;
  readonly question: ContentRef;
  readonly askedAt: EpochMs;
  readonly outcome?: ExchangeOutcome;
  readonly answer?: ContentRef;
  readonly endedAt?: EpochMs;
}

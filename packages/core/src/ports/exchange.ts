import type { Json } from "../base/canonical-json.ts";
import type { CallContext } from "./notifier.ts";

/** What another system is asked. `question` may be personal data: it goes to them and nowhere else. */
export interface ExchangeRequest {
  /** `dossier/exchange`: what an answer that comes by itself names. No key of anybody's, and no personal data. */
  readonly requestId: string;
  /** Which exchange it is, e.g. `land-tax`. */
  readonly profile: string;
  /** The dossier's code; absent before acceptance. */
  readonly dossierCode?: string;
  readonly purpose: string;
  /** Reference of the person's consent, where that is the basis. */
  readonly consent?: string;
  readonly question: Json;
}

/** What they say. `pending`: it comes by itself, or is asked for again after that time. */
export type ExchangeAnswer =
  | { readonly kind: "answered"; readonly answer: Json }
  | { readonly kind: "no-data" | "refused" }
  | { readonly kind: "pending"; readonly providerRef?: string; readonly askAgainAfterMs?: number };

/** Another system that answers, now or later. The same idempotency key is the same request however often it is sent: where the
 *  other side does not keep keys, look up before asking again (trap 28).
 *  @throws AdapterError says who helps; never with what was asked or answered */
export interface DataExchange {
  ask(request: ExchangeRequest, call: CallContext): Promise<ExchangeAnswer>;
}

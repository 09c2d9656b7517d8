import { AdapterError } from "../shared/core.ts";
import { wasNotSent } from "../shared/http-error.ts";
import type { Classified } from "./classify.ts";
import type { Wire } from "./encode-g1.ts";

/** What the portal holds of a dossier. */
export interface PortalView {
  readonly fields: Wire;
  /** In the portal's order; absent where it does not tell. */
  readonly steps?: readonly Wire[];
  /** The portal's own id, where it gave one. */
  readonly id?: string;
}

/** One generation's way to call. Answers are told apart; a call that may have been done throws with `outcome` unknown. */
export interface PortalClient {
  lookUp(code: string): Promise<PortalView | undefined>;
  create(dossier: Wire): Promise<Classified>;
  update(dossier: Wire): Promise<Classified>;
  progress(steps: readonly Wire[]): Promise<Classified>;
  /** A creation does not say how the dossier stands: an update follows (G3). */
  readonly createsWithoutState?: boolean;
  /** A question about no dossier of ours, e.g. `LayThuTuc`; of the generations that name their services. */
  ask?(service: string, query: { readonly [name: string]: string }): Promise<Classified>;
  /** Something to be known that is no dossier record, e.g. `DongBoDanhGia`. */
  tell?(service: string, data: unknown, more?: { readonly [name: string]: string }): Promise<Classified>;
  /** Where the portal gives the number (G3). */
  nextNumber?(): Promise<string>;
  close(): void;
}

/** A catalogue is longer than any other answer. */
export const catalogueBytesMax = 33_554_432;

/** What goes wrong with the portal; each has a row in docs/errors.md. */
export type PortalErrorCode =
  | "portal.refused"
  | "portal.unavailable"
  | "portal.unclear_answer"
  | "portal.login_refused"
  | "portal.bad_answer"
  | "portal.steps_unknown"
  | "portal.contradiction"
  | "portal.not_configured"
  | "portal.no_such_event";

const helpOf: { readonly [code in PortalErrorCode]: "later" | "operator" } = {
  "portal.refused": "operator",
  "portal.unavailable": "later",
  "portal.unclear_answer": "later",
  // Everything waits while it lasts, and goes on by itself once the password is right again.
  "portal.login_refused": "later",
  "portal.bad_answer": "later",
  "portal.steps_unknown": "operator",
  "portal.contradiction": "later",
  "portal.not_configured": "operator",
  "portal.no_such_event": "operator",
};

export const portalError = (code: PortalErrorCode, message: string): AdapterError =>
  new AdapterError(code, message, { retry: helpOf[code] });

/** @throws AdapterError unless it was accepted, or is there already */
export function requireTaken(answer: Classified): void {
  switch (answer.kind) {
    case "accepted":
    case "exists":
      return;
    case "rejected":
      throw portalError("portal.refused", `The portal refuses what was sent${codeOf(answer)}.`);
    case "retry":
    case "session":
      throw portalError("portal.unavailable", `The portal cannot take it now${codeOf(answer)}.`);
    case "unclear":
      throw portalError("portal.unclear_answer", "The portal's answer says neither yes nor no.");
  }
}

/** Its code, not its words: those may quote the dossier. */
const codeOf = ({ code }: Classified): string => (code === undefined ? "" : ` (error_code ${code})`);

/** Whether a failed call surely left nothing behind. Everything else is looked up before it is tried again (trap 28). */
export const leftNothing = (error: unknown): boolean => wasNotSent(error);

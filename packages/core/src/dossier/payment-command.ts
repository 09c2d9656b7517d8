import type { EpochMs } from "../calendar/types.ts";
import type { PaymentMove } from "../payment/state.ts";
import type { CommandBase } from "./commands.ts";

/** Money is asked for on account of this dossier (fees, land charges, postage). A gateway's word finds the dossier by an index of
 *  references: who sends this command by itself, and not through `dossierBook` (`@motcua/adapters/payment`), puts the reference
 *  there first; otherwise what is paid is told as `payment.unknown` and refused. */
export interface RequestPayment extends CommandBase {
  readonly type: "request-payment";
  /** Ours, once and for ever: what the gateway is asked by. */
  readonly reference: string;
  /** Whole đồng. */
  readonly amountVnd: number;
  /** Last moment in which it can be paid. */
  readonly payBy: EpochMs;
  /** May it come in parts? Not by default. */
  readonly parts?: "refused" | "accepted";
  /** The action that ends the wait for payment the dossier stands at, where its definition does not say what follows. */
  readonly action?: string;
  /** Asked for at a wait for payment, and no part of what the step waits for. */
  readonly beside?: true;
}

/** What is known of a payment now: our own call to the gateway, what the gateway told, cash at the counter, giving back. */
export interface MovePayment extends CommandBase {
  readonly type: "move-payment";
  readonly reference: string;
  readonly move: PaymentMove;
}

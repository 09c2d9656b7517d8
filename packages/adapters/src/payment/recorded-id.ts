import { createHash } from "node:crypto";
import { type GatewayPayment, isGatewayId, type PaymentCommand } from "../shared/core.ts";

const shownMax = 30;

/** The id of a transfer, or of a giving back, as it is recorded: the gateway's own where that can be kept, else one made of it,
 *  the same each time. A strange id is no reason to refuse money. */
export function recordedId(id: string): string {
  const fits: boolean = isGatewayId(id);
  if (id === "" || fits) return id;
  const shown = id.replace(/[^A-Za-z0-9._:~-]+/g, "-").slice(0, shownMax);
  const hash = createHash("sha256").update(id, "utf8").digest("hex").slice(0, 32);
  return `R${shown}~${hash}`;
}

/** The same command with ids as they are recorded. */
export function withRecordedIds(command: PaymentCommand): PaymentCommand {
  switch (command.type) {
    case "receive":
    case "set-aside":
      return { ...command, transactionId: recordedId(command.transactionId) };
    case "gave-back":
    case "reversed":
      return {
        ...command,
        transactionId: recordedId(command.transactionId),
        refundId: recordedId(command.refundId),
      };
    case "refunded":
      return { ...command, refundId: recordedId(command.refundId) };
    default:
      return command;
  }
}

/** A line of a gateway's list with ids as they are recorded, for `reconcilePayments`. */
export const asRecorded = (line: GatewayPayment): GatewayPayment => ({
  ...line,
  ...(line.transactionId === undefined ? {} : { transactionId: recordedId(line.transactionId) }),
  ...(line.refundId === undefined ? {} : { refundId: recordedId(line.refundId) }),
});

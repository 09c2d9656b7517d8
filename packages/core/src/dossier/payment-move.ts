import type { PaymentMove } from "../payment/state.ts";

/** The known fields and no others: what stands in events stands there for ever. */
export function recordedMove(move: PaymentMove): PaymentMove | undefined {
  switch (move?.type) {
    case "start":
    case "expire":
    case "cancel":
    case "drop-refund":
    case "start-refund":
    case "refund-not-made":
      return { type: move.type };
    case "start-known":
      return move.outcome === "there" || move.outcome === "not-there"
        ? { type: move.type, outcome: move.outcome }
        : undefined;
    case "receive": {
      const { type, transactionId, amountVnd, currency, paidAt } = move;
      const fits = isId(transactionId) && isAmount(amountVnd) && isCurrency(currency) && Number.isSafeInteger(paidAt);
      return fits ? { type, transactionId, amountVnd, currency, paidAt } : undefined;
    }
    case "reversed": {
      const { type, transactionId, amountVnd, currency, paidAt, refundId } = move;
      const fits = isId(transactionId) && isId(refundId) && isAmount(amountVnd) && isCurrency(currency);
      return fits && Number.isSafeInteger(paidAt)
        ? { type, transactionId, amountVnd, currency, paidAt, refundId }
        : undefined;
    }
    case "ask-refund": {
      const { type, reason, amountVnd } = move;
      if (!isId(reason) || !(amountVnd === undefined || isAmount(amountVnd))) return undefined;
      return { type, reason, ...(amountVnd === undefined ? {} : { amountVnd }) };
    }
    case "refunded": {
      const { type, refundId, amountVnd } = move;
      return isId(refundId) && isAmount(amountVnd) ? { type, refundId, amountVnd } : undefined;
    }
    case "gave-back": {
      const { type, transactionId, refundId } = move;
      return isId(transactionId) && isId(refundId) ? { type, transactionId, refundId } : undefined;
    }
    default:
      return undefined;
  }
}

// That an id is a code was seen when the command came in (codes.ts); how much an amount may be is for the payment to say.
const isId = (value: unknown): boolean => typeof value === "string" && value !== "";
const isAmount = (value: unknown): boolean => typeof value === "number";
const isCurrency = (value: unknown): boolean => typeof value === "string" && /^[A-Z]{0,3}$/.test(value);

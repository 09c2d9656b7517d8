import { dong, type EventOf, type Payment } from "@motcua/core";
import { paymentMoveWords, paymentWords } from "./words.ts";

/** What was asked for, how it stands, and what came and has to go back. Nothing for a dossier without payments. */
export function renderPayments(payments: readonly Payment[]): readonly string[] {
  if (payments.length === 0) return [];
  const lines = payments.flatMap(({ reference, amountVnd, status, aside = [] }) => [
    `  ${reference}  ${dong(amountVnd)}  ${paymentWords[status].vi} / ${paymentWords[status].en}`,
    ...aside.map(
      ({ transactionId, amount, currency, because, refundId }) =>
        `    ${transactionId}  ${amount} ${currency}  ${because}${refundId === undefined ? "" : `  → ${refundId}`}`,
    ),
  ]);
  return ["", "Khoản thanh toán / payments", ...lines];
}

export const requestedDetail = ({ reference, amountVnd }: EventOf<"payment-requested">): string =>
  `${reference}, ${dong(amountVnd)}`;

export function movedDetail({ reference, move }: EventOf<"payment-moved">): string {
  const { vi, en } = paymentMoveWords[move.type];
  const number = "transactionId" in move ? `, ${move.transactionId}` : "";
  const why = move.type === "set-aside" ? ` [${move.because}]` : move.type === "ask-refund" ? ` [${move.reason}]` : "";
  return `${reference}, ${vi} / ${en}${number}${why}`;
}

/** Our own id of a payment: what goes to gateways, into addresses and file names. At most 100 signs. */
export const isPaymentReference = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,99}$/.test(value);

/**
 * How a gateway calls a transfer, or a giving back; at the counter the number of the receipt. It is theirs, so anything that
 * prints in ASCII may stand in it, `FT26061/8842`, at most 128 signs; no spaces, so that it is no name of a person.
 */
export const isGatewayId = (value: unknown): value is string =>
  typeof value === "string" && /^[!-~]{1,128}$/.test(value);

import { AdapterError, type CallContext } from "./core.ts";
import type { HttpClient } from "./http.ts";
import { helpOfStatus } from "./http-status.ts";

/** How a messaging gateway is called. */
export interface GatewayOptions {
  readonly url: string;
  /** Asked for at each message, so that a renewed one is used at once. */
  readonly token: string | (() => string | Promise<string>);
  /** Header the token goes in; with `Authorization` it is a bearer token. */
  readonly tokenHeader?: string;
}

/** The codes a gateway's trouble is told under. */
export interface GatewayCodes {
  readonly refused: string;
  readonly login: string;
  readonly answer: string;
}

/**
 * Hands one message to a gateway as JSON and reads its JSON answer. Gateways know no idempotency key: after an unknown
 * outcome the message goes out again, since a citizen told twice is better off than one told never.
 */
export async function postToGateway(
  client: HttpClient,
  { url, token, tokenHeader = "authorization" }: GatewayOptions,
  codes: GatewayCodes,
  body: { readonly [field: string]: unknown },
  { signal }: CallContext,
): Promise<{ readonly [field: string]: unknown }> {
  const secret = typeof token === "string" ? token : await token();
  const answer = await client.call({
    url,
    headers: {
      "content-type": "application/json; charset=utf-8",
      [tokenHeader]: tokenHeader.toLowerCase() === "authorization" ? `Bearer ${secret}` : secret,
    },
    body: JSON.stringify(body),
    signal,
  });
  const { status } = answer;
  if (status === 401 || status === 403)
    throw new AdapterError(codes.login, `The gateway refuses the token (HTTP ${status}).`, { retry: "operator" });
  if (status < 200 || status > 299)
    throw new AdapterError(codes.refused, `The gateway refuses the message (HTTP ${status}).`, helpOfStatus(answer));
  const read = objectIn(answer.text());
  if (read === undefined)
    throw new AdapterError(codes.answer, "The gateway answers something that is no JSON object.", { retry: "later" });
  return read;
}

function objectIn(text: string): { readonly [field: string]: unknown } | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read)
      ? (read as { readonly [field: string]: unknown })
      : undefined;
  } catch {
    return undefined;
  }
}

import { AdapterError, type CallContext } from "../shared/core.ts";
import { type GatewayOptions, postToGateway } from "../shared/gateway.ts";
import type { HttpClient, HttpClientOptions } from "../shared/http.ts";

export interface SmsOptions extends GatewayOptions {
  /** Name or number the SMS comes from (brandname). */
  readonly sender: string;
  /** How the office's application is called at the gateway. */
  readonly applicationTitle: string;
  /** The word of success in `result`; `SUCCESSFUL` by default. */
  readonly success?: string;
  /** A gateway inside, such as the province's LGSP, is named in `privateHosts`. */
  readonly http?: HttpClientOptions;
}

const codes = { refused: "sms.refused", login: "sms.login_refused", answer: "sms.bad_answer" } as const;

/** By the profile of the province's LGSP (national-portal.md §10): `{content, sender, receiver, applicationTitle}` with a
 *  bearer token, `result` says how it went. */
export async function sendSms(
  client: HttpClient,
  options: SmsOptions,
  { receiver, content }: { readonly receiver: string; readonly content: string },
  call: CallContext,
): Promise<{ readonly providerRef?: string }> {
  const body = { content, sender: options.sender, receiver, applicationTitle: options.applicationTitle };
  const { result, messageId } = await postToGateway(client, options, codes, body, call);
  if (result !== (options.success ?? "SUCCESSFUL"))
    throw new AdapterError("sms.refused", "The gateway does not take the SMS.", { retry: "operator" });
  return typeof messageId === "string" && messageId !== "" ? { providerRef: messageId.slice(0, 200) } : {};
}

import { type HttpAnswer, type HttpClientOptions, helpOfStatus, httpClient } from "@motcua/adapters/http";
import { AdapterError, isNotifyAddress, type Notifier } from "@motcua/core";

export interface MyOptions {
  readonly url: string;
  readonly token: string;
  readonly http?: HttpClientOptions;
}

/** SMS through an imaginary gateway that knows keys: what comes again under one key is handed on once. */
export function myNotifier({ url, token, http = {} }: MyOptions): Notifier {
  const client = httpClient(http);
  return {
    channels: new Set(["sms"]),
    async send({ address, rendered }, { idempotencyKey, signal }) {
      if (!isNotifyAddress("sms", address)) return { skipped: "message.bad_address" };
      const answer = await client.call({
        url,
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          authorization: `Bearer ${token}`,
          "idempotency-key": idempotencyKey,
        },
        body: JSON.stringify({ to: address, text: rendered.short }),
        // One key is one message over there, so a closed connection may simply be replaced.
        repeatable: true,
        signal,
      });
      if (answer.status === 404) return { skipped: "my-sms.not_reachable" };
      if (answer.status !== 202 && answer.status !== 409) throw refusal(answer);
      return { providerRef: idIn(answer) };
    },
    async close() {
      client.close();
    },
  };
}

/** What its status means; never its words, which repeat the number and the text. */
function refusal(answer: HttpAnswer): AdapterError {
  const { status } = answer;
  if (status === 401)
    return new AdapterError("my-sms.login_refused", "The gateway refuses the token.", { retry: "operator" });
  if (status === 200) return oddAnswer();
  return new AdapterError("my-sms.refused", `The gateway refuses the message (HTTP ${status}).`, helpOfStatus(answer));
}

function idIn(answer: HttpAnswer): string {
  try {
    const { id } = JSON.parse(answer.text()) as { readonly id?: unknown };
    if (typeof id === "string" && id !== "") return id.slice(0, 200);
  } catch {
    // Said below.
  }
  throw oddAnswer();
}

const oddAnswer = (): AdapterError =>
  new AdapterError("my-sms.odd_answer", "The gateway's answer is not one of its protocol.", { retry: "later" });

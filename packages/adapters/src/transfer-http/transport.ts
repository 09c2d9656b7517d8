import { AdapterError, type TransferTransport } from "../shared/core.ts";
import { type HttpClientOptions, httpClient } from "../shared/http.ts";
import { helpOfStatus } from "../shared/http-status.ts";

export interface HttpTransferOptions {
  /** Where the partner's endpoint is. Dossiers hold personal data: `https:`, or a host of the inner network named in
   *  `http.privateHosts`. */
  readonly url: string;
  readonly http?: HttpClientOptions;
}

export interface HttpTransfer {
  /** For `transports` of `transferSender`. */
  readonly transport: TransferTransport;
  close(): void;
}

/** Headers beside the body: who sends, and the signature over it. */
export const officeHeader = "motcua-office";
export const signatureHeader = "motcua-signature";

const answerBytesMax = 1_048_576;

/**
 * Carries a transfer's messages to a partner by HTTP. Any of them may go twice: it says so, and a kept connection that turns
 * out closed is replaced without asking.
 * @throws AdapterError `transfer.not_encrypted`
 */
export function httpTransfer({ url, http = {} }: HttpTransferOptions): HttpTransfer {
  const parsed = URL.parse(url);
  const inside = new Set((http.privateHosts ?? []).map((host) => host.toLowerCase()));
  const plain = parsed?.protocol === "http:" && inside.has(parsed.hostname.toLowerCase());
  if (parsed?.protocol !== "https:" && !plain)
    throw new AdapterError("transfer.not_encrypted", "Dossiers go by https, or to a host named in privateHosts.", {
      retry: "operator",
    });
  const client = httpClient({ timeoutMs: 20_000, ...http });
  return {
    async transport({ office, signature, body }, { signal }) {
      const headers = {
        "content-type": "application/json; charset=utf-8",
        [officeHeader]: office,
        [signatureHeader]: signature,
      };
      const answer = await client.call({
        url,
        method: "POST",
        headers,
        body,
        signal,
        repeatable: true,
        answerBytesMax,
      });
      const signed = answer.headers[signatureHeader];
      if (answer.status !== 200 || signed === undefined)
        throw new AdapterError(
          "transfer.no_answer",
          `The partner's endpoint does not answer as one (HTTP ${answer.status}).`,
          helpOfStatus(answer),
        );
      return { body: answer.text(), signature: signed };
    },
    close: () => client.close(),
  };
}

import { createHash, createHmac } from "node:crypto";
import { AdapterError, type Deliver, type OutboxMessage } from "../shared/core.ts";
import { type HttpAnswer, type HttpClient, type HttpClientOptions, httpClient } from "../shared/http.ts";
import { HttpError } from "../shared/http-error.ts";
import { helpOfStatus } from "../shared/http-status.ts";

export interface WebhookOptions {
  readonly url: string;
  /** `whsec_` and base64 of 24 to 64 bytes. While one is replaced both stand here, and each message is signed with both:
   *  first add the new one, then let the receiver change, then take the old one away. */
  readonly secrets: readonly string[];
  /** Whose events these are: a URI reference, `source` of CloudEvents. */
  readonly source: string;
  /** What comes before the kind in `type`; `motcua.dossier` by default. */
  readonly typePrefix?: string;
  /** A receiver inside the house is named in `privateHosts`; a subscriber's address never is. */
  readonly http?: HttpClientOptions;
  /** Wall time of an attempt, milliseconds; receivers refuse what is signed too long ago. */
  readonly now?: () => number;
}

export interface Webhook {
  /** Takes the messages of a lane, e.g. `portal/webhook` or `citizen/webhook`. */
  readonly deliver: Deliver;
  close(): void;
}

/**
 * Tells a receiver of events by the Standard Webhooks specification, with CloudEvents 1.0 as JSON. The body is the message as
 * it stands in the outbox: codes, days and ids of the event, no personal data. The id is the same at every attempt, so a
 * receiver can tell what it has seen.
 * @throws AdapterError `webhook.bad_secret`
 */
export function webhook(options: WebhookOptions): Webhook {
  const keys = options.secrets.map(keyOf);
  if (keys.length === 0) throw badSecret();
  const client = httpClient(options.http);
  return {
    deliver: (message, { signal }) => post(client, options, keys, message, signal),
    close: () => client.close(),
  };
}

function keyOf(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, "");
  const key = Buffer.from(text, "base64");
  if (key.length < 24 || key.length > 64 || key.toString("base64").replace(/=+$/, "") !== text.replace(/=+$/, ""))
    throw badSecret();
  return key;
}

const badSecret = (): AdapterError =>
  new AdapterError("webhook.bad_secret", "A webhook needs a secret: whsec_ and base64 of 24 to 64 bytes.", {
    retry: "operator",
  });

/** A name for the message without dots, which part the signed text. */
const idOf = (message: OutboxMessage): string =>
  `msg_${createHash("sha256").update(message.messageId).digest("base64url").slice(0, 32)}`;

async function post(
  client: HttpClient,
  { url, source, typePrefix = "motcua.dossier", now = Date.now }: WebhookOptions,
  keys: readonly Buffer[],
  message: OutboxMessage,
  signal: AbortSignal,
): ReturnType<Deliver> {
  const id = idOf(message);
  const data = JSON.parse(message.body) as { readonly at: number };
  const body = JSON.stringify({
    specversion: "1.0",
    id,
    source,
    type: `${typePrefix}.${message.kind}`,
    subject: message.dossierId,
    time: new Date(data.at).toISOString(),
    datacontenttype: "application/json",
    data: { officeId: message.officeId, dossierId: message.dossierId, ...data },
  });
  const timestamp = String(Math.floor(now() / 1000));
  const headers = {
    "content-type": "application/cloudevents+json; charset=utf-8",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": keys.map((key) => `v1,${signatureOf(key, `${id}.${timestamp}.${body}`)}`).join(" "),
  };
  const answer = await client
    .call({ url, method: "POST", headers, body, signal, repeatable: true, answerBytesMax: 65_536 })
    .catch(takenAllTheSame);
  if (answer !== undefined) checkTaken(answer);
  return undefined;
}

const signatureOf = (key: Buffer, text: string): string => createHmac("sha256", key).update(text).digest("base64");

/** What a receiver says beyond its status is nobody's concern, however long it is. */
function takenAllTheSame(error: unknown): undefined {
  if (error instanceof HttpError && error.code === "http.answer_too_large" && isSuccess(error.status ?? 0))
    return undefined;
  throw error;
}

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

function checkTaken(answer: HttpAnswer): void {
  const { status } = answer;
  if (isSuccess(status)) return;
  // 410: the receiver wants no more of it, and says so for good (Standard Webhooks).
  if (status === 410)
    throw new AdapterError("webhook.gone", "The receiver is gone and wants no more messages.", { retry: "operator" });
  throw new AdapterError("webhook.refused", `The receiver refuses the message (HTTP ${status}).`, helpOfStatus(answer));
}

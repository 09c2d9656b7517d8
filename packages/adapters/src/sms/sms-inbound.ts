import { AdapterError, type InboxMessage, type InboxSource, type Lookup, nationalNumber } from "../shared/core.ts";
import { httpClient } from "../shared/http.ts";
import { isOneOfSecrets, sha256, unverified } from "../shared/shared-secret.ts";
import { type SmsOptions, sendSms } from "./send-sms.ts";

/** How the gateway calls what it hands over. */
export interface SmsInboundFields {
  readonly from: string;
  readonly text: string;
}

export interface SmsInboundOptions extends SmsOptions {
  readonly lookup: Lookup;
  /** Who may hand SMS in, decided from bytes and headers alone: `bearerToken`, `signedWebhook` of core, or the gateway's own. */
  readonly verify: InboxSource["verify"];
  /** `sender` and `content` by default: the names that the gateway's other direction has. */
  readonly fields?: SmsInboundFields;
  /** Default 8,192. */
  readonly bytesMax?: number;
  /** How long an SMS handed in again is known as the same; 600,000 by default. */
  readonly rememberMs?: number;
  /** Real time, milliseconds. */
  readonly now?: () => number;
}

export interface SmsInbound {
  /**
   * Takes one SMS as the gateway handed it in, and answers its sender by SMS.
   * @returns HTTP status for the gateway: 200 taken, 400 malformed, 401 not verified, 413 too large, 429 asked too often and
   *   so not answered, 503 to be handed in again
   */
  receive(message: InboxMessage): Promise<200 | 400 | 401 | 413 | 429 | 503>;
  close(): void;
}

/** Citizens ask by SMS how their dossier stands (tra cứu qua SMS). */
export function smsInbound(options: SmsInboundOptions): SmsInbound {
  const { bytesMax = 8_192, now = Date.now, rememberMs = 600_000 } = options;
  const client = httpClient(options.http);
  const recent = new RecentMessages(rememberMs);
  return {
    async receive(message) {
      if (message.body.byteLength > bytesMax) return 413;
      const verified = await Promise.resolve(options.verify(message, now())).catch(() => undefined);
      const id = verified?.ok === true ? verified.value.messageId : "";
      if (id.length < 1 || id.length > 256) return 401;
      const sms = readSms(message.body, options.fields);
      if (sms === undefined) return 400;
      const known = recent.begin(id, now());
      // Of two at once only one is answered.
      if (known.underWay) return 200;
      try {
        known.underWay = true;
        // Handed in again after its answer could not be sent: the same answer, and no second question.
        known.reply ??= await replyTo(options, sms);
        if (known.reply === undefined) return 429;
        const call = { idempotencyKey: "", signal: AbortSignal.timeout(options.http?.timeoutMs ?? 30_000) };
        await sendSms(client, options, { receiver: sms.from, content: known.reply }, call);
        return 200;
      } catch (error) {
        known.underWay = false;
        if (AdapterError.is(error)) return 503;
        throw error;
      }
    },
    close: () => client.close(),
  };
}

interface Sms {
  readonly from: string;
  readonly text: string;
}

/** @returns nothing for who has asked too often: an answer would cost, and tell that the number is listened to */
async function replyTo({ lookup }: SmsInboundOptions, { from, text }: Sms): Promise<string | undefined> {
  const found = await lookup.ask(from, text);
  if (found.ok) return found.value;
  return found.error.code === "lookup.too_often" ? undefined : `${found.error.text.vi}.`;
}

function readSms(body: Uint8Array, { from, text }: SmsInboundFields = { from: "sender", text: "content" }) {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof value !== "object" || value === null) return undefined;
    const { [from]: sender, [text]: content } = value as { readonly [field: string]: unknown };
    const number = typeof sender === "string" ? nationalNumber(sender) : undefined;
    return number === undefined || typeof content !== "string" ? undefined : { from: number, text: content };
  } catch {
    return undefined;
  }
}

const messagesMax = 100_000;

interface RecentMessage {
  readonly since: number;
  /** Being answered, or answered. */
  underWay: boolean;
  reply: string | undefined;
}

/** Messages taken lately by digest of their name, oldest in front; bounded. */
class RecentMessages {
  readonly #rememberMs: number;
  readonly #known = new Map<string, RecentMessage>();

  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs;
  }

  begin(id: string, now: number): RecentMessage {
    for (const [old, { since }] of this.#known) {
      if (since > now - this.#rememberMs && this.#known.size < messagesMax) break;
      this.#known.delete(old);
    }
    const key = sha256(id).toString("base64");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const message: RecentMessage = { since: now, underWay: false, reply: undefined };
    this.#known.set(key, message);
    return message;
  }
}

export interface BearerTokenOptions {
  /** Several while one is being replaced. */
  readonly tokens: readonly string[];
  /** `authorization`, with `Bearer` before the token, by default. */
  readonly header?: string;
  /** Where the gateway names a message. Absent: the same bytes are the same message. */
  readonly idHeader?: string;
}

/** Who knows the token may send: for gateways that sign nothing. */
export function bearerToken({ tokens, header = "authorization", idHeader }: BearerTokenOptions): InboxSource["verify"] {
  if (tokens.length === 0 || tokens.some((token) => token.length < 16))
    throw new AdapterError("sms.bad_token", "A token has 16 characters or more.", { retry: "operator" });
  return ({ headers, body }) => {
    if (!isOneOfSecrets((headers[header.toLowerCase()] ?? "").replace(/^Bearer /i, ""), tokens)) return unverified;
    const named = idHeader === undefined ? undefined : headers[idHeader.toLowerCase()];
    return { ok: true, value: { messageId: named ?? sha256(body).toString("hex") } };
  };
}

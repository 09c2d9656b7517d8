import { createHash, timingSafeEqual } from "node:crypto";
import { AdapterError, type InboxMessage, type InboxSource, type Lookup, nationalNumber } from "../shared/core.ts";
import { httpClient } from "../shared/http.ts";
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
  const answered = new RecentIds(rememberMs);
  return {
    async receive(message) {
      if (message.body.byteLength > bytesMax) return 413;
      const verified = await Promise.resolve(options.verify(message, now())).catch(() => undefined);
      if (verified?.ok !== true) return 401;
      const sms = readSms(message.body, options.fields);
      if (sms === undefined) return 400;
      // Taken down before it is answered: of two at once only one is.
      if (!answered.begin(verified.value.messageId, now())) return 200;
      try {
        return await answer(options, client, sms);
      } catch (error) {
        answered.forget(verified.value.messageId);
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

async function answer(
  options: SmsInboundOptions,
  client: ReturnType<typeof httpClient>,
  { from, text }: Sms,
): Promise<200 | 429> {
  const found = await options.lookup.ask(from, text);
  if (!found.ok && found.error.code === "lookup.too_often") return 429;
  const content = found.ok ? found.value : `${found.error.text.vi}.`;
  const call = { idempotencyKey: "", signal: AbortSignal.timeout(options.http?.timeoutMs ?? 30_000) };
  await sendSms(client, options, { receiver: from, content }, call);
  return 200;
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

const idsMax = 100_000;

/** Names of messages taken lately, oldest in front; bounded. */
class RecentIds {
  readonly #rememberMs: number;
  readonly #since = new Map<string, number>();

  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs;
  }

  /** Whether this is the first of that name. */
  begin(id: string, now: number): boolean {
    for (const [old, since] of this.#since) {
      if (since > now - this.#rememberMs && this.#since.size < idsMax) break;
      this.#since.delete(old);
    }
    if (this.#since.has(id)) return false;
    this.#since.set(id, now);
    return true;
  }

  forget(id: string): void {
    this.#since.delete(id);
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
  const known = tokens.filter((token) => token.length >= 16).map(digest);
  if (known.length !== tokens.length || known.length === 0)
    throw new AdapterError("sms.bad_token", "A token has 16 characters or more.", { retry: "operator" });
  return ({ headers, body }) => {
    const given = digest((headers[header.toLowerCase()] ?? "").replace(/^Bearer /i, ""));
    if (!known.some((one) => timingSafeEqual(one, given))) return unverified;
    const named = idHeader === undefined ? undefined : headers[idHeader.toLowerCase()];
    return { ok: true, value: { messageId: named ?? createHash("sha256").update(body).digest("hex") } };
  };
}

const unverified = {
  ok: false,
  error: {
    code: "inbox.unverified",
    text: { vi: "Không xác thực được tin nhắn", en: "the message is not verified" },
  },
} as const;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

import { createHmac, timingSafeEqual } from "node:crypto";
import { type Fault, fault } from "../base/errors.ts";
import { InvariantError } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import { type InboxMessage, type InboxSource, unverified } from "./inbox.ts";

export interface SignedWebhookOptions {
  /** `whsec_` and base64, or base64 alone; 24 to 64 bytes. Several while one is being replaced. */
  readonly secrets: readonly string[];
  /** How far the sender's time may be from ours, either way. Default 300,000. */
  readonly toleranceMs?: number;
}

/**
 * Checks the signature of the Standard Webhooks specification (HMAC-SHA256 over `id.timestamp.body`, header
 * `webhook-signature`). The id is signed, so nobody can send a message again under another.
 * @throws InvariantError a secret is malformed; it is not echoed
 */
export function signedWebhook({ secrets, toleranceMs = 300_000 }: SignedWebhookOptions): InboxSource["verify"] {
  const keys = secrets.map(keyOf);
  if (keys.length === 0) throw new InvariantError("a signed source needs a secret", "inbox.unverified");
  return ({ headers, body }: InboxMessage, now: EpochMs): Result<{ readonly messageId: string }, Fault> => {
    const { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signatures } = headers;
    if (id === undefined || seconds === undefined || signatures === undefined) return unverified();
    if (!/^\d{1,12}$/.test(seconds)) return unverified();
    const given = signatures
      .split(" ")
      .flatMap((one) => (one.startsWith("v1,") ? [Buffer.from(one.slice(3), "base64")] : []));
    const signed = keys.some((key) => {
      const right = createHmac("sha256", key).update(`${id}.${seconds}.`).update(body).digest();
      return given.some((one) => one.length === right.length && timingSafeEqual(one, right));
    });
    if (!signed) return unverified();
    // Only who knows the secret learns that it came too late.
    if (Math.abs(now - Number(seconds) * 1_000) > toleranceMs)
      return err(fault("inbox.stale", "Tin nhận được quá cũ", "the message is too old, or from the future"));
    return ok({ messageId: id });
  };
}

function keyOf(secret: string): Buffer {
  const text = secret.startsWith("whsec_") ? secret.slice(6) : secret;
  const key = Buffer.from(text, "base64");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || key.length < 24 || key.length > 64)
    throw new InvariantError("a webhook secret is 24 to 64 bytes in base64", "inbox.unverified");
  return key;
}

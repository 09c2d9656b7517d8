import { createHash, timingSafeEqual } from "node:crypto";
import type { Fault } from "./core.ts";

export const sha256 = (value: string | Uint8Array): Buffer => createHash("sha256").update(value).digest();

/** Whether what was shown is one of the secrets. Each is tried whatever the others say, and digests have one length: the time
 *  it takes tells nothing. */
export function isOneOfSecrets(shown: string, secrets: readonly string[]): boolean {
  const digest = sha256(shown);
  let known = false;
  for (const secret of secrets) if (timingSafeEqual(sha256(secret), digest)) known = true;
  return known;
}

/** The answer to whoever showed none of them. */
export const unverified: { readonly ok: false; readonly error: Fault } = {
  ok: false,
  error: {
    code: "inbox.unverified",
    text: { vi: "Không xác thực được tin nhận", en: "the message is not verified" },
  },
};

import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How signatures are made. `sha256`: hex over the values joined by `|`, the shared key last (national-portal.md §11, M). */
export type SignatureWay = "sha256" | "hmac-sha256";

/** Shared keys. The first signs; all are accepted, so that a key is changed without losing what was signed before. */
export type SharedKeys = readonly [string, ...string[]];

export function sign(values: readonly string[], key: string, way: SignatureWay): string {
  return way === "sha256"
    ? createHash("sha256")
        .update([...values, key].join("|"))
        .digest("hex")
    : createHmac("sha256", key).update(values.join("|")).digest("hex");
}

/** Is this one of ours? Every key is tried and compared in constant time, whatever the first says. */
export function isSigned(values: readonly string[], signature: string, keys: SharedKeys, way: SignatureWay): boolean {
  // A bar within a value would let it flow into the next: "1|00" and "1", "00" have one signature.
  if (values.some((value) => value.includes("|")) || !/^[0-9a-fA-F]{64}$/.test(signature)) return false;
  const given = Buffer.from(signature, "hex");
  let found = false;
  for (const key of keys) if (timingSafeEqual(given, Buffer.from(sign(values, key, way), "hex"))) found = true;
  return found;
}

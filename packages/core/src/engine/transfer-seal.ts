import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "../base/canonical-json.ts";
import type { DossierId, Hash, OfficeId } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";

/** What is said of a hand-over, and signed by who says it. */
export interface TransferStatement {
  readonly kind: "handed-over" | "taken-over" | "declined";
  readonly dossierId: DossierId;
  readonly epoch: number;
  readonly from: OfficeId;
  readonly to: OfficeId;
  /** Sequence and hash of the event `handed-over`. */
  readonly version: number;
  readonly head: Hash;
}

// What is signed begins with what it is: a signature over one thing never fits another.
const textOf = ({ kind, dossierId, epoch, from, to, version, head }: TransferStatement): string =>
  `motcua transfer 1\n${canonicalJson({ kind, dossierId, epoch, from, to, version, head })}`;

/** Ed25519: the same key and text give the same signature, so a retry says nothing new. */
export const seal = (key: KeyObject, statement: TransferStatement): string => signText(key, textOf(statement));

export const isSealed = (keys: readonly KeyObject[], statement: TransferStatement, signature: string): boolean =>
  isSignedText(keys, textOf(statement), signature);

export const signText = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text, "utf8"), key).toString("base64");

export function isSignedText(keys: readonly KeyObject[], text: string, signature: string): boolean {
  if (!/^[A-Za-z0-9+/]{86}==$/.test(signature)) return false;
  const given = Buffer.from(signature, "base64");
  const bytes = Buffer.from(text, "utf8");
  return keys.some((key) => verify(null, bytes, key, given));
}

/** @param pem PKCS#8, as `openssl genpkey -algorithm ed25519` writes it
 *  @throws InvariantError `transfer.bad_key`; the key is not echoed */
export const privateKeyOf = (pem: string): KeyObject => keyOf(() => createPrivateKey(pem));

/** @param pem SPKI, as `openssl pkey -pubout` writes it
 *  @throws InvariantError `transfer.bad_key` */
export const publicKeyOf = (pem: string): KeyObject => keyOf(() => createPublicKey(pem));

export const publicOf = (key: KeyObject): KeyObject => createPublicKey(key);

function keyOf(read: () => KeyObject): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read();
  } catch {
    // Said below, without what was given.
  }
  if (key?.asymmetricKeyType !== "ed25519")
    throw new InvariantError("a key of transfers is an Ed25519 key in PEM", "transfer.bad_key");
  return key;
}

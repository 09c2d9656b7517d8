import { generateKeyPairSync } from "node:crypto";
import type { Actor, OfficeId, ResolvedFacts, TransferParties } from "@motcua/core";
import { resolved } from "../dossier/kit.ts";

// Who takes part: also for processes that run without a test runner.

export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

export function keyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    publicKey: publicKey.export({ type: "spki", format: "pem" }) as string,
  };
}

/** An engine with its offices, as the others know it. */
export interface Party {
  readonly name: string;
  readonly office: OfficeId;
  readonly keys: KeyPair;
  /** Offices beside that one. */
  readonly more?: readonly OfficeId[];
}
export const party = (name: string, office: string): Party => ({ name, office: office as OfficeId, keys: keyPair() });

export const partiesOf = (
  own: Party,
  others: readonly Party[],
  content: "carried" | "left" = "carried",
): TransferParties => ({
  offices: [own.office, ...(own.more ?? [])],
  privateKey: own.keys.privateKey,
  partners: Object.fromEntries(
    others.map(({ name, office, keys, more = [] }) => [
      name,
      { offices: [office, ...more], publicKeys: [keys.publicKey], content },
    ]),
  ),
});

/** The same posts in another office: other units, other people. */
export function postsOf(prefix: string): ResolvedFacts {
  const { units, leadership } = resolved;
  return {
    units: Object.fromEntries(
      Object.entries(units).map(([name, { unit, head }]) => [name, { unit: prefix + unit, head: prefix + head }]),
    ),
    leadership: Object.fromEntries(Object.entries(leadership).map(([place, person]) => [place, prefix + person])),
  } as unknown as ResolvedFacts;
}

/** Somebody of the other office. */
export const ofSide = ({ name }: Party, actor: Actor): Actor =>
  name === "xa" ? actor : ({ ...actor, person: `${name}.${actor.person}`, unit: `${name}.${actor.unit}` } as Actor);

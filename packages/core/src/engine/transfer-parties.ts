import type { KeyObject } from "node:crypto";
import type { OfficeId } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import { readLaneName } from "../dossier/lane.ts";
import { privateKeyOf, publicKeyOf, publicOf } from "./transfer-seal.ts";

/** Another engine that dossiers go to and come from. */
export interface TransferPartner {
  /** Offices whose dossiers it holds; an office belongs to one engine. */
  readonly offices: readonly OfficeId[];
  /** Its public keys, Ed25519, SPKI in PEM. Two while one is being replaced; an old one stays as long as histories it sealed
   *  may come from elsewhere. */
  readonly publicKeys: readonly string[];
  /** Whether personal data goes along: applicant, letters, notes, what the forms held. Said for every partner, never taken
   *  for granted; without it the other side has codes and days only. */
  readonly content: "carried" | "left";
}

/** This engine and whom it knows: the same for sending and for receiving. */
export interface TransferParties {
  readonly offices: readonly OfficeId[];
  /** Ed25519, PKCS#8 in PEM. */
  readonly privateKey: string;
  /** By the name of their lane, `transfer/<name>`; the name stands in events, so it is for ever. */
  readonly partners: { readonly [name: string]: TransferPartner };
}

/** What deciding on a hand-over needs of the partners. */
export type PartnerOffices = { readonly [name: string]: Pick<TransferPartner, "offices"> };

export interface KnownPartner extends TransferPartner {
  readonly name: string;
  readonly keys: readonly KeyObject[];
}

/** Parties with their keys read. */
export interface Parties {
  readonly offices: ReadonlySet<OfficeId>;
  readonly key: KeyObject;
  /** Keys of whoever wrote for an office, our own too; none for a stranger. */
  keysOf(office: OfficeId): readonly KeyObject[];
  partnerOf(office: OfficeId): KnownPartner | undefined;
  partner(name: string): KnownPartner | undefined;
}

/** @throws InvariantError `transfer.bad_key`, `lane.malformed`, and for an office that two engines claim */
export function readParties({ offices, privateKey, partners }: TransferParties): Parties {
  const key = privateKeyOf(privateKey);
  const ours = publicOf(key);
  const own = new Set(offices);
  const byName = new Map<string, KnownPartner>();
  const byOffice = new Map<OfficeId, KnownPartner>();
  for (const [name, partner] of Object.entries(partners)) {
    const lane = readLaneName(`transfer/${name}`);
    if (!lane.ok) throw new InvariantError(lane.error.text.en, lane.error.code);
    const known = { ...partner, name, keys: partner.publicKeys.map(publicKeyOf) };
    byName.set(name, known);
    for (const office of partner.offices) {
      if (own.has(office) || byOffice.has(office))
        throw new InvariantError(`office ${office} belongs to one engine`, "transfer.bad_partner");
      byOffice.set(office, known);
    }
  }
  return {
    offices: own,
    key,
    keysOf: (office) => (own.has(office) ? [ours] : (byOffice.get(office)?.keys ?? [])),
    partnerOf: (office) => byOffice.get(office),
    partner: (name) => byName.get(name),
  };
}

import { createHash, createPrivateKey, sign } from "node:crypto";
import { canonicalJson, type DossierEvent, type Json, type SignedTransfer, type StoredEvent } from "@motcua/core";
import type { Party } from "./kit.ts";

// The formats of the wire, spelled out a second time: what a partner of bad will would write.

export interface Wire {
  intent: "take" | "decline";
  statement: {
    kind: string;
    dossierId: string;
    epoch: number;
    from: string;
    to: string;
    version: number;
    head: string;
  };
  seal: string;
  after: { version: number; head?: string };
  events: string[];
  law: { kind: string; key: string; bytes: string }[];
  content: { from: number; records: Json[]; last: boolean };
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const signed = ({ keys }: Party, text: string): string =>
  sign(null, Buffer.from(text), createPrivateKey(keys.privateKey)).toString("base64");

export const sealed = (by: Party, statement: Wire["statement"]): string =>
  signed(by, `motcua transfer 1\n${canonicalJson({ ...statement })}`);

/** Signed as a whole, whatever it says. */
export function posted(by: Party, wire: Wire): SignedTransfer {
  const body = JSON.stringify(wire);
  return { office: by.office, signature: signed(by, `motcua transfer request 1\n${body}`), body };
}

export const signedAnswer = (by: Party, request: string, body: string): { body: string; signature: string } => ({
  body,
  signature: signed(by, `motcua transfer answer 1\n${sha256(request)}\n${body}`),
});

export const genesisOf = (officeId: string, dossierId: string, procedure: string): string =>
  sha256(canonicalJson({ dossierId, officeId, procedure }));

/** Events chained anew, with the sequences they have now. */
export function chained(genesis: string, events: readonly { readonly [field: string]: unknown }[]): StoredEvent[] {
  let head = genesis;
  return events.map((event, i) => {
    const bytes = canonicalJson({ ...event, seq: i + 1 } as Json);
    head = sha256(head + bytes);
    const { type, at, commandId } = event as unknown as DossierEvent;
    return { seq: i + 1, type, at, bytes, hash: head, commandId } as StoredEvent;
  });
}

export const eventsOf = (history: readonly StoredEvent[]): { [field: string]: unknown }[] =>
  history.map(({ bytes }) => JSON.parse(bytes) as { [field: string]: unknown });

/** A whole message on a history, sealed by its last hand-over's sender. */
export function wireOf(by: Party, history: readonly StoredEvent[], dossierId = "d1"): Wire {
  const last = history.at(-1) as StoredEvent;
  const { epoch, from, to } = JSON.parse(last.bytes) as { epoch: number; from: string; to: string };
  const statement = { kind: "handed-over", dossierId, epoch, from, to, version: last.seq, head: last.hash };
  return {
    intent: "take",
    statement,
    seal: sealed(by, statement),
    after: { version: 0 },
    events: history.map(({ bytes }) => bytes),
    law: [],
    content: { from: 0, records: [], last: true },
  };
}

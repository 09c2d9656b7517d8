import { canonicalJson, type Json } from "../base/canonical-json.ts";
import type { DossierId, Hash, OfficeId } from "../base/ids.ts";
import type { DossierEvent } from "../dossier/events.ts";
import { evolve } from "../dossier/evolve.ts";
import type { DossierState } from "../dossier/state.ts";
import type { Storage, StoredDossier, StoredEvent } from "../ports/storage.ts";
import { genesis, sha256 } from "./chain.ts";
import { wholeHistory } from "./whole-history.ts";

/** What is wrong with a stored dossier. */
export interface Damage {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly kind: "gap" | "chain" | "head" | "fold" | "unreadable" | "envelope" | "law" | "anchor";
  /** Sequence at which it shows. */
  readonly seq: number;
}

export interface Verification {
  readonly dossiers: number;
  readonly events: number;
  readonly damages: readonly Damage[];
  /** SHA-256 over `id:head` lines in order of id: an anchor to keep elsewhere and compare with later (`--expect`). */
  readonly anchor: Hash;
}

const pageSize = 500;
/** How often a dossier may move on while it is read before it is judged as it was read. */
const movesMax = 10;

/**
 * Checks every dossier: chain from genesis, no gap, head, that the events fold to the stored state, and that the law it
 * was received under is stored as it was. A cut tail shows against an anchor exported earlier: pass its heads as `expected`.
 */
export async function verifyStorage(
  storage: Storage,
  expected?: ReadonlyMap<string, { readonly version: number; readonly head: Hash }>,
): Promise<Verification> {
  const damages: Damage[] = [];
  let dossiers = 0;
  let events = 0;
  let lines = "";
  const laws = new Map<string, boolean>();
  const missing = new Set(expected?.keys());
  let after: string | undefined;
  do {
    const page = await storage.reader.scan({ limit: pageSize, ...(after === undefined ? {} : { after }) });
    for (const dossier of page.items) {
      const whole = await steadyHistory(storage, dossier);
      damages.push(...verifyDossier(whole.dossier, whole.history, expected?.get(dossier.dossierId)));
      damages.push(...(await verifyLaw(storage, whole, laws)));
      missing.delete(dossier.dossierId);
      dossiers += 1;
      events += whole.history.length;
      lines += `${dossier.dossierId}:${whole.dossier.version}:${whole.dossier.head}\n`;
    }
    after = page.next;
  } while (after !== undefined);
  for (const id of missing)
    damages.push({ dossierId: id as DossierId, officeId: "" as OfficeId, kind: "anchor", seq: 0 });
  return { dossiers, events, damages, anchor: sha256(lines) };
}

/** A document of the law that is gone, or whose bytes are not those of its hash, would decide and explain something else.
 *  @param known documents looked at before: whether they are sound */
async function verifyLaw(
  storage: Storage,
  { dossier, history }: { readonly dossier: StoredDossier; readonly history: readonly StoredEvent[] },
  known: Map<string, boolean>,
): Promise<readonly Damage[]> {
  const damages: Damage[] = [];
  for (const stored of history) {
    for (const hash of lawNamedIn(stored)) {
      if (!known.has(hash)) {
        const [document] = await storage.loadLaw([hash]);
        known.set(hash, document !== undefined && sha256(document.bytes) === hash);
      }
      if (known.get(hash)) continue;
      damages.push({ dossierId: dossier.dossierId, officeId: dossier.officeId, kind: "law", seq: stored.seq });
      break;
    }
  }
  return damages;
}

const namesLaw: ReadonlySet<string> = new Set(["submitted", "calendar-adopted", "definition-adopted"]);

export function lawNamedIn(stored: StoredEvent): readonly Hash[] {
  if (!namesLaw.has(stored.type)) return [];
  const event = parsed(stored);
  if (event?.type === "calendar-adopted") return [event.calendar];
  // What damaged bytes hold instead is reported with the chain.
  const law: unknown = event?.type === "submitted" || event?.type === "definition-adopted" ? event.law : undefined;
  return typeof law === "object" && law !== null
    ? Object.values(law).filter((hash): hash is Hash => typeof hash === "string")
    : [];
}

/** Row and history of one moment: beside a running writer a dossier may have moved on between the two reads. */
export async function steadyHistory(
  storage: Storage,
  row: StoredDossier,
): Promise<{ readonly dossier: StoredDossier; readonly history: readonly StoredEvent[] }> {
  let dossier = row;
  for (let attempt = 1; ; attempt += 1) {
    const history = await wholeHistory(storage, dossier.dossierId);
    if (history.length <= dossier.version || attempt === movesMax) return { dossier, history };
    const [now] = await storage.load([dossier.dossierId]);
    // Longer than the row although nobody writes: that is damage, and is reported as such.
    if (now === undefined || now.version === dossier.version) return { dossier, history };
    dossier = now;
  }
}

/** Checks one dossier against its events. */
export function verifyDossier(
  dossier: StoredDossier,
  history: readonly StoredEvent[],
  expected?: { readonly version: number; readonly head: Hash },
): readonly Damage[] {
  const { dossierId, officeId } = dossier;
  const damages: Damage[] = [];
  const report = (kind: Damage["kind"], seq: number): void => void damages.push({ dossierId, officeId, kind, seq });
  let head: Hash | undefined;
  let state: DossierState | undefined;
  for (const [index, stored] of history.entries()) {
    if (stored.seq !== index + 1) report("gap", stored.seq);
    const event = parsed(stored);
    if (event === undefined) {
      report("unreadable", stored.seq);
      break;
    }
    // The columns beside the bytes are what readers filter by: they must say what the bytes say.
    if (
      event.seq !== stored.seq ||
      event.type !== stored.type ||
      event.at !== stored.at ||
      event.commandId !== stored.commandId
    )
      report("envelope", stored.seq);
    if (head === undefined) head = genesisOf(dossier, event, history);
    head = sha256(head + stored.bytes);
    if (head !== stored.hash) report("chain", stored.seq);
    if (expected?.version === stored.seq && expected.head !== stored.hash) report("anchor", stored.seq);
    state = folded(state, event, dossier);
    if (state === undefined) {
      report("fold", stored.seq);
      break;
    }
    if (dossier.snapshot?.version === stored.seq && !sameState(state, dossier.snapshot.state))
      report("fold", stored.seq);
  }
  if (head !== dossier.head || history.length !== dossier.version) report("head", dossier.version);
  if (expected !== undefined && history.length < expected.version) report("anchor", history.length);
  if ((dossier.snapshot?.version ?? 0) > history.length) report("fold", dossier.version);
  return damages;
}

/** Damaged bytes can be any JSON, or none. */
function parsed(stored: StoredEvent): DossierEvent | undefined {
  try {
    const event: unknown = JSON.parse(stored.bytes);
    return typeof event === "object" && event !== null ? (event as DossierEvent) : undefined;
  } catch {
    return undefined;
  }
}

function genesisOf({ officeId, dossierId }: StoredDossier, first: DossierEvent, history: readonly StoredEvent[]): Hash {
  const origin = originOf(history) ?? officeId;
  const law: { readonly procedure?: unknown } | undefined = first.type === "submitted" ? first.law : undefined;
  return typeof law?.procedure === "string" ? genesis(origin, dossierId, law.procedure as Hash) : sha256("");
}

/** Where it was handed in, when it was ever handed over: whoever did so first had it from the beginning. */
export function originOf(history: readonly StoredEvent[]): OfficeId | undefined {
  const first = history.find(({ type }) => type === "handed-over");
  const event = first && parsed(first);
  return event?.type === "handed-over" ? event.from : undefined;
}

function folded(
  state: DossierState | undefined,
  event: DossierEvent,
  identity: StoredDossier,
): DossierState | undefined {
  try {
    return evolve(state, event, identity);
  } catch {
    return undefined;
  }
}

function sameState(state: DossierState, stored: string): boolean {
  try {
    return canonicalJson(state as unknown as Json) === canonicalJson(JSON.parse(stored) as Json);
  } catch {
    return false;
  }
}

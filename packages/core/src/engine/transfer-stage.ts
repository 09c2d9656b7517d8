import { type Fault, fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { StoredEvent } from "../ports/storage.ts";
import type { CarriedContent, CarriedLaw, Place, TransferMessage } from "./transfer-message.ts";

/** What has come of one hand-over so far. */
export interface Staged {
  readonly dossierId: string;
  /** The sealed head: what comes under another one is another history. */
  readonly head: string;
  /** What this side had when it began. */
  readonly base: Place;
  readonly events: string[];
  readonly law: CarriedLaw[];
  readonly content: CarriedContent[];
  /** Names the records its sender has, as far as it says. */
  list: string | undefined;
  contentWhole: boolean;
  bytes: number;
  /** When something came last. */
  at: EpochMs;
}

/** Dossiers kept half way at once; who is pushed out begins anew. */
const stagedMax = 256;

/**
 * Keeps parts until a dossier is whole. In memory: personal data stands in the database only once its dossier does, and what
 * is lost with the process is asked for again.
 */
export class TransferStage {
  readonly #bytesMax: number;
  readonly #staged = new Map<string, Staged>();
  readonly #idleMs: number;
  readonly #now: () => EpochMs;
  #bytes = 0;
  #sweeping: NodeJS.Timeout | undefined;

  /** @param bytesMax of one dossier; of all together, four times that
   *  @param idleMs how long parts are kept that nothing follows: they hold personal data of a dossier that is not here */
  constructor(bytesMax: number, idleMs: number, now: () => EpochMs) {
    this.#bytesMax = bytesMax;
    this.#idleMs = idleMs;
    this.#now = now;
  }

  of({ statement }: TransferMessage, base: Place): Staged {
    this.#sweep();
    const { dossierId, head } = statement;
    const known = this.#staged.get(dossierId);
    if (known?.head === head && known.base.head === base.head) return known;
    if (known !== undefined) this.drop(known);
    return {
      dossierId,
      head,
      base,
      events: [],
      law: [],
      content: [],
      list: undefined,
      contentWhole: false,
      bytes: 0,
      at: this.#now(),
    };
  }

  /** Where the sender goes on. The hash of what is half way is the sender's to say: nothing of it is verified yet. */
  placeOf({ base, events }: Staged): Place {
    return events.length === 0 ? base : { version: base.version + events.length };
  }

  /** Adds what follows from what is there, and passes over what came before. */
  take(staged: Staged, { after, events, law, content }: TransferMessage): Result<void, Fault> {
    this.#renew(staged, content.list);
    const have = staged.base.version + staged.events.length;
    const fresh = after.version <= have ? events.slice(have - after.version) : [];
    const records =
      content.from <= staged.content.length ? content.records.slice(staged.content.length - content.from) : [];
    const known = new Set(staged.law.map(({ bytes }) => bytes));
    const documents = law.filter(({ bytes }) => !known.has(bytes));
    const size = [...fresh, ...documents.map(({ bytes }) => bytes), ...records.map(sizeText)].reduce(
      (sum, text) => sum + Buffer.byteLength(text),
      0,
    );
    if (staged.bytes + size > this.#bytesMax) {
      this.drop(staged);
      return err(tooLarge());
    }
    staged.events.push(...fresh);
    staged.law.push(...documents);
    staged.content.push(...records);
    if (content.last && content.from + content.records.length === staged.content.length) staged.contentWhole = true;
    this.#keep(staged, size);
    return ok(undefined);
  }

  /** The sender has other records than before: some were erased there, and are not kept here either. */
  #renew(staged: Staged, list: string | undefined): void {
    if (staged.list !== list) {
      const dropped = staged.content.splice(0).reduce((sum, record) => sum + Buffer.byteLength(sizeText(record)), 0);
      staged.bytes -= dropped;
      if (this.#staged.get(staged.dossierId) === staged) this.#bytes -= dropped;
      staged.contentWhole = false;
    }
    staged.list = list;
  }

  #keep(staged: Staged, more: number): void {
    staged.at = this.#now();
    this.#staged.delete(staged.dossierId);
    this.#staged.set(staged.dossierId, staged);
    staged.bytes += more;
    this.#bytes += more;
    this.#sweeping ??= setTimeout(() => this.#sweep(), this.#idleMs).unref();
    for (const oldest of this.#staged.values()) {
      if (this.#staged.size <= stagedMax && this.#bytes <= this.#bytesMax * 4) return;
      if (oldest !== staged) this.drop(oldest);
    }
  }

  /** Goes by what came last, which stands in front; looked at with every message, and once more when nothing comes. */
  #sweep(): void {
    for (const staged of this.#staged.values()) {
      if (staged.at + this.#idleMs > this.#now()) break;
      this.drop(staged);
    }
    clearTimeout(this.#sweeping);
    this.#sweeping = undefined;
    if (this.#staged.size === 0) return;
    // A process that ends does not wait for it.
    this.#sweeping = setTimeout(() => this.#sweep(), this.#idleMs).unref();
  }

  /** It has been decided on, here or in another process. */
  forget(dossierId: string): void {
    const staged = this.#staged.get(dossierId);
    if (staged !== undefined) this.drop(staged);
  }

  drop(staged: Staged): void {
    if (this.#staged.get(staged.dossierId) !== staged) return;
    this.#staged.delete(staged.dossierId);
    this.#bytes -= staged.bytes;
  }
}

const sizeText = ({ body, contentId, kind, searchTokens }: CarriedContent): string =>
  `${contentId}${kind}${body}${searchTokens.join()}`;

const tooLarge = (): Fault =>
  fault("transfer.too_large", "Tin bàn giao quá lớn", "the message, or all that came for the dossier, is too large");

/** What the sender says of our own part is what we have. */
export function fitsOwn(history: readonly StoredEvent[], { after, events }: TransferMessage): boolean {
  if (after.version <= history.length && after.head !== history[after.version - 1]?.hash) return false;
  return events.every((bytes, i) => {
    const ours = history[after.version + i];
    return ours === undefined || ours.bytes === bytes;
  });
}

import type { DossierState } from "../dossier/state.ts";
import type { ContentRecord, LawDocument, StoredEvent } from "../ports/storage.ts";
import type { Place, TransferMessage } from "./transfer-message.ts";
import type { KnownPartner } from "./transfer-parties.ts";
import type { TransferStatement } from "./transfer-seal.ts";

/** What goes to the other side, whole. */
export interface Parcel {
  readonly intent: TransferMessage["intent"];
  readonly partner: KnownPartner;
  readonly statement: TransferStatement;
  readonly seal: string;
  readonly state: DossierState;
  readonly history: readonly StoredEvent[];
  /** Version that the other side probably has. */
  readonly known: number;
  /** What the history refers to since the other side had it last. */
  readonly content: readonly ContentRecord[];
  /** Names these records: what was erased here half way is not to be kept there. */
  readonly list: string;
}

/** Where sending stands: what the other side has said it lacks. */
export interface Lacks {
  readonly after: number;
  readonly law: readonly LawDocument[];
  /** Absent: it wants none. */
  readonly content: number | undefined;
}

/** As much as fits: events first, then law, then content. One part goes along whatever its size. */
export function page(
  { intent, statement, seal, history, content, list }: Parcel,
  lacks: Lacks,
  bytesMax: number,
): TransferMessage {
  let room = bytesMax;
  const fitting = <T>(items: readonly T[], sizeOf: (item: T) => number): readonly T[] => {
    let taken = 0;
    for (const item of items) {
      const size = sizeOf(item);
      if (size > room && room < bytesMax) break;
      room -= size;
      taken += 1;
    }
    return items.slice(0, taken);
  };
  const events = fitting(history.slice(lacks.after), ({ bytes }) => Buffer.byteLength(bytes));
  const whole = lacks.after + events.length === history.length;
  const law = whole ? fitting(lacks.law, ({ bytes }) => Buffer.byteLength(bytes)) : [];
  const from = lacks.content ?? content.length;
  const records = whole ? fitting(content.slice(from), ({ body }) => Buffer.byteLength(body) + 200) : [];
  const after: Place = { version: lacks.after, head: history[lacks.after - 1]?.hash };
  return {
    intent,
    statement,
    seal,
    after,
    events: events.map(({ bytes }) => bytes),
    law: law.map(({ kind, key, bytes }) => ({ kind, key, bytes })),
    content: {
      from,
      records: records.map(({ contentId, version, kind, body, searchTokens }) => ({
        contentId,
        version,
        kind,
        body,
        searchTokens,
      })),
      last: whole && from + records.length === content.length,
      list,
    },
  };
}

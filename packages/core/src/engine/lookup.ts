import { type Fault, fault } from "../base/errors.ts";
import type { DossierCode, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Bilingual } from "../base/text.ts";
import { civilDateOf, dayOf } from "../calendar/civil-date.ts";
import type { EpochMs } from "../calendar/types.ts";
import { isElsewhere } from "../dossier/holding.ts";
import type { MessageLanguage } from "../message/kinds.ts";
import {
  afterLookup,
  codeInLookup,
  type LookupRate,
  type LookupRow,
  lookupRate,
  lookupText,
} from "../message/lookup.ts";
import type { Clock } from "../ports/clock.ts";
import type { DossierRow, Storage } from "../ports/storage.ts";
import { sha256 } from "./chain.ts";
import { storedState } from "./stored-state.ts";
import { isReceipted } from "./transfer-receipt.ts";

export interface LookupOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Whose dossiers may be asked for; a code is looked for in each, in this order. */
  readonly offices: readonly OfficeId[];
  /** How often one caller may ask. Default five times an hour. */
  readonly rate?: LookupRate;
  /** Callers remembered at once. With more than that, new ones have to wait: never does a caller who is held back go free by
   *  being forgotten. Default 100,000. */
  readonly callersMax?: number;
  /** What offices that dossiers are handed over to are called. Default their id. */
  readonly officeNames?: { readonly [officeId: string]: Bilingual };
}

export interface Lookup {
  /**
   * Code in, status out, for whoever wrote an SMS or rang the hotline. The answer is the same for whoever holds the receipt.
   * @param caller telephone number or line, as the neighbour names it: kept as a digest, in memory only
   * @param text what they wrote; the code is found in it
   * @returns a text of at most two SMS parts; `lookup.no_code`, `lookup.too_often`
   * @throws AdapterError storage is away
   */
  ask(caller: string, text: string, language?: MessageLanguage): Promise<Result<string, Fault>>;
}

/** Answers questions by code, each caller so often. What it remembers is bounded and lives as long as this process. */
export function createLookup(options: LookupOptions): Lookup {
  const { clock, rate = lookupRate, callersMax = 100_000 } = options;
  const askedBefore = new Map<string, readonly EpochMs[]>();
  return {
    async ask(caller, text, language = "vi") {
      const now = clock.now();
      const key = sha256(caller);
      const asked = afterLookup(askedBefore.get(key) ?? [], now, rate);
      if (asked === undefined || !hasRoom(askedBefore, key, now, rate, callersMax)) return tooOften();
      askedBefore.delete(key);
      askedBefore.set(key, asked);
      const code = codeInLookup(text);
      if (code === undefined) return noCode();
      try {
        const row = await find(options, code as DossierCode);
        return ok(lookupText(code, row && (await withPlace(options, row, language)), language));
      } catch (error) {
        // Storage was away: nothing was told, so nothing was asked.
        askedBefore.set(
          key,
          (askedBefore.get(key) ?? []).filter((at) => at !== now),
        );
        throw error;
      }
    },
  };
}

async function find({ storage, offices }: LookupOptions, code: DossierCode): Promise<DossierRow | undefined> {
  for (const officeId of offices) {
    const row = await storage.reader.findByCode(officeId, code);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** Where another office has it: which, and since when. */
async function withPlace(
  { storage, officeNames = {} }: LookupOptions,
  row: DossierRow,
  language: MessageLanguage,
): Promise<LookupRow> {
  // Asked of the state: a row written before there was a phase for it keeps the one it had.
  const [stored] = await storage.load([row.dossierId]);
  const state = stored && storedState(stored);
  const transfer = state?.transfer;
  if (state === undefined || transfer === undefined || !isElsewhere(state)) return row;
  const { holder, to, handedOverAt } = transfer;
  const id = holder ?? to;
  const office = Object.hasOwn(officeNames, id) ? officeNames[id]?.[language] : undefined;
  const since = civilDateOf(dayOf(handedOverAt));
  // That it was taken over is proven by the receipt; the history here ends with the hand-over.
  const underWay = !(await isReceipted(storage, row.officeId, state));
  return { ...row, phase: "elsewhere", elsewhere: { office: office ?? id, since, underWay } };
}

/** Callers stand in order of their last question, so those whose time is over stand in front. */
function hasRoom(
  askedBefore: Map<string, readonly EpochMs[]>,
  key: string,
  now: EpochMs,
  { perMs }: LookupRate,
  callersMax: number,
): boolean {
  for (const [other, asked] of askedBefore) {
    if ((asked.at(-1) ?? 0) > now - perMs) break;
    askedBefore.delete(other);
  }
  return askedBefore.has(key) || askedBefore.size < callersMax;
}

const tooOften = (): Result<never, Fault> =>
  err(
    fault("lookup.too_often", "Đã tra cứu quá nhiều lần, xin thử lại sau", "asked too often; please try again later"),
  );

const noCode = (): Result<never, Fault> =>
  err(
    fault(
      "lookup.no_code",
      "Không thấy mã hồ sơ, xin soạn lại: HS và mã ghi trên giấy tiếp nhận",
      "there is no dossier code; write HS and the code on your receipt",
    ),
  );

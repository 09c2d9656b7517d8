import { canonicalJson, type Json } from "../base/canonical-json.ts";
import { type Fault, fault } from "../base/errors.ts";
import type { Hash, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { validateHours } from "../calendar/opening-hours.ts";
import { readCalendar } from "../calendar/read-calendar.ts";
import type { OpeningHours, WorkCalendar } from "../calendar/types.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { LawHashes, PinnedLaw } from "../dossier/law.ts";
import type { DossierState } from "../dossier/state.ts";
import type { LawDocument, StoredEvent } from "../ports/storage.ts";
import { loadDefinitionTools } from "../procedure/define.ts";
import { sha256 } from "./chain.ts";
import type { LawBook } from "./law-book.ts";
import { unfitBecause } from "./law-fitness.ts";
import type { CarriedLaw } from "./transfer-message.ts";

type Kind = LawDocument["kind"];

const kinds: { readonly [field in keyof LawHashes]: Kind } = {
  procedure: "procedure",
  rules: "rule-set",
  calendar: "calendar",
  hours: "hours",
  policies: "policies",
};

/** Which documents a verified history names, and as what. */
export function lawNeeded(history: readonly StoredEvent[]): ReadonlyMap<Hash, Kind> {
  const needed = new Map<Hash, Kind>();
  for (const { type, bytes } of history) {
    if (type !== "submitted" && type !== "definition-adopted" && type !== "calendar-adopted") continue;
    const event = JSON.parse(bytes) as DossierEvent;
    if (event.type === "calendar-adopted") needed.set(event.calendar, "calendar");
    if (event.type !== "submitted" && event.type !== "definition-adopted") continue;
    for (const field of Object.keys(kinds) as (keyof LawHashes)[]) needed.set(event.law[field], kinds[field]);
  }
  return needed;
}

/**
 * Takes in what came along of the law a history names: each document is what its hash says, of the kind the history says,
 * and one that this release can work by. What comes from elsewhere stands under a key of its own: it never answers for a
 * definition of this side.
 */
export async function takeLaw(
  needed: ReadonlyMap<Hash, Kind>,
  carried: readonly CarriedLaw[],
  from: OfficeId,
): Promise<Result<readonly LawDocument[], Fault>> {
  const documents: LawDocument[] = [];
  for (const { kind, key, bytes } of carried) {
    const hash = sha256(bytes);
    if (needed.get(hash) !== kind) return err(unlike());
    if (!(await isSound(kind, bytes))) return err(unfit());
    documents.push({ hash, kind: kind as Kind, key: `${key}~${from}`, bytes });
  }
  return ok(documents);
}

async function isSound(kind: Kind, bytes: string): Promise<boolean> {
  try {
    const value = JSON.parse(bytes) as unknown;
    if (canonicalJson(value as Json) !== bytes) return false;
    switch (kind) {
      case "procedure":
        return (await loadDefinitionTools()).parseDefinition(value).ok;
      case "calendar":
        return readCalendar(value, value as WorkCalendar).ok && !Object.hasOwn(value as object, "extends");
      case "hours":
        return validateHours(value as OpeningHours).length === 0;
      case "rule-set":
        return isOfFormat(value, "motcua-rules/1") && Array.isArray(value.parts) && isRecord(value.rules);
      case "policies":
        return isOfFormat(value, "motcua-policies/1") && isRecord(value.changed);
      default:
        return false;
    }
  } catch {
    return false;
  }
}

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Its own format, or it could be the bytes of another kind's document that this side has yet to store. */
const isOfFormat = (value: unknown, format: string): value is { readonly [field: string]: unknown } =>
  isRecord(value) && value.format === format;

/** The law the dossier lives under now, ready to decide by. */
export async function workingLaw(
  laws: LawBook,
  { law: hashes, control }: DossierState,
): Promise<Result<PinnedLaw, Fault>> {
  try {
    const law = await laws.load(hashes);
    if (unfitBecause(law.procedure.definition, law.ruleSet, law.policies) !== undefined) return err(unfit());
    law.procedure.stateByKey(control);
    return ok(law);
  } catch {
    return err(unfit());
  }
}

const unlike = (): Fault =>
  fault(
    "transfer.law_unlike",
    "Văn bản kèm theo không phải văn bản mà lịch sử nêu",
    "a document that came along is not one the history names",
  );
const unfit = (): Fault =>
  fault(
    "transfer.law_unfit",
    "Không xử lý được hồ sơ theo văn bản kèm theo",
    "the dossier cannot be worked on by the law that came along",
  );

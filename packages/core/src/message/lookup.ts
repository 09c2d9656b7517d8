import type { CivilDate, EpochMs } from "../calendar/types.ts";
import type { MessageLanguage } from "./kinds.ts";
import { dayText } from "./values.ts";

/** The columns of a dossier that its code alone gives away: how it stands, never whose it is. */
export interface LookupRow {
  readonly phase: "intake" | "open" | "ready" | "ended" | "elsewhere";
  readonly promiseOn: CivilDate | undefined;
  readonly suspended: boolean;
  /** Which office has it, in the language asked, and since when; of one that is `elsewhere`. */
  readonly elsewhere?: { readonly office: string; readonly since: CivilDate; readonly underWay: boolean } | undefined;
}

const codeLengthMax = 40;

/** The dossier code in what a citizen wrote (`HS H26.1-260820-0001`) or said to a hotline; `undefined` when there is none. */
export function codeInLookup(text: string): string | undefined {
  const [found] =
    /(?<![0-9A-Z.-])[0-9A-Z]+(?:\.[0-9A-Z]+)*-\d{6,8}-\d{4,}(?![0-9A-Z-])/.exec(text.slice(0, 200).toUpperCase()) ?? [];
  // What is echoed in an answer fits an SMS, whoever wrote it.
  return found === undefined || found.length > codeLengthMax ? undefined : found;
}

/** Code in, status out, in one SMS: no name, no content, nothing that is not the same for whoever holds the receipt. */
export function lookupText(code: string, row: LookupRow | undefined, language: MessageLanguage): string {
  const vi = language === "vi";
  if (row === undefined) return vi ? `Không tìm thấy hồ sơ ${code}.` : `There is no dossier ${code}.`;
  const promised = dayText(row.promiseOn, language);
  const date =
    promised === undefined ? "" : vi ? ` Hẹn trả kết quả: ${promised}.` : ` Result promised for ${promised}.`;
  switch (row.phase) {
    case "intake":
      return vi ? `Hồ sơ ${code} chưa được tiếp nhận.` : `Dossier ${code} has not been accepted yet.`;
    case "open":
      if (row.suspended)
        return vi
          ? `Hồ sơ ${code} đang tạm dừng chờ bổ sung, nộp tiền hoặc cơ quan khác.`
          : `Dossier ${code} waits for a supplement, a payment or another agency.`;
      return vi ? `Hồ sơ ${code} đang giải quyết.${date}` : `Dossier ${code} is being handled.${date}`;
    case "ready":
      return vi ? `Hồ sơ ${code} đã có kết quả, mời nhận.` : `The result of dossier ${code} is ready.`;
    case "elsewhere":
      return elsewhereText(code, row, vi);
    case "ended":
      return vi ? `Hồ sơ ${code} đã kết thúc.` : `Dossier ${code} has ended.`;
  }
}

/** Letters of an office's name: with a code and a day the answer stays within two parts of an SMS. */
const officeLengthMax = 40;

function shortName(name: string): string {
  const letters = [...name.normalize("NFC")];
  return letters.length <= officeLengthMax ? letters.join("") : `${letters.slice(0, officeLengthMax - 1).join("")}…`;
}

/** Who asks where they filed hears where to ask: what became of it since is known there, a new promise as well. */
function elsewhereText(code: string, { elsewhere }: LookupRow, vi: boolean): string {
  if (elsewhere === undefined) return vi ? `Hồ sơ ${code} đã chuyển cơ quan khác.` : `Dossier ${code} went elsewhere.`;
  const { since, underWay } = elsewhere;
  const office = shortName(elsewhere.office);
  const day = dayText(since, vi ? "vi" : "en");
  if (underWay)
    return vi
      ? `Hồ sơ ${code} đang chuyển đến ${office} từ ${day}.`
      : `Dossier ${code} is on its way to ${office} since ${day}.`;
  return vi
    ? `Hồ sơ ${code} do ${office} giải quyết từ ${day}, xin hỏi tại đó.`
    : `Dossier ${code} is at ${office} since ${day}; please ask there.`;
}

/** How often one caller may ask. */
export interface LookupRate {
  readonly most: number;
  readonly perMs: number;
}
/** Five times an hour: enough for a citizen, too little to try codes out. */
export const lookupRate: LookupRate = { most: 5, perMs: 3_600_000 };

/** When a caller asked before, with this time added; `undefined` when they have to wait. Pure: the host keeps the list. */
export function afterLookup(
  before: readonly EpochMs[],
  now: EpochMs,
  rate: LookupRate = lookupRate,
): readonly EpochMs[] | undefined {
  const recent = before.filter((at) => at > now - rate.perMs);
  return recent.length >= rate.most ? undefined : [...recent, now];
}

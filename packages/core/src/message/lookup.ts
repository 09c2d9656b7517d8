import type { CivilDate, EpochMs } from "../calendar/types.ts";
import type { MessageLanguage } from "./kinds.ts";
import { dayText } from "./values.ts";

/** The columns of a dossier that its code alone gives away: how it stands, never whose it is. */
export interface LookupRow {
  readonly phase: "intake" | "open" | "ready" | "ended";
  readonly promiseOn: CivilDate | undefined;
  readonly suspended: boolean;
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
    case "ended":
      return vi ? `Hồ sơ ${code} đã kết thúc.` : `Dossier ${code} has ended.`;
  }
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

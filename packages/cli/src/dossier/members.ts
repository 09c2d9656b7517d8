import { type DossierState, type PinnedLaw, trackLedgers, transferSlip } from "@motcua/core";
import { memberWords, verdictWords } from "./words.ts";

/** One member of an interlinked group as it is told: its line of the transfer slip, and who held it how long. */
export interface MemberStory {
  readonly member: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly unit: string;
  readonly status: keyof typeof memberWords;
  readonly code: string | undefined;
  /** Last day of its own limit; `expected` while it waits for others. */
  readonly limitOn: string | undefined;
  readonly expected: boolean;
  readonly verdict: keyof typeof verdictWords | undefined;
  readonly daysOver: number | undefined;
  /** Opening minutes by holder, those of the present one included. */
  readonly holdings: readonly { readonly holder: string; readonly workingMinutes: number }[];
}

/** @param measure opening milliseconds between two instants */
export function membersOf(
  law: PinnedLaw,
  state: DossierState,
  measure: (from: number, to: number) => number,
  asOf: number,
): readonly MemberStory[] {
  const tracks = new Map(trackLedgers(state).map((track) => [track.member, track]));
  return transferSlip(law, state).map(({ member, name, unit, status, code, limitOn, expected }) => {
    const { holder = "", booked = {}, verdict, daysOver } = tracks.get(member) ?? {};
    const since = state.memberTime?.[member]?.since ?? asOf;
    const all = new Map(Object.entries(booked));
    if (holder !== "" && asOf > since) all.set(holder, (all.get(holder) ?? 0) + measure(since, asOf));
    return {
      member,
      nameVi: name.vi,
      nameEn: name.en,
      unit,
      status,
      code,
      limitOn,
      expected,
      verdict,
      daysOver,
      holdings: [...all].map(([who, ms]) => ({ holder: who, workingMinutes: Math.round(ms / 60_000) })),
    };
  });
}

/** A line for each member, and under it who held it; nothing for a dossier without any.
 *  @param hours minutes as `hh:mm` */
export function renderMembers(members: readonly MemberStory[], hours: (minutes: number) => string): readonly string[] {
  if (members.length === 0) return [];
  return [
    "",
    "Thủ tục thành phần / members",
    ...members.flatMap((one) => [
      lineOf(one),
      ...one.holdings.map((held) => `    ${hours(held.workingMinutes)}  ${held.holder}`),
    ]),
  ];
}

function lineOf({ nameVi, nameEn, unit, status, code, limitOn, expected, verdict, daysOver = 0 }: MemberStory): string {
  const day = limitOn === undefined ? "" : `, ${expected ? "dự kiến / expected" : "hạn / limit"} ${limitOn}`;
  const over = daysOver === 0 ? "" : ` (+${daysOver})`;
  const judged = verdict === undefined ? "" : `, ${verdictWords[verdict].vi} / ${verdictWords[verdict].en}${over}`;
  const own = code === undefined ? "" : ` ${code}`;
  const { vi, en } = memberWords[status];
  return `  ${nameVi} / ${nameEn} [${unit}${own}]: ${vi} / ${en}${judged}${day}`;
}

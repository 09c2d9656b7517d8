import type { UnitId } from "../base/ids.ts";
import type { Bilingual, Source } from "../base/text.ts";
import type { Budget, CivilDate } from "../calendar/types.ts";
import { startLimit } from "../limit/ledger.ts";
import { projectLimit } from "../limit/project.ts";
import { budgetText } from "../procedure/words.ts";
import { hasEnded, memberLimit, wholeGrounds } from "./fold-members.ts";
import type { PinnedLaw } from "./law.ts";
import type { DossierState, MemberStatus } from "./state.ts";

/** What the slip that goes with an interlinked dossier says of one agency (phiếu chuyển, NĐ 118/2025 Art. 20(2)). */
export interface TransferSlipRow {
  readonly member: string;
  readonly name: Bilingual;
  readonly unit: UnitId;
  readonly lead: boolean;
  /** Members it waits for: those whose results it needs and, on paper, the one before it. */
  readonly waitsFor: readonly string[];
  readonly limit: Budget;
  readonly source: Source;
  readonly status: MemberStatus;
  /** The agency's own code. */
  readonly code?: string;
  /** Last day of its limit while it is at work; before its clock runs (it waits, or was sent back), the
   *  day when everybody takes all their time. Absent while
   *  the applicant has it, while a ground holds the whole, and once it has ended. */
  readonly limitOn?: CivilDate;
  readonly expected: boolean;
}

/** The transfer slip as things stand; empty for a dossier that has not come to its members. */
export function transferSlip(law: PinnedLaw, state: DossierState): readonly TransferSlipRow[] {
  const names = new Map(law.procedure.definition.interlinked?.members.map(({ id, name }) => [id, name]));
  const days = limitDays(law, state);
  return Object.entries(state.members ?? {}).map(([member, track]): TransferSlipRow => {
    const { unit, status, lead, dependsOn, after, budget, source, code } = track;
    const day = days.get(member);
    return {
      member,
      name: names.get(member) ?? { vi: member, en: member },
      unit,
      lead: lead === true,
      waitsFor: [...new Set([...dependsOn, ...(after === undefined ? [] : [after])])],
      limit: budget,
      source,
      status,
      ...(code === undefined ? {} : { code }),
      ...(day === undefined ? {} : { limitOn: day.on }),
      expected: day?.expected ?? false,
    };
  });
}

interface LimitDay {
  readonly on: CivilDate;
  readonly expected: boolean;
}

function limitDays(law: PinnedLaw, state: DossierState): ReadonlyMap<string, LimitDay> {
  const days = new Map<string, LimitDay>();
  const ends = new Map<string, number>();
  // While a ground holds the whole nobody knows when what has not begun will.
  const stands = wholeGrounds(state).length > 0;
  for (const [member, track] of Object.entries(state.members ?? {})) {
    const { since, budget, dependsOn, after } = track;
    const open = state.limits[memberLimit(member)];
    const before = [...dependsOn, ...(after === undefined ? [] : [after])].map((id) => ends.get(id));
    if (open !== undefined) {
      const due = projectLimit(law.time, open.ledger).due;
      if (due !== undefined) days.set(member, { on: due.dueOn, expected: false });
      if (due !== undefined) ends.set(member, Math.max(due.dueAt, state.lastAt));
    } else if (hasEnded(track)) ends.set(member, since);
    else if (!stands && before.every((end) => end !== undefined)) {
      const startAt = Math.max(state.lastAt, ...before);
      const due = projectLimit(law.time, startLimit(startAt, budget, "end-of-day")).due;
      if (due !== undefined) days.set(member, { on: due.dueOn, expected: true });
      if (due !== undefined) ends.set(member, due.dueAt);
    }
  }
  return days;
}

/** The slip as Vietnamese text, a line for each agency. */
export function renderTransferSlip(rows: readonly TransferSlipRow[], code: string | undefined): string {
  const lines = rows.map(({ name, unit, lead, waitsFor, limit, limitOn, expected, source }, index) => {
    const day =
      limitOn === undefined ? "" : `; ${expected ? "dự kiến" : "hạn"} ${limitOn.split("-").reverse().join("/")}`;
    const order = waitsFor.length === 0 ? "" : `; sau: ${waitsFor.join(", ")}`;
    return `${index + 1}. ${name.vi} (${unit}${lead ? ", chủ trì" : ""}): ${budgetText(limit).vi}${day}${order}. Căn cứ: ${source}`;
  });
  return [`Phiếu chuyển hồ sơ liên thông${code === undefined ? "" : ` ${code}`}`, ...lines].join("\n");
}

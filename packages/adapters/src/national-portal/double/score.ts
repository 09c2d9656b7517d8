import type { HeldDossier } from "./book.ts";
import { instantOf } from "./rules.ts";
import type { DoubleProfile, Fields } from "./types.ts";

/** How the portal scores what it was sent (§5), from the wire alone. */
export interface Score {
  readonly verdict: "on-time" | "late" | "no-data";
  /** What was compared, epoch milliseconds. */
  readonly end: number;
}

export interface ScoreOptions {
  /** Last instant of the period. */
  readonly periodEnd: number;
  /** Longest time of a procedure, for records without an appointment. */
  readonly maximumMs?: (procedure: string) => number | undefined;
}

/** @returns `undefined` for a dossier that was never accepted: it is left out */
export function scoreOf(profile: DoubleProfile, held: HeldDossier, options: ScoreOptions): Score | undefined {
  const { dossier, steps } = held;
  const acceptedAt = instantOf(dossier.NgayTiepNhan, profile.dossierDate);
  if (acceptedAt === undefined) return undefined;
  const rounds = profile.id === "g3" ? roundsInSteps(profile, steps) : roundsOf(profile, dossier);
  const ended = endOf(profile, steps);
  const open = rounds.findLast(({ completedAt }) => completedAt === undefined);
  const waits = String(steps.at(-1)?.TrangThai) === "5" && open !== undefined;
  let end = ended ?? (waits ? open.requestedAt : options.periodEnd);
  if (ended !== undefined)
    for (const { requestedAt, completedAt } of rounds)
      if (completedAt !== undefined && completedAt > requestedAt) end -= completedAt - requestedAt;
  if (rounds.length > 1) return { verdict: "late", end };
  const appointment = instantOf(dossier.NgayHenTra, profile.dossierDate);
  if (appointment !== undefined) return { verdict: end <= appointment ? "on-time" : "late", end };
  const maximumMs = options.maximumMs?.(String(dossier.MaTTHC));
  if (maximumMs === undefined) return { verdict: "no-data", end };
  return { verdict: end - acceptedAt <= maximumMs ? "on-time" : "late", end };
}

/** 9 before 10, then 8 or 3; of several the last. */
function endOf(profile: DoubleProfile, steps: readonly Fields[]): number | undefined {
  for (const codes of [["9"], ["10"], ["8", "3"]]) {
    const found = steps.findLast(({ TrangThai }) => codes.includes(String(TrangThai)));
    if (found !== undefined) return instantOf(found.ThoiDiemXuLy, profile.stepDate);
  }
  return undefined;
}

interface Round {
  readonly requestedAt: number;
  readonly completedAt: number | undefined;
}

/** G3 has no field for rounds: each 5 in the list is one, over with the next step of work. */
function roundsInSteps(profile: DoubleProfile, steps: readonly Fields[]): readonly Round[] {
  const at = (step: Fields | undefined): number | undefined => instantOf(step?.ThoiDiemXuLy, profile.stepDate);
  return steps.flatMap((step, index) => {
    if (step.TrangThai !== 5) return [];
    const next = steps[index + 1];
    const back = next !== undefined && [2, 4, 6].includes(Number(next.TrangThai));
    return [{ requestedAt: at(step) ?? 0, completedAt: back ? at(next) : undefined }];
  });
}

function roundsOf(profile: DoubleProfile, dossier: Fields): readonly Round[] {
  const rounds = Array.isArray(dossier.DanhSachHoSoBoSung) ? (dossier.DanhSachHoSoBoSung as readonly Fields[]) : [];
  return rounds.map((round) => ({
    requestedAt: instantOf(round.NgayBoSung, profile.dossierDate) ?? 0,
    completedAt: instantOf(round.NgayTiepNhanBoSung, profile.dossierDate),
  }));
}

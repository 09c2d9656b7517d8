import type { Rung, RungEffect, RungPoint, RungTarget } from "../../limit/types.ts";

/** No national text sets warning thresholds; these are what offices do, and an office may set its own. */
const practice = "Thực tiễn, không phải luật / practice, not law";
const escalationDuty = "NĐ 118/2025/NĐ-CP Điều 8(1)d, 9(2): đôn đốc, báo cáo hồ sơ đến hạn, quá hạn; mốc là thực tiễn";
const apologySource = "NĐ 118/2025/NĐ-CP Điều 19(6), 12(5)";

const share = (percent: number): RungPoint => ({ at: "share", percent });
const daysBefore = (days: number): RungPoint => ({ at: "before-working-days", days });
const daysAfter = (days: number): RungPoint => ({ at: "after-working-days", days });
const minutesBefore = (minutes: number): RungPoint => ({ at: "before-working-minutes", minutes });
const due: RungPoint = { at: "due" };

const remind = (...to: RungTarget[]): RungEffect => ({ do: "remind", to });
const ask = (...to: RungTarget[]): RungEffect => ({ do: "ask", to });
const escalate = (...to: RungTarget[]): RungEffect => ({ do: "escalate", to });
const rung = (id: string, point: RungPoint, source: string, ...effects: RungEffect[]): Rung => ({
  id,
  point,
  effects,
  source,
});

const halfway = rung("half", share(50), practice, remind("holder"));
/** The apology question: on time or late? Asked on the last working day before the due day (model.md §5). */
const apologyQuestion = rung("ask", daysBefore(1), apologySource, ask("holder", "unit-head"));
const overdue = rung("due", due, `${apologySource}; ${escalationDuty}`, { do: "owe-apology" }, escalate("director"));
const toChairperson = rung(
  "after-1",
  daysAfter(1),
  "NĐ 118/2025/NĐ-CP Điều 38(2); mốc là thực tiễn",
  escalate("chairperson"),
);
const toProvince = rung(
  "after-3",
  daysAfter(3),
  "NĐ 118/2025/NĐ-CP Điều 38(1)g; mốc là thực tiễn",
  escalate("province"),
);

/** Ladders of the principal limit, by class (model.md §6). */
export const principalLadders: { readonly [name: string]: readonly Rung[] } = {
  "up-to-one-day": [halfway, rung("hour-before", minutesBefore(60), practice, remind("holder", "signer")), overdue],
  "two-to-five-days": [
    apologyQuestion,
    rung("due-day", daysBefore(0), practice, remind("holder", "unit-head")),
    overdue,
    toChairperson,
  ],
  longer: [
    halfway,
    rung("before-2", daysBefore(2), practice, remind("holder")),
    apologyQuestion,
    overdue,
    toChairperson,
    toProvince,
  ],
};

/** Ladders of the duties beside it. A duty missed is told upwards; it owes no apology of its own. */
export const dutyLadders: { readonly [name: string]: readonly Rung[] } = {
  "online-response": [
    rung("two-hours-before", minutesBefore(120), practice, remind("holder")),
    rung("due", due, `NĐ 118/2025/NĐ-CP Điều 17(2)c; ${escalationDuty}`, escalate("director")),
  ],
  // The alert itself goes out with the arrival; what the two hours find untouched is said once more, to who heads the desk.
  "officer-alert": [rung("due", due, "NĐ 118/2025/NĐ-CP Điều 17(2)", remind("unit-head"))],
  "paper-transfer": [
    // Taken after 15:00: the file leaves at the opening of the next working day. Taken before, that point lies before the
    // limit began and the rung is no part of it.
    rung("next-opening", daysBefore(0), "Điều 18(2): đầu giờ ngày làm việc tiếp theo", remind("holder")),
    rung("hour-before", minutesBefore(60), practice, remind("holder")),
    rung("due", due, escalationDuty, escalate("unit-head")),
  ],
  "paper-to-other-unit": [
    rung("due-day", daysBefore(0), practice, remind("holder")),
    rung("due", due, escalationDuty, escalate("unit-head")),
  ],
  "result-rectification": [
    rung("before-1", daysBefore(1), practice, remind("holder")),
    rung("due", due, `NĐ 118/2025/NĐ-CP Điều 23(1); ${escalationDuty}`, escalate("director")),
    toChairperson,
  ],
  "money-to-treasury": [
    rung("two-hours-before", minutesBefore(120), practice, remind("holder")),
    rung("due", due, "NĐ 118/2025/NĐ-CP Điều 24(3); mốc là thực tiễn", escalate("unit-head")),
  ],
  "consultation-answer": [
    rung("before-1", daysBefore(1), practice, remind("holder")),
    rung("due", due, "NĐ 118/2025/NĐ-CP Điều 19(4)c", { do: "report-silence" }),
  ],
  "supplement-by-citizen": [
    // The one-stop speaks to the citizen (Art. 5(1)e), so the reminder goes to whoever holds the dossier there.
    rung("before-3", daysBefore(3), practice, remind("holder")),
    // "After 15 days": the last day is the citizen's to its end, whatever the office's hours.
    rung("over", { at: "due-date-over" }, "NĐ 118/2025/NĐ-CP Điều 19(5); Bộ luật Dân sự Điều 148(6)", { do: "close" }),
  ],
  "status-notice": [rung("due", due, "NĐ 224/2026/NĐ-CP; mốc là thực tiễn", escalate("unit-head"))],
};

/** Ladders of the limits a dossier carries inside: steps, waits, apologies, acknowledgements. All of them practice. */
export const innerLadders: { readonly [name: string]: readonly Rung[] } = {
  /** A step's share is a target of its own, never a promise: nobody above is troubled for it. */
  step: [
    rung("three-quarters", share(75), practice, remind("holder")),
    rung("due", due, practice, remind("holder", "unit-head")),
  ],
  wait: [
    rung("before-1", daysBefore(1), practice, remind("holder")),
    rung("due", due, practice, remind("holder", "unit-head")),
    rung("after-1", daysAfter(1), practice, escalate("director")),
  ],
  /** The applicant's day to confirm a draft, to its end; silence is consent (national portal record of 1.001193). */
  confirm: [
    rung("over", { at: "due-date-over" }, "Cổng DVCQG, hồ sơ 1.001193: im lặng là đồng ý", {
      do: "proceed",
      action: "silent",
    }),
  ],
  /** An apology once it is owed. */
  apology: [
    rung("hour-before", minutesBefore(60), practice, remind("holder", "signer")),
    rung("due", due, `${apologySource}; ${escalationDuty}`, escalate("director")),
    toChairperson,
  ],
  /** The new date of an apology. A second miss has no further rescheduling (NĐ 118/2025 Art. 19(6)) and goes up. */
  rescheduled: [
    rung("before-1", daysBefore(1), practice, remind("holder", "unit-head")),
    rung("due-day", daysBefore(0), practice, remind("holder", "unit-head")),
    rung(
      "due",
      due,
      "NĐ 118/2025/NĐ-CP Điều 19(6): hẹn lại không quá một lần; mốc là thực tiễn",
      { do: "owe-apology" },
      escalate("chairperson"),
    ),
    toProvince,
  ],
  acknowledgement: [rung("due", due, practice, { do: "climb" })],
};

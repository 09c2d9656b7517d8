import { bilingual } from "../../base/text.ts";
import type { LimitRule, ProcedureDefinition, StepDefinition } from "../../procedure/types.ts";
import { act, type Place, refuse, stepAt } from "./chain.ts";
import { must } from "./further-parts.ts";
import { vietnamProcedure } from "./procedures.ts";

const source = "bảng quy trình nội bộ 1.014284: 15 ngày; giai đoạn 1 = 5, giai đoạn 2 = 7-10 / internal table";
const days = (amount: number, confidence: LimitRule["confidence"], note = ""): Omit<LimitRule, "when"> => ({
  budget: { unit: "calendar-day", amount },
  source: `${source}${note}`,
  confidence,
});
const difficult = { facts: ["difficultArea"] } as const;
/** The table says 25 in all for difficult areas and not how they are divided. */
const divided = "; chia giai đoạn ở vùng khó khăn: chính sách mặc định phaseShares / division: default policy";

const land: Place = { role: "officer", unit: "land", confidence: "U" };
const visit = stepAt(land, {
  id: "field",
  kind: "on-site",
  name: bilingual("Kiểm tra thực địa", "Field check"),
  follows: { visited: "reported" },
  actions: [act("reported", bilingual("Đã kiểm tra, có biên bản", "Checked, with a record"), "submit", "run")],
});

/** From the completed papers on a second phase runs, under a limit and a promise of its own. */
export function phasedLand(): ProcedureDefinition {
  const before = must(vietnamProcedure("1.013949"), "1.013949");
  return {
    ...before,
    code: "1.014284",
    name: bilingual("Giao đất, cho thuê đất, lấn biển, cấp xã", "Land allocation and lease, commune"),
    limits: [{ when: difficult, ...days(10, "U", divided) }, days(5, "S")],
    phases: [
      {
        id: "phase-2",
        name: bilingual("Giai đoạn 2: từ khi hoàn thiện hồ sơ", "Phase 2: from the completed papers on"),
        limits: [{ when: difficult, ...days(15, "U", divided) }, days(10, "S")],
      },
    ],
    steps: before.steps.flatMap(stepsOf),
    notes: [...before.notes, "each phase has an appointment of its own; of 7 to 10 days the longer is promised"],
    confidence: { ...before.confidence, code: "S", name: "S", timeLimit: "S", steps: "U" },
  };
}

function stepsOf(step: StepDefinition): readonly StepDefinition[] {
  switch (step.id) {
    case "officer":
      return [
        {
          ...step,
          actions: [act("visit", bilingual("Kiểm tra thực địa", "Field check"), "field", "run"), refuse()],
        },
        visit,
      ];
    case "completion":
      return [
        {
          ...step,
          actions: [
            act("completed", bilingual("Đã hoàn thiện", "Completed"), "receive-again", "restart", { phase: "phase-2" }),
          ],
        },
      ];
    case "payment":
      return [{ ...step, follows: { paid: "paid", "debt-recorded": "debtRecorded" } }];
    default:
      return [step];
  }
}

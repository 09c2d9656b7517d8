import { bilingual } from "../../base/text.ts";
import type { ProcedureDefinition, SessionRule, StepDefinition } from "../../procedure/types.ts";
import { act, type Place, sendBack, stepAt, submit } from "./chain.ts";
import { must } from "./further-parts.ts";
import { vietnamProcedure } from "./procedures.ts";

/** How many of the council must sit. No source read says it: default policy `conciliationQuorum`, an office sets its own. */
const councilQuorum = 3;

const meeting: SessionRule = {
  parties: [
    { id: "claimant", name: bilingual("Bên yêu cầu hòa giải", "The claimant"), atLeast: 1, absencesMax: 2 },
    { id: "respondent", name: bilingual("Bên bị yêu cầu", "The other party"), atLeast: 1, absencesMax: 2 },
    { id: "council", name: bilingual("Hội đồng hòa giải", "The council"), atLeast: councilQuorum },
  ],
  source:
    "NĐ 102/2024/NĐ-CP Điều 105: các bên đều có mặt, vắng mặt lần thứ hai coi là hòa giải không thành (theo trí nhớ / memory); số thành viên Hội đồng: chính sách mặc định conciliationQuorum / default policy",
  confidence: "U",
};

const land: Place = { role: "officer", unit: "land", confidence: "M" };

const visit = stepAt(land, {
  id: "verify",
  kind: "on-site",
  name: bilingual("Thẩm tra, xác minh tại thực địa", "Verify on the land"),
  follows: { visited: "verified" },
  actions: [act("verified", bilingual("Đã xác minh, có biên bản", "Verified, with a record"), "session", "run")],
});

/** Where a party stayed away there is nothing to conciliate: the leader can only say so. */
const absent: readonly StepDefinition[] = [
  stepAt(
    { ...land, role: "unit-head" },
    {
      id: "submit-absent",
      name: bilingual("Trình biên bản vắng mặt", "Submit the minutes of absence"),
      actions: [submit("leader-absent"), sendBack("session")],
    },
  ),
  stepAt(
    { role: "leader", unit: "leadership", confidence: "M" },
    {
      id: "leader-absent",
      kind: "decide",
      name: bilingual("Ban hành kết quả không thành do vắng mặt", "Issue: failed by absence"),
      notSamePersonAs: ["session", "submit-absent"],
      actions: [
        act("notConciliated", bilingual("Hòa giải không thành", "Not conciliated"), "return", "stop", {
          outcome: "other",
        }),
        sendBack("session"),
      ],
    },
  ),
];

/** Sessions are called for a day and a place; who is there decides whether it is held, adjourned, or the last. */
export function conciliation(): ProcedureDefinition {
  const before = must(vietnamProcedure("1.012812"), "1.012812");
  const steps = before.steps.flatMap((step): readonly StepDefinition[] => {
    switch (step.id) {
      case "notice":
        return [
          {
            ...step,
            actions: step.actions.map((action) => (action.id === "approve" ? { ...action, to: "verify" } : action)),
          },
          visit,
        ];
      case "session":
        return [
          {
            ...step,
            session: meeting,
            follows: { held: "held", "absent-again": "absentTwice" },
            actions: [
              act("held", bilingual("Đã họp hòa giải", "The meeting was held"), "submit", "run"),
              act(
                "absentTwice",
                bilingual("Một bên vắng mặt lần thứ hai", "A party was absent twice"),
                "submit-absent",
                "run",
              ),
            ],
          },
        ];
      case "leader":
        return [step, ...absent];
      default:
        return [step];
    }
  });
  return {
    ...before,
    version: 2,
    steps,
    notes: [
      ...before.notes,
      "version 2: sessions, absences and the visit are recorded; adjournment is no action any more",
    ],
    confidence: { ...before.confidence, steps: "U" },
  };
}

import { bilingual } from "../../base/text.ts";
import type { CivilDate } from "../../calendar/types.ts";
import type { PartialRules, RulePart } from "../../rules/types.ts";
import { formsOf2018, formsOf2025 } from "./forms.ts";
import { dutyLadders, innerLadders, principalLadders } from "./ladders.ts";

const day = (text: string): CivilDate => text as CivilDate;
const d61 = (article: string): string => `NĐ 61/2018/NĐ-CP ${article}`;
const d118 = (article: string): string => `NĐ 118/2025/NĐ-CP ${article}`;

const ladders = { ...principalLadders, ...dutyLadders, ...innerLadders };

/** NĐ 61/2018. Only what could be read of it; duties the library cannot cite are left out, and there was no closing of a
 *  dossier that the citizen never completed. */
const rulesOf61: PartialRules = {
  channels: { value: ["counter", "post", "online"], source: d61("Điều 15-17") },
  clockStart: { value: "acceptance", source: d61("Điều 17") },
  intakeSupplement: { value: { rounds: 1 }, source: d61("Điều 11(2)c") },
  appraisalSupplement: {
    value: { rounds: 1, askWithin: { unit: "working-day", amount: 3 }, effect: "restart" },
    source: d61("Điều 19"),
  },
  apology: {
    value: { trigger: "overdue", beforeWorkingDays: 1, reschedulesMax: 1, formRole: "apology" },
    source: d61("Điều 19(9), 12(5)"),
  },
  refusal: { value: { withinMainLimit: true }, source: d61("Điều 19") },
  withdrawal: { value: { until: "decision-issued" }, source: d61("Điều 15-21") },
  amendment: { value: { channels: [] }, source: d61("(không quy định điều chỉnh hồ sơ đã nộp)") },
  duties: {
    "paper-transfer": {
      budget: { unit: "same-day", cutoffMinute: 900 },
      ladder: "paper-transfer",
      source: d61("Điều 18"),
    },
  },
  ladders,
};

/** NĐ 118/2025, read in full. */
const rulesOf118: PartialRules = {
  channels: { value: ["counter", "post", "online"], source: d118("Điều 15") },
  clockStart: { value: "acceptance", source: d118("Điều 17(3)") },
  intakeSupplement: { value: { rounds: 1 }, source: d118("Điều 16(3), 17(1)c, 17(2)a, 11(2)c") },
  appraisalSupplement: {
    value: {
      rounds: 1,
      askWithin: { unit: "working-day", amount: 3 },
      effect: "restart",
      citizenTime: { unit: "calendar-day", amount: 15 },
    },
    source: d118("Điều 19(5), 11(2)c"),
  },
  apology: {
    value: { trigger: "expected-overdue", beforeWorkingDays: 1, reschedulesMax: 1, formRole: "apology" },
    source: d118("Điều 19(6), 12(5)"),
  },
  refusal: { value: { withinMainLimit: true }, source: d118("Điều 19(3)") },
  withdrawal: { value: { until: "decision-issued" }, source: d118("Điều 21(1), 21(2)") },
  amendment: { value: { channels: ["online"] }, source: d118("Điều 21(2)") },
  duties: {
    "online-response": {
      budget: { unit: "working-hour", amount: 8 },
      ladder: "online-response",
      source: d118("Điều 17(2)c"),
    },
    "officer-alert": { budget: { unit: "hour", amount: 2 }, ladder: "officer-alert", source: d118("Điều 17(2)") },
    "paper-transfer": {
      budget: { unit: "same-day", cutoffMinute: 900 },
      ladder: "paper-transfer",
      source: d118("Điều 18(2)"),
    },
    "paper-to-other-unit": {
      budget: { unit: "working-day", amount: 1 },
      ladder: "paper-to-other-unit",
      source: d118("Điều 20(1)a"),
    },
    "result-rectification": {
      budget: { unit: "working-day", amount: 3 },
      ladder: "result-rectification",
      source: d118("Điều 23(1)"),
    },
    "money-to-treasury": {
      budget: { unit: "working-hour", amount: 8 },
      ladder: "money-to-treasury",
      source: d118("Điều 24(3)"),
    },
    "consultation-answer": {
      // The lead agency states the time for an answer; three working days stand in where it states none.
      budget: { unit: "working-day", amount: 3 },
      ladder: "consultation-answer",
      source: d118(
        "Điều 19(4)b, 19(4)c (thời hạn do cơ quan chủ trì nêu; 3 ngày làm việc là mặc định, không phải luật)",
      ),
    },
    "supplement-by-citizen": {
      budget: { unit: "calendar-day", amount: 15 },
      ladder: "supplement-by-citizen",
      source: d118("Điều 19(5)"),
    },
  },
  ladders,
};

/** Choices the sources leave open, with the library's default. */
export interface VietnamRuleOptions {
  /** First day of lodging through VNeID. NĐ 367/2025 was signed on 31 December 2025; the day it took effect could not be
   *  read. The default is the day of signing, so that no dossier the law may already admit is turned away. */
  readonly vneidFrom?: string;
}

/** The one-stop decrees and circulars since 21 June 2018 as dated parts, each rule with its article. */
export function makeVietnamRuleParts(options: VietnamRuleOptions = {}): readonly RulePart[] {
  return [
    {
      id: "nd-61-2018",
      name: bilingual("Nghị định 61/2018/NĐ-CP", "Decree 61/2018 on the one-stop mechanism"),
      from: day("2018-06-21"),
      to: day("2025-06-30"),
      layer: "process",
      rules: rulesOf61,
    },
    {
      // Its text could not be read; the rule on apologies seems unchanged. It is named, so that a dossier says which law
      // it was received under.
      id: "nd-107-2021",
      name: bilingual("Nghị định 107/2021/NĐ-CP sửa đổi, bổ sung", "Decree 107/2021, amending"),
      from: day("2021-12-06"),
      to: day("2025-06-30"),
      layer: "amendment",
      rules: {},
    },
    {
      // In force from 6 January 2019; before that the decree names the same papers without numbers.
      id: "tt-01-2018",
      name: bilingual("Thông tư 01/2018/TT-VPCP: biểu mẫu", "Circular 01/2018: forms"),
      from: day("2018-06-21"),
      to: day("2025-09-14"),
      layer: "forms",
      rules: { forms: formsOf2018 },
    },
    {
      id: "nd-118-2025",
      name: bilingual("Nghị định 118/2025/NĐ-CP", "Decree 118/2025 on the one-stop mechanism and the National Portal"),
      from: day("2025-07-01"),
      layer: "process",
      rules: rulesOf118,
    },
    {
      id: "tt-03-2025",
      name: bilingual("Thông tư 03/2025/TT-VPCP: biểu mẫu", "Circular 03/2025: forms"),
      from: day("2025-09-15"),
      layer: "forms",
      rules: { forms: formsOf2025 },
    },
    {
      id: "nd-367-2025",
      name: bilingual(
        "Nghị định 367/2025/NĐ-CP sửa đổi, bổ sung (ngày hiệu lực chưa kiểm chứng)",
        "Decree 367/2025, amending (effective date not verified)",
      ),
      from: day(options.vneidFrom ?? "2025-12-31"),
      layer: "amendment",
      rules: {
        channels: {
          value: ["counter", "post", "online", "vneid"],
          source: "NĐ 118/2025/NĐ-CP Điều 15, sửa đổi bởi NĐ 367/2025/NĐ-CP",
        },
      },
    },
    {
      id: "nd-224-2026",
      name: bilingual("Nghị định 224/2026/NĐ-CP: thông báo trạng thái", "Decree 224/2026: status notices"),
      from: day("2026-07-01"),
      layer: "portal",
      rules: {
        duties: {
          "status-notice": {
            budget: { unit: "hour", amount: 1 },
            ladder: "status-notice",
            source: "NĐ 224/2026/NĐ-CP (theo thời gian thực; mức 1 giờ là mặc định của thư viện, không phải luật)",
          },
        },
      },
    },
  ];
}

export const vietnamRuleParts: readonly RulePart[] = makeVietnamRuleParts();

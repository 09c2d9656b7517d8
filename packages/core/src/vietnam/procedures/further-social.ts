import { bilingual } from "../../base/text.ts";
import type { CivilDate } from "../../calendar/types.ts";
import type { ProcedureDefinition, StepDefinition } from "../../procedure/types.ts";
import { act, grant, type Place, refuse, returnSteps, sendBack, stepAt } from "./chain.ts";

const crosswalk = "repo hongdienvbhp/BangNiemYetVinhBao, data/priority-51-crosswalk.json (code, name; Sept 2026)";
const decree20 = "NĐ 20/2021 via codified law (repo diepxuan/diepxuan.github.io, van-ban/chinh-sach-xa-hoi/)";
/** The decree's times are those of the chain before July 2025. What holds now was not read: default policy `socialPosting`. */
const historical = `${decree20}; thời gian hiện hành chưa đọc: chính sách mặc định socialPosting / default policy`;

const at = (role: string, unit: string, quarters: number): Place => ({
  role,
  unit,
  within: { unit: "working-day", hundredths: quarters * 25 },
  confidence: "U",
});
const waiting: Place = { role: "officer", unit: "social", confidence: "U" };

const steps: readonly StepDefinition[] = [
  stepAt(at("one-stop-officer", "one-stop", 2), {
    id: "intake",
    name: bilingual("Tiếp nhận, số hóa, chuyển hồ sơ", "Receive, digitise, pass on"),
    portalStatus: 2,
    actions: [act("forward", bilingual("Chuyển xử lý", "Pass on"), "officer", "run")],
  }),
  stepAt(at("officer", "social", 20), {
    id: "officer",
    name: bilingual("Xét duyệt", "Review"),
    mayAskSupplement: true,
    actions: [act("post", bilingual("Niêm yết kết quả xét duyệt", "Post the review"), "posting", "run"), refuse()],
  }),
  stepAt(at("officer", "social", 8), {
    id: "posting",
    kind: "posting",
    name: bilingual("Niêm yết công khai tại trụ sở", "Public posting"),
    wait: { budget: { unit: "working-day", amount: 2 }, ground: "posting", source: historical },
    follows: { over: "noObjection", objected: "objection" },
    actions: [
      act("noObjection", bilingual("Hết thời gian, không có khiếu nại", "Over, nobody objected"), "leader", "run"),
      act("objection", bilingual("Có khiếu nại", "An objection was made"), "complaint", "suspend"),
    ],
  }),
  stepAt(waiting, {
    id: "complaint",
    kind: "session",
    name: bilingual("Xem xét, kết luận, công khai nội dung khiếu nại", "Consider, conclude and publish the complaint"),
    wait: { budget: { unit: "working-day", amount: 10 }, ground: "complaint", source: historical },
    actions: [
      act("dismissed", bilingual("Khiếu nại không có cơ sở", "The complaint is unfounded"), "leader", "run"),
      act("upheld", bilingual("Khiếu nại có cơ sở", "The complaint is founded"), "officer", "run"),
    ],
  }),
  stepAt(at("leader", "leadership", 8), {
    id: "leader",
    kind: "decide",
    name: bilingual("Chủ tịch UBND quyết định", "The chairperson decides"),
    notSamePersonAs: ["officer"],
    actions: [grant("approve", bilingual("Ký quyết định", "Sign the decision")), refuse(), sendBack("officer")],
  }),
  ...returnSteps(at("one-stop-officer", "one-stop", 2)),
];

/** Review, posting, decision; a complaint suspends the approval while it is concluded. */
export function socialAllowance(): ProcedureDefinition {
  return {
    format: "motcua-procedure/1",
    code: "1.001776",
    version: 1,
    name: bilingual(
      "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hàng tháng",
      "Monthly social allowance",
    ),
    field: bilingual("Bảo trợ xã hội", "Social protection"),
    family: "social",
    legalBasis: ["NĐ 20/2021/NĐ-CP", "NĐ 118/2025/NĐ-CP"],
    effective: { from: "2025-07-01" as CivilDate },
    channels: [{ channel: "counter" }, { channel: "online", level: "full" }, { channel: "post" }],
    placeRule: "by-residence",
    cases: [{ id: "general", name: bilingual("Chung", "General"), documents: [] }],
    facts: [],
    limits: [
      {
        budget: { unit: "working-day", amount: 10 },
        source: `${crosswalk}: 10; các trang 2025-26 ghi 7-10 / pages of 2025-26 say 7-10`,
        confidence: "U",
      },
    ],
    extensions: [],
    fees: [],
    results: [{ code: "KQ.TCXH", name: bilingual("Quyết định trợ cấp xã hội", "Decision on the allowance") }],
    startStep: "intake",
    steps,
    applicant: "required",
    notes: [
      "from when the allowance counts is part of the result, not of the clock",
      "the posting is counted: it lies within the commune's days of NĐ 20/2021",
      "free of charge [M]; code of the result not read [U]",
    ],
    confidence: { code: "S", name: "S", timeLimit: "U", fee: "M", channels: "U", results: "U", steps: "U" },
    sources: [crosswalk, decree20],
  };
}

import { invariant } from "../../base/invariant.ts";
import { type Bilingual, bilingual } from "../../base/text.ts";
import type { ActionDefinition, Confidence, LimitRule, StepDefinition } from "../../procedure/types.ts";
import type { CatalogueEntry, InternalProcess } from "./catalogue-types.ts";
import {
  act,
  consultation,
  grant,
  landCharges,
  type Place,
  refuse,
  returnSteps,
  sendBack,
  stepAt,
  submit,
  type Within,
} from "./chain.ts";

/** What a row of an internal table is in a procedure; the table itself says who and how long in prose. */
interface Row {
  readonly no: number | string;
  readonly id: string;
  readonly name: Bilingual;
  readonly role: string;
  readonly unit: string;
  readonly kind?: StepDefinition["kind"];
  readonly more?: Partial<StepDefinition>;
  readonly actions: readonly ActionDefinition[];
}

interface Plan {
  /** How the table begins in the source. */
  readonly table: string;
  readonly rows: readonly Row[];
  /** The row that hands over; its share goes to the return step. */
  readonly handOver: number | string;
  /** Steps beside the table, before the return steps. */
  readonly beside?: readonly StepDefinition[];
  readonly notes?: readonly string[];
}

const go = (to: string): ActionDefinition => act("forward", bilingual("Chuyển bước sau", "Pass on"), to, "run");
const approve = grant("approve", bilingual("Ký kết quả", "Sign the result"));
const sign = (to: string): ActionDefinition => act("approve", bilingual("Ký duyệt", "Sign"), to, "run");
const issue = grant("issue", bilingual("Cấp số, đóng dấu, phát hành", "Number, seal, issue"));

const intake = (no: number | string, vi: string, en: string, to = "officer"): Row => ({
  no,
  id: "intake",
  name: bilingual(vi, en),
  role: "one-stop-officer",
  unit: "one-stop",
  more: { portalStatus: 2 },
  actions: [go(to)],
});
const officer = (
  no: number | string,
  unit: string,
  vi: string,
  en: string,
  actions: readonly ActionDefinition[],
): Row => ({
  no,
  id: "officer",
  name: bilingual(vi, en),
  role: "officer",
  unit,
  more: { mayAskSupplement: true },
  actions,
});
const leader = (
  no: number | string,
  vi: string,
  en: string,
  first: ActionDefinition,
  more: Partial<Row> = {},
): Row => ({
  no,
  id: "leader",
  name: bilingual(vi, en),
  role: "leader",
  unit: "leadership",
  kind: "decide",
  more: { notSamePersonAs: ["officer"] },
  actions: [first, refuse(), sendBack("officer")],
  ...more,
});
const clerk = (no: number | string, vi: string, en: string): Row => ({
  no,
  id: "issue",
  name: bilingual(vi, en),
  role: "clerk",
  unit: "office",
  actions: [issue],
});

const justice: Place = { role: "officer", unit: "justice", confidence: "U" };
const land: Place = { role: "officer", unit: "land", confidence: "S" };
const unitStep = (
  no: string,
  id: string,
  vi: string,
  en: string,
  actions: readonly ActionDefinition[],
  head = false,
): Row => ({
  no,
  id,
  name: bilingual(vi, en),
  role: head ? "unit-head" : "officer",
  unit: "land",
  actions,
});
const registryWait = {
  budget: { unit: "calendar-day", amount: 2 },
  ground: "consultation",
  source:
    "bảng quy trình nội bộ: bước 1.4 và 1.5 cộng lại 1,5 ngày, làm tròn lên / internal table: rows 1.4 and 1.5, rounded up",
} as const;
const askOtherCommune = act(
  "askOtherCommune",
  bilingual("Xác minh tại UBND cấp xã khác", "Ask another commune"),
  "consult",
  "run",
);

const plans: { readonly [code: string]: Plan } = {
  "1.001193": {
    table: "1.001193",
    handOver: 5,
    rows: [
      intake(1, "Tiếp nhận, kiểm tra, số hóa, ký số", "Receive, check, digitise, sign digitally"),
      officer(
        2,
        "justice",
        "Thẩm tra, nhập dữ liệu, lấy số định danh cá nhân",
        "Verify, enter, obtain the personal number",
        [
          submit("leader"),
          act(
            "sendDraft",
            bilingual("Gửi bản điện tử để xác nhận", "Send the draft for confirmation"),
            "confirm",
            "suspend",
            {
              guard: ["filedOnline"],
            },
          ),
          askOtherCommune,
          refuse(),
        ],
      ),
      leader(3, "Ký Giấy khai sinh", "Sign the birth certificate", sign("issue")),
      clerk(4, "Vào số, đóng dấu", "Number, seal"),
    ],
    beside: [
      stepAt(justice, {
        id: "confirm",
        kind: "confirm",
        name: bilingual("Chờ người yêu cầu xác nhận bản điện tử", "The applicant confirms the draft"),
        confidence: "U",
        wait: {
          budget: { unit: "calendar-day", amount: 1 },
          ground: "draft-confirmation",
          ladder: "confirm",
          source:
            "hồ sơ trực tuyến xác nhận trong 1 ngày, im lặng là đồng ý (Cổng DVCQG) / within 1 day, silence is consent",
        },
        actions: [
          act("confirmed", bilingual("Đã xác nhận", "Confirmed"), "officer", "run"),
          act("silent", bilingual("Hết hạn, coi là đồng ý", "Silence is consent"), "officer", "run"),
          act("corrections", bilingual("Yêu cầu sửa", "Corrections asked"), "officer", "run"),
        ],
      }),
      consultation(justice, "officer"),
    ],
    notes: [
      "whether the clock stands still while the applicant confirms the draft is not established: default policy, suspended",
    ],
  },
  "1.000894": {
    table: "1.000894",
    handOver: 4,
    rows: [
      intake(1, "Tiếp nhận", "Receive"),
      officer(2, "justice", "Thẩm tra, tra cứu cơ sở dữ liệu", "Verify, consult databases", [
        submit("leader"),
        refuse(),
      ]),
      leader(3, "Ký Giấy chứng nhận kết hôn", "Sign the marriage certificate", approve),
    ],
    notes: ["both parties sign the register when the result is handed over"],
  },
  "1.004873": {
    table: "1.004873",
    handOver: 4,
    rows: [
      intake(1, "Tiếp nhận", "Receive"),
      officer(2, "justice", "Thẩm tra tình trạng hôn nhân", "Verify", [submit("leader"), askOtherCommune, refuse()]),
      leader(3, "Ký Giấy xác nhận", "Sign", approve),
    ],
    beside: [consultation(justice, "officer")],
  },
  "2.000815": {
    table: "2.000815",
    handOver: 4,
    rows: [
      {
        ...intake(1, "Tiếp nhận, đối chiếu bản chính", "Receive, compare with the original"),
        more: { portalStatus: 2, mayAskSupplement: true },
        actions: [submit("leader"), refuse()],
      },
      leader(2, "Ký chứng thực", "Sign", sign("issue"), {
        more: {},
        actions: [sign("issue"), refuse(), sendBack("intake")],
      }),
      clerk(3, "Vào số, đóng dấu, vào sổ chứng thực", "Number, seal, register"),
    ],
    notes: ["four-eyes is not asked for: desk staff may resolve (NĐ 118/2025 Art. 17(5))"],
  },
  "1.001612": {
    table: "1.001612",
    handOver: 4,
    rows: [
      intake(1, "Tiếp nhận, thu lệ phí", "Receive, take the fee"),
      officer(2, "economic", "Kiểm tra, trao đổi dữ liệu với cơ quan thuế", "Check, exchange data with tax", [
        submit("leader"),
        refuse(),
      ]),
      leader(3, "Ký Giấy chứng nhận đăng ký hộ kinh doanh", "Sign the certificate", approve, {
        role: "unit-head",
        unit: "economic",
      }),
    ],
  },
  "1.012812": {
    table: "Hòa giải tranh chấp đất đai",
    handOver: 7,
    rows: [
      intake(1, "Tiếp nhận đơn", "Receive", "draft-notice"),
      {
        no: 2,
        id: "draft-notice",
        name: bilingual("Dự thảo thông báo cho các bên", "Draft notice to the parties"),
        role: "officer",
        unit: "office",
        more: { mayAskSupplement: true },
        actions: [submit("notice"), refuse()],
      },
      {
        no: 3,
        id: "notice",
        name: bilingual("Ban hành thông báo", "Issue the notice"),
        role: "leader",
        unit: "leadership",
        kind: "decide",
        more: { notSamePersonAs: ["draft-notice"] },
        actions: [sign("session"), sendBack("draft-notice")],
      },
      {
        no: 4,
        id: "session",
        name: bilingual(
          "Xác minh, lập Hội đồng, tổ chức cuộc họp hòa giải",
          "Verify, set up the council, hold the meeting",
        ),
        role: "officer",
        unit: "land",
        kind: "session",
        actions: [
          act("held", bilingual("Đã họp hòa giải", "The meeting was held"), "submit", "run"),
          act("adjourn", bilingual("Hoãn họp", "Adjourn"), "session", "run"),
          act("absentTwice", bilingual("Một bên vắng mặt lần thứ hai", "A party was absent twice"), "submit", "run"),
        ],
      },
      {
        no: 5,
        id: "submit",
        name: bilingual("Trình biên bản hòa giải", "Submit the minutes"),
        role: "unit-head",
        unit: "land",
        actions: [submit("leader"), sendBack("session")],
      },
      {
        no: 6,
        id: "leader",
        name: bilingual("Ban hành kết quả hòa giải", "Issue"),
        role: "leader",
        unit: "leadership",
        kind: "decide",
        more: { notSamePersonAs: ["session", "submit"] },
        actions: [
          grant("conciliated", bilingual("Hòa giải thành", "Conciliated")),
          act("notConciliated", bilingual("Hòa giải không thành", "Not conciliated"), "return", "stop", {
            outcome: "other",
          }),
          sendBack("session"),
        ],
      },
    ],
  },
  "1.013949": {
    table: "Giao đất, cho thuê đất, lấn biển, cấp xã (1.014284)",
    handOver: "2.7",
    rows: [
      intake("1.1", "Tiếp nhận", "Receive", "request-data"),
      unitStep("1.2", "request-data", "Đề nghị cung cấp thông tin", "Request information", [
        submit("sign-request"),
        refuse(),
      ]),
      unitStep(
        "1.3",
        "sign-request",
        "Ký văn bản đề nghị",
        "Sign the request",
        [sign("extract"), sendBack("request-data")],
        true,
      ),
      {
        no: "1.4",
        id: "extract",
        name: bilingual("Cung cấp trích lục địa chính", "Supply the cadastral extract"),
        role: "registry-officer",
        unit: "land-registry",
        kind: "consult",
        more: { wait: registryWait },
        actions: [submit("sign-extract")],
      },
      {
        no: "1.5",
        id: "sign-extract",
        name: bilingual("Ký trích lục địa chính", "Sign the extract"),
        role: "registry-head",
        unit: "land-registry",
        kind: "consult",
        more: { wait: registryWait },
        actions: [act("answered", bilingual("Đã cung cấp", "Supplied"), "officer", "run")],
      },
      officer("1.6", "land", "Thẩm định, kiểm tra thực địa", "Appraise, field check", [submit("submit"), refuse()]),
      unitStep("1.7", "submit", "Trình lãnh đạo", "Submit", [submit("guide"), sendBack("officer")], true),
      {
        no: "1.8",
        id: "guide",
        name: bilingual("Hướng dẫn người nộp hoàn thiện hồ sơ", "Guide the applicant to complete the dossier"),
        role: "leader",
        unit: "leadership",
        kind: "decide",
        more: { notSamePersonAs: ["officer"] },
        actions: [
          act("askCompletion", bilingual("Yêu cầu hoàn thiện hồ sơ", "Ask for completion"), "completion", "suspend"),
          refuse(),
          sendBack("officer"),
        ],
      },
      {
        no: "2.1",
        id: "receive-again",
        name: bilingual("Tiếp nhận hồ sơ hoàn thiện", "Receive the completed dossier"),
        role: "one-stop-officer",
        unit: "one-stop",
        actions: [go("appraise-again")],
      },
      unitStep("2.2", "appraise-again", "Thẩm định lại", "Appraise again", [submit("submit-again"), refuse()]),
      unitStep("2.3", "submit-again", "Trình Chủ tịch", "Submit", [submit("leader"), sendBack("appraise-again")], true),
      leader("2.4", "Ký quyết định", "Sign the decision", sign("send-tax"), {
        more: { notSamePersonAs: ["officer", "appraise-again"] },
        actions: [sign("send-tax"), refuse(), sendBack("appraise-again")],
      }),
      unitStep("2.5", "send-tax", "Chuyển thông tin địa chính cho cơ quan thuế", "Send cadastral data to tax", [
        submit("sign-tax"),
      ]),
      unitStep(
        "2.6",
        "sign-tax",
        "Ký phiếu chuyển thông tin",
        "Sign",
        [
          act("charge", bilingual("Thông báo nghĩa vụ tài chính", "Notify land charges"), "payment", "suspend"),
          grant("noCharges", bilingual("Không phát sinh nghĩa vụ tài chính", "No land charges")),
          sendBack("send-tax"),
        ],
        true,
      ),
    ],
    beside: [
      stepAt(land, {
        id: "completion",
        kind: "wait-payment",
        name: bilingual("Chờ người nộp hoàn thiện hồ sơ giữa hai giai đoạn", "The applicant completes the dossier"),
        portalStatus: 5,
        confidence: "U",
        wait: {
          budget: { unit: "calendar-day", amount: 15 },
          ground: "completion",
          source: "chưa có nguồn: chính sách mặc định phaseCompletion / no source read: default policy phaseCompletion",
        },
        actions: [act("completed", bilingual("Đã hoàn thiện", "Completed"), "receive-again", "run")],
      }),
      landCharges(land, [
        grant("paid", bilingual("Đã nộp", "Paid")),
        grant("debtRecorded", bilingual("Được ghi nợ", "Debt recorded")),
      ]),
    ],
    notes: [
      "steps of the table for 1.014284, taken over for this code: same matter, published before the codes were merged [U]",
      "the clock stands still between the phases and while land charges are paid",
    ],
  },
};

export const hasTable = (entry: CatalogueEntry): boolean => plans[entry.code] !== undefined;

/** Steps of a procedure with an internal table, with the notes and sources of the table. */
export function tableChain(
  entry: CatalogueEntry,
  budget: LimitRule["budget"],
  tables: readonly InternalProcess[],
): {
  readonly steps: readonly StepDefinition[];
  readonly notes: readonly string[];
  readonly sources: readonly string[];
} {
  const plan = plans[entry.code];
  const table = tables.find((item) => plan !== undefined && item.procedure.startsWith(plan.table));
  if (plan === undefined || table === undefined) return { steps: [], notes: [], sources: [] };
  // The order of the steps is published where the hours are only typical, so the lesser of the two counts.
  const confidence: Confidence = table.confidence === "S" && entry.code !== "1.013949" ? "S" : "U";
  const share = (no: number | string): Within => {
    const row = table.steps.find((item) => item.no === no);
    invariant(row !== undefined, `${entry.code}: the internal table has no row ${no}`);
    return withinOf(row?.time ?? 0, budget);
  };
  const steps = plan.rows.map((row) =>
    stepAt(
      { role: row.role, unit: row.unit, within: share(row.no), confidence },
      { id: row.id, kind: row.kind ?? "work", name: row.name, ...row.more, actions: row.actions },
    ),
  );
  const back = returnSteps({
    role: "one-stop-officer",
    unit: "one-stop",
    within: share(plan.handOver),
    confidence,
  });
  const total = `internal table: ${table.procedure}; total: ${table.total}; confidence ${table.confidence}`;
  return {
    steps: [
      ...steps,
      ...(plan.beside ?? []),
      ...back.filter((step) => reached(step, [...steps, ...(plan.beside ?? [])])),
    ],
    notes: [total, ...(table.note === undefined ? [] : [table.note]), ...(plan.notes ?? [])],
    sources: table.sources,
  };
}

const reached = (step: StepDefinition, from: readonly StepDefinition[]): boolean =>
  from.some((other) => other.actions.some((action) => action.to === step.id));

/** `"1 h"` is working hours, `"0.5 d"` working days, a number days of the limit's own unit. */
function withinOf(time: number | string, budget: LimitRule["budget"]): Within {
  const [figure = "0", unit = ""] = String(time).split(" ");
  const hundredths = Math.round(Number(figure) * 100);
  if (unit === "h") return { unit: "working-hour", hundredths };
  return { unit: unit === "" && budget.unit === "calendar-day" ? "calendar-day" : "working-day", hundredths };
}

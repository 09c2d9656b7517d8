import { bilingual } from "../../base/text.ts";
import { hundredthsOf } from "../../procedure/shares.ts";
import type { LimitRule, StepDefinition } from "../../procedure/types.ts";
import type { CatalogueEntry } from "./catalogue-types.ts";
import {
  act,
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
import { unitOfFamily } from "./words.ts";

/** Where no internal table is published: received, dealt with by the unit, decided by a leader, returned. The shares are
 *  default proportions and marked uncertain. */
export function defaultChain(entry: CatalogueEntry, budget: LimitRule["budget"]): readonly StepDefinition[] {
  const unit = unitOfFamily[entry.family] ?? "office";
  const police = unit === "police";
  const share = sharesOf(budget);
  const at = (role: string, where: string, within: Within | undefined): Place => ({
    role,
    unit: where,
    confidence: "U",
    ...(within === undefined ? {} : { within }),
  });
  const steps: StepDefinition[] = [
    stepAt(at("one-stop-officer", police ? "police" : "one-stop", share?.intake), {
      id: "intake",
      name: bilingual("Tiếp nhận, số hóa, chuyển hồ sơ", "Receive, digitise, pass on"),
      portalStatus: 2,
      actions: [act("forward", bilingual("Chuyển xử lý", "Pass on"), "officer", "run")],
    }),
    stepAt(at("officer", unit, share?.officer), {
      id: "officer",
      name: bilingual("Thẩm định, giải quyết", "Examine and draft"),
      mayAskSupplement: true,
      actions: [submit("leader"), refuse(), ...extraActions(entry)],
    }),
    ...extraSteps(entry, unit),
    stepAt(at("leader", police ? "police" : "leadership", share?.leader), {
      id: "leader",
      kind: "decide",
      name: bilingual("Ký duyệt", "Decide and sign"),
      ...(waivesFourEyes(entry) ? {} : { notSamePersonAs: ["officer"] }),
      actions: [grant("approve", bilingual("Ký kết quả", "Sign the result")), refuse(), sendBack("officer")],
    }),
    ...returnSteps(at("one-stop-officer", police ? "police" : "one-stop", share?.handOver)),
  ];
  return steps;
}

/** Desk staff may resolve what is certified the same day (NĐ 118/2025 Art. 17(5)). */
export const waivesFourEyes = (entry: CatalogueEntry): boolean =>
  entry.family === "certification" && entry.timeLimit.kind === "same-day";

/** First registration of land: a posting that is not counted, and the land charges. */
const isFirstLandRegistration = (entry: CatalogueEntry): boolean => entry.code === "1.013978";

const extraActions = (entry: CatalogueEntry): StepDefinition["actions"] =>
  isFirstLandRegistration(entry)
    ? [
        act("post", bilingual("Niêm yết công khai", "Post publicly"), "posting", "suspend"),
        act("charge", bilingual("Thông báo nghĩa vụ tài chính", "Notify land charges"), "payment", "suspend"),
      ]
    : [];

function extraSteps(entry: CatalogueEntry, unit: string): readonly StepDefinition[] {
  if (!isFirstLandRegistration(entry)) return [];
  const place: Place = { role: "officer", unit, confidence: "U" };
  const source = entry.sources[0] ?? entry.publishedBy;
  return [
    stepAt(place, {
      id: "posting",
      kind: "posting",
      name: bilingual("Niêm yết công khai", "Public posting"),
      wait: { budget: { unit: "calendar-day", amount: 15 }, ground: "posting", source },
      actions: [
        act("finished", bilingual("Hết thời gian niêm yết", "Posting is over"), "officer", "run"),
        act("objection", bilingual("Có ý kiến phản đối", "An objection was made"), "officer", "run", {
          input: [
            { id: "objection", name: bilingual("Nội dung", "Objection"), type: "text", required: true, public: false },
          ],
        }),
      ],
    }),
    landCharges(place, [
      act("paid", bilingual("Đã nộp", "Paid"), "officer", "run"),
      act("debtRecorded", bilingual("Được ghi nợ", "Debt recorded"), "officer", "run"),
    ]),
  ];
}

interface Shares {
  readonly intake: Within;
  readonly officer: Within;
  readonly leader: Within;
  readonly handOver: Within;
}

/** In quarters of a day or hour: about an eighth to receive, a seventh to sign, a tenth to hand over, the rest to work. */
function sharesOf(budget: LimitRule["budget"]): Shares | undefined {
  const unit =
    budget.unit === "same-day" || budget.unit === "working-hour"
      ? "working-hour"
      : budget.unit === "working-day" || budget.unit === "calendar-day"
        ? budget.unit
        : undefined;
  if (unit === undefined) return undefined;
  const whole = hundredthsOf(budget, unit);
  if (whole === undefined) return undefined;
  const quarter = (percent: number): number => Math.floor((whole * percent) / 100 / 25) * 25;
  const intake = Math.max(25, quarter(12));
  const leader = Math.max(25, quarter(15));
  const handOver = quarter(10);
  const within = (hundredths: number): Within => ({ unit, hundredths });
  return {
    intake: within(intake),
    officer: within(whole - intake - leader - handOver),
    leader: within(leader),
    handOver: within(handOver),
  };
}

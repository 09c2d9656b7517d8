import { type Bilingual, bilingual } from "../../base/text.ts";
import type { ActionDefinition, Confidence, InputField, StepDefinition } from "../../procedure/types.ts";

// The parts every chain of steps is put together from. Status codes: national-portal status 2 accepted, 4 in processing,
// 5 supplement, 6 payment, 9 result at the counter; 10 is reported when the dossier is returned.

export const reason: InputField = {
  id: "reason",
  name: bilingual("Lý do", "Reason"),
  type: "text",
  required: true,
  public: false,
};

export const act = (
  id: string,
  name: Bilingual,
  to: string,
  clock: ActionDefinition["clock"],
  more: Partial<ActionDefinition> = {},
): ActionDefinition => ({ id, name, to, clock, ...more });

export const submit = (to: string): ActionDefinition => act("submit", bilingual("Trình", "Submit"), to, "run");
export const refuse = (): ActionDefinition =>
  act("refuse", bilingual("Từ chối giải quyết", "Refuse"), "return-refusal", "stop", {
    outcome: "refused",
    input: [reason],
  });
export const sendBack = (to: string): ActionDefinition =>
  act("sendBack", bilingual("Trả lại để xử lý tiếp", "Send back"), to, "run", { input: [reason] });
export const grant = (id: string, name: Bilingual): ActionDefinition =>
  act(id, name, "return", "stop", { outcome: "granted" });

export type Within = NonNullable<StepDefinition["within"]>;

export interface Place {
  readonly role: string;
  readonly unit: string;
  readonly within?: Within;
  readonly confidence: Confidence;
}

/** A step at a place; what a place knows is spread over the step. */
export const stepAt = (
  place: Place,
  own: Pick<StepDefinition, "id" | "name" | "actions"> & Partial<StepDefinition>,
): StepDefinition => ({
  kind: "work",
  role: place.role,
  unit: place.unit,
  ...(place.within === undefined ? {} : { within: place.within }),
  mayAskSupplement: false,
  portalStatus: 4,
  confidence: place.confidence,
  ...own,
});

/** Results and refusals are handed over by steps of their own, so that a refusal can never be booked as granted. */
export const returnSteps = (place: Place): readonly StepDefinition[] => {
  const { within: _, ...withoutShare } = place;
  return [
    stepAt(withoutShare, {
      id: "return-refusal",
      kind: "return",
      name: bilingual("Trả thông báo từ chối", "Hand over the refusal"),
      portalStatus: 9,
      actions: [act("handOver", bilingual("Trả thông báo", "Hand over"), "end:refused", "run")],
    }),
    stepAt(place, {
      id: "return",
      kind: "return",
      name: bilingual("Trả kết quả", "Hand over the result"),
      portalStatus: 9,
      actions: [act("handOver", bilingual("Trả kết quả", "Hand over"), "end:granted", "run")],
    }),
  ];
};

/** A wait for the applicant's land charges. The time is a default of the library: no source was read for it. */
export const landCharges = (place: Place, actions: readonly ActionDefinition[]): StepDefinition =>
  stepAt(place, {
    id: "payment",
    kind: "wait-payment",
    name: bilingual("Chờ nộp nghĩa vụ tài chính về đất đai", "Wait for land charges"),
    portalStatus: 6,
    confidence: "U",
    wait: {
      budget: { unit: "calendar-day", amount: 30 },
      ground: "payment",
      source: "chưa có nguồn: chính sách mặc định landCharges / no source read: default policy landCharges",
    },
    actions,
  });

/** An answer from another office within the limit; the lead unit stays accountable and the clock runs on. */
export const consultation = (place: Place, back: string): StepDefinition =>
  stepAt(place, {
    id: "consult",
    kind: "consult",
    name: bilingual("Chờ UBND cấp xã khác xác minh tình trạng hôn nhân", "Another commune checks marital status"),
    confidence: "M",
    wait: {
      budget: { unit: "working-day", amount: 3 },
      ground: "consultation",
      source: "Luật Hộ tịch 60/2014/QH13, NĐ 123/2015/NĐ-CP (theo trí nhớ / memory)",
    },
    actions: [
      act("answered", bilingual("Đã có trả lời", "Answered"), back, "run"),
      act("noAnswer", bilingual("Quá hạn chưa trả lời", "No answer in time"), back, "run"),
    ],
  });

import type { CommandId } from "../base/ids.ts";
import type { Bilingual } from "../base/text.ts";
import type { EpochMs } from "../calendar/types.ts";
import { givenBackVnd, type Payment, type PaymentMove, type PaymentStatus, receivedVnd } from "../payment/state.ts";
import { recordable } from "../procedure/moments.ts";
import type { RecordedMoment } from "../procedure/types.ts";
import { momentNames } from "../procedure/words.ts";
import type { Act, CommandType } from "./commands.ts";
import { decide } from "./decide.ts";
import type { PinnedLaw } from "./law.ts";
import type { Actor, ResolvedFacts } from "./people.ts";
import type { Refusal } from "./refusal.ts";
import type { DossierState } from "./state.ts";

/** A button, and why it is grey. */
export interface Available {
  readonly command: CommandType;
  /** For `act` and `record`. */
  readonly step?: string;
  readonly action?: string;
  readonly moment?: RecordedMoment;
  /** For commands on a member of an interlinked group. */
  readonly member?: string;
  /** For `move-payment`: our reference, and what would be told. */
  readonly payment?: string;
  readonly move?: PaymentMove["type"];
  /** For `gave-back`: the transfer that stands aside. */
  readonly transaction?: string;
  readonly name: Bilingual;
  readonly allowed: boolean;
  /** Why not; absent when allowed. */
  readonly because?: Refusal;
  /** Allowed once its required input is given. */
  readonly needsInput?: true;
}

const plain: readonly { readonly command: "claim" | "withdraw" | "resolve"; readonly name: Bilingual }[] = [
  { command: "claim", name: { vi: "Nhận việc", en: "Claim" } },
  { command: "resolve", name: { vi: "Hoàn thành việc được giao lại", en: "Resolve the delegated task" } },
  { command: "withdraw", name: { vi: "Dừng thực hiện theo yêu cầu người nộp", en: "Withdraw" } },
];

/** Which acts this person could take now, found by deciding each on trial: the same rules, nothing recorded. */
export function availableActions(
  law: PinnedLaw,
  state: DossierState,
  by: Actor,
  at: EpochMs,
  resolved: ResolvedFacts,
): readonly Available[] {
  const base = {
    commandId: "trial" as CommandId,
    dossierId: state.dossierId,
    officeId: state.officeId,
    by,
    at: Math.max(at, state.lastAt),
    resolved,
  };
  const answers: Available[] = [];
  if (state.acceptedAt === undefined && state.endedAt === undefined) {
    const tried = decide(law, state, { ...base, type: "accept" });
    answers.push(
      answer({ command: "accept", name: { vi: "Tiếp nhận", en: "Accept" } }, tried.ok ? undefined : tried.error),
    );
  }
  const step = law.procedure.definition.steps.find((known) => known.id === state.task?.step);
  for (const action of step?.actions ?? []) {
    const command: Act = { ...base, type: "act", step: step?.id ?? "", action: action.id };
    const tried = decide(law, state, command);
    const button = { command: "act" as const, step: command.step, action: action.id, name: action.name };
    answers.push(answer(button, tried.ok ? undefined : tried.error));
  }
  // Where nothing is said of moments, recording one leads nowhere: no button.
  const tells = step?.follows !== undefined || step?.session !== undefined;
  for (const moment of tells ? recordable(step) : []) {
    const button = { command: "record" as const, step: step?.id ?? "", moment };
    const tried = decide(law, state, { ...base, type: "record", step: button.step, moment });
    answers.push(answer({ ...button, name: momentNames[moment] }, tried.ok ? undefined : tried.error));
  }
  answers.push(...memberButtons(law, state, base), ...paymentButtons(law, state, base));
  for (const button of plain) {
    const tried = decide(law, state, { ...base, type: button.command });
    answers.push(answer(button, tried.ok ? undefined : tried.error));
  }
  return answers;
}

const memberNames = {
  "accept-member": { vi: "Tiếp nhận thủ tục thành phần", en: "Take the member on" },
  "reject-member": { vi: "Trả lại thủ tục thành phần", en: "Send the member back" },
  "request-member": { vi: "Chuyển lại cơ quan", en: "Ask the agency again" },
  "request-member-supplement": { vi: "Yêu cầu bổ sung", en: "Ask for a supplement" },
  "receive-member-supplement": { vi: "Nhận bổ sung", en: "Receive the supplement" },
  "grant-member": { vi: "Có kết quả", en: "Grant" },
  "refuse-member": { vi: "Từ chối giải quyết", en: "Refuse" },
  "return-member": { vi: "Trả kết quả thành phần", en: "Hand the result over" },
} as const;

/** For each member what may follow where it stands; nothing for a dossier without any. */
function memberButtons(
  law: PinnedLaw,
  state: DossierState,
  base: Omit<Act, "type" | "step" | "action">,
): readonly Available[] {
  const commands = Object.keys(memberNames) as (keyof typeof memberNames)[];
  return Object.keys(state.members ?? {}).flatMap((member) =>
    commands.flatMap((command): readonly Available[] => {
      const more = { reason: { code: "trial" }, complete: true, way: "counter" as const };
      const tried = decide(law, state, { ...base, ...more, type: command, member });
      // What its state does not allow is no grey button but none.
      if (!tried.ok && (tried.error.code === "member.state" || tried.error.code === "member.returned")) return [];
      const button = { command, member, name: memberNames[command] };
      return [answer(button, tried.ok ? undefined : tried.error)];
    }),
  );
}

const paymentMoves: { readonly [status in PaymentStatus]?: readonly PaymentButton[] } = {
  requested: ["receive", "cancel", "expire"],
  starting: ["receive", "expire"],
  started: ["receive", "cancel", "expire"],
  partly: ["receive", "ask-refund", "expire"],
  paid: ["ask-refund"],
  expired: ["cancel", "ask-refund"],
  "refund-due": ["refunded", "drop-refund"],
  refunding: ["refunded"],
  refunded: ["ask-refund"],
};
type PaymentButton = keyof typeof paymentNames;
const paymentNames = {
  receive: { vi: "Ghi nhận đã nộp", en: "Record what was paid" },
  cancel: { vi: "Hủy yêu cầu nộp tiền", en: "Call the request off" },
  expire: { vi: "Ghi nhận quá hạn nộp", en: "Record that its time is over" },
  "ask-refund": { vi: "Hoàn tiền", en: "Give the money back" },
  "drop-refund": { vi: "Bỏ yêu cầu hoàn tiền", en: "Take the refund back" },
  refunded: { vi: "Ghi nhận đã hoàn tiền", en: "Record that it was given back" },
  "gave-back": { vi: "Ghi nhận đã trả lại tiền để riêng", en: "Record that what stood aside went back" },
} as const;

/** For each payment what a person may tell of it where it stands; what the gateway tells has no button. */
function paymentButtons(
  law: PinnedLaw,
  state: DossierState,
  base: Omit<Act, "type" | "step" | "action">,
): readonly Available[] {
  return Object.values(state.payments ?? {}).flatMap((payment) => {
    const { reference, status, aside = [] } = payment;
    const button = (type: PaymentButton, more: { readonly transactionId?: string } = {}): Available => {
      const move = { type, ...more, ...(type === "ask-refund" ? { reason: "trial" } : {}) };
      const tried = decide(law, state, { ...base, type: "move-payment", reference, move: move as PaymentMove });
      const transaction = more.transactionId === undefined ? {} : { transaction: more.transactionId };
      const shown = { command: "move-payment", payment: reference, move: type, name: paymentNames[type] } as const;
      return answer({ ...shown, ...transaction }, tried.ok ? undefined : tried.error);
    };
    const open = aside.filter(({ refundId }) => refundId === undefined);
    return [
      ...(paymentMoves[status] ?? []).filter((type) => isTime(payment, type, base.at)).map((type) => button(type)),
      ...open.map(({ transactionId }) => button("gave-back", { transactionId })),
    ];
  });
}

/** While there is time left to pay, or nothing left to give back, there is no button, not even a grey one. */
function isTime(payment: Payment, type: PaymentButton, at: EpochMs): boolean {
  if (type === "expire") return at > payment.payBy;
  return type !== "ask-refund" || receivedVnd(payment) > givenBackVnd(payment);
}

function answer(
  button: Pick<
    Available,
    "command" | "step" | "action" | "moment" | "member" | "payment" | "move" | "transaction" | "name"
  >,
  refusal: Refusal | undefined,
): Available {
  if (refusal === undefined) return { ...button, allowed: true };
  if (refusal.code === "command.input") return { ...button, allowed: true, needsInput: true };
  return { ...button, allowed: false, because: refusal };
}

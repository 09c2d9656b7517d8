import { isGatewayId, isPaymentReference } from "../payment/ids.ts";
import type { PaymentMove } from "../payment/state.ts";
import type { PostMove } from "../post/state.ts";
import type { Command } from "./commands.ts";
import { done, type Step } from "./draft.ts";
import type { Import } from "./import-command.ts";
import { refuse } from "./refusal.ts";

/** Letters, digits and . _ : ~ -: too little for a name, a number of telephone or a sentence with its spaces. */
const codePattern = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,63}$/;
/** Titles of articles and decisions, references of the counter. */
const titleCharsMax = 200;

/**
 * What stands in events, messages and logs for ever is a code, never free text: a reason, a ground, a party, an id. The
 * words belong into content, which can be erased.
 */
export function checkCodes(command: Command): Step {
  for (const [field, value, fits = isCode] of codesOf(command))
    if (value !== undefined && !fits(value))
      return refuse(
        "command.input",
        `"${field}" phải là một mã; lời diễn giải ghi trong nội dung`,
        `"${field}" must be a code; words belong into content`,
      );
  for (const [field, value] of titlesOf(command))
    if (value !== undefined && (value.trim() === "" || value.length > titleCharsMax))
      return refuse(
        "command.input",
        `"${field}" phải có từ 1 đến ${titleCharsMax} ký tự`,
        `"${field}" has 1 to ${titleCharsMax} characters`,
      );
  return done;
}

type Field = readonly [field: string, value: string | undefined, fits?: (value: string) => boolean];

const isCode = (value: string): boolean => codePattern.test(value);

function codesOf(command: Command): readonly Field[] {
  const reason: Field = ["reason", command.reason?.code];
  switch (command.type) {
    case "import":
      return [
        reason,
        ["system", command.system],
        ["code", command.accepted?.code],
        ["posted.place", command.accepted?.posted?.place],
        ...supplementCodes(command),
      ];
    case "suspend":
      return [reason, ["groundId", command.groundId], ["ground", command.ground], ["party", command.party]];
    case "submit":
    case "serve":
      return [
        reason,
        ["competent", command.competent],
        ["returnAt", command.returnAt],
        ["helper.kind", command.helper?.kind],
        ["helper.person", command.helper?.person],
        ["helper.unit", command.helper?.unit],
      ];
    case "begin-post-leg":
      return [reason, ["legId", command.legId], ["carrier", command.carrier], ["orderNumber", command.orderNumber]];
    case "begin-exchange":
      return [
        reason,
        ["exchangeId", command.exchangeId],
        ["profile", command.profile],
        ["party", command.party],
        ["purpose", command.purpose],
        [
          "basis.consent",
          command.basis !== undefined && "consent" in command.basis ? command.basis.consent : undefined,
        ],
      ];
    case "end-exchange":
      return [reason, ["exchangeId", command.exchangeId]];
    case "move-post-leg":
      return [reason, ["legId", command.legId], ["waybill", waybillOf(command.move)]];
    case "request-payment":
      return [reason, ["reference", command.reference, isPaymentReference], ["action", command.action]];
    case "move-payment":
      return [reason, ["reference", command.reference, isPaymentReference], ...paymentCodes(command.move)];
    case "consult":
      return [reason, ["consultId", command.consultId], ["unit", command.unit]];
    case "request-member":
    case "receive-member-supplement":
    case "grant-member":
    case "reject-member":
    case "refuse-member":
    case "return-member":
    case "request-member-supplement":
      return [reason, ["member", command.member]];
    case "accept-member":
      return [reason, ["member", command.member], ["code", command.code]];
    case "record":
      return [reason, ["place", command.place], ["reference", command.reference]];
    case "hand-over":
      return [reason, ["to", command.to], ["partner", command.partner]];
    case "migrate-definition":
    case "undo-migration":
      return [reason, ["planHash", command.planHash]];
    default:
      return [reason];
  }
}

const waybillOf = (move: PostMove): string | undefined => ("waybill" in move ? move.waybill : undefined);

function paymentCodes(move: PaymentMove): readonly Field[] {
  const { transactionId, refundId, reason } = move as {
    readonly [name in "transactionId" | "refundId" | "reason"]?: string;
  };
  return [
    ["transactionId", transactionId, isGatewayId],
    ["refundId", refundId, isGatewayId],
    ["reason", reason],
  ];
}

const supplementCodes = (command: Import): readonly Field[] =>
  (command.accepted?.supplements ?? []).map(({ reason }, i) => [`supplements[${i}].reason`, reason]);

function titlesOf(command: Command): readonly Field[] {
  switch (command.type) {
    case "submit":
    case "serve":
      return [
        ["intakeRef", command.intakeRef],
        ["helper.document", command.helper?.document],
      ];
    case "open":
    case "import":
      return [["intakeRef", command.intakeRef]];
    case "begin-post-leg":
      return [["source", command.source]];
    case "begin-exchange":
      return [
        ["source", command.source],
        ["basis.law", command.basis !== undefined && "law" in command.basis ? command.basis.law : undefined],
      ];
    case "suspend":
      return [["source", command.source]];
    case "substitute":
      return [["document", command.document]];
    case "request-supplement":
      return [["secondRound.source", command.secondRound?.source]];
    default:
      return [];
  }
}

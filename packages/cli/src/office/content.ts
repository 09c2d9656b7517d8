import type { CommandRequest, ContentDraft, DossierState } from "@motcua/core";
import type { Draws } from "./draws.ts";
import type { Filing } from "./filings.ts";

const familyNames = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ"];
const middleNames = ["Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Hữu", "Xuân", "Thu", "Quang"];
const givenNames = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hải", "Hương", "Khánh", "Lan", "Long", "Mai", "Nam"];
const moreNames = ["Nga", "Phúc", "Phương", "Quân", "Sơn", "Thảo", "Thắng", "Trang", "Tú", "Uyên", "Vinh", "Yến"];
const hamlets = ["Thôn Đông", "Thôn Đoài", "Thôn Thượng", "Thôn Hạ", "Xóm Mới", "Xóm Chùa", "Khu Chợ"];

export const letterKind = "apology-letter";

/** What a letter of apology says, apart from its number and signature, which come when it is signed. */
export interface LetterBody {
  readonly addressee: string;
  readonly procedureCode: string;
  readonly code: string;
  readonly receivedAt: number;
  readonly promisedOn: string;
  readonly newDate: string;
  readonly reason: string;
  readonly kind: string;
}

/**
 * Personal data and papers of a command, made from the seed whenever it is sent: nothing personal stands in a plan, an
 * event or a message.
 */
export function contentOf(
  draws: Draws,
  filing: Filing,
  request: CommandRequest,
  state: DossierState | undefined,
): readonly ContentDraft[] {
  switch (request.type) {
    case "submit":
    case "serve":
      return request.applicant === undefined ? [] : [applicant(draws, filing, request.applicant)];
    case "draft-apology":
      return request.letter === undefined ? [] : [letter(draws, filing, request, request.letter, state)];
    case "act":
    case "receive-supplement":
    case "amend":
      return (request.content ?? []).map((ref) => ({ ...ref, kind: "papers", body: { text: "Giấy tờ kèm theo" } }));
    case "extend":
      return request.agreement === undefined
        ? []
        : [{ ...request.agreement, kind: "agreement", body: { text: "Thỏa thuận kéo dài thời hạn, có chữ ký" } }];
    default:
      return [];
  }
}

function nameOf(draws: Draws, filing: Filing): string {
  const part = (rows: readonly string[], key: string): string => draws.pick(rows, filing.ordinal, key);
  return `${part(familyNames, "family")} ${part(middleNames, "middle")} ${part([...givenNames, ...moreNames], "given")}`;
}

type Ref = Pick<ContentDraft, "contentId" | "version">;

function applicant(draws: Draws, filing: Filing, ref: Ref): ContentDraft {
  const name = nameOf(draws, filing);
  const phone = `09${String(draws.between(0, 99_999_999, filing.ordinal, "phone")).padStart(8, "0")}`;
  const address = draws.pick(hamlets, filing.ordinal, "hamlet");
  return { ...ref, kind: "applicant", body: { name, phone, address }, searchText: name };
}

function letter(
  draws: Draws,
  filing: Filing,
  request: Extract<CommandRequest, { readonly type: "draft-apology" }>,
  ref: Ref,
  state: DossierState | undefined,
): ContentDraft {
  const kind = state?.apologies.find((apology) => apology.apologyId === request.apologyId)?.kind ?? "late";
  const body: LetterBody = {
    addressee: nameOf(draws, filing),
    procedureCode: filing.procedure.code,
    code: state?.code ?? filing.intakeRef,
    receivedAt: state?.acceptedAt ?? filing.at,
    promisedOn: state?.promises.at(-1)?.date ?? "",
    newDate: request.newDate ?? "",
    reason: request.reason.code,
    kind,
  };
  return { ...ref, kind: letterKind, body: { ...body } };
}

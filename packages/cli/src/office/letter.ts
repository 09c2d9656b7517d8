import { civilDateOf, type DossierState, dayOf, LawBook, type Storage } from "@motcua/core";
import type { LetterBody } from "./content.ts";
import { wasIssued } from "./figures.ts";

const reasons: { readonly [code: string]: string } = {
  overload: "số lượng hồ sơ tăng cao, cán bộ thụ lý xử lý không kịp",
  "waits-for-data": "chưa nhận được thông tin xác minh từ cơ quan có liên quan",
  "papers-lost": "giấy tờ trong hồ sơ bị thất lạc tại cơ quan chúng tôi",
};

const dayText = (date: string): string => date.split("-").reverse().join("/");

/** The first letter that really went out, in order of dossier code, as the citizen reads it. */
export async function firstLetter(storage: Storage, states: readonly DossierState[]): Promise<string | undefined> {
  for (const state of states)
    for (const apology of state.apologies)
      if (apology.kind === "late" && wasIssued(apology) && apology.letter !== undefined)
        return letterText(storage, state, apology, apology.letter);
  return undefined;
}

type Apology = DossierState["apologies"][number];

/** Form 04 of the circular in force on the day of receipt, filled from the letter's content. */
async function letterText(
  storage: Storage,
  state: DossierState,
  apology: Apology,
  ref: NonNullable<Apology["letter"]>,
): Promise<string | undefined> {
  const record = await storage.loadContent(ref);
  if (record === undefined) return undefined;
  const body = JSON.parse(record.body) as LetterBody;
  const law = await new LawBook(storage, undefined).load(state.law);
  const form = law.ruleSet.rules.forms.apology;
  const sent = civilDateOf(dayOf(apology.sentAt ?? apology.owedAt));
  const [year, month, day] = sent.split("-");
  const deputy = apology.signedBy !== "ct" && apology.signedBy !== "ca-truong";
  return [
    `ỦY BAN NHÂN DÂN XÃ                        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM`,
    `Số: ${apology.letterNumber ?? "…"}                              Độc lập - Tự do - Hạnh phúc`,
    `                                          …, ngày ${day} tháng ${month} năm ${year}`,
    "",
    `          ${(form?.name.vi ?? "Văn bản xin lỗi").toUpperCase()}`,
    `          (Mẫu số ${form?.number ?? "04"}, ${form?.source ?? ""})`,
    "",
    `Kính gửi: Ông/Bà ${body.addressee}`,
    "",
    `Ngày ${dayText(civilDateOf(dayOf(body.receivedAt)))}, chúng tôi đã tiếp nhận hồ sơ của Ông/Bà về`,
    `"${law.procedure.definition.name.vi}"`,
    `Mã hồ sơ: ${body.code}. Ngày hẹn trả kết quả: ${dayText(body.promisedOn)}.`,
    `Đến nay hồ sơ chưa giải quyết xong. Lý do: ${reasons[body.reason] ?? body.reason}.`,
    "",
    "Sự chậm trễ này đã gây phiền hà cho Ông/Bà. Chúng tôi thành thật xin lỗi Ông/Bà và đề nghị",
    `gia hạn thời gian giải quyết; thời điểm trả kết quả mới là ngày ${dayText(body.newDate)}.`,
    "",
    "Mong Ông/Bà thông cảm.",
    "",
    `Nơi nhận: như trên; Trung tâm Phục vụ hành chính công.       ${deputy ? "KT. THỦ TRƯỞNG" : "THỦ TRƯỞNG CƠ QUAN"}`,
    `${" ".repeat(60)}(đã ký: ${apology.signedBy ?? ""})`,
  ].join("\n");
}

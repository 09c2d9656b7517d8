import type { Bilingual } from "../../base/text.ts";
import { bilingual } from "../../base/text.ts";
import type { Rules } from "../../rules/types.ts";

// A form is named by its role, what it is for: numbers 05 and 06 changed meaning between the circulars.

const form = (source: string, number: string, name: Bilingual): Rules["forms"][string] => ({ number, name, source });

const tt01 = "TT 01/2018/TT-VPCP Phụ lục";
export const formsOf2018: Rules["forms"] = {
  "intake-receipt": form(
    tt01,
    "01",
    bilingual("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt of dossier and appointment for the result"),
  ),
  "supplement-request": form(
    tt01,
    "02",
    bilingual("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to supplement and complete the dossier"),
  ),
  "intake-refusal": form(tt01, "03", bilingual("Phiếu từ chối giải quyết hồ sơ", "Refusal to take up the dossier")),
  apology: form(
    tt01,
    "04",
    bilingual("Phiếu xin lỗi và hẹn lại ngày trả kết quả", "Apology and new date for the result"),
  ),
  "control-slip": form(
    tt01,
    "05",
    bilingual("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control slip of the dossier's processing"),
  ),
  "dossier-book": form(tt01, "06", bilingual("Sổ theo dõi hồ sơ", "Dossier book")),
};

const tt03 = "TT 03/2025/TT-VPCP Phụ lục I";
export const formsOf2025: Rules["forms"] = {
  "intake-receipt": form(
    tt03,
    "01",
    bilingual("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt of dossier and appointment for the result"),
  ),
  "supplement-request": form(
    tt03,
    "02",
    bilingual("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to supplement and complete the dossier"),
  ),
  "intake-refusal": form(
    tt03,
    "03",
    bilingual("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal to receive the dossier"),
  ),
  apology: form(
    tt03,
    "04",
    bilingual("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "Letter of apology and request for more time"),
  ),
  "stop-notice": form(tt03, "05", bilingual("Thông báo dừng giải quyết hồ sơ", "Notice that the dossier is stopped")),
  "control-slip": form(
    tt03,
    "06",
    bilingual("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control slip of the dossier's processing"),
  ),
  "dossier-book": form(tt03, "07", bilingual("Sổ theo dõi hồ sơ", "Dossier book")),
};

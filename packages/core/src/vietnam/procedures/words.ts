import { type Bilingual, bilingual } from "../../base/text.ts";

export const fieldsEn: { readonly [field: string]: string } = {
  "Bồi thường nhà nước": "State compensation",
  "Chứng thực": "Certification",
  "Cấp, quản lý căn cước": "Identity cards",
  "Giảm nghèo": "Poverty reduction",
  "Hoạt động xây dựng": "Construction",
  "Hòa giải ở cơ sở": "Grassroots mediation",
  "Hộ tịch": "Civil status",
  "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)": "Business registration (household business)",
  "Trồng trọt": "Crop production",
  "Tài nguyên nước": "Water resources",
  "Đăng ký, quản lý cư trú": "Residence",
  "Đất đai": "Land",
};

/** Which unit of the commune does the work, by family of procedures. */
export const unitOfFamily: { readonly [family: string]: string } = {
  "civil-status": "justice",
  certification: "justice",
  mediation: "justice",
  compensation: "justice",
  "household-business": "economic",
  agriculture: "economic",
  environment: "economic",
  construction: "economic",
  land: "land",
  social: "social",
  residence: "police",
  identity: "police",
};

/** Names of results in English, by result code. */
export const resultsEn: { readonly [code: string]: string } = {
  "KQ.G01.000023": "Identity card",
  "KQ.G01.000062": "Confirmation of residence information (form CT07)",
  "KQ.G01.000064": "Entry in the national population database",
  "KQ.G01.000065": "Notice of the outcome of a residence procedure",
  "KQ.G01.000066": "Entry in the residence database",
  "KQ.G01.000067": "Note refusing to receive or settle a residence dossier",
  "KQ.G10.000535": "Approval of a change of crops or livestock on rice land (Appendix V, Decree 112/2024)",
  "KQ.G10.000536": "Disapproval of a change of crops or livestock on rice land (Appendix VI, Decree 112/2024)",
  "KQ.G10.000868": "Decision on land allocation, lease or change of purpose, or allocation or lease of forest",
  "KQ.G10.000916": "Decision settling a land dispute",
  "KQ.G10.000921": "Notice confirming the outcome of land registration",
  "KQ.G10.001147": "Corrected certificate of land-use rights and property on land",
  "KQ.G10.001148": "Certificate of land-use rights and property on land",
  "KQ.G10.001150": "Decision recognising households that left poverty or near-poverty during the year",
  "KQ.G10.001151": "Decision recognising an average-income farming, forestry, fishing or salt-making household",
  "KQ.G10.001156": "Decision on the yearly list of poor and near-poor households and of those that left poverty",
  "KQ.G10.001158": "Decision recognising poor and near-poor households during the year",
  "KQ.G10.001159": "Minutes of conciliation, signed by the council's chair, the parties and those taking part",
  "KQ.G10.001281": "Registration of groundwater use (forms 34a and 34b, Decree 23/2026)",
  "KQ.G12.001009": "Notice of what must be amended or added, from the commune's business registration office",
  "KQ.G12.001017": "Written refusal with reasons, from the commune's business registration office",
  "KQ.G12.001041": "Household business registration certificate",
  "KQ.G12.001049": "Confirmation that a household business suspends its activity",
  "KQ.G12.001053": "Re-issued household business registration certificate",
  "KQ.G12.001154": "Confirmation that a household business resumes before the announced date",
  "KQ.G12.001347": "Changed particulars entered in the household business database",
  "KQ.G12.001348": "Legal status entered as suspended in the household business database",
  "KQ.G12.001349": "Legal status entered as terminated in the household business database, and published",
  "KQ.G12.001350": "Household business registration certificate",
  "KQ.G13.000291": "Minutes of conciliation, sent to the parties and kept by the commune",
  "KQ.G15.000020": "Copy issued from the original register",
  "KQ.G15.000021": "Copy certified from the original",
  "KQ.G15.000022": "Document with a certified signature or fingerprint",
  "KQ.G15.000023": "Certified transaction",
  "KQ.G15.000026": "Document with a certified translator's signature",
  "KQ.G15.000027": "Certified deed of division of an estate",
  "KQ.G15.000029": "Certified will",
  "KQ.G15.000030": "Certified refusal of an inheritance",
  "KQ.G15.000031": "Birth certificate",
  "KQ.G15.000032": "Marriage certificate",
  "KQ.G15.000033": "Extract of recognition of father, mother or child",
  "KQ.G15.000034": "Extract of death registration",
  "KQ.G15.000035": "Extract of guardianship registration",
  "KQ.G15.000036": "Extract of the end of guardianship",
  "KQ.G15.000037": "Extract of change, correction or addition of civil-status data, or of ethnicity",
  "KQ.G15.000038": "Certificate of marital status",
  "KQ.G15.000049": "Decision on compensation",
  "KQ.G15.000055": "Decision to support a mediator after an accident",
  "KQ.G15.000056": "Decision recognising a mediator",
  "KQ.G15.000216": "Written confirmation of civil-status information",
  "KQ.G15.000289": "Extract of registration of the supervision of guardianship",
  "KQ.G15.000342": "Copy of a civil-status extract or of a birth certificate",
  "KQ.G15.000344": "Written answer that a mediator is not supported",
  "KQ.G17.000311": "Construction permit with the stamped design dossier",
};

/** Conditions under which a limit is longer. With `atReceipt` the condition is known when the dossier is taken, so it makes
 *  a limit rule; otherwise it is a ground of extension. */
export interface Condition {
  readonly name: Bilingual;
  readonly fact?: string;
  readonly atReceipt: boolean;
}
export const conditions: { readonly [when: string]: Condition } = {
  "verification needed": {
    name: bilingual("Cần xác minh", "Verification is needed"),
    fact: "needsVerification",
    atReceipt: false,
  },
  "verification of marriage conditions": {
    name: bilingual("Cần xác minh điều kiện kết hôn", "Conditions of marriage must be verified"),
    fact: "needsVerification",
    atReceipt: false,
  },
  "many originals, pages or copies, complex content": {
    name: bilingual(
      "Nhiều loại bản chính, nhiều trang, nhiều bản sao, nội dung phức tạp",
      "Many originals, pages or copies, or complex content",
    ),
    fact: "largeVolume",
    atReceipt: false,
  },
  agreed: { name: bilingual("Theo thỏa thuận với người yêu cầu", "Agreed with the applicant"), atReceipt: false },
  "difficult area": {
    name: bilingual("Vùng khó khăn", "Difficult area"),
    fact: "difficultArea",
    atReceipt: true,
  },
  "mountainous, island, especially difficult area": {
    name: bilingual("Miền núi, hải đảo, vùng đặc biệt khó khăn", "Mountains, islands, especially difficult areas"),
    fact: "difficultArea",
    atReceipt: true,
  },
};

import { bilingual } from "../../base/text.ts";
import type { FeeExemption, FeeRule } from "../../procedure/types.ts";
import { catalogue } from "./catalogue.ts";
import { feeSource, feesOf } from "./fees.ts";

type Exemption = Omit<FeeExemption, "source">;
type Fee = Omit<FeeRule, "source" | "exemptions"> & { readonly exemptions?: readonly Exemption[] };

const byProvince = (vi: string, en: string, exemptions: readonly Exemption[]): readonly Fee[] => [
  { id: "fee", name: bilingual(vi, en), setBy: "province", exemptions },
];
const free100 = (id: string, vi: string, en: string): Exemption => ({ id, name: bilingual(vi, en), percentOff: 100 });
const people: readonly Exemption[] = [
  free100("merit", "Người có công với cách mạng", "Families with merit"),
  free100("poor-household", "Hộ nghèo", "Poor households"),
  free100("disability", "Người khuyết tật", "People with disabilities"),
];
const inTime: readonly Exemption[] = [free100("in-time", "Đăng ký đúng hạn", "Registered in time"), ...people];

/** Sentences of the catalogue that a definition's fees tell in words only, as rules with tiers, alternatives and exemptions.
 *  Published definitions never change, so these stand beside them. */
const counted: { readonly [sentence: string]: readonly Fee[] } = {
  "fee set by the provincial People's Council; exempt: families with merit, poor households, people with disabilities":
    byProvince("Lệ phí do HĐND cấp tỉnh quy định", "Set by the provincial People's Council", people),
  "free when registered in time (60 days from birth); fee set by the provincial People's Council; exempt: families with merit, poor households, people with disabilities":
    byProvince(
      "Lệ phí do HĐND cấp tỉnh quy định (đúng hạn: trong 60 ngày từ ngày sinh)",
      "Set by the provincial People's Council (in time: within 60 days from birth)",
      inTime,
    ),
  "free when in time (15 days from death); fee set by the provincial People's Council; exempt: families with merit, poor households, people with disabilities":
    byProvince(
      "Lệ phí do HĐND cấp tỉnh quy định (đúng hạn: trong 15 ngày từ ngày chết)",
      "Set by the provincial People's Council (in time: within 15 days from death)",
      inTime,
    ),
  "set by the province; portal shows 50,000 (paper) / 150,000 (other) VND": [
    {
      id: "paper",
      line: "registration",
      name: bilingual(
        "Lệ phí nộp trực tiếp (theo Cổng; tỉnh quy định)",
        "Paper (as on the portal; set by the province)",
      ),
      amountVnd: 50_000,
      per: "dossier",
      setBy: "province",
      when: { channel: "counter" },
    },
    {
      id: "other",
      line: "registration",
      name: bilingual(
        "Lệ phí kênh khác (theo Cổng; tỉnh quy định)",
        "Other channels (as on the portal; set by the province)",
      ),
      amountVnd: 150_000,
      per: "dossier",
      setBy: "province",
    },
  ],
  "2,000 VND/page, 1,000 from page 3, at most 200,000 per copy": [
    {
      id: "pages",
      name: bilingual("Phí chứng thực bản sao", "Certified copies"),
      amountVnd: 2_000,
      per: "page",
      tiers: [{ from: 3, amountVnd: 1_000 }],
      atMostVnd: 200_000,
      setBy: "law",
    },
  ],
  "20,000 VND in person, 10,000 online": [
    {
      id: "in-person",
      line: "registration",
      name: bilingual("Nộp trực tiếp", "In person"),
      amountVnd: 20_000,
      per: "dossier",
      setBy: "law",
      when: { channel: "counter" },
    },
    {
      id: "online",
      line: "registration",
      name: bilingual("Nộp trực tuyến", "Online"),
      amountVnd: 10_000,
      per: "dossier",
      setBy: "law",
    },
  ],
  "online 7,000; list registration in person 10,000 VND/person": [
    {
      id: "list",
      line: "registration",
      name: bilingual("Đăng ký theo danh sách, nộp trực tiếp", "By list, in person"),
      amountVnd: 10_000,
      per: "person",
      setBy: "law",
      when: { channel: "counter" },
    },
    {
      id: "online",
      line: "registration",
      name: bilingual("Nộp trực tuyến", "Online"),
      amountVnd: 7_000,
      per: "dossier",
      setBy: "law",
    },
  ],
};

/** What a procedure costs, as rules that count: for `feesInForce` and `owedFees` in the place of the definition's own `fees`,
 *  which tell it. Empty for a code that the catalogue does not have. */
export function vietnamFees(code: string): readonly FeeRule[] {
  const entry = catalogue.find((known) => known.code === code);
  if (entry === undefined) return [];
  const rules = counted[entry.fee];
  if (rules === undefined) return feesOf(entry);
  const source = feeSource(entry);
  return rules.map(({ exemptions, ...fee }) => ({
    ...fee,
    ...(exemptions === undefined ? {} : { exemptions: exemptions.map((exemption) => ({ ...exemption, source })) }),
    source,
  }));
}

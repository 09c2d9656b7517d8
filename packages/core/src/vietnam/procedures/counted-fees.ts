import { bilingual } from "../../base/text.ts";
import type { FeeExemption, FeeRule } from "../../procedure/types.ts";
import { catalogue } from "./catalogue.ts";
import type { CatalogueEntry } from "./catalogue-types.ts";

type Exemption = Omit<FeeExemption, "source">;
type Fee = Omit<FeeRule, "source" | "exemptions"> & { readonly exemptions?: readonly Exemption[] };

const byProvince = (vi: string, en: string, exemptions?: readonly Exemption[]): readonly Fee[] => [
  { id: "fee", name: bilingual(vi, en), setBy: "province", ...(exemptions === undefined ? {} : { exemptions }) },
];
const free100 = (id: string, vi: string, en: string): Exemption => ({ id, name: bilingual(vi, en), percentOff: 100 });
const people: readonly Exemption[] = [
  free100("merit", "Người có công với cách mạng", "Families with merit"),
  free100("poor-household", "Hộ nghèo", "Poor households"),
  free100("disability", "Người khuyết tật", "People with disabilities"),
];
const inTime: readonly Exemption[] = [free100("in-time", "Đăng ký đúng hạn", "Registered in time"), ...people];
const amount = (amountVnd: number, per: NonNullable<FeeRule["per"]>, vi: string, en: string): readonly Fee[] => [
  { id: "fee", name: bilingual(vi, en), amountVnd, per, setBy: "law" },
];
const free = (vi = "Không thu lệ phí", en = "Free of charge"): readonly Fee[] => [
  { id: "free", name: bilingual(vi, en), amountVnd: 0, per: "dossier" },
];
// Definitions are published and never change: their fees stay as they were told, in words. These are the same sentences as
// something that can be counted, with tiers, alternatives and exemptions.

/** The catalogue's sentence on fees, as data. A sentence that is not here stops the build of the catalogue, in a test. */
const fees: { readonly [sentence: string]: readonly Fee[] } = {
  free: free(),
  none: free(),
  "free first issue": free("Không thu lệ phí cấp lần đầu", "Free on first issue"),
  "free (copies charged)": [
    ...free(),
    { id: "copy", name: bilingual("Bản sao trích lục", "Copies of the extract"), per: "copy", setBy: "law" },
  ],
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
  "set by the province": byProvince("Do HĐND cấp tỉnh quy định", "Set by the province"),
  "per province": byProvince("Do HĐND cấp tỉnh quy định", "Set by the province"),
  "set by the province if any": byProvince("Nếu có, do HĐND cấp tỉnh quy định", "Set by the province, if any"),
  "per fee law / province": byProvince(
    "Theo pháp luật về phí, lệ phí và quy định của tỉnh",
    "By the law on fees and the province",
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
  "8,000 VND per copy": amount(8_000, "copy", "Lệ phí cấp bản sao", "Per copy"),
  "8,000 VND per confirmation": amount(8_000, "copy", "Phí xác nhận thông tin hộ tịch", "Per confirmation"),
  "10,000 VND per case": amount(10_000, "dossier", "Phí chứng thực", "Per case"),
  "30,000 VND per transaction": amount(30_000, "dossier", "Phí chứng thực giao dịch", "Per transaction"),
  "50,000 VND per transaction": amount(50_000, "dossier", "Phí chứng thực giao dịch", "Per transaction"),
  "50,000 VND": amount(50_000, "dossier", "Phí chứng thực", "Certification fee"),
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
  return entry === undefined ? [] : feesOf(entry);
}

function feesOf(entry: CatalogueEntry): readonly FeeRule[] {
  const known = fees[entry.fee];
  const source = `${entry.sources[0] ?? entry.publishedBy}: ${entry.fee}`;
  if (known === undefined) return [{ id: "fee", name: bilingual(entry.fee, entry.fee), setBy: "law", source }];
  return known.map(({ exemptions, ...fee }) => ({
    ...fee,
    ...(exemptions === undefined ? {} : { exemptions: exemptions.map((exemption) => ({ ...exemption, source })) }),
    source,
  }));
}

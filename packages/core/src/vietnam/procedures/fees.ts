import { bilingual } from "../../base/text.ts";
import type { FeeRule } from "../../procedure/types.ts";
import type { CatalogueEntry } from "./catalogue-types.ts";

type Fee = Omit<FeeRule, "source">;

const byProvince = (vi: string, en: string): readonly Fee[] => [
  { id: "fee", name: bilingual(vi, en), setBy: "province" },
];
const amount = (amountVnd: number, per: NonNullable<FeeRule["per"]>, vi: string, en: string): readonly Fee[] => [
  { id: "fee", name: bilingual(vi, en), amountVnd, per, setBy: "law" },
];
const free = (vi = "Không thu lệ phí", en = "Free of charge"): readonly Fee[] => [
  { id: "free", name: bilingual(vi, en), amountVnd: 0, per: "dossier" },
];
const exempt = "miễn cho người có công, hộ nghèo, người khuyết tật";
const exemptEn = "exempt: families with merit, poor households, people with disabilities";

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
    byProvince(`Lệ phí do HĐND cấp tỉnh quy định; ${exempt}`, `Set by the provincial People's Council; ${exemptEn}`),
  "free when registered in time (60 days from birth); fee set by the provincial People's Council; exempt: families with merit, poor households, people with disabilities":
    byProvince(
      `Miễn khi đăng ký đúng hạn (60 ngày từ ngày sinh); quá hạn do HĐND cấp tỉnh quy định; ${exempt}`,
      `Free when in time (60 days from birth); otherwise set by the provincial People's Council; ${exemptEn}`,
    ),
  "free when in time (15 days from death); fee set by the provincial People's Council; exempt: families with merit, poor households, people with disabilities":
    byProvince(
      `Miễn khi đăng ký đúng hạn (15 ngày từ ngày chết); quá hạn do HĐND cấp tỉnh quy định; ${exempt}`,
      `Free when in time (15 days from death); otherwise set by the provincial People's Council; ${exemptEn}`,
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
      id: "first-pages",
      name: bilingual("Trang thứ nhất và thứ hai", "Pages one and two"),
      amountVnd: 2_000,
      per: "page",
      setBy: "law",
    },
    {
      id: "further-pages",
      name: bilingual("Từ trang thứ ba, tối đa 200.000 đồng/bản", "From page three, at most 200,000 VND per copy"),
      amountVnd: 1_000,
      per: "page",
      setBy: "law",
    },
  ],
  "20,000 VND in person, 10,000 online": [
    {
      id: "in-person",
      name: bilingual("Nộp trực tiếp", "In person"),
      amountVnd: 20_000,
      per: "dossier",
      setBy: "law",
      when: { channel: "counter" },
    },
    { id: "online", name: bilingual("Nộp trực tuyến", "Online"), amountVnd: 10_000, per: "dossier", setBy: "law" },
  ],
  "online 7,000; list registration in person 10,000 VND/person": [
    {
      id: "list",
      name: bilingual("Đăng ký theo danh sách, nộp trực tiếp", "By list, in person"),
      amountVnd: 10_000,
      per: "person",
      setBy: "law",
      when: { channel: "counter" },
    },
    { id: "online", name: bilingual("Nộp trực tuyến", "Online"), amountVnd: 7_000, per: "dossier", setBy: "law" },
  ],
};

export function feesOf(entry: CatalogueEntry): readonly FeeRule[] {
  const known = fees[entry.fee];
  const source = feeSource(entry);
  if (known === undefined) return [{ id: "fee", name: bilingual(entry.fee, entry.fee), setBy: "law", source }];
  return known.map((fee) => ({ ...fee, source }));
}

/** Where the catalogue has its sentence on fees from. */
export const feeSource = (entry: CatalogueEntry): string => `${entry.sources[0] ?? entry.publishedBy}: ${entry.fee}`;

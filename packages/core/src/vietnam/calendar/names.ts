import type { Bilingual } from "../../base/text.ts";
import { bilingual } from "../../base/text.ts";

export const holidayNames = {
  newYear: bilingual("Tết Dương lịch", "New Year's Day"),
  tet: bilingual("Tết Nguyên đán", "Lunar New Year (Tết)"),
  hungKings: bilingual("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration Day"),
  victory: bilingual("Ngày Chiến thắng 30/4", "Victory Day"),
  labour: bilingual("Ngày Quốc tế lao động 1/5", "International Labour Day"),
  national: bilingual("Quốc khánh 2/9", "National Day"),
  culture: bilingual("Ngày Văn hóa Việt Nam 24/11", "Vietnam Culture Day"),
} as const;

export type HolidayName = keyof typeof holidayNames;

export const compensationName = (holiday: Bilingual): Bilingual =>
  bilingual(`Nghỉ bù ${holiday.vi}`, `Compensation for ${holiday.en}`);

import type { Bilingual } from "../base/text.ts";
import { formatMinute } from "../calendar/civil-date.ts";
import type { Budget } from "../calendar/types.ts";
import { decimal } from "./shares.ts";
import type {
  Channel,
  ClockEffect,
  FollowedMoment,
  LimitRule,
  ProcedureDefinition,
  RecordedMoment,
  StepDefinition,
  StepKind,
} from "./types.ts";

// Words of definitions for people: diagrams and sheets.

export const roleNames: { readonly [role: string]: Bilingual } = {
  "one-stop-officer": { vi: "Công chức một cửa", en: "one-stop officer" },
  officer: { vi: "Công chức chuyên môn", en: "officer" },
  "unit-head": { vi: "Trưởng phòng", en: "head of unit" },
  leader: { vi: "Lãnh đạo UBND", en: "commune leader" },
  clerk: { vi: "Văn thư", en: "clerk" },
  "registry-officer": { vi: "Viên chức đăng ký đất đai", en: "land registry officer" },
  "registry-head": { vi: "Lãnh đạo chi nhánh đăng ký đất đai", en: "head of the registry branch" },
};

export const unitNames: { readonly [unit: string]: Bilingual } = {
  "one-stop": { vi: "Trung tâm Phục vụ hành chính công", en: "one-stop centre" },
  justice: { vi: "Tư pháp - hộ tịch", en: "justice and civil status" },
  economic: { vi: "Phòng Kinh tế", en: "economic unit" },
  land: { vi: "Địa chính - đất đai", en: "land unit" },
  "land-registry": { vi: "Chi nhánh Văn phòng đăng ký đất đai", en: "land registry branch" },
  social: { vi: "Phòng Văn hóa - Xã hội", en: "social affairs" },
  police: { vi: "Công an cấp xã", en: "commune police" },
  insurance: { vi: "Bảo hiểm xã hội", en: "social insurance" },
  office: { vi: "Văn phòng HĐND và UBND", en: "office of the council and committee" },
  leadership: { vi: "Lãnh đạo UBND cấp xã", en: "commune leadership" },
};

export const kindNames: { readonly [kind in StepKind]: Bilingual } = {
  work: { vi: "xử lý", en: "work" },
  decide: { vi: "ký duyệt", en: "decide" },
  consult: { vi: "lấy ý kiến", en: "consult" },
  session: { vi: "phiên họp", en: "session" },
  posting: { vi: "niêm yết", en: "posting" },
  "on-site": { vi: "thực địa", en: "on site" },
  "wait-payment": { vi: "chờ người nộp", en: "wait for the applicant" },
  confirm: { vi: "chờ xác nhận", en: "confirmation" },
  exchange: { vi: "trao đổi dữ liệu", en: "data exchange" },
  post: { vi: "bưu chính", en: "post" },
  interlinked: { vi: "liên thông", en: "interlinked" },
  return: { vi: "trả kết quả", en: "return" },
};

/** What happens at a step beside its actions. */
export const momentNames: { readonly [moment in RecordedMoment | FollowedMoment]: Bilingual } = {
  over: { vi: "hết thời gian", en: "the time is over" },
  scheduled: { vi: "đã hẹn ngày", en: "called" },
  attended: { vi: "điểm danh phiên họp", en: "attendance taken" },
  held: { vi: "phiên họp đủ thành phần", en: "the session was held" },
  "absent-again": { vi: "vắng mặt quá số lần cho phép", en: "absent once too often" },
  adjourned: { vi: "hoãn", en: "adjourned" },
  posted: { vi: "đã niêm yết", en: "posted" },
  objected: { vi: "có ý kiến phản đối", en: "somebody objects" },
  visited: { vi: "đã kiểm tra, có biên bản", en: "visited, with a record" },
  paid: { vi: "đã nộp tiền", en: "paid" },
  "debt-recorded": { vi: "được ghi nợ", en: "debt recorded" },
  confirmed: { vi: "đã xác nhận", en: "confirmed" },
  declined: { vi: "không đồng ý", en: "declined" },
};

export const channelNames: { readonly [channel in Channel]: Bilingual } = {
  counter: { vi: "trực tiếp", en: "counter" },
  online: { vi: "trực tuyến", en: "online" },
  post: { vi: "bưu chính công ích", en: "public post" },
  vneid: { vi: "VNeID", en: "VNeID" },
};

/** National-portal status codes. */
export const portalNames: { readonly [status: number]: string } = {
  1: "Mới đăng ký",
  2: "Được tiếp nhận",
  3: "Không được tiếp nhận",
  4: "Đang xử lý",
  5: "Yêu cầu bổ sung giấy tờ",
  6: "Yêu cầu thực hiện nghĩa vụ tài chính",
  7: "Công dân yêu cầu rút hồ sơ",
  8: "Dừng xử lý",
  9: "Đã xử lý xong",
  10: "Đã trả kết quả",
};

export const clockMarks: { readonly [effect in ClockEffect]: string } = {
  run: "▶",
  suspend: "⏸",
  restart: "↻",
  stop: "⏹",
};

export const outcomeNames: { readonly [outcome: string]: Bilingual } = {
  granted: { vi: "chấp thuận", en: "granted" },
  refused: { vi: "từ chối", en: "refused" },
  "partly-granted": { vi: "chấp thuận một phần", en: "partly granted" },
  other: { vi: "kết quả khác", en: "other outcome" },
};

export const nameOf = (names: { readonly [id: string]: Bilingual }, id: string): Bilingual =>
  names[id] ?? { vi: id, en: id };

export function budgetText(budget: LimitRule["budget"] | Budget): Bilingual {
  switch (budget.unit) {
    case "working-day":
      return { vi: `${budget.amount} ngày làm việc`, en: plural(budget.amount, "working day") };
    case "working-hour":
      return { vi: `${budget.amount} giờ làm việc`, en: plural(budget.amount, "working hour") };
    case "working-minute":
      return { vi: `${budget.amount} phút làm việc`, en: plural(budget.amount, "working minute") };
    case "hour":
      return { vi: `${budget.amount} giờ`, en: plural(budget.amount, "hour") };
    case "calendar-day":
      return { vi: `${budget.amount} ngày`, en: plural(budget.amount, "day") };
    case "month":
      return { vi: `${budget.amount} tháng`, en: plural(budget.amount, "month") };
    case "same-day": {
      const time = formatMinute(budget.cutoffMinute);
      return {
        vi: `trong ngày (sau ${time} thì ngày làm việc tiếp theo)`,
        en: `same day (after ${time}: next working day)`,
      };
    }
    case "until":
      return { vi: `đến ngày ${budget.date}`, en: `until ${budget.date}` };
    case "none":
      return { vi: "theo kế hoạch, không tính thời hạn", en: "by schedule, no limit" };
    case "stages":
      return { vi: "theo từng giai đoạn", en: "by stages" };
  }
}

const plural = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? "" : "s"}`;

export function shareText(within: NonNullable<StepDefinition["within"]>): string {
  const unit = { "working-day": "ngày làm việc", "calendar-day": "ngày", "working-hour": "giờ" }[within.unit];
  return `${decimal(within.hundredths).replace(".", ",")} ${unit}`;
}

export function whenText(rule: LimitRule, definition: ProcedureDefinition): Bilingual | undefined {
  const parts: Bilingual[] = [];
  const { when } = rule;
  if (when?.case !== undefined) {
    const found = definition.cases.find((item) => item.id === when.case);
    parts.push(found?.name ?? { vi: when.case, en: when.case });
  }
  if (when?.channel !== undefined) parts.push(channelNames[when.channel]);
  for (const text of when?.facts ?? []) {
    const not = text.startsWith("!");
    const found = definition.facts.find((fact) => fact.id === (not ? text.slice(1) : text));
    const name = found?.name ?? { vi: text, en: text };
    parts.push(not ? { vi: `không phải: ${name.vi}`, en: `not: ${name.en}` } : name);
  }
  if (parts.length === 0) return undefined;
  return { vi: parts.map((part) => part.vi).join(", "), en: parts.map((part) => part.en).join(", ") };
}

import type { Unit } from "./format.ts";
import type { ReportText } from "./input.ts";

/** What a figure is called, what it is measured in, and which way is good. */
export interface Label extends ReportText {
  readonly unit: Unit;
  readonly better?: "more" | "less";
}

const label = (vi: string, en: string, unit: Unit, better?: "more" | "less"): Label =>
  better === undefined ? { vi, en, unit } : { vi, en, unit, better };

/** By the last name of a figure's path, or of what its spread hangs on. */
const labels: { readonly [name: string]: Label } = {
  events: label("Sự kiện mô phỏng", "Simulated events", "count"),
  arrived: label("Hồ sơ tiếp nhận", "Dossiers arrived", "count"),
  turnedAway: label("Không tiếp nhận được", "Turned away", "count", "less"),
  withdrawn: label("Rút, không tiếp nhận", "Withdrawn or not taken in", "count", "less"),
  finished: label("Hồ sơ giải quyết xong", "Dossiers finished", "count", "more"),
  open: label("Còn đang giải quyết", "Still open", "count", "less"),
  turnedAwayShare: label("Tỷ lệ không tiếp nhận được", "Share turned away", "share", "less"),
  withdrawnShare: label("Tỷ lệ rút, không tiếp nhận", "Share withdrawn or not taken in", "share", "less"),
  finishedPerHour: label("Hồ sơ xong mỗi giờ", "Finished per hour", "number", "more"),
  cycleMs: label("Thời gian giải quyết", "Cycle time", "elapsed", "less"),
  waitingMs: label("Thời gian chờ", "Waiting", "elapsed", "less"),
  waitingOnShiftMs: label("Thời gian chờ trong giờ làm việc", "Waiting within shifts", "elapsed", "less"),
  processingMs: label("Thời gian xử lý", "Processing", "work", "less"),
  cost: label("Chi phí", "Cost", "money", "less"),
  costTotal: label("Tổng chi phí", "Total cost", "money", "less"),
  limited: label("Hồ sơ có thời hạn", "Dossiers with a limit", "count"),
  openLate: label("Còn giải quyết, đã quá hạn", "Still open and late", "count", "less"),
  onTimeLocal: label("Đúng hạn (theo ngày, tại xã)", "On time (by date, local)", "count", "more"),
  onTimeNational: label("Đúng hạn (theo giờ, quốc gia)", "On time (by instant, national)", "count", "more"),
  onTimeLocalShare: label("Tỷ lệ đúng hạn (theo ngày, tại xã)", "On-time share (by date, local)", "share", "more"),
  onTimeNationalShare: label(
    "Tỷ lệ đúng hạn (theo giờ, quốc gia)",
    "On-time share (by instant, national)",
    "share",
    "more",
  ),
  daysOver: label("Số ngày quá hạn", "Days over", "days", "less"),
  lateByDays: label("Số hồ sơ quá hạn, theo số ngày", "Dossiers late, by days", "count", "less"),
  earlyMs: label("Xong trước hạn", "Ahead of the due time", "elapsed", "more"),
  lateMs: label("Xong sau hạn", "Past the due time", "elapsed", "less"),
  apologiesOwed: label("Phải xin lỗi", "Apologies owed", "count", "less"),
  apologiesIssued: label("Đã xin lỗi", "Apologies issued", "count"),
  apologiesMissed: label("Chưa xin lỗi đúng lúc", "Apologies missed", "count", "less"),
  rescheduled: label("Hẹn lại", "Rescheduled", "count", "less"),
  supplements: label("Yêu cầu bổ sung", "Supplements asked", "count", "less"),
  suspendedMs: label("Thời gian tạm dừng", "Suspended", "elapsed"),
  rungs: label("Mốc đôn đốc đã qua", "Rungs taken", "count", "less"),
  escalations: label("Báo cáo lên cấp trên", "Escalations", "count", "less"),
  responsibleMs: label("Thời gian chịu trách nhiệm", "Time answered for", "elapsed"),
  responsibleShare: label("Tỷ trọng thời gian chịu trách nhiệm", "Share of time answered for", "share"),
  outcomes: label("Kết quả giải quyết", "Outcomes", "count"),
  count: label("Lượt thực hiện", "Passes", "count"),
  perFinished: label("Lượt trên mỗi hồ sơ xong", "Passes per finished dossier", "number"),
  spanMs: label("Từ khi có việc đến khi xong việc", "Enabled to ended", "elapsed", "less"),
  workedMs: label("Giờ làm", "Hours worked", "work"),
  onShiftMs: label("Giờ có mặt", "Hours on shift", "work"),
  utilisationShare: label("Mức sử dụng thời gian", "Utilisation", "share"),
  utilisationByHourShare: label("Mức sử dụng theo giờ", "Utilisation by hour", "share"),
  tasks: label("Việc đã làm", "Tasks done", "count"),
};

const spreads: { readonly [name: string]: ReportText } = {
  mean: { vi: "trung bình", en: "mean" },
  sd: { vi: "độ lệch chuẩn giữa các hồ sơ", en: "standard deviation between dossiers" },
  p50: { vi: "một nửa không quá", en: "half within" },
  p90: { vi: "90 % không quá", en: "90 % within" },
  p95: { vi: "95 % không quá", en: "95 % within" },
  p99: { vi: "99 % không quá", en: "99 % within" },
  max: { vi: "lớn nhất", en: "greatest" },
};

/** Words that are keys in figures: who is told, how a dossier ended, whose time it was, points on the ladder. */
const keys: { readonly [key: string]: ReportText } = {
  holder: { vi: "Người đang giữ", en: "Holder" },
  "unit-head": { vi: "Trưởng phòng, trưởng bộ phận", en: "Unit head" },
  signer: { vi: "Người ký", en: "Signer" },
  director: { vi: "Giám đốc Trung tâm", en: "Director of the centre" },
  chairperson: { vi: "Chủ tịch UBND xã", en: "Chairperson" },
  province: { vi: "Cấp tỉnh", en: "Province" },
  granted: { vi: "Đồng ý", en: "Granted" },
  refused: { vi: "Từ chối", en: "Refused" },
  "partly-granted": { vi: "Đồng ý một phần", en: "Partly granted" },
  other: { vi: "Kết quả khác", en: "Other" },
  "intake-refused": { vi: "Từ chối tiếp nhận", en: "Intake refused" },
  withdrawn: { vi: "Rút hồ sơ", en: "Withdrawn" },
  closed: { vi: "Đóng hồ sơ", en: "Closed" },
  voided: { vi: "Hủy", en: "Voided" },
  half: { vi: "Nửa thời hạn", en: "Half of the time" },
  ask: { vi: "Hỏi có kịp hạn không", en: "Asked: on time or late?" },
  due: { vi: "Đến hạn", en: "Due" },
  "due-day": { vi: "Ngày đến hạn", en: "Due day" },
  "hour-before": { vi: "Một giờ trước hạn", en: "An hour before" },
  "one-stop": { vi: "Bộ phận Một cửa", en: "One-stop desk" },
  leadership: { vi: "Lãnh đạo UBND", en: "Leadership" },
  office: { vi: "Văn phòng", en: "Office" },
  justice: { vi: "Tư pháp – hộ tịch", en: "Justice and civil status" },
  police: { vi: "Công an", en: "Police" },
  economic: { vi: "Phòng Kinh tế", en: "Economic division" },
  land: { vi: "Địa chính", en: "Land" },
  "land-registry": { vi: "Văn phòng đăng ký đất đai", en: "Land registry" },
  social: { vi: "Phòng Văn hóa – Xã hội", en: "Culture and society division" },
  "party:posting": { vi: "Niêm yết công khai", en: "Public posting" },
  "party:applicant": { vi: "Người nộp hồ sơ", en: "Applicant" },
  "party:citizen": { vi: "Người dân", en: "Citizen" },
  "party:agency": { vi: "Cơ quan khác", en: "Another agency" },
  "party:other-agency": { vi: "Cơ quan khác", en: "Another agency" },
};

/** A key of the figures in words; one that is not known stands as it is. */
export function keyText(key: string): ReportText {
  const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (known !== undefined) return known;
  const before = /^before-(\d+)$/.exec(key)?.[1];
  if (before !== undefined) return { vi: `${before} ngày làm việc trước hạn`, en: `${before} working days before` };
  const after = /^after-(\d+)$/.exec(key)?.[1];
  if (after !== undefined) return { vi: `${after} ngày làm việc sau hạn`, en: `${after} working days after` };
  const over = /^over-(\d+)$/.exec(key)?.[1];
  if (over !== undefined) return { vi: `trên ${over} ngày`, en: `over ${over} days` };
  if (/^\d+$/.test(key)) return { vi: `${key} ngày`, en: `${key} days` };
  const outside = /^party:(.*)$/s.exec(key)?.[1];
  return outside === undefined ? { vi: key, en: key } : { vi: `Bên ngoài: ${outside}`, en: `Outside: ${outside}` };
}

/** @param path of a figure in its group, such as `cycleMs/p90` or `law/escalations/director` */
export function figureLabel(path: readonly string[]): Label {
  const names = path[0] === "law" ? path.slice(1) : path;
  const [name = "", part] = names;
  const known = Object.hasOwn(labels, name) ? labels[name] : undefined;
  if (known === undefined) return { vi: names.join("/"), en: names.join("/"), unit: unitByName(name) };
  if (part === undefined) return known;
  const more = (Object.hasOwn(spreads, part) ? spreads[part] : undefined) ?? keyText(names.slice(1).join("/"));
  return { ...known, vi: `${known.vi}: ${more.vi}`, en: `${known.en}: ${more.en}` };
}

/** Names say their unit last. */
function unitByName(name: string): Unit {
  if (name.endsWith("Share")) return "share";
  return name.endsWith("Ms") ? "elapsed" : "number";
}

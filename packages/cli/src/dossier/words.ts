import type { Bilingual, EventType } from "@motcua/core";

const says = (vi: string, en: string): Bilingual => ({ vi, en });

/** What happened, for a person to read. */
const eventWords: { readonly [type in EventType]?: Bilingual } = {
  submitted: says("nộp hồ sơ", "handed in"),
  "intake-guided": says("hướng dẫn bổ sung khi tiếp nhận", "guided at intake"),
  "intake-refused": says("từ chối tiếp nhận", "intake refused"),
  accepted: says("tiếp nhận, cấp mã", "accepted, code given"),
  "limit-started": says("bắt đầu tính", "limit starts"),
  "limit-suspended": says("tạm dừng tính", "limit suspended"),
  "limit-resumed": says("tính tiếp", "limit resumed"),
  "limit-restarted": says("tính lại từ đầu", "limit counted again"),
  "limit-extended": says("kéo dài", "limit extended"),
  "limit-superseded": says("thay bằng thời hạn khác", "limit replaced"),
  "limit-ended": says("thôi tính", "limit ended"),
  promised: says("hẹn trả", "promised for"),
  "promise-missed": says("quá ngày hẹn", "promise missed"),
  "rung-taken": says("đến mốc", "rung reached"),
  escalated: says("báo cáo lên", "escalated to"),
  "escalation-acknowledged": says("đã nhận báo cáo", "escalation acknowledged"),
  "asked-on-time": says("hỏi: đúng hạn hay trễ", "asked: on time or late"),
  "answered-on-time": says("trả lời", "answered"),
  "apology-owed": says("phải xin lỗi", "apology owed"),
  "apology-missed": says("chưa xin lỗi đúng ngày", "apology missed its day"),
  "apology-drafted": says("soạn phiếu xin lỗi", "apology drafted"),
  "apology-signed": says("ký phiếu xin lỗi", "apology signed"),
  "apology-sent": says("gửi phiếu xin lỗi", "apology sent"),
  "apology-lapsed": says("không còn phải xin lỗi", "apology lapsed"),
  "apology-unneeded": says("đã xin lỗi nhưng xong đúng hạn", "apology turned out unneeded"),
  rescheduled: says("hẹn lại ngày trả", "rescheduled to"),
  "task-opened": says("giao việc", "task opened"),
  "task-claimed": says("nhận việc", "task claimed"),
  "task-assigned": says("phân công", "task assigned"),
  "task-delegated": says("giao người khác làm", "task delegated"),
  "task-resolved": says("làm xong việc được giao", "delegated task done"),
  "task-handed-back": says("trả lại việc", "task handed back"),
  "task-substituted": says("làm thay người vắng", "substitute takes over"),
  acted: says("thực hiện", "acted"),
  "supplement-requested": says("yêu cầu bổ sung", "supplement requested"),
  "supplement-received": says("nhận bổ sung", "supplement received"),
  consulted: says("lấy ý kiến", "consulted"),
  "consultation-answered": says("đã có ý kiến", "consultation answered"),
  "consultation-silent": says("cơ quan được hỏi im lặng", "consulted agency silent"),
  resolved: says("có kết quả", "resolved"),
  returned: says("đã trả kết quả", "result handed over"),
  withdrawn: says("dừng theo yêu cầu", "withdrawn"),
  closed: says("đóng hồ sơ", "closed"),
  voided: says("hủy tiếp nhận", "voided"),
  amended: says("người nộp sửa đổi", "amended by the applicant"),
  corrected: says("sửa sai sót ghi chép", "record corrected"),
  "rectification-requested": says("yêu cầu đính chính kết quả", "rectification requested"),
  rectified: says("đã đính chính kết quả", "result rectified"),
};

export const eventWord = (type: string): Bilingual => eventWords[type as EventType] ?? says(type, type);

const limitWords: { readonly [limit: string]: Bilingual } = {
  principal: says("thời hạn giải quyết", "limit of the matter"),
  step: says("phần thời gian của bước", "share of the step"),
  wait: says("thời gian chờ", "wait"),
  supplement: says("thời gian bổ sung của người nộp", "citizen's time to supplement"),
  rescheduled: says("ngày hẹn lại", "new date"),
};

export const limitWord = (limit: string): Bilingual => limitWords[limit] ?? says(limit, limit);

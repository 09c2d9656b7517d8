import type {
  Bilingual,
  DossierState,
  EventType,
  LimitKind,
  MemberStatus,
  PaymentStatus,
  PromiseCause,
  RecordedPaymentMove,
} from "@motcua/core";

const says = (vi: string, en: string): Bilingual => ({ vi, en });

/** What happened, for a person to read. */
const eventWords: { readonly [type in EventType]: Bilingual } = {
  submitted: says("nộp hồ sơ", "handed in"),
  "intake-guided": says("hướng dẫn bổ sung khi tiếp nhận", "guided at intake"),
  "intake-refused": says("từ chối tiếp nhận", "intake refused"),
  accepted: says("tiếp nhận, cấp mã", "accepted, code given"),
  "handed-over": says("bàn giao cho hệ thống khác", "handed over to another engine"),
  "taken-over": says("nhận bàn giao", "taken over"),
  "hand-over-declined": says("từ chối nhận bàn giao", "hand-over declined"),
  "papers-received": says("nhận hồ sơ giấy", "papers received"),
  imported: says("nhập từ hệ thống cũ", "taken over from the system before"),
  "limit-started": says("bắt đầu tính", "limit starts"),
  "limit-suspended": says("tạm dừng tính", "limit suspended"),
  "limit-resumed": says("tính tiếp", "limit resumed"),
  "limit-restarted": says("tính lại từ đầu", "limit counted again"),
  "limit-extended": says("kéo dài", "limit extended"),
  "limit-superseded": says("thay bằng thời hạn khác", "limit replaced"),
  "limit-ended": says("thôi tính", "limit ended"),
  "calendar-adopted": says("theo lịch mới", "moved to another calendar"),
  "limit-reprojected": says("tính lại theo lịch mới", "limit counted on the new calendar"),
  "definition-adopted": says("theo phiên bản định nghĩa khác", "moved to another version of the definition"),
  "limit-carried": says("giữ phần đã tính theo giờ cũ", "keeps what earlier hours counted"),
  "limit-migrated": says("thời hạn theo định nghĩa mới", "limit of the new definition"),
  "migration-undone": says("hoàn tác việc chuyển phiên bản", "move to the other version taken back"),
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
  recorded: says("ghi nhận", "recorded"),
  "supplement-requested": says("yêu cầu bổ sung", "supplement requested"),
  "supplement-received": says("nhận bổ sung", "supplement received"),
  consulted: says("lấy ý kiến", "consulted"),
  "consultation-answered": says("đã có ý kiến", "consultation answered"),
  "consultation-silent": says("cơ quan được hỏi im lặng", "consulted agency silent"),
  "post-leg-begun": says("giao bưu chính", "to go by post"),
  "post-leg-moved": says("diễn biến bưu gửi", "parcel moved"),
  "members-planned": says("lập phiếu chuyển liên thông", "transfer slip written"),
  "member-requested": says("chuyển cơ quan thành phần", "member asked"),
  "member-accepted": says("cơ quan thành phần tiếp nhận", "member taken on"),
  "member-rejected": says("cơ quan thành phần trả lại", "member sent back"),
  "member-supplement-requested": says("cơ quan thành phần yêu cầu bổ sung", "member asks for a supplement"),
  "member-supplemented": says("bổ sung cho cơ quan thành phần", "member's supplement received"),
  "member-granted": says("có kết quả thành phần", "member granted"),
  "member-refused": says("từ chối thành phần", "member refused"),
  "member-returned": says("đã trả kết quả thành phần", "member's result handed over"),
  "member-impossible": says("thành phần không thể giải quyết", "member impossible"),
  "member-silent": says("cơ quan thành phần im lặng", "member silent"),
  "member-late": says("cơ quan thành phần quá hạn", "member late"),
  "member-late-lifted": says("cơ quan thành phần không quá hạn", "member not late after all"),
  "payment-requested": says("yêu cầu nộp tiền", "payment asked for"),
  "payment-moved": says("diễn biến thanh toán", "payment moved"),
  "exchange-begun": says("hỏi dữ liệu", "asked for data"),
  "exchange-ended": says("hỏi dữ liệu xong", "data exchange over"),
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

/** A type this release does not know, from a later one, is shown as it is. */
export const eventWord = (type: string): Bilingual =>
  Object.hasOwn(eventWords, type) ? eventWords[type as EventType] : says(type, type);

const limitWords: { readonly [kind in LimitKind]: Bilingual } = {
  principal: says("thời hạn giải quyết", "limit of the matter"),
  step: says("phần thời gian của bước", "share of the step"),
  wait: says("thời gian chờ", "wait"),
  supplement: says("thời gian bổ sung của người nộp", "citizen's time to supplement"),
  consultation: says("thời hạn trả lời ý kiến", "time to answer a consultation"),
  apology: says("thời hạn gửi phiếu xin lỗi", "time to send the apology"),
  rescheduled: says("ngày hẹn lại", "new date"),
  acknowledgement: says("thời hạn xác nhận báo cáo", "time to acknowledge a report"),
  post: says("thời hạn của bưu chính", "time of the post"),
  member: says("thời hạn của cơ quan thành phần", "limit of a member"),
  "member-answer": says("thời hạn cơ quan thành phần trả lời", "time for a member's agency to answer"),
  "member-supplement": says("thời gian bổ sung cho cơ quan thành phần", "citizen's time to supplement a member"),
  session: says("ngày họp hoặc kiểm tra", "day of the session or the visit"),
  exchange: says("thời hạn trả lời dữ liệu", "time to answer with data"),
  "online-response": says("thời hạn trả lời hồ sơ trực tuyến", "time to answer an online arrival"),
  "officer-alert": says("thời hạn báo cán bộ có hồ sơ trực tuyến", "time to alert the officer of an online arrival"),
  "paper-transfer": says("thời hạn chuyển hồ sơ giấy", "time to pass the papers on"),
  "paper-to-other-unit": says("thời hạn chuyển hồ sơ giấy đến đơn vị khác", "time to pass the papers to another unit"),
  "result-rectification": says("thời hạn đính chính kết quả", "time to rectify the result"),
  "money-to-treasury": says("thời hạn nộp kho bạc", "time to pay into the treasury"),
  "consultation-answer": says("thời hạn trả lời ý kiến", "time to answer a consultation"),
  "supplement-by-citizen": says("thời gian bổ sung của người nộp", "citizen's time to supplement"),
  "status-notice": says("thời hạn thông báo tình trạng", "time for a status notice"),
};

/** Limits of which a dossier has several carry a number or an id after the colon. */
const numbered: { readonly [prefix: string]: LimitKind } = {
  consult: "consultation",
  apology: "apology",
  ack: "acknowledgement",
  post: "post",
  member: "member",
  "member-answer": "member-answer",
  "member-supplement": "member-supplement",
  exchange: "exchange",
};

/** By the limit's name in the state and its events: `principal`, `apology:2`, `ack:escalation:14`, ... */
export function limitWord(limit: string): Bilingual {
  const colon = limit.indexOf(":");
  const kind = colon < 0 ? limit : numbered[limit.slice(0, colon)];
  return kind !== undefined && Object.hasOwn(limitWords, kind) ? limitWords[kind as LimitKind] : says(limit, limit);
}

type Ended = NonNullable<DossierState["outcome"]>;
type Judged = NonNullable<DossierState["verdict"]>;

/** How a dossier ended, and how that is judged; `open` while it has not. */
export const outcomeWords: { readonly [outcome in Ended | "open"]: Bilingual } = {
  open: says("đang giải quyết", "open"),
  granted: says("đã giải quyết", "granted"),
  refused: says("từ chối giải quyết", "refused"),
  "partly-granted": says("giải quyết một phần", "partly granted"),
  other: says("có kết quả khác", "another result"),
  "intake-refused": says("từ chối tiếp nhận", "intake refused"),
  withdrawn: says("dừng theo yêu cầu", "withdrawn"),
  closed: says("đã đóng", "closed"),
  voided: says("đã hủy tiếp nhận", "voided"),
};

export const verdictWords: { readonly [verdict in Judged]: Bilingual } = {
  early: says("sớm hạn", "early"),
  "on-time": says("đúng hạn", "on time"),
  late: says("quá hạn", "late"),
  "no-limit": says("không có thời hạn", "no limit"),
};

export const causeWords: { readonly [cause in PromiseCause]: Bilingual } = {
  accepted: says("tiếp nhận", "accepted"),
  supplement: says("bổ sung đủ", "supplement complete"),
  restart: says("tính lại từ đầu", "counted again"),
  phase: says("sang giai đoạn sau", "next phase"),
  suspension: says("hết tạm dừng", "suspension over"),
  extension: says("kéo dài", "extended"),
  calendar: says("lịch mới", "another calendar"),
  imported: says("theo hệ thống cũ", "as the system before said"),
  migration: says("phiên bản định nghĩa khác", "another version of the definition"),
};

export const paymentWords: { readonly [status in PaymentStatus]: Bilingual } = {
  requested: says("đã yêu cầu nộp", "asked for"),
  starting: says("đã gửi cổng, chưa rõ kết quả", "sent to the gateway, outcome unknown"),
  started: says("chờ nộp ở cổng", "can be paid at the gateway"),
  partly: says("đã nộp một phần", "paid in part"),
  paid: says("đã nộp", "paid"),
  expired: says("quá hạn nộp", "not paid in time"),
  cancelled: says("đã hủy yêu cầu", "called off"),
  "refund-due": says("phải hoàn lại", "to be given back"),
  refunding: says("đã yêu cầu hoàn, chưa rõ kết quả", "asked to be given back, outcome unknown"),
  refunded: says("đã hoàn lại", "given back"),
};

/** What became known of a payment. */
export const paymentMoveWords: { readonly [type in RecordedPaymentMove["type"]]: Bilingual } = {
  start: says("gửi cổng", "sent to the gateway"),
  "start-known": says("kết quả gửi cổng", "outcome of the sending"),
  receive: says("đã nộp", "paid"),
  "set-aside": says("tiền để riêng", "money set aside"),
  "gave-back": says("đã trả lại tiền để riêng", "what was aside went back"),
  reversed: says("cổng đã tự hoàn", "given back by the gateway itself"),
  expire: says("quá hạn nộp", "not paid in time"),
  cancel: says("hủy yêu cầu", "called off"),
  "ask-refund": says("phải hoàn lại", "to be given back"),
  "drop-refund": says("không hoàn nữa", "not to be given back after all"),
  "start-refund": says("yêu cầu cổng hoàn lại", "gateway asked to give it back"),
  "refund-not-made": says("cổng chưa hoàn", "the gateway gave nothing back"),
  refunded: says("đã hoàn lại", "given back"),
};

export const memberWords: { readonly [status in MemberStatus]: Bilingual } = {
  waiting: says("chờ cơ quan khác", "waits for another"),
  requested: says("đã chuyển, chưa trả lời", "asked, no answer yet"),
  accepted: says("đang giải quyết", "at work"),
  rejected: says("bị trả lại", "sent back"),
  supplementing: says("chờ người nộp bổ sung", "with the citizen"),
  granted: says("đã có kết quả", "granted"),
  refused: says("từ chối", "refused"),
  impossible: says("không thể giải quyết", "impossible"),
  cancelled: says("thôi giải quyết", "cancelled"),
};

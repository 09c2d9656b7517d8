import type { MessageTemplate, MessageTemplates, Wording } from "../../message/kinds.ts";

const say = (vi: string, en: string): Wording => ({ vi, en });

interface Said {
  readonly status: Wording;
  /** The heart of the mail, between greeting and signature. */
  readonly body: Wording;
  readonly short: Wording;
}

/** Greeting, body and signature, as a letter of the one-stop has them. */
function message({ status, body, short }: Said): MessageTemplate {
  return {
    status,
    subject: say(`Hồ sơ {ref}: ${status.vi.toLowerCase()}`, `Dossier {ref}: ${status.en.toLowerCase()}`),
    text: say(
      `[Kính gửi Ông/Bà {name},\n\n]${body.vi}\n\nThủ tục: {procedure}\nMã hồ sơ: {ref}\n[Tra cứu tiến độ: {link}\n][Điện thoại: {hotline}\n]\nTrân trọng,\n{office}`,
      `[Dear {name},\n\n]${body.en}\n\nProcedure: {procedure}\nDossier: {ref}\n[Follow its progress: {link}\n][Telephone: {hotline}\n]\nYours faithfully,\n{office}`,
    ),
    short,
  };
}

/**
 * What a commune's one-stop writes to its citizens: every message that practice asks for (national-portal.md §10), after the
 * duties of NĐ 118/2025. An office may replace any of it; what it writes is checked in the same way.
 */
export const vietnamMessages: MessageTemplates = {
  "intake-guided": message({
    status: say("Cần hoàn thiện hồ sơ", "To be completed"),
    body: say(
      "Hồ sơ của Ông/Bà chưa đầy đủ hoặc chưa đúng quy định và chưa được tiếp nhận.[ Lý do: {reason}.] Đề nghị Ông/Bà hoàn thiện hồ sơ theo phiếu hướng dẫn rồi nộp lại.",
      "Your dossier is not complete or not in due form and has not been accepted yet.[ Reason: {reason}.] Please complete it as the guidance slip says and hand it in again.",
    ),
    short: say(
      "Hồ sơ {ref} cần hoàn thiện theo phiếu hướng dẫn trước khi được tiếp nhận.[ LH: {hotline}]",
      "Dossier {ref} has to be completed as guided before it is accepted.[ Tel: {hotline}]",
    ),
  }),
  "intake-refused": message({
    status: say("Không được tiếp nhận", "Not accepted"),
    body: say(
      "Hồ sơ của Ông/Bà không được tiếp nhận.[ Lý do: {reason}.] Chi tiết có trong phiếu từ chối tiếp nhận.",
      "Your dossier was not accepted.[ Reason: {reason}.] The refusal slip has the details.",
    ),
    short: say(
      "Hồ sơ {ref} không được tiếp nhận. Lý do ghi tại phiếu từ chối.[ LH: {hotline}]",
      "Dossier {ref} was not accepted. The refusal slip says why.[ Tel: {hotline}]",
    ),
  }),
  accepted: message({
    status: say("Đã tiếp nhận", "Accepted"),
    body: say(
      "Hồ sơ của Ông/Bà đã được tiếp nhận.[ Ngày hẹn trả kết quả: {promisedOn}.]",
      "Your dossier has been accepted.[ The result is promised for {promisedOn}.]",
    ),
    short: say(
      "Hồ sơ {ref} đã được tiếp nhận.[ Hẹn trả kết quả: {promisedOn}.]",
      "Dossier {ref} has been accepted.[ Result promised for {promisedOn}.]",
    ),
  }),
  "supplement-requested": message({
    status: say("Yêu cầu bổ sung", "Supplement requested"),
    body: say(
      "Hồ sơ của Ông/Bà cần bổ sung[ ở phần: {part}].[ Lý do: {reason}.][ Hạn bổ sung: hết ngày {until}.] Nội dung cần bổ sung ghi tại phiếu yêu cầu. Thời gian chờ bổ sung không tính vào thời hạn giải quyết.",
      "Your dossier needs a supplement[ for the part: {part}].[ Reason: {reason}.][ Please bring it by the end of {until}.] The request slip says what is missing. The time until then does not count towards the limit.",
    ),
    short: say(
      "Hồ sơ {ref} cần bổ sung theo phiếu yêu cầu[, hạn hết ngày {until}].[ LH: {hotline}]",
      "Dossier {ref} needs a supplement, see the request slip[, by {until}].[ Tel: {hotline}]",
    ),
  }),
  "supplement-received": message({
    status: say("Đã nhận bổ sung", "Supplement received"),
    body: say(
      "Đã nhận đủ hồ sơ bổ sung của Ông/Bà[ cho phần: {part}].[ Ngày hẹn trả kết quả: {promisedOn}.]",
      "Your supplement has been received in full[ for the part: {part}].[ The result is promised for {promisedOn}.]",
    ),
    short: say(
      "Đã nhận bổ sung hồ sơ {ref}.[ Hẹn trả kết quả: {promisedOn}.]",
      "The supplement to dossier {ref} has been received.[ Result promised for {promisedOn}.]",
    ),
  }),
  "partial-result": message({
    status: say("Có kết quả một phần", "Part of the result"),
    body: say(
      "Đã có kết quả một phần hồ sơ liên thông của Ông/Bà: {part}. Các phần khác đang được giải quyết.",
      "Part of your interlinked dossier has its result: {part}. The other parts are being dealt with.",
    ),
    short: say("Hồ sơ {ref}: đã có kết quả phần {part}.", "Dossier {ref}: the part {part} has its result."),
  }),
  "partial-refused": message({
    status: say("Một phần bị từ chối", "Part refused"),
    body: say(
      "Một phần hồ sơ liên thông của Ông/Bà bị từ chối giải quyết: {part}. Lý do ghi tại văn bản kèm theo. Các phần không phụ thuộc vẫn được giải quyết.",
      "Part of your interlinked dossier was refused: {part}. The enclosed document says why. Parts that do not depend on it go on.",
    ),
    short: say(
      "Hồ sơ {ref}: phần {part} bị từ chối.[ LH: {hotline}]",
      "Dossier {ref}: the part {part} was refused.[ Tel: {hotline}]",
    ),
  }),
  "payment-requested": message({
    status: say("Chờ nghĩa vụ tài chính", "Payment due"),
    body: say(
      "Hồ sơ của Ông/Bà chờ thực hiện nghĩa vụ tài chính.[ Số tiền: {amount}.][ Hạn nộp: hết ngày {until}.] Chi tiết ghi tại thông báo nộp tiền.",
      "Your dossier waits for a payment.[ Amount: {amount}.][ Please pay by the end of {until}.] The notice of payment has the details.",
    ),
    short: say(
      "Hồ sơ {ref} chờ nộp tiền[: {amount}][, hạn hết ngày {until}].",
      "Dossier {ref} waits for a payment[: {amount}][, by {until}].",
    ),
  }),
  extended: message({
    status: say("Kéo dài thời hạn", "Limit extended"),
    body: say(
      "Thời hạn giải quyết hồ sơ của Ông/Bà được kéo dài theo quy định.[ Ngày hẹn trả kết quả: {promisedOn}.]",
      "The limit of your dossier has been extended as the rules allow.[ The result is promised for {promisedOn}.]",
    ),
    short: say(
      "Hồ sơ {ref} được kéo dài thời hạn theo quy định.[ Hẹn trả kết quả: {promisedOn}.]",
      "The limit of dossier {ref} has been extended.[ Result promised for {promisedOn}.]",
    ),
  }),
  "promise-moved": message({
    status: say("Thay đổi ngày hẹn", "Appointment changed"),
    body: say(
      "Ngày hẹn trả kết quả hồ sơ của Ông/Bà thay đổi.[ Ngày hẹn mới: {promisedOn}.]",
      "The appointment for your result has changed.[ The result is now promised for {promisedOn}.]",
    ),
    short: say(
      "Hồ sơ {ref} thay đổi ngày hẹn trả kết quả[: {promisedOn}].",
      "The appointment of dossier {ref} has changed[: {promisedOn}].",
    ),
  }),
  apology: message({
    status: say("Xin lỗi", "Apology"),
    body: say(
      "Chúng tôi thành thật xin lỗi Ông/Bà về việc giải quyết hồ sơ. Văn bản xin lỗi đã được gửi tới Ông/Bà.[ Phần chậm: {part}, do {agency} giải quyết.][ Thời điểm trả kết quả mới: {newDate}.] Mong Ông/Bà thông cảm.",
      "We sincerely apologise for the handling of your dossier. The letter of apology has been sent to you.[ The part that is late: {part}, with the {agency}.][ The result will be ready on {newDate}.] We ask for your understanding.",
    ),
    short: say(
      "Chúng tôi xin lỗi về hồ sơ {ref}; văn bản xin lỗi đã được gửi.[ Hẹn lại: {newDate}.]",
      "We apologise for dossier {ref}; the letter has been sent.[ New date: {newDate}.]",
    ),
  }),
  rescheduled: message({
    status: say("Hẹn lại ngày trả kết quả", "New appointment"),
    body: say(
      "Ngày trả kết quả hồ sơ của Ông/Bà được hẹn lại: {newDate}. Chúng tôi thành thật xin lỗi về sự chậm trễ.",
      "The result of your dossier is now promised for {newDate}. We sincerely apologise for the delay.",
    ),
    short: say(
      "Hồ sơ {ref} được hẹn lại ngày trả kết quả: {newDate}. Xin lỗi vì sự chậm trễ.",
      "Dossier {ref}: the result is now promised for {newDate}. We apologise for the delay.",
    ),
  }),
  resolved: message({
    status: say("Đã có kết quả", "Result ready"),
    body: say(
      "Hồ sơ của Ông/Bà đã có kết quả. Mời Ông/Bà nhận kết quả theo hình thức đã đăng ký.",
      "The result of your dossier is ready. Please receive it in the way you chose.",
    ),
    short: say(
      "Hồ sơ {ref} đã có kết quả, mời nhận theo hình thức đã đăng ký.",
      "The result of dossier {ref} is ready; please receive it in the way you chose.",
    ),
  }),
  refused: message({
    status: say("Từ chối giải quyết", "Refused"),
    body: say(
      "Hồ sơ của Ông/Bà không được giải quyết. Văn bản trả lời có nêu rõ lý do; mời Ông/Bà nhận theo hình thức đã đăng ký.",
      "The matter of your dossier is refused. The written answer says why; please receive it in the way you chose.",
    ),
    short: say(
      "Hồ sơ {ref} không được giải quyết; mời nhận văn bản trả lời nêu rõ lý do.",
      "Dossier {ref} is refused; please receive the written answer, which says why.",
    ),
  }),
  rectified: message({
    status: say("Đã đính chính kết quả", "Result rectified"),
    body: say(
      "Kết quả giải quyết hồ sơ của Ông/Bà đã được đính chính. Ông/Bà không phải nộp chi phí. Mời Ông/Bà nhận kết quả.",
      "The result of your dossier has been rectified, at no cost to you. Please receive it.",
    ),
    short: say(
      "Kết quả hồ sơ {ref} đã được đính chính, mời nhận lại.",
      "The result of dossier {ref} has been rectified; please receive it.",
    ),
  }),
  returned: message({
    status: say("Đã trả kết quả", "Result returned"),
    body: say(
      "Kết quả giải quyết hồ sơ đã được trả cho Ông/Bà. Cảm ơn Ông/Bà; mời Ông/Bà đánh giá sự phục vụ của chúng tôi.",
      "The result of your dossier has been returned to you. Thank you; please tell us how we served you.",
    ),
    short: say(
      "Đã trả kết quả hồ sơ {ref}. Cảm ơn Ông/Bà.",
      "The result of dossier {ref} has been returned. Thank you.",
    ),
  }),
  withdrawn: message({
    status: say("Đã rút hồ sơ", "Withdrawn"),
    body: say(
      "Hồ sơ đã được rút theo yêu cầu của Ông/Bà và không được giải quyết tiếp.",
      "Your dossier was withdrawn as you asked; work on it has stopped.",
    ),
    short: say("Hồ sơ {ref} đã được rút theo yêu cầu.", "Dossier {ref} was withdrawn as you asked."),
  }),
  closed: message({
    status: say("Dừng giải quyết", "Stopped"),
    body: say(
      "Đã hết thời hạn bổ sung hoặc nộp tiền nên hồ sơ của Ông/Bà được đóng lại và không được giải quyết tiếp. Ông/Bà có thể nộp hồ sơ mới.",
      "The time to complete your dossier or to pay is over, so it was closed; work on it has stopped. You may hand in a new one.",
    ),
    short: say(
      "Hồ sơ {ref} được đóng vì hết thời hạn bổ sung hoặc nộp tiền.[ LH: {hotline}]",
      "Dossier {ref} was closed: the time to complete it or to pay is over.[ Tel: {hotline}]",
    ),
  }),
  voided: message({
    status: say("Hủy tiếp nhận", "Acceptance undone"),
    body: say(
      "Việc tiếp nhận hồ sơ này là nhầm lẫn và đã được hủy. Chúng tôi xin lỗi Ông/Bà; đề nghị Ông/Bà liên hệ với chúng tôi.",
      "This dossier was accepted by mistake, which has been undone. We apologise; please get in touch with us.",
    ),
    short: say(
      "Việc tiếp nhận hồ sơ {ref} là nhầm lẫn và đã được hủy. Xin lỗi Ông/Bà.[ LH: {hotline}]",
      "Dossier {ref} was accepted by mistake, which has been undone. We apologise.[ Tel: {hotline}]",
    ),
  }),
};

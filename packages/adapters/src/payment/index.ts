export { type HttpClient, type HttpClientOptions, httpClient } from "../shared/http.ts";
export { type BookCommand, memoryBook, type PaymentBook } from "./book.ts";
export { type DossierBookOptions, dossierBook } from "./dossier-book.ts";
export { inquirePayment } from "./inquire.ts";
export type { NoticeOutcome } from "./notice.ts";
export {
  type PayGovProfile,
  type PayGovSettings,
  payGovGateway,
  payGovOrderId,
  payGovProfile,
  payGovUrl,
  takePayGovCallback,
} from "./paygov.ts";
export { platformGateway } from "./platform.ts";
export { type CallbackReply, takePlatformCallback } from "./platform-callback.ts";
export {
  type PlatformOrders,
  type PlatformProfile,
  type PlatformSettings,
  platformOrders,
  platformProfile,
} from "./platform-profile.ts";
export { asRecorded, recordedId } from "./recorded-id.ts";
export { memoryReferences, type PaymentReferences, storageReferences } from "./reference-index.ts";
export { type RefundOutcome, refundPayment } from "./refund.ts";
export type { SharedKeys, SignatureWay } from "./signature.ts";
export { type StartOptions, type StartOutcome, startPayment } from "./start.ts";

export { type HttpClient, type HttpClientOptions, httpClient } from "../shared/http.ts";
export { postCarrier } from "./carrier.ts";
export { memoryOrders, type OrderedBy, type OrderIndex, storageOrders } from "./order-index.ts";
export {
  type OrderFields,
  type PostProfile,
  type PostSettings,
  type PushAuth,
  type StatusTable,
  viettelPostProfile,
  vnPostProfile,
} from "./profile.ts";
export { postReply, postSource } from "./push.ts";
export { cancelPost, type OrderOutcome, orderPost, type Parcel, type PostDesk, trackPost } from "./send.ts";

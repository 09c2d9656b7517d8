export type { GatewayOptions } from "../shared/gateway.ts";
export type { SmsOptions } from "./send-sms.ts";
export {
  type BearerTokenOptions,
  bearerToken,
  type SmsInbound,
  type SmsInboundFields,
  type SmsInboundOptions,
  smsInbound,
} from "./sms-inbound.ts";
export { smsNotifier } from "./sms-notifier.ts";

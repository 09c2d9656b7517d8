export type { GatewayOptions } from "../shared/gateway.ts";
export { type SmsOptions, smsNotifier } from "./sms-notifier.ts";

export { type SmsOptions, smsNotifier } from "./sms-notifier.ts";

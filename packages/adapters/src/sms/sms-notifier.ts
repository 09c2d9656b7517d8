import { isNotifyAddress, type Notifier } from "../shared/core.ts";
import { httpClient } from "../shared/http.ts";
import { type SmsOptions, sendSms } from "./send-sms.ts";

/** SMS through an HTTP gateway. @see SmsOptions */
export function smsNotifier(options: SmsOptions): Notifier {
  const client = httpClient(options.http);
  return {
    channels: new Set(["sms"]),
    async send({ address, rendered }, call) {
      if (!isNotifyAddress("sms", address)) return { skipped: "message.bad_address" };
      return await sendSms(client, options, { receiver: address, content: rendered.short }, call);
    },
    async close() {
      client.close();
    },
  };
}

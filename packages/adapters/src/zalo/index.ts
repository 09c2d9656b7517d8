export type { GatewayOptions } from "../shared/gateway.ts";
export { type Follower, type Followers, type ZaloOptions, zaloNotifier, zaloTemplateFields } from "./zalo-notifier.ts";

export { type Follower, type Followers, type ZaloOptions, zaloNotifier, zaloTemplateFields } from "./zalo-notifier.ts";

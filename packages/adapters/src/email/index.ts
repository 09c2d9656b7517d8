export { type EmailOptions, emailNotifier } from "./email-notifier.ts";

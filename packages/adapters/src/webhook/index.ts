export { type Webhook, type WebhookOptions, webhook } from "./webhook.ts";

export { AdapterError, type AdapterErrorOptions } from "./adapter-error.ts";
export { type Attributes, allowedAttributes, codeOfError } from "./attributes.ts";
export type { Clock } from "./clock.ts";
export type * from "./log.ts";
export type * from "./notifier.ts";
export type * from "./payment.ts";
export type * from "./storage.ts";
export type * from "./telemetry.ts";
export { metrics } from "./telemetry.ts";

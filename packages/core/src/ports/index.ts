export { AdapterError, type AdapterErrorOptions } from "./adapter-error.ts";
export type { Clock } from "./clock.ts";
export type * from "./storage.ts";

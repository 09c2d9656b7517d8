export type { ExchangeDoubleFault } from "./faults.ts";
export { type ExchangeDouble, type ExchangeDoubleOptions, startExchangeDouble } from "./server.ts";

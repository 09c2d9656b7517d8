export {
  type ExchangeDouble,
  type ExchangeDoubleFault,
  type ExchangeDoubleOptions,
  startExchangeDouble,
} from "./server.ts";

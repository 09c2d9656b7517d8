export { type HttpClient, type HttpClientOptions, httpClient } from "../shared/http.ts";
export { httpExchange } from "./exchange.ts";
export { type ExchangeHeaders, type ExchangeProfile, exchangeHeaders } from "./profile.ts";
export { type ExchangePush, type ExchangeSourceOptions, exchangeSource } from "./source.ts";

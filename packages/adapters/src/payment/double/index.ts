export { type DoubleFault, type PaymentDouble, type PaymentDoubleOptions, startPaymentDouble } from "./server.ts";

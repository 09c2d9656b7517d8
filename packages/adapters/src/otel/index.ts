export { type OtelOptions, otelLog, otelTelemetry } from "./otel.ts";

import { defineConfig } from "tsup";

// One entry per backend; no root barrel, so an unused driver is never loaded.
export default defineConfig({
  entry: {
    bpmn: "src/bpmn/index.ts",
    email: "src/email/index.ts",
    "event-log": "src/event-log/index.ts",
    http: "src/http/index.ts",
    memory: "src/memory/index.ts",
    "national-portal": "src/national-portal/index.ts",
    "national-portal-double": "src/national-portal/double/index.ts",
    otel: "src/otel/index.ts",
    payment: "src/payment/index.ts",
    "payment-double": "src/payment/double/index.ts",
    post: "src/post/index.ts",
    "post-double": "src/post/double/index.ts",
    postgres: "src/postgres/index.ts",
    restate: "src/restate/index.ts",
    "simulation-report": "src/simulation-report/index.ts",
    sms: "src/sms/index.ts",
    sqlite: "src/sqlite/index.ts",
    threads: "src/threads/index.ts",
    webhook: "src/webhook/index.ts",
    zalo: "src/zalo/index.ts",
    // No exports: what each thread runs.
    "threads-thread": "src/threads/thread.ts",
    "threads-forecast": "src/threads/forecast-thread.ts",
    "threads-pool": "src/threads/pool-thread.ts",
  },
  format: "esm",
  target: "node22",
  dts: true,
  splitting: true,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  tsconfig: "../../tsconfig.build.json",
});

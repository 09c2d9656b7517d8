// Figures of docs/performance.md: one JSON line each. `npm run bench -- NAME` runs the ones whose name contains NAME;
// `--closed N` is how many closed dossiers stand beside the open ones, `--offices N` how many offices the nation has,
// `--messages N` how many messages wait to be delivered.
import { parseArgs } from "node:util";
import { calendar } from "./calendar.ts";
import { closedPostgres, closedSqlite } from "./closed.ts";
import { decideAlone } from "./decide.ts";
import { delivery } from "./delivery.ts";
import { memoryLife } from "./memory-life.ts";
import { office } from "./office.ts";
import { postgresLife } from "./postgres-life.ts";
import { postgresTimers } from "./postgres-timers.ts";
import { restateLife, restateSteps } from "./restate-life.ts";
import { simulatedForecast } from "./simulator/forecast.ts";
import { nationYear } from "./simulator/nation-year.ts";
import { simulatedPermit } from "./simulator/permit.ts";
import { simulatedQueue } from "./simulator/queue.ts";
import { sqliteLife } from "./sqlite-life.ts";
import { startUpPostgres, startUpSqlite } from "./start-up.ts";
import { sqliteTimers } from "./timers.ts";

const { values, positionals: only } = parseArgs({
  options: { closed: { type: "string" }, offices: { type: "string" }, messages: { type: "string" } },
  allowPositionals: true,
});
const offices = values.offices === undefined ? undefined : Number(values.offices);
const messages = values.messages === undefined ? undefined : Number(values.messages);
const closed = values.closed === undefined ? undefined : Number(values.closed);

const benches: readonly (readonly [string, () => Promise<void>])[] = [
  ["plus-15-working-days", () => calendar()],
  ["decide", () => decideAlone()],
  ["memory-life", () => memoryLife()],
  ["sqlite-life", () => sqliteLife()],
  ["postgres-life", () => postgresLife()],
  ["timers-sqlite", () => sqliteTimers()],
  ["timers-postgres", () => postgresTimers()],
  ["delivery", () => delivery(messages)],
  ["start-up-sqlite", () => startUpSqlite()],
  ["start-up-postgres", () => startUpPostgres()],
  ["closed-sqlite", () => closedSqlite(closed ?? 1_000_000)],
  ["closed-postgres", () => closedPostgres(closed ?? 1_000_000)],
  ["restate-life", () => restateLife()],
  ["restate-steps", () => restateSteps()],
  ["simulated-queue", () => simulatedQueue()],
  ["simulated-permit", () => simulatedPermit()],
  ["nation-year", () => nationYear(offices)],
  ["simulated-forecast", () => simulatedForecast()],
  ["main-job", () => office()],
];

for (const [name, run] of benches) if (only.length === 0 || only.some((word) => name.includes(word))) await run();

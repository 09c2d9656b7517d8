// Figures of docs/performance.md: one JSON line each. `npm run bench -- NAME` runs the ones whose name contains NAME.
import { calendar } from "./calendar.ts";
import { decideAlone } from "./decide.ts";
import { memoryLife } from "./memory-life.ts";
import { office } from "./office.ts";
import { postgresLife } from "./postgres-life.ts";
import { sqliteLife } from "./sqlite-life.ts";
import { startUp } from "./start-up.ts";

const benches: readonly (readonly [string, () => Promise<void>])[] = [
  ["plus-15-working-days", () => calendar()],
  ["decide", () => decideAlone()],
  ["memory-life", () => memoryLife()],
  ["sqlite-life", () => sqliteLife()],
  ["postgres-life", () => postgresLife()],
  ["start-up", () => startUp()],
  ["main-job", () => office()],
];

const only = process.argv.slice(2);
for (const [name, run] of benches) if (only.length === 0 || only.some((word) => name.includes(word))) await run();

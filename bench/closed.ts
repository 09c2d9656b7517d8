import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import type { Storage } from "@motcua/core";
import { print } from "./harness.ts";
import { clockFrom, openEngine, operation, operations } from "./life.ts";
import { crowdPostgres } from "./postgres/crowd.ts";
import { withServer } from "./postgres/server.ts";
import { crowdSqlite } from "./sqlite-crowd.ts";

const open = 100_000;
const template = "template";

/** One dossier through the first so many operations. */
async function live(storage: Storage, id: string, code: string, steps: number, took: number[] = []): Promise<void> {
  const clock = clockFrom();
  const engine = openEngine(storage, clock);
  for (let step = 0; step < steps; step += 1) {
    clock.minute = step;
    const started = performance.now();
    const answer = await engine.submit(operation(id, code, step));
    took.push(performance.now() - started);
    if (!answer.ok) throw new Error(answer.error.text.en);
  }
  await engine.close();
}

interface Side {
  readonly storage: Storage;
  readonly took: number[];
}

/** Commands one after the other, a life on each side in turn; the first lives warm up. */
async function measure(bench: string, closed: number, full: Storage, empty: Storage, lives = 300): Promise<void> {
  const sides: readonly [Side, Side] = [
    { storage: full, took: [] },
    { storage: empty, took: [] },
  ];
  for (let n = -30; n < lives; n += 1)
    for (const { storage, took } of n % 2 === 0 ? sides : [...sides].reverse())
      await live(storage, `live-${n}`, `H26.1-260817-${5_000 + n}`, operations, n < 0 ? [] : took);
  const [a, b] = sides.map(({ took }) => [...took].sort((x, y) => x - y));
  const at = (sorted: readonly number[] | undefined, share: number): number =>
    sorted?.[Math.floor(sorted.length * share)] ?? Number.NaN;
  const figures = { medianMs: at(a, 0.5), emptyMedianMs: at(b, 0.5), p99Ms: at(a, 0.99), emptyP99Ms: at(b, 0.99) };
  const rounded = Object.fromEntries(Object.entries(figures).map(([name, ms]) => [name, Number(ms.toFixed(2))]));
  const ratio = (x: number, y: number): number => Number((x / y).toFixed(2));
  print({
    bench,
    unit: "ms a command",
    closed,
    open,
    ...rounded,
    medianRatio: ratio(figures.medianMs, figures.emptyMedianMs),
    p99Ratio: ratio(figures.p99Ms, figures.emptyP99Ms),
    atMost: 1.3,
  });
}

/** Command latency on PostgreSQL beside closed dossiers in the archive and open ones, against an empty database. */
export async function closedPostgres(closed: number): Promise<void> {
  await withServer(async (server) => {
    const sides: Storage[] = [];
    for (const many of [closed, 0]) {
      const url = server.url(await server.createDatabase());
      await migratePostgres({ url });
      const storage = await postgresStorage({ url, connections: 8 });
      if (many > 0) {
        await live(storage, template, "H26.1-260817-0001", 2);
        await crowdPostgres(url, { template, copies: open, as: "open" });
        await crowdPostgres(url, { template, copies: many, as: "archived" });
      }
      sides.push(storage);
    }
    const [full, empty] = sides;
    if (full !== undefined && empty !== undefined) await measure("closed-postgres", closed, full, empty);
    for (const storage of sides) await storage.close();
  });
}

/** The same on SQLite, where closed dossiers stay in their tables. */
export async function closedSqlite(closed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-bench-"));
  const file = join(folder, "full.db");
  const first = sqliteStorage({ file });
  await live(first, template, "H26.1-260817-0001", 2);
  await live(first, "ended", "H26.1-260817-0002", operations);
  await first.close();
  crowdSqlite(file, template, open);
  crowdSqlite(file, "ended", closed);
  const [full, empty] = [sqliteStorage({ file }), sqliteStorage({ file: join(folder, "empty.db") })];
  await measure("closed-sqlite", closed, full, empty);
  await full.close();
  await empty.close();
  rmSync(folder, { recursive: true });
}

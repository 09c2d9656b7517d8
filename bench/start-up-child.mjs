// What a worker does first: open the storage, make the engine, ask for the next wake. Plain JavaScript, as a deployed
// program is.
import { createEngine } from "@motcua/core";

const db = process.argv[2] ?? "";
const storage = db.startsWith("postgres:")
  ? await import("@motcua/adapters/postgres").then(({ postgresStorage }) => postgresStorage({ url: db }))
  : await import("@motcua/adapters/sqlite").then(({ sqliteStorage }) => sqliteStorage({ file: db }));
createEngine({ storage, clock: { now: () => 0, delayUntil: () => 0 } });
const wakeAt = await storage.nextDueAt();
if (wakeAt === undefined) throw new Error("no wake");
await storage.close();

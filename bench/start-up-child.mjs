// What a worker does first: open the file, make the engine, ask for the next wake. Plain JavaScript, as a deployed program is.
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { createEngine } from "@motcua/core";

const storage = sqliteStorage({ file: process.argv[2] ?? "" });
createEngine({ storage, clock: { now: () => 0, delayUntil: () => 0 } });
const wakeAt = await storage.nextDueAt();
if (wakeAt === undefined) throw new Error("no wake");
await storage.close();

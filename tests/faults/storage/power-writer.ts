import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { aCommit } from "@motcua/core/conformance";
import { openWatched } from "./watched.ts";

// A process of its own on a file that others write as well. For each line "dossier on" it makes one commit and says so.
const [file = ""] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const { storage, driver } = openWatched(file);
// Checkpoints often, so that many answers fall around one.
driver.exec("PRAGMA wal_autocheckpoint = 30");
say("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [dossier = "", place = "0"] = line.split(" ");
  const on = Number(place);
  const snapshot = on === 0 ? JSON.stringify({ text: "x".repeat(1_500) }) : null;
  const sketch = { dossier, on, events: 2, snapshot, wakeAt: 1_000 + on, outbox: [{ position: on + 1 }] };
  const [outcome] = await storage.commit([
    aCommit({ ...sketch, content: [{ id: `${dossier}:note`, version: on + 1 }] }),
  ]);
  if (outcome?.kind !== "committed") throw new Error(JSON.stringify(outcome));
  say(`${dossier}-c${on + 1}`);
}
await storage.close();

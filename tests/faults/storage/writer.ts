import { writeSync } from "node:fs";
import { lockOffice, sqliteStorage } from "@motcua/adapters/sqlite";
import { aCommit } from "@motcua/core/conformance";

// A process of its own that writes groups and says each answered one on its standard output, until it is done or killed.
const [file = "", name = "w", groups = "0", task = "write"] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

/** Two commits for each dossier: one creates it, one changes it; each brings everything a commit can bring. */
const sketch = (dossier: string, on: number) => ({
  dossier,
  on,
  events: 2,
  wakeAt: 1_000 + on,
  outbox: [{ position: on + 1 }],
  content: [{ id: `${dossier}:note`, version: on + 1 }],
});

if (task === "lock") {
  try {
    lockOffice(file);
    say("locked");
    setInterval(() => {}, 1_000);
  } catch (error) {
    say(String((error as { readonly code?: unknown }).code));
    process.exitCode = 1;
  }
} else {
  const storage = sqliteStorage({ file });
  for (let n = 0; n < Number(groups); n++) {
    const dossiers = Array.from({ length: 8 }, (_, i) => `${name}-${n}-${i}`);
    for (const on of [0, 2]) {
      const outcomes = await storage.commit(dossiers.map((dossier) => aCommit(sketch(dossier, on))));
      const expected = task === "race" ? ["committed", "duplicate_command"] : ["committed"];
      if (outcomes.some((outcome) => !expected.includes(outcome.kind))) throw new Error(JSON.stringify(outcomes));
      for (const dossier of dossiers) say(`${dossier}-c${on + 1}`);
    }
  }
  await storage.close();
}

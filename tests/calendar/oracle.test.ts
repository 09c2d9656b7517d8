import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("compare-with-oracle.ts", import.meta.url));
const casesPerKind = 100_000;

interface Outcome {
  readonly offset: number;
  readonly cases: number;
  readonly counts: { readonly [kind: string]: { readonly refused: number; readonly provisional: number } };
}

function compareIn(zone: string, seed: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [
      "--conditions=motcua-source",
      "--disable-warning=ExperimentalWarning",
      script,
      String(seed),
      String(casesPerKind),
    ];
    execFile(process.execPath, args, { env: { ...process.env, TZ: zone } }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${zone}, seed ${seed}: ${stdout}${stderr}`)),
    );
  });
}

// Trap 9: the host's zone must not reach an answer. Apia skipped a whole day in 2011 and New York has daylight saving.
// The offsets prove that the process really ran in that zone.
test.concurrent.for([
  ["UTC", 20_260_101, 0],
  ["Asia/Ho_Chi_Minh", 20_260_102, -480],
  ["America/New_York", 20_260_103, 300],
  ["Pacific/Apia", 20_260_104, 660],
] as const)(
  "trap 9: with the host in %s every due date equals the day-by-day oracle's",
  async ([zone, seed, offset]) => {
    const outcome: Outcome = JSON.parse(await compareIn(zone, seed));
    expect(outcome.offset).toBe(offset);
    expect(outcome.cases).toBe(casesPerKind);
    expect(Object.keys(outcome.counts)).toEqual(["wd", "wh", "h", "d", "mo", "same-day", "until"]);
    // The cases must have reached refusals and projected years, or the agreement would say little.
    for (const [kind, { refused, provisional }] of Object.entries(outcome.counts)) {
      expect(refused, kind).toBeGreaterThan(100);
      expect(provisional, kind).toBeGreaterThan(10_000);
    }
  },
);

import { describe, expect, it } from "vitest";
import { runnerNames, runnerOf } from "./runners.ts";

// Longer: npm run chaos -- --minutes 10 --seed N.
const seed = Number(process.env.MOTCUA_SEED ?? 20_261_125);
/** The run itself ends after 90 seconds; then the whole history is read. */
const timeout = 300_000;

describe("trap 13, trap 20, trap 22: processes killed at random, stopped past their leases, cut off in the middle", () => {
  it.each(runnerNames)(
    `nothing acknowledged is lost, nothing is done twice: %s, seed ${seed}`,
    { timeout },
    async (name) => {
      const report = await runnerOf(name)({ seed, seconds: 90, kills: name === "restate" ? 5 : 10, acknowledged: 60 });
      process.stdout.write(`chaos: ${JSON.stringify({ ...report, faults: report.faults.length })}\n`);
      expect(report.faults).toEqual([]);
      expect(report.kills + report.serverKills).toBeGreaterThanOrEqual(4);
      expect(report.acknowledged).toBeGreaterThan(10);
    },
  );
});

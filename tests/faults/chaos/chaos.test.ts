import { describe, expect, it } from "vitest";
import { type ChaosOptions, chaos } from "./run.ts";
import { fieldNames, openField } from "./storages.ts";

// Longer: npm run chaos -- --minutes 10 --seed N.
const seed = Number(process.env.MOTCUA_SEED ?? 20_261_125);

async function under(name: string, options: Omit<ChaosOptions, "seed">): Promise<void> {
  const field = await openField(name);
  try {
    const report = await chaos(field, { seed, ...options });
    process.stdout.write(`chaos: ${JSON.stringify({ ...report, faults: report.faults.length })}\n`);
    expect(report.faults).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(4);
    expect(report.acknowledged).toBeGreaterThan(10);
    expect(report.arrived).toBeGreaterThan(0);
  } finally {
    await field.end();
  }
}

describe("trap 13, trap 20, trap 22: processes killed at random, stopped past their leases, cut off in the middle", () => {
  it.each(fieldNames)(`nothing acknowledged is lost, nothing is done twice: %s, seed ${seed}`, async (name) => {
    await under(name, { seconds: 90, kills: 10, acknowledged: 60 });
  });
});

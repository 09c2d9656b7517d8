import { fileURLToPath } from "node:url";
import { prepareScenario } from "../../packages/cli/src/simulate/prepare.ts";
import { runScenario } from "../../packages/cli/src/simulate/run-scenario.ts";
import { print } from "../harness.ts";

const file = fileURLToPath(new URL("./nation-year.yaml", import.meta.url));

/** Every commune of the country for a year, each dossier under its law, on two threads. @param offices for a shorter run */
export async function nationYear(offices = 3_321): Promise<void> {
  const io = {
    stdout: () => undefined,
    stderr: (text: string) => void process.stderr.write(text),
    stdin: () => process.stdin,
  };
  const prepared = await prepareScenario(file, true, io);
  if (typeof prepared === "number") throw new Error("the scenario of the nation's year has faults");
  const { scenario, model } = prepared;
  const started = process.hrtime.bigint();
  const simulated = await runScenario(
    { ...prepared, scenario: { ...scenario, offices }, model: { ...model, offices } },
    { seed: 1, replications: 1, threads: 2, allowOverload: true },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (typeof simulated === "number") throw new Error("the nation's year does not run");
  const { figures } = simulated;
  const dossiers = figures.whole.arrived.mean ?? 0;
  print({
    bench: "nation-year",
    offices,
    dossiers,
    threads: 2,
    seconds: Math.round(seconds),
    dossiersPerSecond: Math.round(dossiers / seconds),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    onTime: Number((figures.whole.law?.onTimeLocalShare.mean ?? 0).toFixed(4)),
  });
}

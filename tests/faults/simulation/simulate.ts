import { type FaultKind, faultKinds, type Outcome, type WorldOptions } from "./options.ts";
import { Broken } from "./witness.ts";
import { World } from "./world.ts";

/** What broke, at which step, and the least that still breaks it. */
export class SimulationFailure extends Error {
  readonly broken: Broken;
  readonly step: number;

  constructor(broken: Broken, step: number, message: string) {
    super(message, { cause: broken });
    this.broken = broken;
    this.step = step;
  }
}

interface Failed {
  readonly options: WorldOptions;
  readonly broken: Broken;
  readonly step: number;
  readonly told: readonly string[];
}

/** Runs a world to its end. @throws SimulationFailure with seed, step, a short trace and how to run it again */
export async function simulate(options: WorldOptions): Promise<Outcome> {
  const { failed, outcome } = await attempt(options);
  if (failed === undefined) return outcome;
  const least = options.tampering === undefined ? await simplest(failed) : failed;
  throw new SimulationFailure(failed.broken, failed.step, reportOf(failed, least));
}

type Attempted =
  | { readonly failed: Failed; readonly outcome?: never }
  | { readonly failed?: never; readonly outcome: Outcome };

async function attempt(options: WorldOptions): Promise<Attempted> {
  const world = new World(options);
  try {
    return { outcome: await world.run() };
  } catch (error) {
    const { message } = error as Error;
    // What the engine's own process throws is as much a failure as what the witness sees.
    const broken = error instanceof Broken ? error : new Broken(2, "", `a bug of ours: ${message}`);
    return { failed: { options, broken, step: world.steps, told: world.told(broken.dossierId || undefined) } };
  }
}

/** Leaves out one kind of fault after the other, then processes and dossiers, as long as something still breaks as early. */
async function simplest(first: Failed): Promise<Failed> {
  let least = first;
  const without = (kind: FaultKind): WorldOptions => ({
    ...least.options,
    faults: (least.options.faults ?? faultKinds).filter((known) => known !== kind),
  });
  const simpler: readonly (() => WorldOptions)[] = [
    ...faultKinds.map((kind) => () => without(kind)),
    () => ({ ...least.options, processes: 1 }),
    () => ({ ...least.options, processes: 2 }),
    () => ({ ...least.options, dossiers: 1 }),
    () => ({ ...least.options, dossiers: 4 }),
  ];
  for (const options of simpler) {
    const { failed } = await attempt({ ...options(), steps: first.step });
    if (failed !== undefined) least = failed;
  }
  return least;
}

function reportOf(first: Failed, least: Failed): string {
  const { seed, steps, faults = faultKinds, processes = 3, dossiers = 16 } = least.options;
  return [
    `seed ${first.options.seed}, step ${first.step}: ${first.broken.message}`,
    `again: MOTCUA_SEED=${first.options.seed} MOTCUA_STEPS=${first.step} npm test -- tests/faults/simulation`,
    `the least that breaks: seed ${seed}, ${Math.min(steps, least.step)} steps, ${processes} processes, ${dossiers} dossiers,`,
    `  faults: ${faults.join(", ") || "none"}: ${least.broken.message}`,
    ...least.told.map((line) => `  ${line.slice(0, 240)}`),
  ].join("\n");
}

import { restateChaos } from "./restate.ts";
import { type ChaosOptions, type ChaosReport, chaos } from "./run.ts";
import { type Battlefield, postgresField, sqliteField } from "./storages.ts";

const on =
  (openField: () => Promise<Battlefield>) =>
  async (options: ChaosOptions): Promise<ChaosReport> => {
    const field = await openField();
    try {
      return await chaos(field, options);
    } finally {
      await field.end();
    }
  };

const runners: { readonly [name: string]: (options: ChaosOptions) => Promise<ChaosReport> } = {
  sqlite: on(sqliteField),
  postgres: on(postgresField),
  restate: restateChaos,
};
export const runnerNames = Object.keys(runners);

/** @throws TypeError for a name that is none */
export function runnerOf(name: string): (options: ChaosOptions) => Promise<ChaosReport> {
  const runner = runners[name];
  if (runner === undefined) throw new TypeError(`no storage "${name}"; one of ${runnerNames.join(", ")}`);
  return runner;
}

import { type Command, type DossierState, decide, defaultPolicies, type EpochMs, parseInstant } from "@motcua/core";
import { type BuiltOffice, ForecastRuns, forecastFrom, officeAt, type Scenario } from "@motcua/core/simulator";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";
import { median, print } from "../harness.ts";
import { operation } from "../life.ts";

const instant = (text: string): EpochMs => {
  const read = parseInstant(text);
  return read.ok ? read.value : 0;
};
const presentAt = instant("2026-08-27T08:00:00+07:00");
const minuteMs = 60_000;

/** A centre that takes `perDay` dossiers of one procedure on a working day, staffed for a load of about 0.8. */
function centre(perDay: number): Scenario {
  const people = (minutes: number): number => Math.max(1, Math.ceil((perDay * minutes) / 480 / 0.8));
  return {
    format: "motcua-scenario/1",
    name: "centre",
    start: "2026-08-27" as Scenario["start"],
    length: { days: 120 },
    procedures: [{ code: "1.001612" }],
    arrivals: [{ procedure: "1.001612", arrive: { kind: "per-working-day", mean: perDay } }],
    staff: [
      { id: "mc", unit: "one-stop", roles: ["one-stop-officer"], count: people(18) },
      { id: "kt", unit: "economic", roles: ["officer"], count: people(23) },
      { id: "kt-truong", unit: "economic", roles: ["unit-head"], count: people(5) },
    ],
  };
}

/** Dossiers received over the week before, one after the other, each as far as it has come: some are in a supplement. */
function openStates(count: number): readonly DossierState[] {
  const definition = vietnamSources().procedure("1.001612");
  const sources = vietnamSources();
  const calendar = sources.calendar("vietnam");
  const hours = sources.hours("office");
  if (definition === undefined || calendar === undefined || hours === undefined) throw new Error("no law");
  const law = sources.law({ ...{ definition, calendar, hours }, on: "2026-08-27" as never, policies: defaultPolicies });
  if (!law.ok) throw new Error(law.error.text.en);
  const weekMs = 7 * 24 * 60 * minuteMs;
  return Array.from({ length: count }, (_, dossier) => {
    // How far: as the steps take their time, most are with the officer.
    const steps = [1, 2, 3, 3, 3, 3, 3, 5, 6, 7, 8, 8][dossier % 12] ?? 3;
    let at = presentAt - weekMs + Math.floor((dossier / count) * (weekMs - 60 * minuteMs));
    let state: DossierState | undefined;
    for (let step = 0; step < steps; step += 1) {
      at += minuteMs;
      const code = `H26.1-260820-${String(dossier).padStart(5, "0")}`;
      const command = { ...operation(`d${dossier}`, code, step), at } as unknown as Command;
      const decided = decide(law.value, state, command);
      if (!decided.ok) throw new Error(decided.error.text.en);
      state = decided.value.state;
    }
    return state as DossierState;
  });
}

function built(states: readonly DossierState[], staffedFor: number): BuiltOffice {
  const sources = vietnamSources();
  const scenario = centre(staffedFor);
  // The scenario's own law is that of the dossiers.
  const flowLaw = sources.law({
    definition: sources.procedure("1.001612") as never,
    on: "2026-08-27" as never,
    calendar: sources.calendar("vietnam") as never,
    hours: sources.hours("office") as never,
    policies: defaultPolicies,
  });
  const office = officeAt({
    scenario,
    sources,
    at: presentAt,
    states,
    lawOf: () => (flowLaw.ok ? flowLaw.value : undefined),
  });
  if (!office.ok) throw new Error(office.error[0]?.text.en);
  return office.value;
}

/** Forecast of 10,000 open dossiers: at least 10 s for 200 replications, aim 2 s. One thread. */
export async function simulatedForecast(open = 10_000, replications = 200): Promise<void> {
  const states = openStates(open);
  // Little's law: so many open at a stay of some four working days.
  const usual = Math.round(open / 4);
  for (const perDay of [0, usual]) {
    const started = performance.now();
    const office = built(states, usual);
    const model = perDay > 0 ? office.model : { ...office.model, streams: office.model.streams.filter(isOpen) };
    const madeMs = performance.now() - started;
    const runs = new ForecastRuns(model, { seed: 1, replications });
    const took: number[] = [];
    const before = process.cpuUsage();
    for (let replication = 0; replication < replications; replication += 1) {
      const from = performance.now();
      runs.run(replication);
      took.push(performance.now() - from);
    }
    const ranMs = took.reduce((sum, ms) => sum + ms, 0);
    const { user, system } = process.cpuUsage(before);
    const from = performance.now();
    const forecast = forecastFrom(model, [runs.columns()], { seed: 1, replications });
    print({
      bench: "simulated-forecast",
      open: model.open?.length ?? 0,
      unplaced: office.unplaced.length,
      arrivalsPerDay: perDay,
      replications,
      seconds: Number((ranMs / 1000).toFixed(2)),
      cpuSeconds: Number(((user + system) / 1e6).toFixed(2)),
      medianReplicationMs: Number(median(took).toFixed(1)),
      modelMs: Math.round(madeMs),
      figuresMs: Math.round(performance.now() - from),
      lateExpected: Math.round(forecast.lateExpected),
    });
  }
}

const isOpen = ({ id }: { readonly id: string }): boolean => id.startsWith("open ");

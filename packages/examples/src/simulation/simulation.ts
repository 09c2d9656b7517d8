import { err, type Fault, ok, type Result } from "@motcua/core";
import {
  checkModel,
  comparePaired,
  loadScenarioTools,
  type Model,
  modelOfScenario,
  simulateModel,
} from "@motcua/core/simulator";
import { sources } from "./sources.ts";

/** What is wrong comes as coded faults, all at once; this program gives up with their texts. */
function unwrap<T>(result: Result<T, readonly Fault[]>): T {
  if (result.ok) return result.value;
  throw new Error(result.error.map(({ code, text }) => `${code}: ${text.en}`).join("\n"));
}

const { parseScenario } = await loadScenarioTools();

/** An office that registers household businesses (hộ kinh doanh), three working days each, as a model to run. */
function officeWith(officers: number): Model {
  // One of them is away for a week (nghỉ phép).
  const leave = [{ from: "2026-04-06", to: "2026-04-10", of: 1 }];
  const scenario = {
    format: "motcua-scenario/1",
    name: `${officers} officers`,
    start: "2026-03-02",
    length: { days: 90 },
    procedures: [{ code: "1.001612" }],
    arrivals: [{ procedure: "1.001612", arrive: { kind: "per-working-day", mean: 16 } }],
    staff: [
      { id: "desk", unit: "one-stop", roles: ["one-stop-officer"] },
      { id: "officer", unit: "economic", roles: ["officer"], count: officers, leave },
      { id: "head", unit: "economic", roles: ["unit-head"] },
      { id: "leader", unit: "leadership", roles: ["leader"] },
      { id: "clerk", unit: "office", roles: ["clerk"] },
    ],
  };
  const { model } = unwrap(modelOfScenario(unwrap(parseScenario(scenario)), sources));
  // An office that cannot do its work is a fault too, said before it runs.
  const faults = checkModel(model);
  return unwrap(faults.length > 0 ? err(faults) : ok(model));
}

const options = { seed: 1, replications: 10 };
const one = simulateModel(officeWith(1), options);
const two = simulateModel(officeWith(2), options);
for (const { figures } of [one, two]) {
  const { cycleMs, law } = figures.whole;
  const days = (cycleMs.p95.mean ?? 0) / 86_400_000;
  console.log(
    `on time ${((law?.onTimeLocalShare.mean ?? 0) * 100).toFixed(1)} %, 95 % returned within ${days.toFixed(1)} days`,
  );
}

// The same arrivals, the same work: what differs comes from the second officer.
for (const { difference, matters } of comparePaired(one.values, two.values, ["whole/law/onTimeLocalShare"])) {
  const [more, half] = [difference.mean ?? 0, difference.half95 ?? 0].map((share) => (share * 100).toFixed(1));
  console.log(`difference ${more} ± ${half} points, ${matters ? "more than" : "no more than"} chance`);
}

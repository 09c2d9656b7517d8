import type { Fault } from "../../base/errors.ts";
import { checkDistribution, type TellingUnit } from "../check/distributions.ts";
import { Report } from "../check/report.ts";
import { distributionOf, type TimeBase, unitMs } from "./spread.ts";
import type { Scenario, Spread, TimeUnit } from "./types.ts";

/** What is wrong with the times of a scenario, each where it is written and in its own unit: many procedures take over what is
 *  said once. */
export function spreadFaults(scenario: Scenario, base: TimeBase): readonly Fault[] {
  const report = new Report();
  const { settings, procedures, arrivals } = scenario;
  visit(settings, "settings", (path, spread) => check(report, path, spread, base));
  procedures.forEach(({ definition: _, ...entry }, i) => {
    visit(entry, `procedures[${i}]`, (path, spread) => check(report, path, spread, base));
  });
  arrivals.forEach(({ arrive, attributes }, i) => {
    visit(arrive, `arrivals[${i}].arrive`, (path, spread) => check(report, path, spread, base));
    // Attributes are numbers, not times.
    visit(attributes, `arrivals[${i}].attributes`, (path, spread) => check(report, path, spread, base, false));
  });
  return report.all();
}

function visit(value: unknown, path: string, found: (path: string, spread: Spread) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (isSpread(value)) found(path, value);
  else if (Array.isArray(value))
    value.forEach((inner, i) => {
      visit(inner, `${path}[${i}]`, found);
    });
  else for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`, found);
}

/** Nothing else in a scenario has both. */
const isSpread = (value: object): value is Spread =>
  "kind" in value && "unit" in value && typeof value.kind === "string" && typeof value.unit === "string";

function check(report: Report, path: string, spread: Spread, base: TimeBase, isTime = true): void {
  const own = new Report();
  const [vi, en] = unitWords[spread.unit];
  const unit: TellingUnit = { ms: unitMs(spread.unit, base), vi, en };
  checkDistribution(own, path, distributionOf(spread, base), { isTime, unit });
  for (const { path: at = "", text } of own.all()) report.add(asWritten(at), text.vi, text.en);
}

/** Parts of a distribution by the names that they have in a scenario. */
const asWritten = (path: string): string =>
  path
    .replace(/(\.of\[\d+\])\.ms/g, "$1.time")
    .replace(/\.ms$/, ".value")
    .replace(/Ms(\b|$)/, "");

const unitWords: { readonly [unit in TimeUnit]: readonly [string, string] } = {
  second: ["giây", "seconds"],
  minute: ["phút", "minutes"],
  hour: ["giờ", "hours"],
  day: ["ngày", "days"],
  "working-hour": ["giờ làm việc", "working hours"],
  "working-day": ["ngày làm việc", "working days"],
};

import {
  type Calibration,
  calibrateLog,
  type EventLog,
  goodnessNames,
  LogBuilder,
  type ScenarioNode,
  wilsonInterval,
  workItem,
} from "@motcua/core/simulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hoursFrom, type KnownOffice, knownScenario, logOfScenario, plainSources } from "./calibrate-models.ts";

function calibrated(log: EventLog, options: Parameters<typeof calibrateLog>[2] = {}): Calibration {
  const result = calibrateLog(log, plainSources, options);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const nodesOf = ({ scenario }: Calibration): readonly ScenarioNode[] => scenario.procedures[0]?.flow?.nodes ?? [];
function taskOf(calibration: Calibration, id: string) {
  const found = nodesOf(calibration).find((node) => node.id === id);
  if (found?.kind !== "task") throw new Error(`no task ${id}`);
  return found;
}
function choiceOf(calibration: Calibration, id: string) {
  const found = nodesOf(calibration).find((node) => node.id === id);
  if (found?.kind !== "choice") throw new Error(`no choice ${id}`);
  return found;
}
const codes = (log: EventLog): readonly string[] => {
  const result = calibrateLog(log, plainSources);
  return result.ok ? [] : result.error.map(({ code }) => code);
};

const office: fc.Arbitrary<KnownOffice> = fc.record({
  days: fc.constant(220),
  perHour: fc.double({ min: 2, max: 3, noNaN: true }),
  share: fc.double({ min: 0.4, max: 0.7, noNaN: true }),
  loop: fc.double({ min: 0.05, max: 0.2, noNaN: true }),
  waitHours: fc.double({ min: 2, max: 12, noNaN: true }),
  workMinutes: fc.double({ min: 8, max: 18, noNaN: true }),
  openAt: fc.integer({ min: 13, max: 17 }),
});

/** The same rows without the column of when work became ready. */
function withoutEnabled(log: EventLog): EventLog {
  const builder = new LogBuilder();
  for (let row = 0; row < log.items.count; row += 1) {
    const { enabledAt: _, ...item } = workItem(log, row);
    builder.item(item);
  }
  return builder.log();
}

describe("calibration from a log of a known office", () => {
  it.each([
    ["with", false],
    ["without", true],
  ] as const)(
    "finds shares, times, arrivals, hours and extraneous waiting again, %s the column of when work became ready",
    (_, without) => {
      fc.assert(
        fc.property(office, fc.integer({ min: 1, max: 1_000_000 }), (known, seed) => {
          const full = logOfScenario(knownScenario(known), seed);
          const found = calibrated(without ? withoutEnabled(full) : full, { holdOut: 0 });
          // Shares, each in its interval (five in a hundred thousand miss it).
          const { branches } = choiceOf(found, "Check?");
          const visits = found.findings.flows[0]?.ways?.next.get('[["Check"]]');
          const total = [...(visits?.values() ?? [])].reduce((sum, count) => sum + count, 0);
          const expected: { readonly [to: string]: number } = {
            "Decide ~wait": known.share,
            Check: known.loop,
            end: 1 - known.share - known.loop,
          };
          expect(branches.map(({ to }) => to).sort()).toEqual(Object.keys(expected).sort());
          for (const { to, share } of branches) {
            const interval = wilsonInterval(Math.round(share * total), total, 0.99995);
            expect(expected[to]).toBeGreaterThan(interval?.low ?? 1);
            expect(expected[to]).toBeLessThan(interval?.high ?? 0);
          }
          // Times: family, and mean within five standard errors.
          const check = taskOf(found, "Check").work;
          expect(check.kind).toBe("log-normal");
          if (check.kind === "log-normal")
            expect(Math.abs(check.mean - known.workMinutes)).toBeLessThan(
              (5 * 0.6 * known.workMinutes) / Math.sqrt(total),
            );
          const decide = found.findings.times[0]?.work.get("Decide")?.all;
          const decided = decide?.count ?? 0;
          expect(Math.abs((decide?.meanMs ?? 0) / 60_000 - 25)).toBeLessThan((5 * 20) / Math.sqrt(decided));
          // Hours to the minute, of everybody and of the arrivals.
          expect(found.scenario.hours).toEqual({ "working-day": hoursFrom(known.openAt) });
          expect(found.scenario.staff.map(({ id, hours }) => [id, hours])).toEqual(
            ["An", "Bình", "Chi", "Dũng"].map((id) => [id, undefined]),
          );
          // Who does what.
          expect(found.scenario.staff.map(({ skills }) => skills)).toEqual([
            ["Check"],
            ["Check"],
            ["Decide"],
            ["Decide"],
          ]);
          // Arrivals: a Poisson process of that rate.
          const [line] = found.scenario.arrivals;
          if (line?.arrive.kind === "between") {
            const { time } = line.arrive;
            const mean = time.kind === "exponential" ? time.mean : Number.NaN;
            const arrivals = found.findings.traces.length;
            if (time.kind === "exponential")
              expect(Math.abs((mean * known.perHour) / 60 - 1)).toBeLessThan(5 / Math.sqrt(arrivals));
          }
          expect(found.findings.flows[0]?.arrivals.hoursFrom).toBe("office");
          // Extraneous waiting: before Decide alone, its mean within a twentieth and five standard errors.
          const waiting = found.findings.times[0]?.waiting;
          expect([...(waiting?.keys() ?? [])]).toEqual(["Decide"]);
          const wait = waiting?.get("Decide");
          const hours = (wait?.wait.meanMs ?? 0) / 3_600_000;
          const error = (5 * known.waitHours) / 2 / Math.sqrt(wait?.known ?? 1);
          expect(Math.abs(hours - known.waitHours)).toBeLessThan(error + known.waitHours / 20);
          expect(wait?.share).toBeGreaterThan(0.95);
        }),
        { numRuns: 4 },
      );
    },
    120_000,
  );

  const known: KnownOffice = {
    days: 200,
    perHour: 2.5,
    share: 0.6,
    loop: 0.1,
    waitHours: 6,
    workMinutes: 12,
    openAt: 15,
  };

  it("comes near the floor on dossiers held out", () => {
    const { goodness, warnings } = calibrated(logOfScenario(knownScenario(known), 5));
    for (const name of goodnessNames) {
      const { distance = 9, floor = 0, negligible = 0, verdict } = goodness?.by[name] ?? {};
      expect([name, distance <= Math.max(2 * floor, negligible)]).toEqual([name, true]);
      expect(verdict).not.toBe("poor");
    }
    expect(warnings.map(({ code }) => code)).toEqual([]);
    expect(goodness?.heldOut).toBeGreaterThan(500);
  });

  it("says plainly that a fit is poor, and what to do: the way hangs on more than the last step", () => {
    const builder = new LogBuilder();
    const hourMs = 3_600_000;
    // Whoever begins with A goes on with A, through the same step in between.
    for (let i = 0; i < 2000; i += 1) {
      const at = Date.UTC(2026, 0, 5, 1) + i * 6 * hourMs;
      const kind = ["A", "B", "C"][(i * 7919) % 3];
      [`begin ${kind}`, "post", `look ${kind}`, "post", `end ${kind}`].forEach((activity, place) => {
        const startAt = at + place * hourMs;
        builder.item({ dossier: `d${i}`, activity, person: "An", startAt, endAt: startAt + 900_000 + (i % 7) * 1000 });
      });
    }
    const { goodness, warnings } = calibrated(builder.log());
    expect(goodness?.by.n_gram_3_normalised.verdict).toBe("poor");
    expect(warnings.find(({ code }) => code === "calibrate.poor")?.text.en).toContain("split the log");
  });

  it("tells people apart who take longer", () => {
    const scenario = knownScenario(known);
    const slow = {
      ...scenario,
      staff: scenario.staff.map((one) => (one.id === "Bình" ? { ...one, speed: 0.5 } : one)),
    };
    const { byPerson } = taskOf(calibrated(logOfScenario(slow, 3), { holdOut: 0 }), "Check");
    const mean = (person: string): number => {
      const work = byPerson?.[person];
      return work?.kind === "log-normal" ? work.mean : Number.NaN;
    };
    expect(mean("Bình") / mean("An")).toBeGreaterThan(1.8);
    expect(mean("Bình") / mean("An")).toBeLessThan(2.2);
    expect(taskOf(calibrated(logOfScenario(scenario, 3), { holdOut: 0 }), "Check").byPerson).toBeUndefined();
  });

  it("finds hours of one's own, and a profile of arrivals", () => {
    const scenario = knownScenario(known);
    const part = { "1": ["08:00-11:30"], "3": ["13:00-17:00"] };
    const perHour = Array.from({ length: 168 }, (_, hour) => (hour % 24 < 12 ? 2 : 4));
    const changed = {
      ...scenario,
      staff: [...scenario.staff, { id: "Em", unit: "desk", roles: ["clerk"], skills: ["Check"], hours: part }],
      arrivals: [{ procedure: "permit", arrive: { kind: "weekly-rate" as const, perHour } }],
    };
    const found = calibrated(logOfScenario({ ...changed, length: { days: 365 } }, 11), { holdOut: 0 });
    expect(found.scenario.staff.find(({ id }) => id === "Em")?.hours).toEqual(part);
    const [line] = found.scenario.arrivals;
    expect(line?.arrive.kind).toBe("weekly-rate");
    if (line?.arrive.kind !== "weekly-rate") return;
    expect(Math.abs((line.arrive.perHour[9] ?? 0) - 2)).toBeLessThan(0.5);
    expect(Math.abs((line.arrive.perHour[14] ?? 0) - 4)).toBeLessThan(0.7);
  });
});

describe("logs from which nothing can be calibrated", () => {
  const item = { activity: "Check", person: "An", startAt: 1_767_600_000_000, endAt: 1_767_600_600_000 };
  const logOf = (change: object, dossiers = 20, each = 2): EventLog => {
    const builder = new LogBuilder();
    for (let i = 0; i < dossiers; i += 1)
      for (let times = 0; times < each; times += 1) builder.item({ ...item, ...change, dossier: `d${i}` });
    return builder.log();
  };

  it("are refused by name, everything at once", () => {
    expect(codes(new LogBuilder().log())).toEqual(["log.empty"]);
    expect(codes(logOf({}, 20, 1))).toEqual(["log.one_event"]);
    expect(codes(logOf({}, 3))).toEqual(["calibrate.too_few"]);
    expect(codes(logOf({ person: undefined }))).toEqual(["calibrate.no_people"]);
    expect(codes(logOf({ endAt: item.startAt }))).toEqual(["calibrate.no_durations"]);
    expect(codes(logOf({ person: undefined, endAt: item.startAt }, 5, 1))).toEqual([
      "log.one_event",
      "calibrate.too_few",
      "calibrate.no_people",
      "calibrate.no_durations",
    ]);
  });

  it("are used with a warning where people do several things at once", () => {
    const builder = new LogBuilder();
    for (let i = 0; i < 60; i += 1) {
      const startAt = item.startAt + Math.floor(i / 2) * 3_600_000;
      const times = { startAt, endAt: startAt + 1_200_000 + i };
      builder.item({ ...item, ...times, dossier: `d${i}` });
      builder.item({
        ...item,
        activity: "Sign",
        startAt: times.endAt,
        endAt: times.endAt + 600_000 + i,
        dossier: `d${i}`,
      });
    }
    const { warnings, findings } = calibrated(builder.log());
    expect(warnings.map(({ code }) => code)).toContain("calibrate.multitasking");
    // Two at once count half each.
    expect((findings.times[0]?.work.get("Check")?.all.meanMs ?? 0) / 600_000).toBeCloseTo(1, 1);
  });
});

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  CsvParser,
  type EventLog,
  LogBuilder,
  type LogDistances,
  logDistanceNames,
  logDistances,
} from "@motcua/core/simulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../fixtures/log-distance", import.meta.url));
const read = (name: string): string => readFileSync(`${folder}/${name}`, "utf8");

function logOf(name: string): EventLog {
  const builder = new LogBuilder();
  const parser = new CsvParser(([dossier = "", activity = "", start = "", end = "", person = ""], line) => {
    if (line > 1) builder.item({ dossier, activity, person, startAt: Date.parse(start), endAt: Date.parse(end) });
  });
  parser.push(read(`${name}.csv`));
  parser.end();
  return builder.log();
}

describe("distances between logs", () => {
  const expected = JSON.parse(read("expected.json")) as { readonly [pair: string]: LogDistances };

  it.each(Object.entries(expected))("%s agree with the published package to 1e-9", (pair, figures) => {
    const [a = "", b = ""] = pair.split("-");
    const distances = logDistances(logOf(a), logOf(b));
    expect(Object.keys(figures).sort()).toEqual([...logDistanceNames].sort());
    for (const name of logDistanceNames)
      expect([name, Math.abs(distances[name] - figures[name]) <= 1e-9]).toEqual([name, true]);
    // The same the other way round.
    expect(logDistances(logOf(b), logOf(a))).toEqual(distances);
  });

  it("has four pairs to agree with", () => expect(Object.keys(expected)).toHaveLength(4));

  it("do not depend on the order of rows of different dossiers, nor on names of dossiers", () => {
    const rows = read("a.csv")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    const of = (shuffled: readonly (readonly string[])[]): EventLog => {
      const builder = new LogBuilder();
      for (const [dossier = "", activity = "", start = "", end = ""] of shuffled)
        builder.item({ dossier: `x${dossier}`, activity, startAt: Date.parse(start), endAt: Date.parse(end) });
      return builder.log();
    };
    const zero = Object.fromEntries(logDistanceNames.map((name) => [name, 0]));
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(logDistances(logOf("a"), of(shuffled))).toEqual(zero);
      }),
      { numRuns: 20 },
    );
  });

  it("to a log without work items are not numbers, except the count of n-grams", () => {
    const distances = logDistances(logOf("a"), new LogBuilder().log());
    expect(distances.circadian_event).toBeNaN();
    expect(distances.case_arrival_hours).toBeNaN();
    expect(distances.n_gram_2_normalised).toBe(1);
  });
});

import { memoryStorage } from "@motcua/adapters/memory";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { expect, it } from "vitest";
import { Day, plain } from "./random-day.ts";

// The kit holds each store to its promises one at a time; this holds two stores to each other over long random days.

it.each(Array.from({ length: 30 }, (_, i) => i + 1))("memory and SQLite answer alike: day %i", async (seed) => {
  let wall = 1_000;
  const now = () => wall;
  const [memory, sqlite] = [memoryStorage({ now }), sqliteStorage({ file: ":memory:", now })];
  const [memoryTokens, sqliteTokens]: [string[], string[]] = [[], []];
  const day = new Day(seed);
  for (let n = 0; n < 250; n++) {
    wall += n % 7;
    const step = day.next();
    const answers = [await step(memory, memoryTokens), await step(sqlite, sqliteTokens)];
    expect(plain(answers[1]), `step ${n}`).toEqual(plain(answers[0]));
  }
  await sqlite.close();
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { formatInstant, parseInstant } from "../../calendar/civil-date.ts";
import { LogBuilder } from "./builder.ts";
import { CsvParser } from "./csv-parser.ts";
import { logCsv } from "./csv-text.ts";
import type { WorkItem } from "./event-log.ts";

const at = (text: string): number => Date.parse(text);

it("writes Prosimos' columns, then ours when asked", () => {
  const builder = new LogBuilder();
  const startAt = at("2026-01-05T02:00:00.005Z");
  const item: WorkItem = { dossier: "H1", activity: 'Tiếp nhận, "một cửa"', startAt, endAt: startAt + 59_995 };
  builder.item(item);
  builder.item({
    ...item,
    person: " An",
    enabledAt: at("2026-01-04T16:59:59Z"),
    flow: "f",
    unit: "u",
    batch: 2,
    cost: 0.5,
  });
  expect([...logCsv(builder.log())].join("")).toBe(
    [
      "case_id,activity,enable_time,start_time,end_time,resource",
      'H1,"Tiếp nhận, ""một cửa""",,2026-01-05T09:00:00.005+07:00,2026-01-05T09:01:00.000+07:00,',
      'H1,"Tiếp nhận, ""một cửa""",2026-01-04T23:59:59.000+07:00,2026-01-05T09:00:00.005+07:00,2026-01-05T09:01:00.000+07:00," An"',
      "",
    ].join("\n"),
  );
  expect([...logCsv(builder.log(), true)].join("").split("\n")[2]).toMatch(/," An",f,u,2,0\.5$/);
});

const instant = fc.integer({ min: at("1990-01-01T00:00:00Z"), max: at("2099-12-31T00:00:00Z") });
const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", ";", " ", "ế", "\uFEFF"), maxLength: 5 });
const rows = fc.array(fc.record({ dossier: text, activity: text, person: text, startAt: instant, endAt: instant }), {
  minLength: 1,
});

it("writes what the parser reads back, instants to the millisecond", () => {
  fc.assert(
    fc.property(rows, (items) => {
      const builder = new LogBuilder();
      for (const item of items) builder.item(item);
      const read: string[][] = [];
      const parser = new CsvParser((fields) => read.push(fields));
      for (const chunk of logCsv(builder.log())) parser.push(chunk);
      parser.end();
      expect(parser.trouble).toBeUndefined();
      expect(read.slice(1).map(([dossier, activity, , , , person]) => [dossier, activity, person])).toEqual(
        items.map(({ dossier, activity, person }) => [dossier, activity, person]),
      );
      for (const [row, { startAt, endAt }] of items.entries()) {
        const [, , , start = "", end = ""] = read[row + 1] ?? [];
        expect([parseInstant(start), parseInstant(end)]).toEqual([
          { ok: true, value: startAt },
          { ok: true, value: endAt },
        ]);
        // The one formatter people see elsewhere, and this one, write the same.
        expect(start.replace(".000+", "+")).toBe(formatInstant(startAt));
      }
    }),
  );
});

it("yields chunks of a bounded size", () => {
  const builder = new LogBuilder();
  for (let row = 0; row < 5000; row += 1) builder.item({ dossier: `H${row}`, activity: "a", startAt: row, endAt: row });
  const sizes = [...logCsv(builder.log())].map((chunk) => chunk.length);
  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThan(70_000);
});

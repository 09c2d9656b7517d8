import { readFileSync } from "node:fs";
import { type LogFormat, readEventLog, writeEventLog } from "@motcua/adapters/event-log";
import type { EventLog } from "@motcua/core/simulator";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributes, contentOf, legalFacts, logOfRows, logWaits, workItems } from "./log-samples.ts";

const items = fc.array(workItems, { minLength: 1, maxLength: 12 });
const facts = fc.array(legalFacts, { maxLength: 8 });
const waits = fc.array(logWaits, { maxLength: 6 });
const textOf = (log: EventLog, format: LogFormat): string => [...writeEventLog(log, format, { all: true })].join("");

/** The bytes of a text, cut at the places given: within characters too. */
function bytesOf(text: string, cuts: readonly number[]): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((x, y) => x - y), bytes.length];
  return places.slice(1).map((to, place) => bytes.subarray(places[place], to));
}

async function roundTrip(log: EventLog, format: LogFormat, cuts: readonly number[]) {
  const read = await readEventLog(bytesOf(textOf(log, format), cuts), format);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return contentOf(read.value.log);
}

describe("what is written is read back", () => {
  it("as CSV: the work items", async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.array(fc.nat()), async (rows, cuts) => {
        // A row must name its case.
        const log = logOfRows(rows.map((row) => ({ ...row, dossier: `${row.dossier}.` })));
        expect(await roundTrip(log, "csv", cuts)).toEqual(contentOf(log));
      }),
    );
  });

  it.each(["xes", "ocel"] as const)("as %s: work items, waits, legal facts and attributes", async (format) => {
    await fc.assert(
      fc.asyncProperty(
        items,
        facts,
        waits,
        attributes,
        fc.array(fc.nat()),
        async (rows, legal, waited, values, cuts) => {
          const log = logOfRows(rows, legal, [[rows[0]?.dossier ?? "", values]], waited);
          expect(await roundTrip(log, format, cuts)).toEqual(contentOf(log));
        },
      ),
    );
  });

  it("again and again the same", async () => {
    await fc.assert(
      fc.asyncProperty(items, facts, fc.constantFrom("xes" as const, "ocel" as const), async (rows, legal, format) => {
        const once = textOf(logOfRows(rows, legal), format);
        const read = await readEventLog([once], format);
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        // Numbers of rows may differ, what is said may not.
        const twice = await readEventLog([textOf(read.value.log, format)], format);
        expect(twice.ok && contentOf(twice.value.log)).toEqual(contentOf(read.value.log));
      }),
      { numRuns: 30 },
    );
  });
});

describe("OCEL", () => {
  const ajv = new Ajv({ strict: true, allErrors: true });
  addFormats.default(ajv);
  const schema = JSON.parse(readFileSync(new URL("../fixtures/ocel/schema.json", import.meta.url), "utf8")) as object;
  const validate = ajv.compile(schema);

  it("keeps to the published schema, with objects and types that exist and ids that are one of a kind", () => {
    fc.assert(
      fc.property(items, facts, waits, attributes, (rows, legal, waited, values) => {
        const text = textOf(logOfRows(rows, legal, [[rows[0]?.dossier ?? "", values]], waited), "ocel");
        const ocel = JSON.parse(text) as {
          readonly [list: string]: readonly {
            readonly id: string;
            readonly name: string;
            readonly type: string;
            readonly attributes: readonly { readonly name: string }[];
            readonly relationships: readonly { readonly objectId: string }[];
          }[];
        };
        expect(validate(ocel), JSON.stringify(validate.errors)).toBe(true);
        const { eventTypes = [], objectTypes = [], events = [], objects = [] } = ocel;
        expect(objectTypes.map(({ name }) => name)).toEqual(["dossier", "work item", "person", "limit", "document"]);
        for (const [list, types] of [
          [events, eventTypes],
          [objects, objectTypes],
        ] as const) {
          expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
          expect(new Set(types.map(({ name }) => name)).size).toBe(types.length);
          const declared = new Map(types.map(({ name, attributes: of }) => [name, of.map((each) => each.name)]));
          for (const { type, attributes: of } of list)
            expect(declared.get(type)).toEqual(expect.arrayContaining(of.map((each) => each.name)));
        }
        const ids = new Set(objects.map(({ id }) => id));
        const used = [...events, ...objects].flatMap(({ relationships }) =>
          relationships.map(({ objectId }) => objectId),
        );
        expect(used.filter((id) => !ids.has(id))).toEqual([]);
      }),
    );
  });

  it("a limit has every due instant the law set, and papers what they are", () => {
    const at = Date.parse("2026-01-05T02:00:00Z");
    const of = { dossier: "H1", at };
    const log = logOfRows(
      [],
      [
        { ...of, kind: "accepted", dueAt: at + 1000 },
        { ...of, kind: "rung", detail: "reminder", dueAt: at + 500 },
        { ...of, at: at + 7, kind: "rescheduled", dueAt: at + 2000 },
      ],
    );
    const { objects } = JSON.parse(textOf(log, "ocel")) as { readonly objects: readonly { readonly type: string }[] };
    const time = (ms: number): string => `2026-01-05T09:00:0${ms / 1000}+07:00`;
    expect(objects.find(({ type }) => type === "limit")).toEqual({
      id: "limit:H1",
      type: "limit",
      relationships: [{ objectId: "dossier:H1", qualifier: "of dossier" }],
      attributes: [
        { name: "dueAt", value: time(1000), time: "2026-01-05T09:00:00+07:00" },
        { name: "dueAt", value: time(2000), time: "2026-01-05T09:00:00.007+07:00" },
      ],
    });
    expect(objects.filter(({ type }) => type === "document")).toMatchObject([
      { attributes: [{ name: "kind", value: "new appointment" }] },
    ]);
  });

  it("the schema refuses what it should", () => {
    const empty = { eventTypes: [], objectTypes: [], events: [], objects: [] };
    expect(validate(empty)).toBe(true);
    expect(validate({ ...empty, objects: undefined })).toBe(false);
    expect(validate({ ...empty, events: [{ id: "e", type: "t", time: "yesterday" }] })).toBe(false);
    const number = { id: "o", type: "t", attributes: [{ name: "n", value: 1, time: "2026-01-01T00:00:00Z" }] };
    expect(validate({ ...empty, objects: [number] })).toBe(false);
  });
});

it("XES has its parts in the order of the standard, and events with a zone", () => {
  const at = Date.parse("2026-01-05T02:00:00Z");
  const log = logOfRows([{ dossier: "H1", activity: "A & B", startAt: at, endAt: at + 1, cost: 2, person: "\u0001" }]);
  const text = textOf(log, "xes");
  expect([...text.matchAll(/^ {2}<(\w+)/gm)].map((found) => found[1])).toEqual([
    ...["extension", "extension", "extension", "extension", "extension"],
    ...["global", "global", "classifier", "classifier", "string", "trace"],
  ]);
  expect(text).toContain('<date key="time:timestamp" value="2026-01-05T09:00:00+07:00"/>');
  expect(text).toContain('<string key="concept:name" value="A &amp; B"/>');
  expect(text.match(/<string key="concept:instance" value="1"\/>/g)).toHaveLength(2);
  // What XML cannot hold is seen to be missing.
  expect(text).toContain('<string key="org:resource" value="\uFFFD"/>');
});

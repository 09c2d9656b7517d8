import type { StoredEvent } from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines, writeLines } from "../../packages/adapters/src/shared/event-lines.ts";
import { aCommit } from "../../packages/core/src/conformance/builders.ts";

const commandId = aCommit({}).commandId;
const stored = (events: readonly StoredEvent[]) => ({
  version: events.at(-1)?.seq ?? 0,
  commandId,
  events: writeLines({ events, commandId }),
});

const anEvent = fc.record({
  type: fc.stringMatching(/^[a-z][a-z-]{0,20}$/),
  at: fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
  // Never text that begins with an `@`: bytes are an object.
  bytes: fc.jsonValue().map((value) => JSON.stringify({ value })),
  // Now and then it came from another engine.
  there: fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:~-]{0,40}$/), { nil: undefined }),
  hash: fc.stringMatching(/^[0-9a-f]{64}$/),
});
const someEvents = fc
  .tuple(fc.nat(1_000_000), fc.array(anEvent, { minLength: 1, maxLength: 9 }))
  .map(([before, list]) =>
    list.map(
      ({ there, ...event }, index) =>
        ({ ...event, commandId: there ?? commandId, seq: before + index + 1 }) as StoredEvent,
    ),
  );

describe("events of a commit as lines", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        expect(readLines(stored(events))).toEqual(events);
      }),
    );
  });

  it("are read from any of them on", () => {
    fc.assert(
      fc.property(someEvents, fc.nat(12), (events, skip) => {
        const after = (events[0]?.seq ?? 1) - 1 + skip;
        expect(readLines(stored(events), after)).toEqual(events.slice(skip));
      }),
    );
  });

  it("are one line each: what would be two is refused before it is written", () => {
    const [event] = aCommit({}).events;
    const broken = { ...event, bytes: '{\n"a":1}' } as StoredEvent;
    expect(() => writeLines({ events: [broken], commandId })).toThrow("one line");
  });

  it("somebody added before the first are not passed over", () => {
    const row = stored(aCommit({ events: 2 }).events);
    const read = readLines({ ...row, events: `added 1 - {}\n${row.events}` });
    expect(read.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it("somebody changed are read as they stand, whatever they are", () => {
    fc.assert(
      fc.property(fc.string(), (events) => {
        const read = readLines({ version: 3, commandId, events });
        expect(read.at(-1)?.seq).toBe(3);
      }),
    );
  });
});

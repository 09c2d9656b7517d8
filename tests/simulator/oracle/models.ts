import type { Attribute, Conventions, Flow, Model, Person, StaffCalendar, Stream } from "@motcua/core/simulator";
import fc from "fast-check";
import { type Block, block, maybe, skill, spell } from "./blocks.ts";
import { Writer } from "./writer.ts";

// Small models with everything that the kernel can do, drawn at random.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Monday 2026-01-05 00:00 in Hà Nội. */
const mondayMs = Date.UTC(2026, 0, 4, 17);

const calendars: readonly StaffCalendar[] = [
  { id: "always", kind: "always" },
  {
    id: "week",
    kind: "weekly",
    utcOffsetMinutes: 420,
    spansMinutes: [0, 1, 2, 3, 4].flatMap((day) => [
      [day * 1440 + 480, day * 1440 + 720] as const,
      [day * 1440 + 780, day * 1440 + 1020] as const,
    ]),
  },
  {
    id: "morning",
    kind: "weekly",
    utcOffsetMinutes: 420,
    spansMinutes: [0, 1, 2, 3, 4, 5].map((day) => [day * 1440 + 450, day * 1440 + 690] as const),
  },
  {
    id: "border",
    kind: "weekly",
    utcOffsetMinutes: 420,
    spansMinutes: [
      [0, 480],
      [1440, 1500],
      [1500, 1680],
      [7200, 7500],
      [9600, 10_080],
    ],
  },
  {
    id: "dated",
    kind: "dated",
    spans: [0, 1, 3, 4, 8].map(
      (day) => [mondayMs + day * dayMs + 8 * hourMs, mondayMs + day * dayMs + (day === 1 ? 10 : 16) * hourMs] as const,
    ),
  },
];

const person = fc.record({
  skills: fc.uniqueArray(skill, { minLength: 1, maxLength: 3 }),
  calendar: fc.constantFrom("always", "week", "week", "morning", "border", "dated"),
  speed: fc.constantFrom(1, 1, 0.8, 2),
  level: fc.integer({ min: 1, max: 3 }),
  costPerHour: fc.constantFrom(0, 10),
});

const attributes: readonly Attribute[] = [
  {
    name: "kind",
    values: {
      kind: "shares",
      of: [
        { value: "land", share: 0.4 },
        { value: "other", share: 0.6 },
      ],
    },
  },
  { name: "size", values: { kind: "number", of: { kind: "uniform", minMs: 0, maxMs: 100 } } },
];

const arrivals: fc.Arbitrary<Stream["arrivals"]> = fc.oneof(
  spell.filter((of) => of.kind !== "fixed" || of.ms > 0).map((ms) => ({ kind: "between" as const, ms })),
  fc.array(fc.integer({ min: -20, max: 200 }), { maxLength: 12 }).map((halves) => ({
    kind: "list" as const,
    at: halves.map((n) => mondayMs + n * 30 * minuteMs),
  })),
  fc.constant({
    kind: "weekly-rate" as const,
    perHour: Array.from({ length: 168 }, (_, hour) => (hour % 24 < 7 ? 0 : (hour % 5) / 4)),
  }),
);

const conventions = fc.record({
  arrivals: fc.constantFrom("open-time", "elapsed"),
  dispatch: fc.constantFrom("when-free", "when-free", "when-free", "when-enabled"),
  allocation: fc.constantFrom<Conventions["allocation"][]>(
    "fair",
    "least-busy",
    "most-skilled",
    "same-person",
    "first",
    ({ candidates, dossier }: { readonly candidates: readonly number[]; readonly dossier: number }) =>
      dossier % candidates.length,
  ),
  shiftEnd: fc.constantFrom("pause", "finish", "no-late-start"),
  preemption: fc.constantFrom("none", "none", "resume"),
  handOver: maybe(
    fc.record({
      afterMs: fc.integer({ min: 1, max: 40 }).map((quarters) => quarters * 15 * minuteMs),
      calendar: fc.constantFrom("always", "week", "dated"),
    }),
    2,
  ),
});

export const models: fc.Arbitrary<Model> = fc
  .record({
    conventions,
    flows: fc.array(
      fc.record({ block, priority: fc.integer({ min: 0, max: 1 }), openMax: maybe(fc.integer({ min: 1, max: 6 }), 4) }),
      { minLength: 1, maxLength: 4 },
    ),
    people: fc.array(person, { minLength: 1, maxLength: 5 }),
    streams: fc.array(
      fc.record({
        arrivals,
        calendar: maybe(fc.constantFrom("always", "week", "dated"), 1),
        dossiersMax: fc.integer({ min: 1, max: 12 }),
        attributed: fc.boolean(),
        linked: maybe(fc.integer({ min: 1, max: 15 }), 3),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    startHours: fc.constantFrom(0, 8, 11.5, 100),
    stopAtEnd: fc.boolean(),
    countHours: maybe(fc.integer({ min: 0, max: 60 }), 3),
  })
  .map(({ conventions: by, flows, people, streams, startHours, stopAtEnd, countHours }): Model => {
    const startAt = mondayMs + startHours * hourMs;
    return {
      flows: flows.map((of, i) => flowOf(`f${i}`, of, by.dispatch === "when-free")),
      people: people.map(
        ({ level, ...rest }, i): Person => ({
          ...rest,
          id: `p${i}`,
          name: "",
          unit: "u",
          role: "r",
          skillLevels: { a: level },
        }),
      ),
      calendars,
      streams: streams.map(
        ({ arrivals: how, attributed, linked, calendar, dossiersMax }, i): Stream => ({
          id: `s${i}`,
          flow: `f${i % flows.length}`,
          arrivals: how,
          dossiersMax,
          ...(calendar === undefined ? {} : { calendar }),
          ...(attributed || i === 0 ? { attributes } : {}),
          ...(linked === undefined || flows.length < 2 ? {} : { members: membersOf(flows.length, linked) }),
        }),
      ),
      conventions: conventionsOf(by),
      startAt,
      endAt: startAt + 6 * dayMs,
      stopAtEnd,
      ...(countHours === undefined ? {} : { countFrom: startAt + countHours * hourMs }),
    };
  });

const conventionsOf = ({
  handOver,
  ...by
}: typeof conventions extends fc.Arbitrary<infer C> ? C : never): Conventions => ({
  ...by,
  ...(handOver === undefined ? {} : { handOver }),
});

/** Every flow once; each may depend on earlier ones. */
const membersOf = (flows: number, bits: number): NonNullable<Stream["members"]> =>
  Array.from({ length: flows }, (_, i) => ({
    flow: `f${i}`,
    dependsOn: Array.from({ length: i }, (_, j) => j)
      .filter((j) => (bits >> (i + j)) & 1)
      .map((j) => `f${j}`),
  }));

function flowOf(
  id: string,
  { block: of, priority, openMax }: { block: Block; priority: number; openMax: number | undefined },
  crews: boolean,
): Flow {
  const writer = new Writer(crews);
  const start = writer.write(of, "end");
  return {
    id,
    name: id,
    start,
    nodes: [
      ...writer.nodes,
      { id: "end", name: "", kind: "end" },
      { id: "stop", name: "", kind: "end", terminates: true },
    ],
    priority,
    ...(openMax === undefined ? {} : { openMax }),
  };
}

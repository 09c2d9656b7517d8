// Run by oracle.test.ts in a process of its own, once per host time zone: `node compare-with-oracle.ts SEED CASES`.
// Prints one JSON line; on a difference it names the seed and the case.
import type { Budget, OfficeTime, OpeningHours } from "@motcua/core";
import { compileCalendar, compileOfficeTime, dueOf, formatInstant } from "@motcua/core";
import { vietnamCalendar } from "@motcua/core/vietnam";
import type { OracleLimit, OracleSpans } from "./naive-oracle.ts";
import { NaiveOracle } from "./naive-oracle.ts";
import { oracleFacts } from "./official-days.ts";

const seed = Number(process.argv[2]);
const cases = Number(process.argv[3]);

/** mulberry32: small, seeded, good enough to scatter cases. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = randomFrom(seed);
const upTo = (n: number): number => Math.floor(random() * n);
const pick = <T>(list: readonly T[]): T => list[upTo(list.length)] as T;

const minute = 60_000;
const day = 86_400_000;
const zone = 7 * 3_600_000;
const facts = oracleFacts();
const first = Date.UTC(2015, 0, 1);
const days = (Date.UTC(2041, 0, 1) - first) / day;
// Days around which things happen: every day off, every worked Saturday, both ends of the calendar and of its announced part.
const edgeDays = [...facts.off, ...facts.worked, "2015-01-01", "2018-01-01", "2026-12-31", "2040-12-31"].map((text) =>
  Math.round((Date.parse(`${text}T00:00:00Z`) - first) / day),
);
const edgeTimes = [0, 450, 690, 780, 900, 1020].map((m) => m * minute);

function randomStart(): number {
  const roll = random();
  const index = roll < 0.45 ? upTo(days) : roll < 0.95 ? pick(edgeDays) - 4 + upTo(7) : days - 1 - upTo(40);
  const time = random();
  const ms =
    time < 0.5 ? upTo(day) : time < 0.9 ? pick(edgeTimes) + upTo(3) - 1 : time < 0.95 ? day - 1 : upTo(1440) * minute;
  return first + index * day + ms - zone;
}

interface Office {
  readonly name: string;
  readonly office: OfficeTime;
  readonly oracle: NaiveOracle;
}

function randomSpans(): OracleSpans {
  const count = 1 + upTo(3);
  const bounds = new Set<number>();
  while (bounds.size < count * 2) bounds.add(upTo(1441));
  const sorted = [...bounds].sort((a, b) => a - b);
  return Array.from({ length: count }, (_, i) => [sorted[2 * i] ?? 0, sorted[2 * i + 1] ?? 0]);
}

const calendar = compileCalendar(vietnamCalendar);

function makeOffice(spansByIsoWeekday: { readonly [weekday: number]: OracleSpans }, otherwise: OracleSpans): Office {
  const hours: OpeningHours = { weekly: spansByIsoWeekday, otherwise };
  const oracle = new NaiveOracle(facts, (weekday) => spansByIsoWeekday[weekday === 0 ? 7 : weekday] ?? otherwise);
  return { name: JSON.stringify(hours), office: compileOfficeTime(calendar, hours), oracle };
}

const usual: OracleSpans = [
  [450, 690],
  [780, 1020],
];
const saturdayDesk = { 1: usual, 2: usual, 3: usual, 4: usual, 5: usual, 6: [[450, 690]] } as const;
const offices: Office[] = [
  makeOffice({}, usual),
  makeOffice(saturdayDesk, usual),
  makeOffice({}, [[0, 1440]]),
  makeOffice({ 5: [[480, 481]] }, usual),
  ...Array.from({ length: 6 }, () => makeOffice({}, randomSpans())),
  ...Array.from({ length: 6 }, () =>
    makeOffice({ 1: randomSpans(), 2: randomSpans(), 4: randomSpans(), 6: randomSpans() }, randomSpans()),
  ),
];

const kinds = ["wd", "wh", "h", "d", "mo", "same-day", "until"] as const;
const units = { wd: "working-day", wh: "working-hour", h: "hour", d: "calendar-day", mo: "month" } as const;
const usualAmount = { wd: 30, wh: 60, h: 200, d: 60, mo: 24 } as const;

function randomLimit(
  kind: (typeof kinds)[number],
  startAt: number,
): { readonly limit: OracleLimit; readonly budget: Budget } {
  if (kind === "same-day") {
    const cutoff = random() < 0.6 ? 900 : upTo(1440);
    return { limit: { kind, cutoff }, budget: { unit: "same-day", cutoffMinute: cutoff } };
  }
  if (kind === "until") {
    const at = random() < 0.02 ? Date.UTC(2041, 0, 1 + upTo(30)) : startAt + zone + (upTo(120) - 3) * day;
    const date = new Date(at).toISOString().slice(0, 10);
    return { limit: { kind, date }, budget: { unit: "until", date: date as never } };
  }
  const n = 1 + upTo(random() < 0.98 ? usualAmount[kind] : usualAmount[kind] * 20);
  return { limit: { kind, n }, budget: { unit: units[kind], amount: n } };
}

function compare(kind: (typeof kinds)[number]): { readonly refused: number; readonly provisional: number } {
  let refused = 0;
  let provisional = 0;
  for (let i = 0; i < cases; i += 1) {
    const startAt = randomStart();
    const { limit, budget } = randomLimit(kind, startAt);
    const { name, office, oracle } = random() < 0.5 ? (offices[0] as Office) : pick(offices);
    for (const policy of ["end-of-day", "same-time"] as const) {
      const expected = oracle.due(startAt, limit, policy);
      const answer = dueOf(office, startAt, budget, policy);
      const same =
        typeof expected === "string"
          ? !answer.ok && answer.error.code === expected
          : answer.ok &&
            answer.value.dueOn === expected.dueOn &&
            answer.value.dueAt === expected.dueAt &&
            answer.value.provisional === expected.provisional;
      if (typeof expected === "string") refused += 1;
      else if (expected.provisional) provisional += 1;
      if (!same) {
        const found = {
          seed,
          case: i,
          kind,
          startAt,
          start: formatInstant(startAt),
          limit,
          policy,
          hours: name,
          expected,
          answer,
        };
        process.stdout.write(`${JSON.stringify(found)}\n`);
        process.exit(1);
      }
    }
  }
  return { refused, provisional };
}

const counts: Record<string, unknown> = {};
for (const kind of kinds) counts[kind] = compare(kind);
process.stdout.write(
  `${JSON.stringify({ zone: process.env.TZ, offset: new Date(0).getTimezoneOffset(), cases, counts })}\n`,
);

import { civilDateOf, dayOf, dueOf, epochDayOf, instantAt, type ProcedureDefinition } from "@motcua/core";
import { vietnamCalendar, vietnamProcedures } from "@motcua/core/vietnam";
import { defaultHabits, type LawHabits } from "../../packages/core/src/simulator/law/reactions.ts";
import { generator } from "../procedures/walk.ts";
import { time } from "./time.ts";

/** One thing that somebody does at a dossier. `pick` chooses details from what stands there. */
export interface Move {
  readonly at: number;
  readonly do: "accept" | "act" | "claim" | "ask-supplement" | "receive-supplement" | "withdraw" | "refuse-intake";
  readonly pick: number;
  /** Said outright, instead of chosen by `pick`. */
  readonly action?: string;
  readonly person?: string;
}

export type PolicyName = (typeof policyNames)[number];
export const policyNames = ["default", "by-instant", "open-at-last-day", "same-time"] as const;

/** A life as data: the same for the simulator and for the engine. */
export interface Script {
  readonly number: number;
  readonly code: string;
  readonly channel: "counter" | "online" | "post" | "vneid";
  readonly caseId: string;
  readonly facts: { readonly [fact: string]: boolean };
  readonly submittedAt: number;
  readonly habits: LawHabits;
  readonly policy: PolicyName;
  readonly standing: "plain" | "double";
  /** Whether it takes any way, and not mostly the straight one. */
  readonly wanders: boolean;
  readonly moves: readonly Move[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A procedure of no book: an action that counts the limit again, one that begins another phase, a step that ends by itself, working hours, a sector's own rule for
 *  supplements, asked while another wait goes on. What the 53 do not have is tried here. */
export const odd: ProcedureDefinition = oddProcedure();
export const definitions: readonly ProcedureDefinition[] = [...vietnamProcedures(), odd];

function oddProcedure(): ProcedureDefinition {
  const birth = vietnamProcedures().find(({ code }) => code === "1.001193") as ProcedureDefinition;
  return {
    ...birth,
    code: "9.000001",
    limits: birth.limits.map((rule) => ({ ...rule, budget: { unit: "working-hour" as const, amount: 20 } })),
    steps: birth.steps.map((step) => ({
      ...step,
      // Two grounds at once: the citizen completes a dossier whose draft waits to be confirmed.
      ...(step.id === "confirm" ? { mayAskSupplement: true, follows: { over: "silent" } } : {}),
      ...(step.id === "officer" ? { within: { unit: "working-hour" as const, hundredths: 650 } } : {}),
      actions: step.actions.map((action) =>
        action.id === "corrections" || action.id === "answered"
          ? { ...action, clock: "restart" as const, ...(action.id === "answered" ? { phase: "again" } : {}) }
          : action,
      ),
    })),
    phases: [
      {
        id: "again",
        name: { vi: "Giai đoạn sau", en: "Later phase" },
        limits: [
          { when: { channel: "online" }, budget: { unit: "calendar-day", amount: 4 }, source: "law", confidence: "S" },
          { budget: { unit: "working-hour", amount: 9 }, source: "law", confidence: "S" },
        ],
      },
    ],
    supplement: {
      askWithin: { unit: "working-hour", amount: 6 },
      rounds: 2,
      citizenTime: { unit: "calendar-day", amount: 5 },
      effect: "restart",
      source: "sector law",
    },
  };
}

type Kind = "plain" | "late" | "supplement" | "silent" | "wait" | "leaves" | "mixed" | "last-hours";
const kinds: readonly Kind[] = [
  "plain",
  "late",
  "last-hours",
  "supplement",
  "silent",
  "last-hours",
  "wait",
  "leaves",
  "mixed",
];

/** The script of a number; the same for ever. */
export function scriptOf(number: number): Script {
  const random = generator(number * 7919 + 11);
  const waiting = [odd.code, "1.001193", "1.013949", "1.013978", odd.code, "1.004873", "1.012812"];
  const kind = kinds[number % kinds.length] as Kind;
  const code =
    kind === "wait" || random(6) === 0
      ? (waiting[random(waiting.length)] as string)
      : (definitions[random(definitions.length)] as ProcedureDefinition).code;
  const definition = definitions.find((known) => known.code === code) as ProcedureDefinition;
  const place = definitions.indexOf(definition);
  const submittedAt = startOf(random);
  const offered = definition.channels.map(({ channel }) => channel);
  const channel =
    (kind === "wait" && offered.includes("online") ? "online" : offered[random(offered.length)]) ?? "counter";
  return {
    number,
    code,
    channel,
    caseId: definition.cases[random(definition.cases.length)]?.id ?? "",
    facts: Object.fromEntries(
      definition.facts.map(({ id }) => [id, id === "filedOnline" ? channel === "online" : random(2) === 0]),
    ),
    submittedAt,
    habits: profiles[(2 * place + random(2)) % profiles.length] as LawHabits,
    policy: random(3) === 0 ? (policyNames[place % policyNames.length] as PolicyName) : "default",
    standing: place % 4 === 0 ? "double" : "plain",
    wanders: kind === "wait",
    moves:
      kind === "last-hours"
        ? lastHours(dueAt(definition, submittedAt, channel), submittedAt, random)
        : movesOf(kind, submittedAt, random),
  };
}

/** About when a dossier accepted at once is due. */
function dueAt({ limits }: ProcedureDefinition, acceptedAt: number, channel: string): number {
  const rule = limits.find(({ when }) => when?.channel === undefined || when.channel === channel);
  if (rule === undefined || rule.budget.unit === "none" || rule.budget.unit === "stages") return acceptedAt + 3 * day;
  const due = dueOf(time, acceptedAt, rule.budget);
  return due.ok ? due.value.dueAt : acceptedAt + 3 * day;
}

/** A supplement asked about when people are asked, when they answer, or in the evening after the promise was missed; and
 *  received within hours or days. */
function lastHours(due: number, submittedAt: number, random: (below: number) => number): readonly Move[] {
  const moves: Move[] = [];
  const add = (at: number, what: Move["do"]): void => {
    moves.push({ at: Math.max(at, moves.at(-1)?.at ?? submittedAt), do: what, pick: random(1_000) });
  };
  const within = (ms: number) => random(ms / 1_000) * 1_000;
  add(submittedAt, "accept");
  add(submittedAt + within(hour), "act");
  const asked = random(2) === 0 ? due + 1_000 + within(6 * hour) : due - 2 * day + within(2 * day);
  if (random(3) === 0) add(asked - hour, "claim");
  add(asked, "ask-supplement");
  add(asked + (random(2) === 0 ? within(8 * hour) : within(5 * day)), "receive-supplement");
  for (let i = 0; i < 5; i += 1)
    add((moves.at(-1)?.at ?? asked) + (random(3) === 0 ? within(6 * day) : within(hour)), "act");
  return moves;
}

/** Any time of 2026; often late in the afternoon, at a weekend, or on the days before a holiday. */
function startOf(random: (below: number) => number): number {
  const holidays = vietnamCalendar.entries.filter(({ date }) => date >= "2026-01-10" && date <= "2026-11-30");
  const anyDay = epochDayOf("2026-01-05" as Parameters<typeof epochDayOf>[0]) + random(320);
  const holiday = holidays[random(holidays.length)];
  const on = random(3) === 0 && holiday !== undefined ? epochDayOf(holiday.date) - 1 - random(5) : anyDay;
  const ms = [8 * hour, 14 * hour + 50 * minute, 16 * hour + 40 * minute, 19 * hour, 0][random(5)] as number;
  const odds = random(3) === 0 ? random(day) : ms + random(90) * minute + random(60_000);
  return instantAt(on, Math.min(day - 1, odds));
}

/** People of every sort, few enough that lives share a simulator. */
const profiles: readonly LawHabits[] = [
  defaultHabits,
  ...Array.from({ length: 11 }, (_, i) => habitsFrom(generator(77 * i + 1_000), i)),
];

function habitsFrom(random: (below: number) => number, place: number): LawHabits {
  const part = () => [0, 1, 0.5][random(3)] as number;
  const ms = () => [0, 20 * minute, hour, 3 * hour, 9 * hour, 30 * hour][random(6)] as number;
  return {
    answer: (["by-fit", "always-on-time", "always-late", "never"] as const)[random(7) % 4] ?? "by-fit",
    answerAfterMs: ([0, hour, 9 * hour, 14 * hour][place % 4] ?? 0) + random(hour),
    newDateAfterDays: 1 + random(4),
    apologiesForgotten: part(),
    draftAfterMs: ms(),
    signAfterMs: ms(),
    sendAfterMs: ms(),
    rescheduled: part(),
    rescheduleAfterMs: ms(),
    acknowledged: part(),
    acknowledgeAfterMs: ms(),
  };
}

const quick = [0, 1, 5, 20, 45, 90, 240];
const slow = [300, 1_440, 2_000, 4_320, 10_080, 20_160];

function movesOf(kind: Kind, submittedAt: number, random: (below: number) => number): readonly Move[] {
  const moves: Move[] = [];
  let at = submittedAt;
  const add = (what: Move["do"], waits: readonly number[]): void => {
    at += (waits[random(waits.length)] ?? 0) * minute + (random(2) === 0 ? 0 : random(60_000));
    moves.push({ at, do: what, pick: random(1_000) });
  };
  const late = kind === "late" || (kind === "mixed" && random(2) === 0);
  const pace = (): readonly number[] => (late && random(3) === 0 ? slow : quick);
  if (kind === "leaves" && random(4) === 0) add(random(2) === 0 ? "withdraw" : "refuse-intake", quick);
  add("accept", random(6) === 0 ? slow : quick);
  const count = kind === "plain" || kind === "silent" ? 6 : 6 + random(18);
  for (let i = 0; i < count; i += 1) {
    if (random(3) === 0) add("claim", quick);
    const silent = kind === "silent";
    if ((kind === "supplement" || kind === "mixed" || silent) && (silent ? i > 0 : random(3) === 0)) {
      add("ask-supplement", random(3) === 0 ? slow : quick);
      if (!silent && random(4) > 0) add("receive-supplement", random(2) === 0 ? slow : quick);
    }
    if (kind === "wait" && i > 1 && random(5) === 0) add("ask-supplement", quick);
    if (kind === "wait" && random(6) === 0) add("receive-supplement", pace());
    if (kind === "leaves" && i > 1 && random(5) === 0) add("withdraw", pace());
    add("act", kind === "wait" && random(4) === 0 ? slow : pace());
  }
  return moves;
}

/** Until when a life is watched: some never end, as people who write too slowly rewrite an apology for ever. */
export const watchedUntil = ({ submittedAt, moves }: Script): number => (moves.at(-1)?.at ?? submittedAt) + 60 * day;

/** The rules in force on a day differ by what came later: the day itself, for the law a dossier is pinned to. */
export const dayText = (at: number): string => civilDateOf(dayOf(at));

/** A number of 0 to 1, for habits with a share. */
export function drawn(slot: number, purpose: number): number {
  return generator(slot * 1_000_003 + purpose * 97 + 5)(1_000_000) / 1_000_000;
}

import { civilDateOf, dayOf, epochDayOf, instantAt, type ProcedureDefinition } from "@motcua/core";
import { vietnamCalendar, vietnamProcedures } from "@motcua/core/vietnam";
import { defaultHabits, type LawHabits } from "../../packages/core/src/simulator/law/reactions.ts";
import { generator } from "../procedures/walk.ts";

/** One thing that somebody does at a dossier. `pick` chooses details from what stands there. */
export interface Move {
  readonly at: number;
  readonly do: "accept" | "act" | "claim" | "ask-supplement" | "receive-supplement" | "withdraw" | "refuse-intake";
  readonly pick: number;
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
  readonly moves: readonly Move[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A procedure of no book: an action that counts the limit again, silence that goes on, working hours, a sector's own rule for
 *  supplements. What the 53 do not have is tried here. */
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
      ...(step.id === "officer" ? { within: { unit: "working-hour" as const, hundredths: 650 } } : {}),
      actions: step.actions.map((action) =>
        action.id === "corrections" || action.id === "answered" ? { ...action, clock: "restart" as const } : action,
      ),
    })),
    supplement: {
      askWithin: { unit: "working-hour", amount: 6 },
      rounds: 2,
      citizenTime: { unit: "calendar-day", amount: 5 },
      effect: "restart",
      source: "sector law",
    },
  };
}

type Kind = "plain" | "late" | "supplement" | "silent" | "wait" | "leaves" | "mixed";
const kinds: readonly Kind[] = ["plain", "late", "late", "supplement", "silent", "wait", "leaves", "mixed"];

/** The script of a number; the same for ever. */
export function scriptOf(number: number): Script {
  const random = generator(number * 7919 + 11);
  const waiting = ["1.001193", "1.013949", "1.013978", odd.code, "1.004873", "1.012812"];
  const kind = kinds[number % kinds.length] as Kind;
  const code =
    kind === "wait" || random(6) === 0
      ? (waiting[random(waiting.length)] as string)
      : (definitions[random(definitions.length)] as ProcedureDefinition).code;
  const definition = definitions.find((known) => known.code === code) as ProcedureDefinition;
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
    habits: habitsOf(random),
    policy: random(3) === 0 ? (policyNames[random(policyNames.length)] as PolicyName) : "default",
    standing: random(4) === 0 ? "double" : "plain",
    moves: movesOf(kind, submittedAt, random),
  };
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

function habitsOf(random: (below: number) => number): LawHabits {
  const part = () => [0, 1, 0.5][random(3)] as number;
  const ms = () => [0, 20 * minute, hour, 3 * hour, 9 * hour, 30 * hour][random(6)] as number;
  if (random(3) === 0) return defaultHabits;
  return {
    answer: (["by-fit", "always-on-time", "always-late", "never"] as const)[random(4)] ?? "by-fit",
    answerAfterMs: ms(),
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

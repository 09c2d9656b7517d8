import {
  type Bilingual,
  createEngine,
  type DossierEvent,
  type DossierState,
  type EpochMs,
  type EventOf,
  formatInstant,
  LawBook,
  type LimitExplanation,
  momentNames,
  openingMsBetween,
  type Payment,
  renderLimitExplanation,
  type Storage,
} from "@motcua/core";
import type { FoundDossier } from "../database.ts";
import { type MemberStory, membersOf, renderMembers } from "./members.ts";
import { movedDetail, renderPayments, requestedDetail } from "./payments.ts";
import { causeWords, eventWord, limitWord, outcomeWords, verdictWords } from "./words.ts";

/** Opening time one holder answered for. */
export interface Holding {
  /** `unit/person`, or `party:` while the clock stood. */
  readonly holder: string;
  readonly workingMinutes: number;
}

/** A dossier explained from its file alone: what was promised, why that date, who held it how long, what happened. */
export interface Story {
  readonly dossierId: string;
  readonly code: string | undefined;
  readonly procedure: string;
  readonly procedureName: { readonly vi: string; readonly en: string };
  readonly outcome: DossierState["outcome"];
  readonly verdict: DossierState["verdict"];
  readonly daysOver: number | undefined;
  readonly asOf: EpochMs;
  readonly promises: DossierState["promises"];
  readonly limits: readonly { readonly limit: string; readonly explanation: LimitExplanation }[];
  readonly holdings: readonly Holding[];
  /** Of an interlinked group; empty for any other dossier. */
  readonly members: readonly MemberStory[];
  readonly payments: readonly Payment[];
  readonly events: readonly DossierEvent[];
}

/** @param asOf the moment it is told at; absent: the dossier's last event */
export async function storyOf(storage: Storage, { state }: FoundDossier, asOf = state.lastAt): Promise<Story> {
  const clock = { now: () => asOf, delayUntil: () => 0 };
  // No law in force: everything needed was stored with the dossier.
  const engine = createEngine({ storage, clock });
  const limits = (await engine.explain(state.dossierId)) ?? [];
  const law = await new LawBook(storage, undefined).load(state.law);
  await engine.close();
  const measure = (from: EpochMs, to: EpochMs): number => openingMsBetween(law.time, from, to);
  return {
    dossierId: state.dossierId,
    code: state.code,
    procedure: state.procedure,
    procedureName: law.procedure.definition.name,
    outcome: state.outcome,
    verdict: state.verdict,
    daysOver: state.daysOver,
    asOf,
    promises: state.promises,
    limits,
    holdings: holdingsOf(state, measure, asOf),
    members: membersOf(law, state, measure, asOf),
    payments: Object.values(state.payments ?? {}),
    events: await historyOf(storage, state),
  };
}

/** What is booked, and what the present holder has run up since. */
function holdingsOf(
  { responsibility }: DossierState,
  measure: (from: EpochMs, to: EpochMs) => number,
  asOf: EpochMs,
): readonly Holding[] {
  if (responsibility === undefined) return [];
  const { booked, holder, since } = responsibility;
  const all = new Map(Object.entries(booked));
  if (holder !== "" && asOf > since) all.set(holder, (all.get(holder) ?? 0) + measure(since, asOf));
  return [...all].map(([name, ms]) => ({ holder: name, workingMinutes: Math.round(ms / 60_000) }));
}

async function historyOf(storage: Storage, state: DossierState): Promise<readonly DossierEvent[]> {
  const events: DossierEvent[] = [];
  let after: string | undefined;
  do {
    const page = await storage.reader.history(state.dossierId, {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    for (const stored of page.items) events.push(JSON.parse(stored.bytes) as DossierEvent);
    after = page.next;
  } while (after !== undefined);
  return events;
}

/** The story as text, Vietnamese with English beside it. */
export function renderStory(story: Story): string {
  const lines = [
    `${story.code ?? story.dossierId}  ${story.procedure} ${story.procedureName.vi} / ${story.procedureName.en}`,
    `Tình trạng / status: ${statusOf(story)}; ${formatInstant(story.asOf)}`,
    "",
    "Ngày hẹn trả / promises",
    ...story.promises.map(
      (promise, index) =>
        `  ${index + 1}. ${promise.date}  ${both(causeWords[promise.cause])}  [${promise.source}]  ${formatInstant(promise.madeAt)}`,
    ),
    "",
    "Diễn biến / timeline",
    ...timeline(story.events),
    "",
    "Ai giữ bao lâu (giờ làm việc) / who held it how long (opening hours)",
    ...story.holdings.map(({ holder, workingMinutes }) => `  ${hours(workingMinutes)}  ${holder}`),
    ...renderMembers(story.members, hours),
    ...renderPayments(story.payments),
  ];
  for (const { limit, explanation } of story.limits) {
    lines.push("", `Vì sao ngày này / why this date: ${both(limitWord(limit))}`, renderLimitExplanation(explanation));
  }
  return `${lines.join("\n")}\n`;
}

function statusOf({ outcome, verdict, daysOver }: Story): string {
  const over = daysOver === undefined || daysOver === 0 ? "" : ` (+${daysOver})`;
  const judged = verdict === undefined ? "" : `, ${both(verdictWords[verdict])}${over}`;
  return `${both(outcomeWords[outcome ?? "open"])}${judged}`;
}

const hours = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(4)}:${String(minutes % 60).padStart(2, "0")}`;

function timeline(events: readonly DossierEvent[]): readonly string[] {
  return events.map((event) => {
    const what = detailOf(event);
    const by = event.by.person === "system" ? "" : `  (${event.by.person})`;
    return `  ${formatInstant(event.at).slice(0, 16).replace("T", " ")}  ${both(eventWord(event.type))}${what === "" ? "" : `: ${what}`}${by}`;
  });
}

const both = ({ vi, en }: Bilingual): string => `${vi} / ${en}`;

function detailOf(event: DossierEvent): string {
  switch (event.type) {
    case "accepted":
      return event.code ?? "";
    case "promised":
    case "promise-missed":
      return event.date;
    case "limit-started":
    case "limit-resumed":
    case "limit-restarted":
    case "limit-extended":
    case "limit-superseded":
    case "limit-reprojected":
    case "limit-carried":
    case "limit-migrated":
    case "limit-ended":
      return both(limitWord(event.limit));
    case "limit-suspended":
      return `${event.limit === "principal" ? "" : `${both(limitWord(event.limit))}, `}${event.ground} [${event.source}]`;
    case "rung-taken":
      return `${both(limitWord(event.limit))}, ${event.rung}`;
    case "escalated":
      return `${event.target} ${event.to}`;
    case "calendar-adopted":
      return event.revision;
    case "definition-adopted":
      return `${event.from.code}@${event.from.version} → ${event.to.code}@${event.to.version} [${event.reason}]`;
    case "answered-on-time":
      return `${event.answer}${event.newDate === undefined ? "" : ` ${event.newDate}`}`;
    case "apology-owed":
      return [event.cause, ...(event.answerable ?? []).map(({ member, unit }) => `${member} (${unit})`)].join(", ");
    case "member-requested":
    case "member-accepted":
    case "member-rejected":
    case "member-supplement-requested":
    case "member-supplemented":
    case "member-returned":
    case "member-impossible":
    case "member-silent":
    case "member-late-lifted":
      return event.member;
    case "members-planned":
      return event.expectedOn === undefined ? "" : `dự kiến / expected ${event.expectedOn}`;
    case "member-late":
      return `${event.member}, ${event.limitOn}`;
    case "member-granted":
    case "member-refused":
      return `${event.member}, ${both(verdictWords[event.verdict])}${event.daysOver === 0 ? "" : ` (+${event.daysOver})`}`;
    case "apology-signed":
      return event.letterNumber ?? "";
    case "rescheduled":
      return event.newDate;
    case "task-opened":
      return `${event.step}, ${event.unit}/${event.person ?? event.head}`;
    case "acted":
      return `${event.step}.${event.action}`;
    case "recorded":
      return recordedDetail(event);
    case "payment-requested":
      return requestedDetail(event);
    case "payment-moved":
      return movedDetail(event);
    case "resolved":
      return `${both(outcomeWords[event.outcome])}, ${both(verdictWords[event.verdict])}`;
    default:
      return "";
  }
}

function recordedDetail({ step, moment, details, attendance }: EventOf<"recorded">): string {
  const { on, place, parties } = details;
  const counts = Object.entries(parties ?? {}).map(([party, count]) => `${party} ${count}`);
  return [
    `${step}: ${both(momentNames[attendance === undefined || attendance.result === "absent" ? moment : attendance.result])}`,
    ...(on === undefined ? [] : [formatInstant(on).slice(0, 16).replace("T", " ")]),
    ...(place === undefined ? [] : [place]),
    ...counts,
    ...(attendance === undefined || attendance.absent.length === 0
      ? []
      : [`vắng/absent: ${attendance.absent.join(", ")}`]),
  ].join("; ");
}

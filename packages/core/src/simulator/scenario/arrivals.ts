import { parseInstant } from "../../calendar/civil-date.ts";
import { readFact } from "../../procedure/names.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import { meanMsOf } from "../kernel/sampler.ts";
import type { Arrivals, Attribute, Conventions, Filing, Stream, StreamMember } from "../model.ts";
import type { DaySpans } from "./calendars.ts";
import { checkChannelNames } from "./check-names.ts";
import { channelAttribute, factAttribute } from "./flow-builder.ts";
import { distributionOf, type TimeBase } from "./spread.ts";
import type { ArrivalEntry, Scenario } from "./types.ts";

const hourMs = 3_600_000;
/** The fact that the catalogue's guards ask of dossiers that came in electronically. */
const filedOnline = "filedOnline";
const electronic: ReadonlySet<string> = new Set(["online", "vneid"]);

export interface Member {
  readonly procedure: string;
  readonly dependsOn?: readonly string[];
  readonly case?: string;
  readonly definition: ProcedureDefinition | undefined;
}

export interface ArrivalSurroundings {
  readonly scenario: Scenario;
  readonly conventions: Conventions;
  readonly definition: ProcedureDefinition | undefined;
  /** What is lodged with it, with its definition where it has one. */
  readonly members: readonly Member[];
  readonly base: TimeBase;
  /** Calendar of the model in which they come; absent: at any time. */
  readonly calendar: string | undefined;
  /** Hours of a usual working day in that calendar. */
  readonly usualDay: DaySpans;
  /** Nothing in a list may come then or later; Infinity where the run ends by date and leaves them out. */
  readonly until: number;
  readonly report: (path: string, vi: string, en: string) => void;
  readonly path: string;
}

/** A line of arrivals as streams, one for each channel. */
export function streamsOf(entry: ArrivalEntry, around: ArrivalSurroundings): readonly Stream[] {
  const id = entry.id ?? entry.procedure;
  const channels = channelsOf(entry, around);
  if (entry.arrive.kind === "list" && channels.length > 1) {
    // The channels may be those of the scenario, of which this line says nothing.
    const [vi, en] =
      entry.channels === undefined
        ? [
            "kịch bản có nhiều; hãy ghi channels: { counter: 1 } ở dòng này",
            "the scenario has several: write channels: { counter: 1 } in this line",
          ]
        : ["hãy tách thành nhiều dòng", "write a line for each"];
    around.report(
      `${around.path}.channels`,
      `danh sách thời điểm chỉ có một kênh; ${vi}`,
      `a list of instants has one channel; ${en}`,
    );
  }
  checkFacts(entry, around);
  const { definition, members } = around;
  return channels.map(([channel, share]) => ({
    id: channels.length > 1 ? `${id}.${channel}` : id,
    flow: entry.procedure,
    arrivals: patternOf(entry, share, around),
    ...(around.calendar === undefined ? {} : { calendar: around.calendar }),
    attributes: attributesOf(entry, channel, around),
    ...(entry.dossiersMax === undefined ? {} : { dossiersMax: Math.max(1, Math.round(entry.dossiersMax * share)) }),
    ...(definition === undefined ? {} : { filing: filingOf(entry, channel, definition, entry.case) }),
    ...(members.length === 0
      ? {}
      : { members: [{ flow: entry.procedure }, ...members.map((member) => memberOf(entry, channel, member))] }),
  }));
}

function memberOf(entry: ArrivalEntry, channel: string, member: Member): StreamMember {
  const { procedure, dependsOn, definition } = member;
  return {
    flow: procedure,
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...(definition === undefined
      ? {}
      : { filing: filingOf(entry, offeredChannel(definition, channel), definition, member.case) }),
  };
}

/** What the procedure does not offer comes to the counter. */
function channelsOf(entry: ArrivalEntry, around: ArrivalSurroundings): readonly (readonly [string, number])[] {
  const { definition, scenario, report, path } = around;
  const said = entry.channels ?? scenario.channels ?? { counter: 1 };
  const sum = Object.values(said).reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-3)
    report(
      entry.channels === undefined ? "channels" : `${path}.channels`,
      `các kênh cộng lại bằng ${Number(sum.toFixed(6))}, phải bằng 1`,
      `the channels add up to ${Number(sum.toFixed(6))}, not to 1`,
    );
  if (definition === undefined) return entry.channels === undefined ? [["counter", 1]] : present(said);
  checkChannelNames(entry.channels, `${path}.channels`, report);
  const shares: { [channel: string]: number } = {};
  for (const [channel, share] of Object.entries(said)) {
    const to = offeredChannel(definition, channel);
    shares[to] = (shares[to] ?? 0) + share;
  }
  return present(shares);
}

/** What a procedure does not offer comes to the counter. */
function offeredChannel({ channels }: ProcedureDefinition, channel: string): string {
  const offered = channels.map((one): string => one.channel);
  if (offered.includes(channel)) return channel;
  return offered.includes("counter") ? "counter" : (offered[0] ?? "counter");
}

const present = (shares: { readonly [channel: string]: number }) =>
  Object.entries(shares).filter(([, share]) => share > 0);

function patternOf({ arrive }: ArrivalEntry, share: number, around: ArrivalSurroundings): Arrivals {
  const { scenario, conventions, base, usualDay, report, path } = around;
  const times = share * (scenario.arrivalsFactor ?? 1);
  switch (arrive.kind) {
    case "per-working-day": {
      const meanMs = openMs(usualDay) / (arrive.mean * times);
      // In elapsed time gaps would run over closed hours: there the rate is given by the hour.
      if (conventions.arrivals === "open-time") return { kind: "between", ms: { kind: "exponential", meanMs } };
      return { kind: "weekly-rate", perHour: new Array<number>(168).fill(hourMs / meanMs) };
    }
    case "by-hour":
      return { kind: "weekly-rate", perHour: ratesByHour(arrive, times, usualDay, report, `${path}.arrive.shares`) };
    case "between":
      return { kind: "between", ms: distributionOf(arrive.time, base, 1 / times) };
    case "weekly-rate":
      return { kind: "weekly-rate", perHour: arrive.perHour.map((rate) => rate * times) };
    case "list":
      return { kind: "list", at: instantsOf(arrive.at, around) };
  }
}

function instantsOf(texts: readonly string[], { until, report, path }: ArrivalSurroundings): readonly number[] {
  const instants = texts.map((text, i) => instantOf(text, `${path}.arrive.at[${i}]`, report));
  const beyond = instants.findIndex((at) => at >= until);
  if (beyond >= 0)
    report(
      `${path}.arrive.at[${beyond}]`,
      `sau ngày cuối của lịch làm việc (${texts[beyond]}); hãy bỏ ra hoặc dời sớm hơn`,
      `after the last day of the work calendar (${texts[beyond]}); leave it out or move it earlier`,
    );
  return instants;
}

function instantOf(text: string, path: string, report: ArrivalSurroundings["report"]): number {
  const instant = parseInstant(text);
  if (instant.ok) return instant.value;
  report(path, instant.error.text.vi, instant.error.text.en);
  return 0;
}

export const openMs = (spans: DaySpans): number => spans.reduce((sum, [from, to]) => sum + (to - from) * 60_000, 0);

/** The rate holds while the office is open: where an hour is half closed, twice the rate brings its share. */
function ratesByHour(
  arrive: { readonly perWorkingDay: number; readonly shares: { readonly [hour: string]: number } },
  times: number,
  usualDay: DaySpans,
  report: ArrivalSurroundings["report"],
  path: string,
): readonly number[] {
  const total = Object.values(arrive.shares).reduce((sum, share) => sum + share, 0);
  const day = new Array<number>(24).fill(0);
  for (const [text, share] of Object.entries(arrive.shares)) {
    const hour = Number(text);
    if (!(Number.isInteger(hour) && hour >= 0 && hour < 24)) {
      report(`${path}.${text}`, "giờ phải từ 0 đến 23", "an hour is 0 to 23");
      continue;
    }
    const open = usualDay.reduce(
      (sum, [from, to]) => sum + Math.max(0, Math.min(to, hour * 60 + 60) - Math.max(from, hour * 60)),
      0,
    );
    if (open === 0 && share > 0)
      report(`${path}.${text}`, `lúc ${hour} giờ cơ quan đóng cửa`, `the office is closed at ${hour}:00`);
    else if (share > 0) day[hour] = (arrive.perWorkingDay * times * share * 60) / (total * open);
  }
  return Array.from({ length: 168 }, (_, hour) => day[hour % 24] ?? 0);
}

function attributesOf(entry: ArrivalEntry, channel: string, around: ArrivalSurroundings): readonly Attribute[] {
  const { base } = around;
  const definitions = definitionsOf(around);
  const certain = (name: string, value: string): Attribute => ({
    name,
    values: { kind: "shares", of: [{ value, share: 1 }] },
  });
  const facts = guardFacts(definitions).map((fact) =>
    certain(factAttribute(fact), factShare(entry, channel, fact) === 1 ? "yes" : "no"),
  );
  const own = Object.entries(entry.attributes ?? {}).map(([name, values]): Attribute => {
    if (typeof values.kind === "string" && "unit" in values)
      return { name, values: { kind: "number", of: distributionOf(values as never, base) } };
    const of = Object.entries(values as { readonly [value: string]: number });
    return { name, values: { kind: "shares", of: of.map(([value, share]) => ({ value, share })) } };
  });
  return [...(definitions.length === 0 ? [] : [certain(channelAttribute, channel)]), ...facts, ...own];
}

/** Of all that are lodged together. */
const definitionsOf = ({ definition, members }: ArrivalSurroundings): readonly ProcedureDefinition[] =>
  [definition, ...members.map((member) => member.definition)].filter((one) => one !== undefined);

const guardFacts = (definitions: readonly ProcedureDefinition[]): readonly string[] => [
  ...new Set(
    definitions.flatMap(({ steps }) =>
      steps.flatMap(({ actions }) => actions.flatMap(({ guard = [] }) => guard.map((text) => readFact(text).fact))),
    ),
  ),
];

function factShare({ facts }: ArrivalEntry, channel: string, fact: string): number {
  return facts?.[fact] ?? (fact === filedOnline && electronic.has(channel) ? 1 : 0);
}

function filingOf(
  entry: ArrivalEntry,
  channel: string,
  { facts, cases }: ProcedureDefinition,
  caseId: string | undefined,
): Filing {
  const shares = facts.map(({ id }) => [id, factShare(entry, channel, id)] as const).filter(([, share]) => share > 0);
  return {
    channel,
    caseId: caseId ?? cases[0]?.id ?? "",
    ...(shares.length === 0 ? {} : { facts: Object.fromEntries(shares) }),
  };
}

function checkFacts({ facts = {}, case: caseId }: ArrivalEntry, around: ArrivalSurroundings): void {
  const { definition, members, report, path } = around;
  const ofCases = [[definition, caseId, `${path}.case`] as const].concat(
    members.map((member, i) => [member.definition, member.case, `${path}.members[${i}].case`] as const),
  );
  for (const [known, asked, at] of ofCases)
    if (known !== undefined && asked !== undefined && !known.cases.some(({ id }) => id === asked))
      report(at, `thủ tục không có trường hợp "${asked}"`, `the procedure has no case "${asked}"`);
  const definitions = definitionsOf(around);
  if (definitions.length === 0) return;
  const guards = guardFacts(definitions);
  for (const [fact, share] of Object.entries(facts)) {
    if (!definitions.some((known) => known.facts.some(({ id }) => id === fact)))
      report(
        `${path}.facts.${fact}`,
        `thủ tục không khai dữ kiện "${fact}"`,
        `the procedure declares no fact "${fact}"`,
      );
    // Guards need to know it of each dossier; the law draws it by itself.
    else if (guards.includes(fact) && share !== 0 && share !== 1)
      report(
        `${path}.facts.${fact}`,
        "dữ kiện này quyết định đường đi: ghi 0 hoặc 1, tách thành hai dòng",
        "this fact decides the way: 0 or 1, in a line of its own each",
      );
  }
}

/** So many dossiers in all, shared out among the streams by their rates. */
export function limitDossiers(streams: readonly Stream[], dossiers: number): readonly Stream[] {
  const rates = streams.map(({ arrivals }) =>
    arrivals.kind === "between"
      ? 1 / Math.max(1e-9, meanMsOf(arrivals.ms))
      : arrivals.kind === "weekly-rate"
        ? arrivals.perHour.reduce((sum, rate) => sum + rate, 0)
        : arrivals.at.length,
  );
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  let given = 0;
  let upTo = 0;
  return streams.flatMap((stream, i) => {
    upTo += rates[i] ?? 0;
    const share = Math.round((dossiers * upTo) / total) - given;
    given += share;
    const most = Math.min(share, stream.dossiersMax ?? share);
    return most < 1 ? [] : [{ ...stream, dossiersMax: most }];
  });
}

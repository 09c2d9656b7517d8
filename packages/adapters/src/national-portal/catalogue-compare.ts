import { type Budget, type Channel, formatBudget, type ProcedureDefinition } from "../shared/core.ts";
import type { PortalProcedure } from "./catalogue.ts";

/** One way in which the portal's catalogue and a definition of ours do not say the same. Public data on both sides. */
export interface CatalogueDifference {
  readonly code: string;
  readonly about:
    | "missing-there"
    | "missing-here"
    | "not-published"
    | "name"
    | "field"
    | "channel"
    | "limit"
    | "fee"
    | "result";
  /** Channel, fee or result it is about. */
  readonly of?: string;
  readonly ours?: string;
  readonly theirs?: string;
}

/** The portal's words. */
export interface CatalogueWords {
  readonly channels: { readonly [word: string]: Channel };
  readonly units: { readonly [word: string]: Budget["unit"] };
}

export const catalogueWords: CatalogueWords = {
  channels: { "trực tiếp": "counter", "trực tuyến": "online", "dịch vụ bưu chính": "post", "bưu chính": "post" },
  units: {
    giờ: "hour",
    "giờ làm việc": "working-hour",
    ngày: "calendar-day",
    "ngày làm việc": "working-day",
    tháng: "month",
  },
};

/**
 * Lays definitions beside the portal's catalogue. Times and fees are compared where both sides tell exactly one: what depends on
 * facts of the dossier is several rules here and prose there.
 * @param definitions in force, one a code
 */
export function compareCatalogue(
  definitions: readonly ProcedureDefinition[],
  procedures: readonly PortalProcedure[],
  words: CatalogueWords = catalogueWords,
): readonly CatalogueDifference[] {
  const theirs = new Map(procedures.map((procedure) => [procedure.code, procedure]));
  const ours = new Set(definitions.map(({ code }) => code));
  const found = definitions
    .filter(({ applicant }) => applicant !== "none")
    .flatMap((definition): readonly CatalogueDifference[] => {
      const procedure = theirs.get(definition.code);
      const { code, name } = definition;
      if (procedure === undefined) return [{ code, about: "missing-there", ours: name.vi }];
      return compareProcedure(definition, procedure, words);
    });
  const missing = procedures.filter(({ code }) => !ours.has(code));
  return [...found, ...missing.map(({ code, name }) => ({ code, about: "missing-here" as const, theirs: name }))];
}

function compareProcedure(
  definition: ProcedureDefinition,
  procedure: PortalProcedure,
  words: CatalogueWords,
): readonly CatalogueDifference[] {
  const { code } = definition;
  const found: CatalogueDifference[] = [];
  const tell = (about: CatalogueDifference["about"], ours: string, theirs: string, of?: string): void =>
    void found.push({ code, about, ...(of && { of }), ours, theirs });
  if (procedure.published === false) found.push({ code, about: "not-published" });
  if (procedure.name !== "" && !same(definition.name.vi, procedure.name))
    tell("name", definition.name.vi, procedure.name);
  const fields = procedure.fields.map(({ name }) => name);
  if (fields.length > 0 && !fields.some((name) => same(name, definition.field.vi)))
    tell("field", definition.field.vi, fields.join("; "));
  const results = procedure.results.map(({ code: result }) => result).filter((result) => result !== "");
  for (const { code: result, name } of definition.results)
    if (results.length > 0 && !results.includes(result)) tell("result", result, results.join("; "), name.vi);
  compareChannels(definition, procedure, words, tell);
  return found;
}

type Tell = (about: CatalogueDifference["about"], ours: string, theirs: string, of?: string) => void;

function compareChannels(
  definition: ProcedureDefinition,
  procedure: PortalProcedure,
  words: CatalogueWords,
  tell: Tell,
): void {
  if (procedure.channels.length === 0) return;
  // VNeID is a door to the portal, not a channel of its catalogue.
  const offered = new Set<Channel>(
    definition.channels.map(({ channel }) => channel).filter((channel) => channel !== "vneid"),
  );
  const told = new Map(procedure.channels.map((one) => [words.channels[plain(one.channel)] ?? one.channel, one]));
  for (const channel of offered) if (!told.has(channel)) tell("channel", channel, "-", channel);
  for (const [channel, { times }] of told) {
    if (!offered.has(channel as Channel)) {
      tell("channel", "-", channel, channel);
      continue;
    }
    const [time, more] = times;
    if (time === undefined || more !== undefined) continue;
    compareLimit(definition, channel as Channel, time, words, tell);
    compareFee(definition, channel as Channel, time.fees, tell);
  }
}

type Time = PortalProcedure["channels"][number]["times"][number];

function compareLimit(
  definition: ProcedureDefinition,
  channel: Channel,
  time: Time,
  words: CatalogueWords,
  tell: Tell,
) {
  const unit = words.units[plain(time.unit)];
  const budgets = onChannel(definition.limits, channel).map(({ budget }) => budget);
  const [ours, more] = budgets;
  if (ours === undefined || more !== undefined || time.amount === undefined) return;
  const theirs = `${time.amount} ${time.unit}`;
  if ("amount" in ours ? ours.amount === time.amount && ours.unit === unit : false) return;
  tell("limit", ours.unit === "none" || ours.unit === "stages" ? ours.unit : formatBudget(ours), theirs, channel);
}

function compareFee(definition: ProcedureDefinition, channel: Channel, fees: Time["fees"], tell: Tell): void {
  const [fee, more] = fees;
  const rules = onChannel(definition.fees, channel).filter(({ kind = "fee" }) => kind === "fee");
  const [ours, others] = rules;
  if (fee?.amountVnd === undefined || more !== undefined || ours?.amountVnd === undefined || others !== undefined)
    return;
  if (ours.amountVnd !== fee.amountVnd)
    tell("fee", String(ours.amountVnd), String(fee.amountVnd), `${channel}: ${ours.name.vi}`);
}

/** Rules that can hold on a channel. */
function onChannel<Rule extends { readonly when?: { readonly channel?: Channel } }>(
  rules: readonly Rule[],
  channel: Channel,
): readonly Rule[] {
  return rules.filter(({ when }) => when?.channel === undefined || when.channel === channel);
}

const plain = (text: string): string => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
const same = (a: string, b: string): boolean => plain(a) === plain(b);

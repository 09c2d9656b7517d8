import {
  type Fault,
  InvariantError,
  LawBook,
  type LawHashes,
  type LawStore,
  type PinnedLaw,
  type Result,
} from "@motcua/core";
import { type BuiltOffice, type Model, officeAt, type Scenario } from "@motcua/core/simulator";
import { vietnamSources } from "../simulate/sources.ts";
import type { OpenInDatabase } from "./read-open.ts";

/** All that a forecast is made from, as plain data. */
export interface ForecastInput {
  readonly scenario: Scenario;
  readonly at: number;
  readonly days: number;
  readonly open: OpenInDatabase;
}

/** The office with its open dossiers; the same from the same input, in whatever thread. */
export async function officeOf({
  scenario,
  at,
  days,
  open,
}: ForecastInput): Promise<Result<BuiltOffice, readonly Fault[]>> {
  const laws = await lawsOf(open);
  return officeAt({
    scenario,
    sources: vietnamSources(),
    at,
    days,
    states: open.states,
    lawOf: (hashes) => laws.get(keyOf(hashes)),
  });
}

/** For a thread: compiled law cannot be sent there. */
export async function forecastModelOfThread(input: ForecastInput): Promise<Model> {
  const office = await officeOf(input);
  if (!office.ok) throw new TypeError(office.error[0]?.text.en ?? "the scenario does not make a model");
  return office.value.model;
}

const keyOf = ({ procedure, rules, calendar, hours, policies }: LawHashes): string =>
  [procedure, rules, calendar, hours, policies].join(" ");

/** What is not stored is left out: dossiers under it are named, the others are forecast. */
async function lawsOf({ states, law }: OpenInDatabase): Promise<ReadonlyMap<string, PinnedLaw>> {
  const documents = new Map(law.map((document) => [document.hash, document]));
  const store: LawStore = {
    putLaw: async () => {},
    loadLaw: async (hashes) => hashes.map((hash) => documents.get(hash)),
    findLaw: async () => [],
  };
  const book = new LawBook(store, undefined);
  const laws = new Map<string, PinnedLaw>();
  for (const { law: hashes } of states) {
    if (laws.has(keyOf(hashes))) continue;
    try {
      laws.set(keyOf(hashes), await book.load(hashes));
    } catch (error) {
      if (!(error instanceof InvariantError) || error.code !== "definition.not_stored") throw error;
    }
  }
  return laws;
}

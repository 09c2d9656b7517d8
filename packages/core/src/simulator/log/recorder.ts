import type { WorkSink } from "../kernel/unit.ts";
import type { LawFact } from "../law/facts.ts";
import type { Model } from "../model.ts";
import { LogColumns } from "./columns.ts";
import type { DossierAttributes, EventLog } from "./event-log.ts";
import { FactColumns, type LegalFactKind, legalFactKinds } from "./facts.ts";
import { modelNames } from "./model-names.ts";
import { WaitColumns } from "./waits.ts";

/** Keeps the event log of one office while it is simulated: give it to `runUnit` as `sink`. `WorkItem` says what a row is. */
export class LogRecorder implements WorkSink {
  readonly #items = new LogColumns();
  readonly #facts = new FactColumns();
  readonly #waits = new WaitColumns();
  readonly #attributes = new Map<number, DossierAttributes>();
  readonly #streams: number[] = [];
  readonly #numbers: number[] = [];
  readonly #details: string[] = [];
  readonly #detailNumbers = new Map<string, number>();
  readonly #model: Model;

  /** Something costs something: else costs of 0 are left out. */
  readonly #hasCosts: boolean;

  constructor(model: Model) {
    this.#model = model;
    this.#hasCosts =
      model.people.some(({ costPerHour = 0 }) => costPerHour > 0) ||
      model.flows.some(({ nodes }) => nodes.some((node) => node.kind === "task" && (node.fixedCost ?? 0) > 0));
  }

  work(
    dossier: number,
    flow: number,
    node: number,
    person: number,
    enabledAt: number,
    startAt: number,
    endAt: number,
    batch: number,
    cost: number,
  ): void {
    const row = this.#items.count;
    this.#items.add(dossier, flow, node, person, enabledAt, startAt, endAt);
    if (batch >= 0) this.#items.setBatch(row, batch);
    // Millionths: what is behind them is rounding.
    if (this.#hasCosts) this.#items.setCost(row, Math.round(cost * 1e6) / 1e6);
  }

  waited(dossier: number, flow: number, node: number, from: number, to: number): void {
    this.#waits.add(dossier, flow, node, from, to);
  }

  attributes(dossier: number, attributes: DossierAttributes): void {
    this.#attributes.set(dossier, attributes);
  }

  begin(dossier: number, stream: number, _flow: number, number: number): void {
    this.#streams[dossier] = stream;
    this.#numbers[dossier] = number;
  }

  end(): void {}

  fact(dossier: number, fact: LawFact): void {
    const kept = keptOf(fact);
    if (kept === undefined) return;
    const [kind, detail, dueAt] = kept;
    this.#facts.add(dossier, fact.at, legalFactKinds.indexOf(kind), this.#detail(detail), dueAt ?? Number.NaN);
  }

  #detail(text: string | undefined): number {
    if (text === undefined) return -1;
    const known = this.#detailNumbers.get(text);
    if (known !== undefined) return known;
    this.#detailNumbers.set(text, this.#details.length);
    return this.#details.push(text) - 1;
  }

  /** What has been kept so far. A dossier is named by its stream and its number in it. */
  log(): EventLog {
    return {
      items: this.#items,
      facts: this.#facts,
      waits: this.#waits,
      names: modelNames(this.#model, {
        dossier: (dossier) => `${this.#model.streams[this.#streams[dossier] ?? 0]?.id ?? ""}-${this.#numbers[dossier]}`,
        detail: (detail) => this.#details[detail],
        attributes: (dossier) => this.#attributes.get(dossier),
      }),
    };
  }
}

type Kept = readonly [kind: LegalFactKind, detail?: string | undefined, dueAt?: number];

/** What of the law belongs into a log for people and other tools; responsibility and answers are figures, not events. */
function keptOf(fact: LawFact): Kept | undefined {
  switch (fact.kind) {
    case "promised":
      return fact.cause === "accepted" ? ["accepted", undefined, fact.dueAt] : ["resumed", fact.cause, fact.dueAt];
    case "supplement-requested":
      return ["supplement-asked", fact.effect];
    case "supplement-received":
      return ["supplement-received"];
    case "limit-suspended":
      return ["suspended", fact.ground];
    case "rung-taken":
      return ["rung", `${fact.limit}/${fact.rung}`, fact.dueAt];
    case "escalated":
      return ["escalated", fact.target];
    case "apology-owed":
      return ["apology-owed", fact.cause];
    case "apology-sent":
      return ["apology-issued"];
    case "rescheduled":
      return ["rescheduled"];
    case "resolved":
      return ["resolved", fact.outcome];
    case "ended":
      return fact.outcome === "withdrawn" || fact.outcome === "closed" || fact.outcome === "intake-refused"
        ? [fact.outcome]
        : undefined;
    default:
      return undefined;
  }
}

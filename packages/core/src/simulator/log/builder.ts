import { LogColumns } from "./columns.ts";
import type { DossierAttributes, EventLog, LegalFact, LogNames, LogWait, WorkItem } from "./event-log.ts";
import { FactColumns, legalFactKinds } from "./facts.ts";
import { WaitColumns } from "./waits.ts";

/** Strings by number, each kept once. */
class Interner {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** Makes an event log from rows with names, in the order in which they come. */
export class LogBuilder {
  readonly #items = new LogColumns();
  readonly #facts = new FactColumns();
  readonly #waits = new WaitColumns();
  readonly #dossiers = new Interner();
  readonly #activities = new Interner();
  readonly #flows = new Interner();
  readonly #people = new Interner();
  readonly #units = new Interner();
  readonly #details = new Interner();
  readonly #attributes = new Map<number, DossierAttributes>();

  item(item: WorkItem): void {
    const { flow, person, unit, batch, cost } = item;
    const row = this.#items.count;
    this.#items.add(
      this.#dossiers.number(item.dossier),
      flow === undefined ? -1 : this.#flows.number(flow),
      this.#activities.number(item.activity),
      person === undefined ? -1 : this.#people.number(person),
      item.enabledAt ?? Number.NaN,
      item.startAt,
      item.endAt,
    );
    if (unit !== undefined) this.#items.setUnit(row, this.#units.number(unit));
    if (batch !== undefined) this.#items.setBatch(row, batch);
    if (cost !== undefined) this.#items.setCost(row, cost);
  }

  fact(fact: LegalFact): void {
    const { dossier, at, kind, detail, dueAt } = fact;
    const number = detail === undefined ? -1 : this.#details.number(detail);
    this.#facts.add(this.#dossiers.number(dossier), at, legalFactKinds.indexOf(kind), number, dueAt ?? Number.NaN);
  }

  wait({ dossier, activity, flow, from, to }: LogWait): void {
    const procedure = flow === undefined ? -1 : this.#flows.number(flow);
    this.#waits.add(this.#dossiers.number(dossier), procedure, this.#activities.number(activity), from, to);
  }

  /** Adds to what is known of a dossier; a name given again is replaced. */
  attributes(dossier: string, attributes: DossierAttributes): void {
    const number = this.#dossiers.number(dossier);
    this.#attributes.set(number, { ...this.#attributes.get(number), ...attributes });
  }

  /** The log so far; it grows along with the builder. */
  log(): EventLog {
    const texts = (of: Interner) => (number: number) => of.texts[number];
    const names: LogNames = {
      dossier: (dossier) => this.#dossiers.texts[dossier] ?? "",
      activity: (_flow, node) => this.#activities.texts[node] ?? "",
      flow: texts(this.#flows),
      person: texts(this.#people),
      unit: texts(this.#units),
      unitOf: () => undefined,
      detail: texts(this.#details),
      attributes: (dossier) => this.#attributes.get(dossier),
    };
    return { items: this.#items, facts: this.#facts, waits: this.#waits, names };
  }
}

import { canonicalJson, type Json } from "../base/canonical-json.ts";
import { type DossierId, dossierId, must } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import { parseInstant } from "../calendar/civil-date.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { DossierEvent, EventOf, EventType } from "../dossier/events.ts";
import type { Actor, ResolvedFacts } from "../dossier/people.ts";
import type { Accepted, CommandRequest, ContentDraft, Rejected } from "../engine/engine-types.ts";
import { storedState } from "../engine/stored-state.ts";
import { verifyStorage } from "../engine/verify.ts";
import { wholeHistory } from "../engine/whole-history.ts";
import type { StoredEvent } from "../ports/storage.ts";
import { type Envelope, type SampleOffice, sampleOffice } from "../testing/sample-office.ts";
import { vietnamLaw } from "../vietnam/law.ts";
import { check, present, same } from "./check.ts";
import type { EngineHarness, EngineParts, EngineUnderTest } from "./engine-case.ts";

type Without<C> = C extends CommandRequest ? Omit<C, keyof Envelope> : never;
/** What a command says; the desk adds its envelope. Parts of the envelope may be given all the same. */
export type Body = Without<CommandRequest> & Partial<Envelope>;

/** An instant of the cases, written as the office writes it: `2026-08-20 09:00`. */
export function instant(text: string): EpochMs {
  const parsed = parseInstant(`${text.replace(" ", "T")}:00+07:00`);
  check(parsed.ok, `${text} is an instant`);
  return parsed.value;
}

/** A household business (hộ kinh doanh): three working days. Accepted when the cases begin, it is due on the 24th. */
export const filing: Body = {
  type: "submit",
  procedure: "1.001612",
  channel: "counter",
  caseId: "general",
  facts: {},
  intakeRef: "T-1",
};
export const startAt = instant("2026-08-20 09:00");
/** The ladder of that dossier when nobody acts. */
export const ladder = [
  ["ask", instant("2026-08-22 07:30")],
  ["due-day", instant("2026-08-24 07:30")],
  ["due", instant("2026-08-24 17:00")],
  ["after-1", instant("2026-08-25 17:00")],
] as const;

export const accepting: Body = { type: "accept" };
export const forwarding: Body = { type: "act", step: "intake", action: "forward" };
export const served = ["citizen", "citizen/sms", "portal"];

export const asId = (id: string): DossierId => must(dossierId(id));

/** Answers wrongly about some dossiers, as a neighbour does that is out of order. */
export type DirectoryFault = "garbage" | "down";

/** One engine in one office, with words for what cases do and ask all the time. */
export class EngineDesk {
  readonly office: SampleOffice = sampleOffice();
  readonly clerk: Actor = this.office.person("one-stop", "one-stop-officer");
  readonly officer: Actor = this.office.person("economic", "officer");
  readonly head: Actor = this.office.person("economic", "unit-head");
  readonly #harness: EngineHarness;
  readonly #parts: EngineParts;
  readonly #faults: Map<DossierId, DirectoryFault>;
  #running: EngineUnderTest | undefined;

  constructor(harness: EngineHarness) {
    this.#harness = harness;
    this.#faults = new Map();
    this.#parts = {
      startAt,
      law: vietnamLaw(),
      directory: { resolve: ({ dossierId }) => this.#resolve(dossierId) },
      numbering: this.office.numbering,
      adapters: served,
    };
  }

  /** Opens the engine; the runner does that before a case and closes it afterwards. */
  async open(): Promise<void> {
    this.#running = await this.#harness.open(this.#parts);
  }

  async close(): Promise<void> {
    await this.#running?.close();
    await this.#harness.dispose?.();
  }

  get running(): EngineUnderTest {
    return present(this.#running, "the engine");
  }
  get engine() {
    return this.running.engine;
  }
  get storage() {
    return this.running.storage;
  }

  /** Everything is stopped and started again on the same data. */
  async restart(): Promise<void> {
    check(this.#harness.restart !== undefined, "the harness has `restart`, since the engine says it survives one");
    this.#running = await this.#harness.restart(this.running, this.#parts);
  }

  /** The directory answers wrongly about a dossier from now on, or well again. */
  upset(dossier: string, how: DirectoryFault | "well"): void {
    if (how === "well") this.#faults.delete(asId(dossier));
    else this.#faults.set(asId(dossier), how);
  }

  #resolve(dossier: DossierId): ResolvedFacts {
    const fault = this.#faults.get(dossier);
    if (fault === "down") throw new Error("the directory does not answer");
    return fault === "garbage" ? ({} as ResolvedFacts) : this.office.directory.resolve();
  }

  send(dossier: string, by: Actor, body: Body, content?: readonly ContentDraft[]): Promise<Result<Accepted, Rejected>> {
    const request = { ...this.office.envelope(dossier, by), ...body } as CommandRequest;
    return content === undefined ? this.engine.submit(request) : this.engine.submit(request, content);
  }

  /** The same, taken for granted by the case. */
  async good(dossier: string, by: Actor, body: Body, content?: readonly ContentDraft[]): Promise<Accepted> {
    const answer = await this.send(dossier, by, body, content);
    check(answer.ok, `${body.type} of ${dossier} is taken${answer.ok ? "" : `, not refused: ${answer.error.code}`}`);
    return answer.value;
  }

  /** Why a command is refused. */
  async refusal(dossier: string, by: Actor, body: Body): Promise<string> {
    const answer = await this.send(dossier, by, body);
    check(!answer.ok, `${body.type} of ${dossier} is refused`);
    return answer.error.code;
  }

  /** Handed in and accepted: six events. */
  async accept(...dossiers: readonly string[]): Promise<void> {
    await Promise.all(
      dossiers.map(async (dossier) => {
        await this.good(dossier, this.clerk, filing);
        await this.good(dossier, this.clerk, accepting);
      }),
    );
  }

  async version(dossier: string): Promise<number | undefined> {
    return (await this.engine.read(asId(dossier)))?.version;
  }

  async state(dossier: string) {
    return present(await this.engine.read(asId(dossier)), `dossier ${dossier}`).state;
  }

  /** Every stored event, once all that was answered is stored. */
  async history(dossier: string): Promise<readonly StoredEvent[]> {
    await this.running.settled();
    return await wholeHistory(this.storage, asId(dossier));
  }

  /** Events of a type, in order. */
  async events<T extends EventType>(dossier: string, type: T): Promise<readonly EventOf<T>[]> {
    return (await this.history(dossier))
      .map((stored) => JSON.parse(stored.bytes) as DossierEvent)
      .filter((event): event is EventOf<T> => event.type === type);
  }

  /** Rungs taken of the principal limit, in order of events. */
  async rungs(dossier: string): Promise<readonly (readonly [rung: string, dueAt: EpochMs])[]> {
    const taken = await this.events(dossier, "rung-taken");
    return taken.filter((event) => event.limit === "principal").map((event) => [event.rung, event.dueAt]);
  }

  /** What must hold of every dossier whatever was done to it. */
  async sound(): Promise<void> {
    await this.running.settled();
    same((await verifyStorage(this.storage)).damages, [], "what verify finds");
    let after: string | undefined;
    do {
      const page = await this.storage.reader.scan({ limit: 100, ...(after === undefined ? {} : { after }) });
      for (const row of page.items) await this.#soundOne(row.dossierId);
      after = page.next;
    } while (after !== undefined);
  }

  async #soundOne(id: DossierId): Promise<void> {
    const history = await wholeHistory(this.storage, id);
    same(
      history.map(({ seq }) => seq),
      history.map((_, index) => index + 1),
      `the sequences of ${id}`,
    );
    const times = history.map(({ at }) => at);
    same(
      times,
      times.toSorted((a, b) => a - b),
      `the times of ${id} do not run backwards`,
    );
    const [row] = await this.storage.load([id]);
    const stored = storedState(present(row, `the row of ${id}`));
    same(textOf(stored), textOf(await this.state(id)), `what ${id} is read as is what its events fold to`);
  }
}

const textOf = (state: unknown): string => canonicalJson(JSON.parse(JSON.stringify(state ?? null)) as Json);

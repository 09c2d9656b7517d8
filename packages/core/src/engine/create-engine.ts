import type { DossierCode, DossierId, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { beginsDossier, lawAskedAt } from "../dossier/commands.ts";
import type { PinnedLaw } from "../dossier/law.ts";
import type { Actor } from "../dossier/people.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import type { Arrival } from "./arrival.ts";
import { checkRequest } from "./check-request.ts";
import { engineClosed } from "./decide-commit.ts";
import type {
  Accepted,
  CommandRequest,
  CommandRequestOf,
  ContentDraft,
  Directory,
  DossierView,
  Engine,
  Numbering,
  Rejected,
  TransferringEngine,
} from "./engine-types.ts";
import { contentRecord, type FactSources, hashOfBody, resolveFacts } from "./facts.ts";
import { commitGroup, type GroupContext, type Pending, refusedOrTaken } from "./group.ts";
import { servedLanes } from "./lanes.ts";
import { LawBook, type LawInForce } from "./law-book.ts";
import { MovedOffices, movedAway } from "./moved-away.ts";
import { newObserver } from "./observe.ts";
import { StateCache } from "./state-cache.ts";
import { guarded, type ToldTo } from "./told.ts";
import { measuredCommand, tellStopped } from "./told-command.ts";
import type { TransferPartner } from "./transfer-parties.ts";
import { availableNow, explainNow, type ViewSources, viewOf } from "./views.ts";

export interface EngineOptions extends ToldTo {
  readonly storage: Storage;
  readonly clock: Clock;
  /** What new dossiers are received under. Absent: the engine only works on dossiers already there. */
  readonly law?: LawInForce;
  /** Lanes that a worker serves: an audience (`citizen`, `desk`, `agency`, `portal`) or a channel to one (`citizen/sms`). A
   *  message is written to every served lane of its audience; for others it is not written. */
  readonly adapters?: readonly string[];
  /** Engines that dossiers are handed over to, by the name of their lane `transfer/<name>`: as in `TransferParties`. An
   *  office that is none of its partner's is refused; absent, every one is. */
  readonly partners?: { readonly [name: string]: Pick<TransferPartner, "offices"> };
  /** Asked for facts a command does not bring along. */
  readonly directory?: Directory;
  readonly numbering?: Numbering;
  /** Commands committed together at most. Default 512 where transactions stand in line, 128 where they go side by side. */
  readonly groupMax?: number;
  /** Dossiers kept ready in memory. Default 10,000. */
  readonly cachedDossiersMax?: number;
}

/** Builds an engine from its ports. Commands waiting in one turn of the event loop are committed together.
 *  @throws InvariantError `lane.malformed` */
export function createEngine(options: EngineOptions): TransferringEngine {
  return new DurableEngine(options);
}

/** One line waits for the disk once for all it holds, and a page that many dossiers touch is written once; several lines
 *  share what waits. */
const defaultGroupMax = ({ supports }: Storage): number => ((supports.groupsAtOnce ?? 1) > 1 ? 128 : 512);

interface Asked {
  readonly request: CommandRequest;
  readonly content: readonly ContentDraft[];
  readonly arrival?: Arrival;
}
interface Waiting extends Asked {
  readonly answer: Pending["answer"];
  readonly fail: Pending["fail"];
}

class DurableEngine implements TransferringEngine {
  readonly #options: EngineOptions;
  readonly #laws: LawBook;
  readonly #cache: StateCache;
  readonly #moved: MovedOffices;
  readonly #observer = newObserver();
  readonly #told: ToldTo;
  readonly #context: GroupContext;
  readonly #sources: FactSources;
  readonly #views: ViewSources;
  readonly #waiting: Pending[] = [];
  /** The last command of each dossier that is not queued yet. */
  readonly #arriving = new Map<DossierId, Promise<void>>();
  /** Procedures of dossiers whose first command is on its way: numbering asks for them before storage knows. */
  readonly #beginning = new Map<DossierId, string>();
  /** Groups under way, and the dossiers they hold: a dossier is in one group at a time. */
  readonly #lines = new Set<Promise<void>>();
  #openLines = 0;
  readonly #underWay = new Set<DossierId>();
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#told = guarded(options);
    this.#laws = new LawBook(options.storage, options.law);
    const { clock, directory, numbering } = options;
    this.#views = { laws: this.#laws, clock, directory };
    this.#sources = { directory, numbering, procedureOf: (id) => this.#procedureOf(id) };
    this.#cache = new StateCache(options.storage, options.cachedDossiersMax ?? 10_000);
    this.#moved = new MovedOffices(options.storage);
    this.#context = {
      storage: options.storage,
      laws: this.#laws,
      cache: this.#cache,
      lanes: servedLanes(options.adapters ?? []),
      partners: options.partners,
      onCommitted: ({ dossierId, officeId }, { events }) => {
        const tell = (): void => this.#observer.emit("committed", { dossierId, officeId, events });
        if (options.storage.whenDurable === undefined) tell();
        else options.storage.whenDurable(tell);
      },
      onIncident: (dossierId, code) => {
        this.#observer.emit("incident", { dossierId, code });
        tellStopped(this.#told, dossierId, code);
      },
      told: this.#told,
    };
  }

  get observe(): Engine["observe"] {
    return this.#observer;
  }

  async submit(request: CommandRequest, content: readonly ContentDraft[] = []): Promise<Result<Accepted, Rejected>> {
    if (this.#closed) return engineClosed();
    const checked = checkRequest(request);
    if (!checked.ok) return checked;
    const { telemetry } = this.#told;
    if (telemetry === undefined) return await this.#take({ request, content });
    return await measuredCommand(telemetry, request, () => this.#take({ request, content }));
  }

  async takeOver(
    request: CommandRequestOf<"take-over" | "decline-hand-over">,
    arrival: Arrival,
  ): Promise<Result<Accepted, Rejected>> {
    if (this.#closed) return engineClosed();
    const { telemetry } = this.#told;
    const asked = { request, content: [], arrival };
    if (telemetry === undefined) return await this.#take(asked);
    return await measuredCommand(telemetry, request, () => this.#take(asked));
  }

  async #take(asked: Asked): Promise<Result<Accepted, Rejected>> {
    const { request } = asked;
    const { dossierId } = request;
    const before = this.#arriving.get(dossierId);
    const begins = beginsDossier(request);
    if (begins) this.#beginning.set(dossierId, request.procedure);
    try {
      return await this.#queue(asked, before);
    } finally {
      if (begins) this.#beginning.delete(dossierId);
    }
  }

  #queue(asked: Asked, before: Promise<void> | undefined) {
    const { dossierId } = asked.request;
    return new Promise<Result<Accepted, Rejected>>((answer, fail) => {
      const arrival = this.#arrive({ ...asked, answer, fail }, before);
      this.#arriving.set(dossierId, arrival);
      void arrival.then(() => {
        if (this.#arriving.get(dossierId) === arrival) this.#arriving.delete(dossierId);
      });
    });
  }

  /** Gathers the facts a command lacks, and queues it. Commands of one dossier are queued in the order they were given,
   *  whatever a directory takes; those of others pass by. */
  async #arrive(
    { request, content, arrival, answer, fail }: Waiting,
    before: Promise<void> | undefined,
  ): Promise<void> {
    try {
      const made = await this.#make(request);
      await before;
      if (!made.ok) {
        answer(made.error);
        return;
      }
      const records = content.map((draft) => contentRecord(request.dossierId, draft));
      const begins = await this.#newestLaw(request, made.value);
      this.#waiting.push({ ...made.value, begins, content: records, arrival, answer, fail });
      this.#openLine();
    } catch (error) {
      // Not before those given earlier are on their way: who comes next waits for this one only.
      await before;
      fail(error);
    }
  }

  /** A calendar may have been announced while the directory was asked: whoever announces moves the dossiers there are, and
   *  this one is not there yet. */
  async #newestLaw(request: CommandRequest, made: Pick<Pending, "command" | "begins">): Promise<PinnedLaw | undefined> {
    if (made.begins === undefined || !beginsDossier(request)) return undefined;
    const pinned = await this.#laws.pin(request.procedure, lawAskedAt(request, made.command.at));
    return pinned.ok ? pinned.value : made.begins;
  }

  /** The command with its law and its facts, or the answer when none is needed any more. */
  async #make(
    request: CommandRequest,
  ): Promise<Result<Pick<Pending, "command" | "bodyHash" | "begins">, Result<Accepted, Rejected>>> {
    const at = this.#options.clock.now();
    const hashed = hashOfBody(request);
    if (!hashed.ok) return err(hashed);
    const body = hashed.value;
    const movedTo = await this.#moved.of(request.officeId);
    if (movedTo !== undefined) return err(await refusedOrTaken(this.#context, request, body, movedAway(movedTo)));
    let begins: PinnedLaw | undefined;
    if (beginsDossier(request)) {
      const pinned = await this.#laws.pin(request.procedure, lawAskedAt(request, at));
      // Taken long ago, under a definition no longer in force: still the original answer.
      if (!pinned.ok) return err(await refusedOrTaken(this.#context, request, body, pinned.error));
      begins = pinned.value;
    }
    const resolved = await resolveFacts(this.#sources, request, at);
    return ok({ command: { ...request, at, resolved }, bodyHash: body, begins });
  }

  /** Looked at first: what is no longer on its way by then is in storage. */
  async #procedureOf(dossierId: DossierId): Promise<string | undefined> {
    const beginning = this.#beginning.get(dossierId);
    return (await this.read(dossierId))?.state.procedure ?? beginning;
  }

  /** Where transactions stand in line anyway there is one line; a backend that commits side by side gets several. */
  #openLine(): void {
    if (this.#openLines >= (this.#options.storage.supports.groupsAtOnce ?? 1)) return;
    this.#openLines += 1;
    const line = this.#run();
    this.#lines.add(line);
    void line.finally(() => this.#lines.delete(line));
  }

  /** Gathers what waits, at most one command per dossier, until nothing waits that no other line holds. */
  async #run(): Promise<void> {
    // One turn of the event loop, so that everything sent in it shares a transaction.
    await new Promise<void>((turn) => setImmediate(turn));
    for (let group = this.#nextGroup(); group.length > 0; group = this.#nextGroup()) {
      for (const { command } of group) this.#underWay.add(command.dossierId);
      try {
        await commitGroup(this.#context, group);
      } catch (error) {
        // Answered ones ignore a second answer; nobody is left waiting.
        for (const pending of group) pending.fail(error);
      }
      for (const { command } of group) this.#underWay.delete(command.dossierId);
      await new Promise<void>((turn) => setImmediate(turn));
    }
    // In the same breath as the last look: what arrives from now on opens a line of its own.
    this.#openLines -= 1;
  }

  #nextGroup(): readonly Pending[] {
    const { storage, groupMax = defaultGroupMax(storage) } = this.#options;
    const group: Pending[] = [];
    const taken = new Set(this.#underWay);
    const later: Pending[] = [];
    for (const pending of this.#waiting.splice(0)) {
      const { dossierId } = pending.command;
      if (group.length < groupMax && !taken.has(dossierId)) group.push(pending);
      else later.push(pending);
      taken.add(dossierId);
    }
    this.#waiting.push(...later);
    return group;
  }

  async read(id: DossierId): Promise<DossierView | undefined> {
    const { sharedWriters } = this.#options.storage.supports;
    const found = await (sharedWriters ? this.#cache.refresh([id]) : this.#cache.fill([id]));
    return viewOf(found(id)?.state);
  }

  async findByCode(officeId: OfficeId, code: DossierCode): Promise<DossierView | undefined> {
    const row = await this.#options.storage.reader.findByCode(officeId, code);
    return row === undefined ? undefined : this.read(row.dossierId);
  }

  async available(id: DossierId, actor: Actor): ReturnType<Engine["available"]> {
    return availableNow(this.#views, await this.read(id), actor);
  }

  async explain(id: DossierId): ReturnType<Engine["explain"]> {
    return explainNow(this.#views, await this.read(id));
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#arriving.size > 0) await Promise.all(this.#arriving.values());
    while (this.#lines.size > 0) await Promise.all(this.#lines);
  }
}

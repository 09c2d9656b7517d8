import { connect, HttpCallError, type Ingress, rpc } from "@restatedev/restate-sdk-clients";
import {
  type Accepted,
  type Actor,
  AdapterError,
  availableNow,
  type Clock,
  type CommandRequest,
  type ContentDraft,
  checkRequest,
  contentRecord,
  type Directory,
  type DossierCode,
  type DossierId,
  type DossierView,
  type Engine,
  engineClosed,
  err,
  explainNow,
  type FactSources,
  hashOfBody,
  LawBook,
  type Numbering,
  newObserver,
  type OfficeId,
  ok,
  type Rejected,
  type Result,
  resolveFacts,
  type Storage,
  storedState,
  type ViewSources,
  viewOf,
} from "../shared/core.ts";
import {
  type Adoption,
  type ApplyAnswer,
  type ApplyRequest,
  type Incident,
  namesWith,
  type ObjectNames,
  type Release,
  type Unavailable,
} from "./contract.ts";

export interface RestateEngineOptions {
  /** Where the cluster takes calls, e.g. `http://restate:8080`. */
  readonly ingressUrl: string;
  /** Sent with every call, e.g. an authorisation. */
  readonly headers?: { readonly [name: string]: string };
  /** The projection: searched by code, and asked for the law of a dossier. */
  readonly storage: Storage;
  readonly clock: Clock;
  /** Asked for facts a command does not bring along. */
  readonly directory?: Directory;
  readonly numbering?: Numbering;
  /** Longest wait for an answer; after that the outcome is unknown. Default 30,000. */
  readonly timeoutMs?: number;
  /** As given to `restateServices`. */
  readonly prefix?: string;
}

/** An engine whose dossiers live on a Restate cluster. */
export interface RestateEngine extends Engine {
  /** Dossiers of an office that wait for a person. */
  incidents(officeId: OfficeId): Promise<readonly Incident[]>;
  /** An operator's word: tried again, or skipped with a reason code. A projection is never skipped: there would be a gap.
   *  @returns false when there is no such incident (any more) */
  releaseIncident(incident: Pick<Incident, "dossierId" | "kind">, how: Release): Promise<boolean>;
  /** Makes the cluster take over a dossier that storage holds; see `adoptDossiers`. */
  adopt(dossierId: DossierId): Promise<Adoption>;
  /** Takes a dossier's personal data out of storage and out of commits that wait to be projected: the way to erase on this
   *  tier. Behind every command that was answered; the events stay.
   *  @returns records erased
   *  @throws AdapterError when there is no answer, as while storage is out of order: ask again until it answers */
  erase(dossierId: DossierId): Promise<number>;
}

/** @throws AdapterError from its methods when the cluster cannot be reached: the outcome is unknown, and the same command
 *  again is safe */
export function restateEngine(options: RestateEngineOptions): RestateEngine {
  return new DistributedEngine(options);
}

class DistributedEngine implements RestateEngine {
  readonly #options: RestateEngineOptions;
  readonly #names: ObjectNames;
  readonly #ingress: Ingress;
  readonly #views: ViewSources;
  readonly #sources: FactSources;
  readonly #observer = newObserver();
  /** The last command of each dossier that is not answered yet. */
  readonly #underWay = new Map<DossierId, Promise<unknown>>();
  #closed = false;

  constructor(options: RestateEngineOptions) {
    this.#options = options;
    this.#names = namesWith(options.prefix);
    this.#ingress = connect({ url: options.ingressUrl, headers: { ...options.headers } });
    const { clock, directory, numbering } = options;
    this.#views = { laws: new LawBook(options.storage, undefined), clock, directory };
    this.#sources = { directory, numbering, procedureOf: async (id) => (await this.read(id))?.state.procedure };
  }

  get observe(): Engine["observe"] {
    return this.#observer;
  }

  async submit(request: CommandRequest, content: readonly ContentDraft[] = []): Promise<Result<Accepted, Rejected>> {
    if (this.#closed) return engineClosed();
    const checked = checkRequest(request);
    if (!checked.ok) return checked;
    const hashed = hashOfBody(request);
    if (!hashed.ok) return hashed;
    const { dossierId } = request;
    const at = this.#options.clock.now();
    const records = content.map((draft) => contentRecord(dossierId, draft));
    // Commands of one dossier go out in the order they were given; those of others pass by.
    const before = this.#underWay.get(dossierId);
    const answer = (async () => {
      await before?.catch(() => undefined);
      const resolved = await resolveFacts(this.#sources, request, at);
      return await this.#apply({ command: { ...request, at, resolved }, content: records });
    })();
    this.#underWay.set(dossierId, answer);
    try {
      return this.#tell(request, await answer);
    } finally {
      if (this.#underWay.get(dossierId) === answer) this.#underWay.delete(dossierId);
    }
  }

  async #apply(request: ApplyRequest): Promise<ApplyAnswer> {
    return await this.#call((options) => this.#dossier(request.command.dossierId).apply(request, options));
  }

  #tell({ dossierId, officeId }: CommandRequest, answer: ApplyAnswer): Result<Accepted, Rejected> {
    switch (answer.kind) {
      case "taken": {
        const { version, duplicate, events } = answer;
        if (!duplicate) this.#observer.emit("committed", { dossierId, officeId, events });
        return ok({ dossierId, version, duplicate, events });
      }
      case "refused":
        if (answer.error.code === "internal.invariant")
          this.#observer.emit("incident", { dossierId, code: answer.error.code });
        return err(answer.error);
      case "unavailable":
        throw outOfOrder(answer);
    }
  }

  async read(id: DossierId): Promise<DossierView | undefined> {
    const state = await this.#call((options) => this.#dossier(id).read(options));
    if (state !== null) return viewOf(state);
    // One that lived elsewhere and was not taken over yet.
    const [row] = await this.#options.storage.load([id]);
    return viewOf(row && storedState(row));
  }

  async findByCode(officeId: OfficeId, code: DossierCode): Promise<DossierView | undefined> {
    const row = await this.#options.storage.reader.findByCode(officeId, code);
    return row === undefined ? undefined : await this.read(row.dossierId);
  }

  async available(id: DossierId, actor: Actor): ReturnType<Engine["available"]> {
    return await availableNow(this.#views, await this.read(id), actor);
  }

  async explain(id: DossierId): ReturnType<Engine["explain"]> {
    return await explainNow(this.#views, await this.read(id));
  }

  async incidents(officeId: OfficeId): Promise<readonly Incident[]> {
    const list = this.#ingress.objectClient(this.#names.incidents, officeId);
    return await this.#call((options) => list.list(options));
  }

  async releaseIncident({ dossierId, kind }: Pick<Incident, "dossierId" | "kind">, how: Release): Promise<boolean> {
    if (kind !== "projection") return await this.#call((options) => this.#dossier(dossierId).release(how, options));
    if (how.kind === "skip") return false;
    const projector = this.#ingress.objectClient(this.#names.projector, dossierId);
    return await this.#call((options) => projector.release(options));
  }

  async adopt(dossierId: DossierId): Promise<Adoption> {
    const adoption = await this.#call((options) => this.#dossier(dossierId).adopt(options));
    if (typeof adoption === "string") return adoption;
    throw outOfOrder(adoption);
  }

  async erase(dossierId: DossierId): Promise<number> {
    return await this.#call((options) => this.#dossier(dossierId).erase(options));
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay.values());
  }

  #dossier(id: DossierId) {
    return this.#ingress.objectClient(this.#names.dossier, id);
  }

  async #call<T>(send: (options: ReturnType<typeof rpc.opts<never, never>>) => PromiseLike<T>): Promise<T> {
    try {
      return await send(rpc.opts({ timeout: this.#options.timeoutMs ?? 30_000 }));
    } catch (error) {
      throw unreachable(error);
    }
  }
}

const outOfOrder = ({ code, message }: Unavailable): AdapterError =>
  new AdapterError(code, message, { retry: "later" });

/** What a call that failed says: nothing of what was sent. */
function unreachable(error: unknown): AdapterError {
  const refused = error instanceof HttpCallError && error.status >= 400 && error.status < 500;
  return refused
    ? new AdapterError("restate.refused", "the cluster does not know this call: are the services registered?", {
        retry: "operator",
      })
    : new AdapterError("restate.unreachable", "the cluster gave no answer; send the same command again", {
        retry: "later",
      });
}

import type { DossierId, OfficeId } from "../base/ids.ts";
import type { EpochMs } from "../calendar/types.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import { awayDossiers } from "./away.ts";
import { LawBook } from "./law-book.ts";
import { type DossierStanding, standingOf } from "./standing.ts";
import { readStandingAnswer } from "./standing-answer.ts";
import { type StandingAnswer, type StandingQuery, standingsMax, standingText } from "./standing-query.ts";
import { type KnownPartner, type Parties, readParties, type TransferParties } from "./transfer-parties.ts";
import { answerText } from "./transfer-receiver.ts";
import { isSignedText, signText } from "./transfer-seal.ts";
import type { TransferTransport } from "./transfer-sender.ts";

export interface TransferMonitorOptions {
  /** The engine's. */
  readonly storage: Storage;
  readonly clock: Clock;
  readonly parties: TransferParties;
  /** By name of the partner, as for `transferSender`. */
  readonly transports: { readonly [partner: string]: TransferTransport };
}

/** Of a dossier that is elsewhere, the newest that anybody tells. */
export interface WatchedStanding extends DossierStanding {
  /** Code of why the office that has it by this standing does not tell how it stands: what stands here is older. */
  readonly unheard?: string;
}

export interface WatchOptions {
  /** Leaves out what ended before, where it is: the list of a morning does not grow with the years. Default: nothing is left
   *  out. */
  readonly endedSince?: EpochMs;
  readonly signal?: AbortSignal;
}

/**
 * How dossiers stand that other engines have: the one-stop of the competent authority watches what was filed elsewhere
 * (NĐ 118/2025 Art. 20(1)a), and where a dossier was filed it is told what became of it. Reads only; what is told is signed by
 * who tells it.
 */
export interface TransferMonitor {
  /** What a partner has and has not ended, as far as it concerns an office here: received, decided, returned or passed on by
   *  it. Also what is not accepted yet.
   *  @throws AdapterError nobody answers, or what it answers is no answer */
  concerning(partner: string, signal?: AbortSignal): AsyncGenerator<DossierStanding>;
  /** These, as a partner has them; of those that do not concern an office here, nothing.
   *  @throws AdapterError as above */
  ask(partner: string, dossierIds: readonly DossierId[], signal?: AbortSignal): Promise<readonly DossierStanding[]>;
  /** Every dossier of an office here that is elsewhere, as told by who has it now; where nobody tells more, as known here.
   *  Also those that have ended there. A partner that does not answer, or not well, leaves its own dossiers `unheard` and
   *  nobody else's.
   *  @throws AdapterError storage is away, or the signal stopped it */
  elsewhere(officeId: OfficeId, options?: WatchOptions): AsyncGenerator<WatchedStanding>;
}

/** @throws InvariantError `transfer.bad_key`, `transfer.bad_partner`, `lane.malformed` */
export function transferMonitor(options: TransferMonitorOptions): TransferMonitor {
  return new Monitor(options);
}

/** Offices a dossier is followed through before what is known is told. */
const hopsMax = 8;
/** Pages of one partner: one that always has another is left. */
const pagesMax = 100_000;

class Monitor implements TransferMonitor {
  readonly #options: TransferMonitorOptions;
  readonly #parties: Parties;
  readonly #laws: LawBook;

  constructor(options: TransferMonitorOptions) {
    this.#options = options;
    this.#parties = readParties(options.parties);
    this.#laws = new LawBook(options.storage, undefined);
  }

  async *concerning(name: string, signal = never()): AsyncGenerator<DossierStanding> {
    const partner = this.#partner(name);
    let after: string | undefined;
    for (let page = 0; page < pagesMax; page += 1) {
      const { items, next } = await this.#query(partner, after === undefined ? {} : { after }, signal);
      yield* items;
      if (next === undefined || next === after) return;
      after = next;
    }
  }

  async ask(name: string, dossierIds: readonly DossierId[], signal = never()): Promise<readonly DossierStanding[]> {
    const partner = this.#partner(name);
    const told: DossierStanding[] = [];
    for (let i = 0; i < dossierIds.length; i += standingsMax) {
      const asked = dossierIds.slice(i, i + standingsMax);
      const { items } = await this.#query(partner, { dossierIds: asked }, signal);
      told.push(...items.filter(({ dossierId }) => asked.includes(dossierId)));
    }
    return told;
  }

  async *elsewhere(
    officeId: OfficeId,
    { endedSince = Number.NEGATIVE_INFINITY, signal = never() }: WatchOptions = {},
  ): AsyncGenerator<WatchedStanding> {
    const { storage, clock } = this.#options;
    for await (const dossiers of awayDossiers(storage, officeId, standingsMax)) {
      const known: DossierStanding[] = [];
      for (const { row, state } of dossiers) known.push(await standingOf(this.#laws, row, state, clock.now()));
      for (const standing of await this.#follow(known, signal))
        if (standing.endedAt === undefined || standing.endedAt >= endedSince) yield standing;
    }
  }

  /** From office to office, as far as they are partners here. Who had it once and not since tells nothing new. */
  async #follow(known: readonly DossierStanding[], signal: AbortSignal): Promise<readonly WatchedStanding[]> {
    const last = new Map<DossierId, WatchedStanding>(known.map((standing) => [standing.dossierId, standing]));
    let open = known;
    for (let hop = 0; hop < hopsMax && open.length > 0; hop += 1) {
      const found: DossierStanding[] = [];
      for (const [partner, ids] of this.#byPartner(open)) {
        const told = await this.#told(partner, ids, signal);
        if (typeof told !== "string") found.push(...told);
        else
          for (const id of ids) {
            const standing = last.get(id);
            if (standing !== undefined) last.set(id, { ...standing, unheard: told });
          }
      }
      open = found.filter((standing) => isNewer(standing, last.get(standing.dossierId)));
      for (const standing of open) last.set(standing.dossierId, standing);
    }
    return [...last.values()];
  }

  /** @returns why nothing is told, by its code */
  async #told(
    partner: KnownPartner,
    ids: readonly DossierId[],
    signal: AbortSignal,
  ): Promise<readonly DossierStanding[] | string> {
    try {
      return await this.ask(partner.name, ids, signal);
    } catch (error) {
      if (!AdapterError.is(error) || signal.aborted) throw error;
      return error.code;
    }
  }

  #byPartner(standings: readonly DossierStanding[]): ReadonlyMap<KnownPartner, readonly DossierId[]> {
    const groups = new Map<KnownPartner, DossierId[]>();
    for (const { dossierId, elsewhere, officeId } of standings) {
      const partner = elsewhere && this.#parties.partnerOf(elsewhere.officeId);
      // Within one partner there is nothing new to hear.
      if (partner === undefined || partner.offices.includes(officeId)) continue;
      groups.set(partner, [...(groups.get(partner) ?? []), dossierId]);
    }
    return groups;
  }

  #partner(name: string): KnownPartner {
    const partner = this.#parties.partner(name);
    if (partner === undefined) throw failed("transfer.unknown_partner");
    return partner;
  }

  async #query(
    partner: KnownPartner,
    asked: Pick<StandingQuery, "dossierIds" | "after">,
    signal: AbortSignal,
  ): Promise<StandingAnswer> {
    const transport = this.#options.transports[partner.name];
    const [office] = this.#parties.offices;
    if (transport === undefined || office === undefined) throw failed("transfer.unknown_partner");
    const at = this.#options.clock.now();
    const { offices: to } = partner;
    const body = JSON.stringify({ query: "standing", to, at, ...asked } satisfies StandingQuery);
    const signature = signText(this.#parties.key, standingText(body));
    const given = await transport({ office, signature, body }, { signal });
    if (!isSignedText(partner.keys, answerText(body, given.body), given.signature))
      throw failed("transfer.unsealed_answer");
    const answer = readStandingAnswer(given.body);
    if (answer === undefined) throw failed("transfer.malformed_answer");
    if ("code" in answer) throw failed(answer.code);
    return answer;
  }
}

/** All offices write one history, one after the other: who knows more of it knows what is newer. */
function isNewer({ epoch, version }: DossierStanding, known: DossierStanding | undefined): boolean {
  return known === undefined || epoch > known.epoch || (epoch === known.epoch && version > known.version);
}

const never = (): AbortSignal => new AbortController().signal;

const failed = (code: string): AdapterError =>
  new AdapterError(code, "The partner does not say how dossiers stand; the code says why.", { retry: "operator" });

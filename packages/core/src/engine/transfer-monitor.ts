import type { DossierId, OfficeId } from "../base/ids.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import { LawBook } from "./law-book.ts";
import { pagesOf } from "./open-dossiers.ts";
import { type DossierStanding, standingOf } from "./standing.ts";
import {
  readStandingAnswer,
  type StandingAnswer,
  type StandingQuery,
  standingsMax,
  standingText,
} from "./standing-query.ts";
import { storedState } from "./stored-state.ts";
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
   *  Also those that have ended there.
   *  @throws AdapterError as above */
  elsewhere(officeId: OfficeId, signal?: AbortSignal): AsyncGenerator<DossierStanding>;
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

  async *elsewhere(officeId: OfficeId, signal = never()): AsyncGenerator<DossierStanding> {
    const { storage, clock } = this.#options;
    const filter = { officeId, phase: "elsewhere", order: "id" } as const;
    for await (const rows of pagesOf((page) => storage.reader.list(filter, page), standingsMax)) {
      const known: DossierStanding[] = [];
      for (const row of await storage.load(rows.map(({ dossierId }) => dossierId))) {
        const state = row && storedState(row);
        if (row === undefined || state === undefined) continue;
        known.push(await standingOf(this.#laws, row, state, clock.now()));
      }
      yield* await this.#follow(known, signal);
    }
  }

  /** From office to office, as far as they are partners here. */
  async #follow(known: readonly DossierStanding[], signal: AbortSignal): Promise<readonly DossierStanding[]> {
    const last = new Map(known.map((standing) => [standing.dossierId, standing]));
    let open = known;
    for (let hop = 0; hop < hopsMax && open.length > 0; hop += 1) {
      const found: DossierStanding[] = [];
      for (const [partner, ids] of this.#byPartner(open)) found.push(...(await this.ask(partner.name, ids, signal)));
      for (const standing of found) last.set(standing.dossierId, standing);
      open = found;
    }
    return [...last.values()];
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
    const body = JSON.stringify({ query: "standing", at: this.#options.clock.now(), ...asked } satisfies StandingQuery);
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

const never = (): AbortSignal => new AbortController().signal;

const failed = (code: string): AdapterError =>
  new AdapterError(code, "The partner does not say how dossiers stand; the code says why.", { retry: "operator" });

import type { Fault } from "../base/errors.ts";
import type { CommandId, Hash, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { DossierEvent } from "../dossier/events.ts";
import { isElsewhere } from "../dossier/holding.ts";
import { systemActor } from "../dossier/people.ts";
import type { Clock } from "../ports/clock.ts";
import type { ContentRecord, LawDocument, Storage, StoredEvent } from "../ports/storage.ts";
import type { Arrival } from "./arrival.ts";
import { sha256 } from "./chain.ts";
import { transferCommands } from "./check-request.ts";
import type { Accepted, Rejected, TransferringEngine } from "./engine-types.ts";
import { LawBook } from "./law-book.ts";
import { lawOnTrial } from "./open-dossiers.ts";
import {
  answerStanding,
  isStandingQuery,
  readStandingQuery,
  type StandingAnswer,
  standingText,
} from "./standing-query.ts";
import { storedState } from "./stored-state.ts";
import { guarded, type ToldTo } from "./told.ts";
import { contentNamedIn, heldUpTo, takeContent } from "./transfer-content.ts";
import { heldHere, movedOn, notForUs, tooLarge, unlike, unsealed } from "./transfer-faults.ts";
import { type OwnCopy, verifyArrival } from "./transfer-history.ts";
import { lawNeeded, takeLaw, workingLaw } from "./transfer-law.ts";
import { readTransferMessage, type TransferAnswer, type TransferMessage } from "./transfer-message.ts";
import { type KnownPartner, type Parties, readParties, type TransferParties } from "./transfer-parties.ts";
import { isSealed, isSignedText, seal, signText } from "./transfer-seal.ts";
import { fitsOwn, type Staged, TransferStage } from "./transfer-stage.ts";
import { wholeHistory } from "./whole-history.ts";

export interface TransferReceiverOptions extends ToldTo {
  readonly engine: TransferringEngine;
  /** The engine's. */
  readonly storage: Storage;
  readonly clock: Clock;
  readonly parties: TransferParties;
  /** Of one message. Default 8 MiB. */
  readonly bytesMax?: number;
  /** Of one dossier, all that comes along together. Default 64 MiB. */
  readonly dossierBytesMax?: number;
  /** How long parts of a dossier are kept that nothing follows. Default 3,600,000. */
  readonly stagedMsMax?: number;
  /** How far the sender's law time may be before ours. Default 300,000. */
  readonly aheadMsMax?: number;
}

/** What came in over any transport: who says so, the exact text, and its signature. */
export interface SignedTransfer {
  readonly office: string;
  readonly signature: string;
  readonly body: string;
}

export interface TransferReceiver {
  /**
   * Takes a step of a transfer, or a question how dossiers stand (`transferMonitor`). Whatever comes, in whatever order and
   * however often: a dossier is taken over once, whole and verified, or nothing changes. The answer is signed, and belongs to
   * this message only.
   * @throws AdapterError the surroundings are broken and the outcome is unknown: let the sender send it again
   */
  receive(message: SignedTransfer): Promise<{ readonly body: string; readonly signature: string }>;
}

export const requestText = (body: string): string => `motcua transfer request 1\n${body}`;
/** An answer says what it answers to: an older one is none to this. */
export const answerText = (request: string, answer: string): string =>
  `motcua transfer answer 1\n${sha256(request)}\n${answer}`;

/** @throws InvariantError `transfer.bad_key`, `transfer.bad_partner` */
export function transferReceiver(options: TransferReceiverOptions): TransferReceiver {
  return new Receiver(options);
}

type Answered = Result<TransferAnswer, Fault>;
type AnsweredAny = Result<TransferAnswer | StandingAnswer, Fault>;
/** With the office it stands under, or would. */
type OurCopy = OwnCopy & { readonly officeId: OfficeId };
type Decided = Result<Accepted, Rejected>;

class Receiver implements TransferReceiver {
  readonly #options: TransferReceiverOptions;
  readonly #parties: Parties;
  readonly #stage: TransferStage;
  readonly #laws: LawBook;
  readonly #log;
  /** The step under way of each dossier: the next one waits for it. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(options: TransferReceiverOptions) {
    this.#options = options;
    this.#parties = readParties(options.parties);
    this.#stage = new TransferStage(options.dossierBytesMax ?? 67_108_864, options.stagedMsMax ?? 3_600_000, () =>
      options.clock.now(),
    );
    this.#laws = new LawBook(options.storage, undefined);
    this.#log = guarded(options).log;
  }

  async receive(given: SignedTransfer): Promise<{ readonly body: string; readonly signature: string }> {
    const answer = await this.#answer(given);
    if (!answer.ok) this.#log?.write("warn", "transfer.refused", { code: answer.error.code });
    const body = JSON.stringify(
      answer.ok ? answer.value : ({ result: "refused", code: answer.error.code } satisfies TransferAnswer),
    );
    return { body, signature: signText(this.#parties.key, answerText(given.body, body)) };
  }

  async #answer({ office, signature, body }: SignedTransfer): Promise<AnsweredAny> {
    if (Buffer.byteLength(body) > (this.#options.bytesMax ?? 8_388_608)) return err(tooLarge());
    const partner = this.#parties.partnerOf(office as OfficeId);
    // The signature before the first look inside.
    const asks = isStandingQuery(body);
    const said = asks ? standingText(body) : requestText(body);
    if (partner === undefined || !isSignedText(partner.keys, said, signature)) return err(unsealed());
    if (asks) return await this.#standing(body, partner);
    const message = readTransferMessage(body);
    if (!message.ok) return message;
    const { statement } = message.value;
    if (statement.from !== office || !isSealed(partner.keys, statement, message.value.seal)) return err(unsealed());
    if (this.#parties.partnerOf(statement.to) !== undefined) return err(notForUs());
    return await this.#inTurn(statement.dossierId, () => this.#step(message.value, partner));
  }

  /** How its dossiers stand is said to whom they concern; nothing here changes. */
  async #standing(body: string, partner: KnownPartner): Promise<AnsweredAny> {
    const { clock, storage } = this.#options;
    const query = readStandingQuery(body, clock.now());
    if (!query.ok) return query;
    // Asked of another and passed on to us: who passes it on would hear what is none of its business.
    if (!query.value.to.some((office) => this.#parties.offices.has(office))) return err(notForUs());
    const answering = { storage, clock, laws: this.#laws };
    return ok(await answerStanding(answering, this.#parties.offices, partner.offices, query.value));
  }

  async #inTurn<T>(dossierId: string, step: () => Promise<T>): Promise<T> {
    const before = this.#underWay.get(dossierId) ?? Promise.resolve();
    const mine = before.then(step, step);
    this.#underWay.set(dossierId, mine);
    try {
      return await mine;
    } finally {
      if (this.#underWay.get(dossierId) === mine) this.#underWay.delete(dossierId);
    }
  }

  async #step(message: TransferMessage, partner: KnownPartner): Promise<Answered> {
    const { statement } = message;
    const own = await this.#ownCopy(message);
    if (!own.ok) return own;
    const { history, state, officeId } = own.value;
    if (history.length >= statement.version) {
      this.#stage.forget(statement.dossierId);
      return this.#settled(history, message);
    }
    // What is for no office of ours, or stands here under another one, is not taken; that it never will be can be signed.
    if (officeId === undefined || (message.intent === "take" && officeId !== statement.to)) return err(notForUs());
    if (state !== undefined && !isElsewhere(state)) return err(heldHere());
    const place = { version: history.length, head: history.at(-1)?.hash };
    const staged = this.#stage.of(message, place);
    if (!fitsOwn(history, message)) return err(unlike());
    const room = this.#stage.take(staged, message);
    if (!room.ok) return room;
    if (place.version + staged.events.length < statement.version) return ok(this.#need(staged, partner, []));
    const answer = await this.#complete(message, partner, { ...own.value, officeId }, staged);
    // What was wrong is not kept: the next attempt begins anew.
    if (!answer.ok || answer.value.result !== "need") this.#stage.drop(staged);
    return answer;
  }

  async #ownCopy({
    statement,
  }: TransferMessage): Promise<Result<OwnCopy & { readonly officeId: OfficeId | undefined }, Fault>> {
    const { storage } = this.#options;
    const { offices } = this.#parties;
    const [row] = await storage.load([statement.dossierId]);
    const officeId = offices.has(statement.to) ? statement.to : [...offices][0];
    if (row === undefined) return ok({ history: [], state: undefined, officeId });
    const history = (await wholeHistory(storage, statement.dossierId)).slice(0, row.version);
    const state = storedState(row);
    return state === undefined || history.at(-1)?.hash !== row.head
      ? err(unlike())
      : ok({ history, state, officeId: row.officeId });
  }

  /** This side has what was sealed, and more: it says what became of it. */
  #settled(history: readonly StoredEvent[], { statement }: TransferMessage): Answered {
    const sealed = history[statement.version - 1];
    const next = history[statement.version];
    if (sealed?.hash !== statement.head || sealed.type !== "handed-over" || next === undefined) return err(unlike());
    const { epoch, from, to } = JSON.parse(sealed.bytes) as DossierEvent & { readonly type: "handed-over" };
    if (epoch !== statement.epoch || from !== statement.from || to !== statement.to) return err(unlike());
    if (next.type === "hand-over-declined") return ok({ result: "declined", event: next.bytes });
    return ok({ result: "taken", receipt: seal(this.#parties.key, { ...statement, kind: "taken-over" }) });
  }

  #need(staged: Staged, partner: KnownPartner, law: readonly Hash[]): TransferAnswer {
    const content = partner.content === "carried" && !staged.contentWhole ? staged.content.length : undefined;
    return { result: "need", after: this.#stage.placeOf(staged), law, content };
  }

  async #complete(message: TransferMessage, partner: KnownPartner, own: OurCopy, staged: Staged): Promise<Answered> {
    const { statement } = message;
    const { clock, storage, aheadMsMax = 300_000 } = this.#options;
    const { offices: ours } = this.#parties;
    const rules = {
      officeId: own.officeId,
      latest: clock.now() + aheadMsMax,
      ours,
      keysOf: this.#parties.keysOf,
    };
    const verified = verifyArrival(own, staged.events, statement, rules);
    if (!verified.ok) return verified;
    const brought = await this.#takeLaw(verified.value.events, staged, statement.from);
    if (!brought.ok) return brought;
    const { fresh, missing } = brought.value;
    const wantsContent = partner.content === "carried" && message.intent === "take";
    if (missing.length > 0 || (wantsContent && !staged.contentWhole)) return ok(this.#need(staged, partner, missing));
    const held = heldUpTo(own.history, (office) => ours.has(office));
    const since = [...own.history.slice(held), ...verified.value.events];
    const named = { before: contentNamedIn(own.history.slice(0, held)), since: contentNamedIn(since) };
    const carried = wantsContent ? staged.content : [];
    const content = await takeContent(storage, statement.dossierId, carried, named);
    if (!content.ok) return content;
    const trial = lawOnTrial(storage);
    await trial.putLaw(fresh);
    const law = await workingLaw(fresh.length === 0 ? this.#laws : new LawBook(trial, undefined), verified.value.state);
    if (!law.ok) return law;
    // Only now: what is refused leaves nothing here.
    if (fresh.length > 0) await storage.putLaw(fresh);
    return await this.#decide(message, verified.value, content.value);
  }

  /** @returns what came along and is not here yet, and what is still missing */
  async #takeLaw(
    history: readonly StoredEvent[],
    staged: Staged,
    from: OfficeId,
  ): Promise<Result<{ readonly fresh: readonly LawDocument[]; readonly missing: readonly Hash[] }, Fault>> {
    const needed = lawNeeded(history);
    const hashes = [...needed.keys()];
    const stored = await this.#options.storage.loadLaw(hashes);
    const missing = hashes.filter((_, i) => stored[i] === undefined);
    const taken = await takeLaw(needed, staged.law, from);
    if (!taken.ok) return taken;
    const fresh = taken.value.filter(({ hash }) => missing.includes(hash));
    const there = new Set(fresh.map(({ hash }) => hash));
    return ok({ fresh, missing: missing.filter((hash) => !there.has(hash)) });
  }

  /** One command id for either decision: whichever is first, here or in another process, is the only one. */
  async #decide(
    message: TransferMessage,
    verified: Omit<Arrival, "content">,
    content: readonly ContentRecord[],
  ): Promise<Answered> {
    const { intent, statement } = message;
    const { dossierId, epoch, from, to, head } = statement;
    const { officeId } = verified.state;
    const declines = intent === "decline";
    const given = {
      commandId: `${transferCommands}${dossierId}:${epoch}` as CommandId,
      dossierId,
      officeId,
      by: systemActor,
      epoch,
      from,
      to,
      head,
    };
    const decided: Decided = declines
      ? await this.#options.engine.takeOver(
          {
            ...given,
            type: "decline-hand-over",
            seal: seal(this.#parties.key, { ...statement, kind: "declined" }),
          },
          { ...verified, content },
        )
      : await this.#options.engine.takeOver(
          { ...given, type: "take-over", seal: message.seal },
          { ...verified, content },
        );
    const again = decided.ok || decided.error.code === "command.reused" || decided.error.code === "transfer.moved_on";
    if (!again) return decided;
    // What is stored by now says which decision it was.
    const own = await this.#ownCopy(message);
    if (!own.ok) return own;
    if (own.value.history.length > statement.version) return this.#settled(own.value.history, message);
    // Its command id is used up by another command: that does not pass by itself.
    return decided.ok ? err(movedOn()) : decided;
  }
}

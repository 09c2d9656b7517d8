import { type Fault, fault } from "../base/errors.ts";
import type { CommandId, DossierId, Hash, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { systemActor } from "../dossier/people.ts";
import type { DossierState } from "../dossier/state.ts";
import { AdapterError, type AdapterErrorOptions } from "../ports/adapter-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { ContentRecord, Storage, StoredEvent } from "../ports/storage.ts";
import { sha256 } from "./chain.ts";
import { transferCommands } from "./check-request.ts";
import type { TransferringEngine } from "./engine-types.ts";
import type { Deliver } from "./lane-options.ts";
import { storedState } from "./stored-state.ts";
import { contentNamedIn, heldUpTo } from "./transfer-content.ts";
import { verifyArrival } from "./transfer-history.ts";
import { readTransferAnswer, type TransferAnswer, type TransferMessage } from "./transfer-message.ts";
import { type Lacks, type Parcel, page } from "./transfer-page.ts";
import { type Parties, readParties, type TransferParties } from "./transfer-parties.ts";
import { writeReceipt } from "./transfer-receipt.ts";
import { answerText, requestText, type SignedTransfer } from "./transfer-receiver.ts";
import { isSealed, isSignedText, seal, signText, type TransferStatement } from "./transfer-seal.ts";
import { wholeHistory } from "./whole-history.ts";

/** Carries a message to a partner's receiver and brings its answer back, whatever it says.
 *  @throws AdapterError nothing came back */
export type TransferTransport = (
  message: SignedTransfer,
  call: { readonly signal: AbortSignal },
) => Promise<{ readonly body: string; readonly signature: string }>;

export interface TransferSenderOptions {
  readonly engine: TransferringEngine;
  /** The engine's. */
  readonly storage: Storage;
  readonly clock: Clock;
  readonly parties: TransferParties;
  /** By name of the partner. */
  readonly transports: { readonly [partner: string]: TransferTransport };
  /** Of one message, about: at least one part goes along whatever its size. Default 262,144. */
  readonly pageBytes?: number;
}

export interface TransferSender {
  /** For `deliver` of the worker, by lane `transfer/<partner>`. */
  readonly deliver: { readonly [lane: string]: Deliver };
  /**
   * Asks for a hand-over back that was not taken over. Once the partner has signed that it never will be, the dossier goes on
   * here; when it has been taken over already, nothing changes.
   * @throws AdapterError nothing is known; ask again
   */
  recall(dossierId: DossierId, signal?: AbortSignal): Promise<Result<"recalled", Fault>>;
}

/** @throws InvariantError `transfer.bad_key`, `transfer.bad_partner`, `lane.malformed` */
export function transferSender(options: TransferSenderOptions): TransferSender {
  const sender = new Sender(options);
  const lanes = Object.keys(options.transports).map((name) => `transfer/${name}`);
  const deliver: Deliver = async ({ dossierId, body }, { signal }) => {
    const { epoch } = JSON.parse(body) as { readonly epoch: number };
    const done = await sender.send(dossierId, epoch, "take", signal);
    return done === "recalled" ? { skipped: "transfer.recalled" } : { providerRef: done };
  };
  return {
    deliver: Object.fromEntries(lanes.map((lane) => [lane, deliver])),
    async recall(dossierId, signal = new AbortController().signal) {
      const done = await sender.send(dossierId, undefined, "decline", signal);
      if (done === "recalled") await skipRecalled(options.storage, dossierId);
      if (done === "recalled") return ok("recalled");
      return err(
        done === "none"
          ? fault("transfer.not_under_way", "Hồ sơ không có lần bàn giao này", "no such hand-over is under way")
          : fault("transfer.taken_over", "Bên nhận đã nhận hồ sơ", "the dossier has been taken over already"),
      );
    },
  };
}

/** The message that waits for an operator has nothing left to do, and would hold up the next hand-over to that partner. */
async function skipRecalled(storage: Storage, dossierId: DossierId): Promise<void> {
  for (const { messageId, adapter, status } of await storage.reader.messages(dossierId))
    if (status === "parked" && adapter.startsWith("transfer/"))
      await storage.releaseParked(messageId, { kind: "skip", reason: "transfer.recalled" });
}

/** Answers that bring nothing new, one after the other, before the partner is left alone for a while. */
const idleMax = 3;
/** Beyond one for every event and every record: for the law, and for a start that was guessed too late. */
const extraRoundsMax = 64;

class Sender {
  readonly #options: TransferSenderOptions;
  readonly #parties: Parties;

  constructor(options: TransferSenderOptions) {
    this.#options = options;
    this.#parties = readParties(options.parties);
  }

  /** @param epoch which hand-over; the one under way when absent */
  async send(
    dossierId: DossierId,
    epoch: number | undefined,
    intent: TransferMessage["intent"],
    signal: AbortSignal,
  ): Promise<"taken" | "recalled" | "none"> {
    const { storage } = this.#options;
    const [row] = await storage.load([dossierId]);
    const state = row && storedState(row);
    const { transfer } = state ?? {};
    if (row === undefined || state === undefined || transfer === undefined) return "none";
    // It has come back since, or was never taken: the receipt that got lost is in the history by now.
    if (epoch !== undefined && transfer.epoch !== epoch) return "taken";
    if (transfer.holder !== undefined)
      return transfer.declined === true ? "recalled" : epoch === undefined ? "none" : "taken";
    if (transfer.from !== row.officeId) return "none";
    const parcel = await this.#pack(intent, state, row.version, row.head);
    return await this.#carry(parcel, signal);
  }

  async #pack(intent: TransferMessage["intent"], state: DossierState, version: number, head: Hash): Promise<Parcel> {
    const { transfer, dossierId } = state;
    const partner = this.#parties.partner(transfer?.partner ?? "");
    // Taken back whatever the office: the partner signs that it never takes it.
    const leads = intent === "decline" || partner?.offices.includes(transfer?.to as OfficeId) === true;
    if (transfer === undefined || partner === undefined || !leads) throw failed("transfer.unknown_partner", "operator");
    const { epoch, from, to } = transfer;
    const statement: TransferStatement = { kind: "handed-over", dossierId, epoch, from, to, version, head };
    const history = (await wholeHistory(this.#options.storage, dossierId)).slice(0, version);
    const known = guessed(history, statement);
    // What it had before it has, or has erased: no personal data goes there twice.
    const held = heldUpTo(history, (office) => partner.offices.includes(office));
    const carries = partner.content === "carried" && intent === "take";
    const content = carries ? await this.#contentOf(dossierId, history.slice(held)) : [];
    const list = sha256(content.map(({ contentId, version: of }) => `${contentId}#${of}`).join("\n"));
    const sealed = seal(this.#parties.key, statement);
    return { intent, partner, statement, seal: sealed, state, history, known, content, list };
  }

  async #contentOf(dossierId: DossierId, history: readonly StoredEvent[]): Promise<readonly ContentRecord[]> {
    const named = contentNamedIn(history);
    const records = await this.#options.storage.contentOf(dossierId);
    return records.filter(({ contentId, version }) => named.has(`${contentId}#${version}`));
  }

  /** Sends what is missing until the other side has decided. */
  async #carry(parcel: Parcel, signal: AbortSignal): Promise<"taken" | "recalled"> {
    const { known, history, content } = parcel;
    let lacks: Lacks = { after: known, law: [], content: 0 };
    // Against the best so far: one that forgets and asks again is left alone, and so is one that asks for ever.
    const best = { after: known, content: 0, law: Number.POSITIVE_INFINITY };
    const roundsMax = history.length + content.length + extraRoundsMax;
    for (let idle = 0, rounds = 0; idle < idleMax && rounds < roundsMax; rounds += 1) {
      const answer = await this.#ask(parcel, lacks, signal);
      if (answer.result === "taken") return await this.#taken(parcel, answer.receipt);
      if (answer.result === "declined") return await this.#declined(parcel, answer.event);
      if (answer.result === "refused") throw failed(answer.code, helpFor(answer.code));
      lacks = await this.#lacking(parcel, answer);
      const { after, content: records = 0, law } = lacks;
      const fewer = law.length > 0 && law.length < best.law;
      idle = after > best.after || records > best.content || fewer ? 0 : idle + 1;
      best.after = Math.max(best.after, after);
      best.content = Math.max(best.content, records);
      if (fewer) best.law = law.length;
    }
    throw failed("transfer.no_progress", "later");
  }

  async #lacking(
    { history }: Parcel,
    { after, law, content }: TransferAnswer & { readonly result: "need" },
  ): Promise<Lacks> {
    // It names a head only of what it holds for good: another one than ours is another dossier.
    const ours = history[after.version - 1]?.hash;
    if (after.version > history.length || (after.head !== undefined && after.head !== ours))
      throw failed("transfer.unlike", "operator");
    const documents = await this.#options.storage.loadLaw(law);
    return { after: after.version, law: documents.filter((document) => document !== undefined), content };
  }

  async #ask(parcel: Parcel, lacks: Lacks, signal: AbortSignal): Promise<TransferAnswer> {
    const { partner, statement } = parcel;
    const body = JSON.stringify(page(parcel, lacks, this.#options.pageBytes ?? 262_144));
    const transport = this.#options.transports[partner.name];
    if (transport === undefined) throw failed("transfer.unknown_partner", "operator");
    const signed = { office: statement.from, signature: signText(this.#parties.key, requestText(body)), body };
    const given = await transport(signed, { signal });
    if (!isSignedText(partner.keys, answerText(body, given.body), given.signature))
      throw failed("transfer.unsealed_answer", "operator");
    const answer = readTransferAnswer(given.body);
    if (answer === undefined) throw failed("transfer.malformed_answer", "operator");
    return answer;
  }

  /** Its receipt is kept: until the dossier comes back, it is the only proof here of where it went. */
  async #taken({ partner, statement }: Parcel, receipt: string): Promise<"taken"> {
    if (!isSealed(partner.keys, { ...statement, kind: "taken-over" }, receipt))
      throw failed("transfer.unsealed_answer", "operator");
    await writeReceipt(this.#options.storage, statement, receipt);
    return "taken";
  }

  /** The other side never takes it: what it wrote into the history is added here, and the dossier goes on. */
  async #declined(parcel: Parcel, event: string): Promise<"recalled"> {
    const { engine, clock } = this.#options;
    const { statement, state, history } = parcel;
    const { dossierId, epoch, from, head } = statement;
    const { offices: ours, keysOf } = this.#parties;
    // It was sent to this partner only, so its word is the one that counts, whoever has an office of that name.
    const keysHere = (office: OfficeId) => (office === statement.to ? parcel.partner.keys : keysOf(office));
    const rules = { officeId: from, latest: clock.now() + 300_000, ours, keysOf: keysHere };
    const verified = verifyArrival({ history, state }, [event], statement, rules);
    if (!verified.ok) throw failed(verified.error.code, helpFor(verified.error.code));
    const given = { commandId: `${transferCommands}${dossierId}:${epoch}` as CommandId, dossierId, officeId: from };
    const taken = await engine.takeOver(
      { ...given, type: "take-over", by: systemActor, epoch, from, to: from, head, seal: parcel.seal },
      { ...verified.value, content: [] },
    );
    if (!taken.ok) throw failed(taken.error.code, taken.error.code === "transfer.moved_on" ? "later" : "operator");
    return "recalled";
  }
}

/** What the other side probably has: what it wrote last is in its own copy. */
function guessed(history: readonly StoredEvent[], statement: TransferStatement): number {
  if (statement.epoch < 2) return 0;
  for (let i = history.length - 1; i >= 0; i -= 1) {
    const { type, bytes } = history[i] as StoredEvent;
    if (type !== "handed-over" && type !== "hand-over-declined") continue;
    const { from, to } = JSON.parse(bytes) as { readonly from: string; readonly to: string };
    if ((type === "handed-over" ? from : to) === statement.to) return i + 1;
  }
  return 0;
}

/** Some refusals pass by themselves: a clock that is behind, a dossier that was just moving. The rest is for people. */
const passing: ReadonlySet<string> = new Set(["transfer.ahead", "transfer.moved_on", "engine.closed"]);
const helpFor = (code: string): AdapterErrorOptions["retry"] => (passing.has(code) ? "later" : "operator");

const failed = (code: string, retry: AdapterErrorOptions["retry"]): AdapterError =>
  new AdapterError(code, "The dossier was not taken over; the code says why.", { retry });

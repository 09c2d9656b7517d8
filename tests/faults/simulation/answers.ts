import {
  type Accepted,
  AdapterError,
  canonicalJson,
  type Json,
  type Rejected,
  type Result,
  type Storage,
} from "@motcua/core";
import type { Sent } from "./clients.ts";
import type { Trace } from "./trace.ts";
import { Broken, personalMark } from "./witness.ts";

/** What clients are answered, held to what is stored. */
export class Answers {
  readonly #store: Storage;
  readonly #trace: Trace;

  constructor(store: Storage, trace: Trace) {
    this.#store = store;
    this.#trace = trace;
  }

  async answered(sent: Sent, answer: Result<Accepted, Rejected>): Promise<void> {
    if (!answer.ok) {
      sent.heard.push({ kind: "refused", code: answer.error.code });
      this.#trace.tally("refused");
      this.#trace.note(`${sent.commandId} on ${sent.dossierId} refused: ${answer.error.code}`);
      if (canonicalJson(answer as unknown as Json).includes(personalMark))
        throw new Broken(10, sent.dossierId, "personal data in a refusal");
      if (answer.error.code === "internal.invariant")
        throw new Broken(2, sent.dossierId, `the engine stopped it: ${answer.error.text.en}`);
      return await this.#checkRefused(sent);
    }
    const { version, duplicate, events } = answer.value;
    sent.heard.push({ kind: "acknowledged", version, duplicate });
    this.#trace.tally(duplicate ? "duplicates" : "acknowledged");
    this.#trace.note(`${sent.commandId} on ${sent.dossierId} taken at ${version}${duplicate ? ", again" : ""}`);
    const record = await this.#store.findCommand(sent.officeId, sent.commandId);
    if (record?.bodyHash !== sent.bodyHash || record.version !== version || record.dossierId !== sent.dossierId)
      throw new Broken(1, sent.dossierId, `${sent.commandId} is acknowledged at ${version} and not there`);
    if (events.length > 0) await this.#checkToldEvents(sent, events);
  }

  /** Nobody else has this command under way: refused is refused. */
  async #checkRefused(sent: Sent): Promise<void> {
    if (sent.heard.length < sent.sendings || sent.heard.some((one) => one.kind !== "refused")) return;
    const record = await this.#store.findCommand(sent.officeId, sent.commandId);
    if (record?.bodyHash === sent.bodyHash) throw new Broken(1, sent.dossierId, `${sent.commandId} refused, and there`);
  }

  /** What a client is told happened is what is stored. */
  async #checkToldEvents(sent: Sent, told: readonly object[]): Promise<void> {
    const { items } = await this.#store.reader.history(sent.dossierId, { limit: 1_000 });
    const stored = items.filter((event) => event.commandId === sent.commandId).map((event) => event.bytes);
    if (stored.join() !== told.map((event) => canonicalJson(event as unknown as Json)).join())
      throw new Broken(1, sent.dossierId, `${sent.commandId}: the events told are not the events stored`);
  }

  async failed(sent: Sent, error: unknown): Promise<void> {
    sent.heard.push({ kind: "unknown" });
    this.#trace.tally("unknown");
    this.#trace.note(`${sent.commandId} on ${sent.dossierId} unknown: ${String(error)}`);
    if (String(error).includes(personalMark)) throw new Broken(10, sent.dossierId, "personal data in an error");
    if (!AdapterError.is(error)) throw new Broken(2, sent.dossierId, `a bug of ours: ${String(error)}`);
  }
}

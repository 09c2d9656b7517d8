import type { Json } from "../base/canonical-json.ts";
import type { PortalRecord } from "../dossier/portal-record.ts";
import { createEngine } from "../engine/create-engine.ts";
import type { CommandRequest, Engine } from "../engine/engine-types.ts";
import { LawBook } from "../engine/law-book.ts";
import { eventOfMessage, recordAsOf } from "../engine/record-as-of.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { OneStopBackend } from "../ports/one-stop.ts";
import type { OutboxRow } from "../ports/storage.ts";
import { sampleOffice } from "../testing/sample-office.ts";
import { virtualClock } from "../testing/virtual-clock.ts";
import { vietnamLaw } from "../vietnam/law.ts";
import { ConformanceError, check, present, same } from "./check.ts";
import { accepting, asId, type Body, filing, forwarding, startAt } from "./engine-desk.ts";
import type { HeldDossierRecord, OneStopBench } from "./one-stop-case.ts";
import { good, patienceMs, thrownBy, within } from "./port-check.ts";

const hourMs = 3_600_000;
const lane = "portal/kit";
const attemptsMax = 8;
/** Of the applicants of the cases; no error may repeat it. */
export const personal = ["Nguyễn Thị Đào", "0912345678", "001190000001"] as const;
const [name, phone, idNumber] = personal;

/** A small office whose dossiers are told to one backend, with words for what cases do all the time. */
export class OneStopDesk {
  readonly bench: OneStopBench;
  /** Made anew by `restart`. */
  backend: OneStopBackend;
  readonly #office = sampleOffice();
  readonly #clock = virtualClock(startAt);
  readonly #engine: Engine;
  readonly #laws: LawBook;

  constructor(bench: OneStopBench) {
    const { storage } = bench;
    const { directory, numbering } = this.#office;
    this.bench = bench;
    this.backend = bench.backend;
    this.#laws = new LawBook(storage, undefined);
    this.#engine = createEngine({
      storage,
      clock: this.#clock,
      law: vietnamLaw(),
      adapters: [lane],
      directory,
      numbering,
    });
  }

  async #good(dossier: string, unit: string, role: string, body: Body): Promise<void> {
    const content = body.type === "submit" ? [applicantOf(dossier)] : [];
    const filed = body.type === "submit" ? { applicant: { contentId: `${dossier}:applicant`, version: 1 } } : {};
    const envelope = this.#office.envelope(dossier, this.#office.person(unit, role));
    const answer = await this.#engine.submit({ ...envelope, ...body, ...filed } as CommandRequest, content);
    check(answer.ok, `${body.type} of ${dossier} is taken${answer.ok ? "" : `, not refused: ${answer.error.code}`}`);
  }

  /** Handed in and accepted. */
  async accept(...dossiers: readonly string[]): Promise<void> {
    for (const dossier of dossiers) {
      await this.#good(dossier, "one-stop", "one-stop-officer", filing);
      await this.#good(dossier, "one-stop", "one-stop-officer", accepting);
    }
  }

  /** On to the officer, who wants a paper more, and gets it an hour later. */
  async work(dossier: string): Promise<void> {
    this.#clock.advanceTo(this.#clock.now() + hourMs);
    await this.#good(dossier, "one-stop", "one-stop-officer", forwarding);
    await this.#good(dossier, "economic", "officer", { type: "claim" });
    await this.#good(dossier, "economic", "officer", { type: "request-supplement", reason: { code: "plan-missing" } });
    this.#clock.advanceTo(this.#clock.now() + hourMs);
    await this.#good(dossier, "one-stop", "one-stop-officer", { type: "receive-supplement", complete: true });
  }

  /** All of that, nothing told yet. */
  async life(...dossiers: readonly string[]): Promise<void> {
    await this.accept(...dossiers);
    for (const dossier of dossiers) await this.work(dossier);
  }

  /** What the outbox has for the backend, in order. */
  async messages(dossier: string): Promise<readonly OutboxRow[]> {
    const rows = (await this.bench.storage.reader.messages(asId(dossier))).filter(({ adapter }) => adapter === lane);
    check(rows.length > 0, `there are messages of ${dossier}`);
    return rows;
  }

  deliver(message: OutboxRow, signal: AbortSignal = new AbortController().signal): Promise<unknown> {
    return this.backend.deliver(message, { idempotencyKey: message.messageId, signal });
  }

  /** The same, taken for granted by the case. */
  delivered(message: OutboxRow): Promise<unknown> {
    return good(this.deliver(message), `message ${message.position}`);
  }

  /** As a worker with a patient operator does it: each message until it is through, in order. */
  async deliverAll(dossier: string, messages?: readonly OutboxRow[]): Promise<void> {
    for (const message of messages ?? (await this.messages(dossier))) await this.#insist(message);
  }

  async #insist(message: OutboxRow): Promise<void> {
    let last: unknown;
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const thrown = await within(thrownBy(this.deliver(message)), patienceMs, `message ${message.position}`);
      if (thrown === undefined) return;
      last = thrown.error;
    }
    const what = AdapterError.is(last) ? last.code : String(last);
    throw new ConformanceError(`message ${message.position} is through after ${attemptsMax} attempts (${what})`, {
      cause: last,
    });
  }

  async restart(): Promise<void> {
    this.backend = await this.bench.restart();
  }

  /** The record as the engine's own events tell it, up to the event of a message or to the last. */
  async record(dossier: string, message?: OutboxRow): Promise<PortalRecord> {
    const { officeId } = this.#office;
    const seq = message === undefined ? undefined : present(eventOfMessage(message), "the event of a message");
    const record = await recordAsOf(this.bench.storage, this.#laws, { dossierId: asId(dossier), officeId }, seq);
    return present(record, `the record of ${dossier}`);
  }

  async held(dossier: string): Promise<HeldDossierRecord | undefined> {
    const { code } = (await this.record(dossier)).state;
    return code === undefined ? undefined : await this.bench.held({ code, dossierId: asId(dossier) });
  }

  /** The other side holds one record, and it is as of the event of a message, or of the last event. */
  async stands(dossier: string, message?: OutboxRow): Promise<void> {
    const record = await this.record(dossier, message);
    // Before acceptance there is no code to tell it under.
    if (record.state.code === undefined) return;
    const held = present(await this.held(dossier), `${dossier} over there`);
    const when = message === undefined ? "now" : `after message ${message.position}`;
    const wanted = record.steps.map(({ status, at }) => ({ status, at: wholeSecond(at) }));
    same(
      held.steps.map(({ status, at }) => ({ status, at: wholeSecond(at) })),
      wanted,
      `steps of ${dossier} ${when}`,
    );
    same(held.status, record.status, `status of ${dossier} ${when}`);
    same(held.records, 1, `records of ${dossier} ${when}`);
  }
}

/** No one-stop system counts finer. */
export const wholeSecond = (at: number): number => Math.floor(at / 1_000) * 1_000;

const applicantOf = (dossier: string) => ({
  contentId: `${dossier}:applicant`,
  version: 1,
  kind: "applicant",
  body: { name, phone, idNumber } as Json,
});

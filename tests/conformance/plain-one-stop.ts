import { memoryStorage } from "@motcua/adapters/memory";
import {
  AdapterError,
  type CallContext,
  eventOfMessage,
  LawBook,
  type OneStopBackend,
  type OutboxMessage,
  type PortalRecord,
  recordAsOf,
  type Storage,
} from "@motcua/core";
import type { HeldDossierRecord, OneStopBench, OneStopHarness, OneStopTrouble } from "@motcua/core/conformance";

// A backend in one process that takes whatever it is sent, twice as well as once, and an adapter for it: right as it stands,
// with each of its steps open to a fault.

export interface SentStep {
  readonly seq: number;
  readonly status: number;
  readonly at: number;
}
export interface SentRecord {
  readonly status: number;
  readonly appointment?: number;
}
interface Held {
  record: SentRecord;
  readonly steps: SentStep[];
  records: number;
}
type PlainHeld = Omit<HeldDossierRecord, "steps"> & { readonly steps: readonly SentStep[] };
/** What a call is answered; `undefined` is no answer of the protocol. */
type Answer = { readonly status: number; readonly said?: string; readonly held?: PlainHeld | undefined } | undefined;

const secret = "mat-khau-cua-tinh";

export class PlainSide {
  readonly held = new Map<string, Held>();
  readonly #next: (OneStopTrouble | undefined)[] = [];
  arrived = 0;
  down = false;

  trouble(kind: OneStopTrouble, after: number): void {
    if (kind === "down") this.down = true;
    else this.#next.push(...Array.from({ length: after }, () => undefined), kind);
  }
  well(): void {
    this.#next.length = 0;
    this.down = false;
  }

  create(code: string, record: SentRecord, signal: AbortSignal): Promise<Answer> {
    return this.#call(signal, record, true, () => {
      const known = this.held.get(code);
      if (known !== undefined) known.records += 1;
      else this.held.set(code, { record, steps: [], records: 1 });
    });
  }
  update(code: string, record: SentRecord, signal: AbortSignal): Promise<Answer> {
    return this.#call(signal, record, false, () => {
      const known = this.held.get(code);
      if (known !== undefined) known.record = record;
    });
  }
  step(code: string, step: SentStep, signal: AbortSignal): Promise<Answer> {
    return this.#call(signal, step, false, () => void this.held.get(code)?.steps.push(step));
  }
  async lookUp(code: string, signal: AbortSignal): Promise<Answer> {
    const answer = await this.#call(signal, {}, false, () => {});
    return answer?.status === 200 ? { ...answer, held: this.read(code) } : answer;
  }

  read(code: string): PlainHeld | undefined {
    const held = this.held.get(code);
    return held === undefined ? undefined : { ...held.record, steps: [...held.steps], records: held.records };
  }

  async #call(signal: AbortSignal, sent: object, creates: boolean, run: () => void): Promise<Answer> {
    if (signal.aborted) throw lost("plain.not_sent");
    if (this.down) throw lost("plain.not_sent");
    this.arrived += 1;
    const kind = this.#next.shift();
    if (kind === undefined || (kind === "exists" && !creates) || takes.includes(kind)) run();
    await new Promise((go) => setTimeout(go, 1));
    if (kind === "hang-before" || kind === "hang-after") return await silence(signal);
    if (kind === "garbage") return undefined;
    if (kind === "oversized") return { status: 200, said: " ".repeat(2_000_000) };
    if (kind === "exists" && creates) return { status: 409 };
    if (kind === "busy") return { status: 503 };
    if (kind === "redirect") return { status: 302 };
    if (kind === "login") return { status: 401 };
    if (kind === "refuse") return { status: 422, said: `no: ${JSON.stringify(sent)} 0912345678 ${secret}` };
    return { status: 200 };
  }
}

const takes: readonly OneStopTrouble[] = ["hang-after", "garbage", "oversized"];

const lost = (code: string): AdapterError =>
  new AdapterError(code, "The other side was not reached.", { retry: "later" });

const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, fail) => {
    const end = (): void => fail(new AdapterError("plain.unknown_outcome", "No answer came.", { retry: "later" }));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });

export interface PlainMark {
  readonly known: boolean;
  readonly seq: number;
  readonly sent: readonly number[];
  readonly doubt: boolean;
}
export const noMark: PlainMark = { known: false, seq: 0, sent: [], doubt: false };

/** Where marks are kept and how a record is told: the steps a fault puts wrong. */
export interface PlainSteps {
  read(storage: Storage, message: OutboxMessage): Promise<PlainMark>;
  write(storage: Storage, message: OutboxMessage, mark: PlainMark): Promise<void>;
  recordOf(storage: Storage, message: OutboxMessage): Promise<PortalRecord | undefined>;
  stepsOf(record: PortalRecord): readonly SentStep[];
  sentOf(record: PortalRecord): SentRecord;
  /** Whether the other side is asked first. */
  asks(mark: PlainMark): boolean;
  refusal(answer: NonNullable<Answer>): AdapterError | undefined;
  odd(): AdapterError | undefined;
  signalOf(call: CallContext, timeoutMs: number): AbortSignal;
  errorOf(error: unknown): unknown;
  around(deliver: OneStopBackend["deliver"]): OneStopBackend["deliver"];
  close(busy: ReadonlySet<Promise<unknown>>): void | Promise<void>;
}

const keyOf = ({ dossierId }: OutboxMessage): string => `portal/kit:${dossierId}`;
export const trouble = (code: string, retry: AdapterError["retry"], cause?: unknown): AdapterError =>
  new AdapterError(code, "The other side does not take it.", { retry, ...(cause === undefined ? {} : { cause }) });

export const rightSteps: PlainSteps = {
  async read(storage, message) {
    const text = await storage.readHostRecord(message.officeId, keyOf(message));
    return text === undefined ? noMark : (JSON.parse(text) as PlainMark);
  },
  write: (storage, message, mark) => storage.writeHostRecord(message.officeId, keyOf(message), JSON.stringify(mark)),
  async recordOf(storage, message) {
    const seq = eventOfMessage(message);
    return seq === undefined ? undefined : await recordAsOf(storage, new LawBook(storage, undefined), message, seq);
  },
  stepsOf: ({ steps }) => steps.map(({ seq, status, at }) => ({ seq, status, at })),
  sentOf: ({ status, appointment }) => ({ status, ...(appointment === undefined ? {} : { appointment }) }),
  asks: ({ doubt }) => doubt,
  refusal({ status, said = "" }) {
    if (said.length > 1_000_000) return trouble("plain.answer_too_large", "operator");
    if (status === 200) return undefined;
    return trouble("plain.refused", status === 503 || status === 409 ? "later" : "operator");
  },
  odd: () => trouble("plain.odd_answer", "later"),
  signalOf: ({ signal }, timeoutMs) => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  errorOf: (error) => error,
  around: (deliver) => deliver,
  close: () => {},
};

/** @param wrong made anew for each process: what it keeps is gone after a restart */
export const plainHarness = (wrong: () => Partial<PlainSteps>): OneStopHarness => ({
  features: ["login", "garbage", "oversized", "redirect", "exists", "appointment", "down"],
  async open({ timeoutMs }) {
    const side = new PlainSide();
    const storage = memoryStorage();
    const make = () => plainBackend(side, storage, { ...rightSteps, ...wrong() }, timeoutMs);
    const bench: OneStopBench = {
      backend: make(),
      storage,
      secrets: [secret],
      held: async ({ code }) => side.read(code),
      arrived: () => side.arrived,
      trouble: (kind, after = 0) => side.trouble(kind, after),
      well: () => side.well(),
      restart: make,
      close: () => storage.close(),
    };
    return bench;
  },
});

function plainBackend(side: PlainSide, storage: Storage, steps: PlainSteps, timeoutMs: number): OneStopBackend {
  const busy = new Set<Promise<unknown>>();
  const stop = new AbortController();
  const tell: OneStopBackend["deliver"] = async (message, call) => {
    const record = await steps.recordOf(storage, message);
    if (record === undefined) throw trouble("plain.no_such_event", "operator");
    const { code } = record.state;
    if (code === undefined) return undefined;
    const signal = AbortSignal.any([steps.signalOf(call, timeoutMs), stop.signal]);
    let mark = await steps.read(storage, message);
    const keep = async (next: PlainMark): Promise<void> => {
      mark = next;
      await steps.write(storage, message, next);
    };
    const settle = (answer: Answer): NonNullable<Answer> => {
      const wrong = answer === undefined ? steps.odd() : steps.refusal(answer);
      if (wrong !== undefined) throw wrong;
      return answer ?? { status: 200 };
    };
    if (steps.asks(mark)) {
      const { held } = settle(await side.lookUp(code, signal));
      await keep({ ...mark, doubt: false, known: held !== undefined, sent: (held?.steps ?? []).map(({ seq }) => seq) });
    }
    if (mark.seq <= record.seq) {
      const sent = steps.sentOf(record);
      const { known } = mark;
      await keep({ ...mark, doubt: true });
      settle(known ? await side.update(code, sent, signal) : await side.create(code, sent, signal));
      await keep({ ...mark, known: true, doubt: false, seq: record.seq });
    }
    for (const step of steps.stepsOf(record).filter(({ seq }) => !mark.sent.includes(seq))) {
      await keep({ ...mark, doubt: true });
      settle(await side.step(code, step, signal));
      await keep({ ...mark, doubt: false, sent: [...mark.sent, step.seq] });
    }
    return undefined;
  };
  const deliver = steps.around(async (message, call) => {
    try {
      return await tell(message, call);
    } catch (error) {
      const told = steps.errorOf(error);
      if (told === undefined) return undefined;
      throw told;
    }
  });
  return {
    deliver(message, call) {
      const work = deliver(message, call);
      const done = work.catch(() => undefined).finally(() => busy.delete(done));
      busy.add(done);
      return work;
    },
    async close() {
      await steps.close(busy);
      stop.abort();
    },
  };
}

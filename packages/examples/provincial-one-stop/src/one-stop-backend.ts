import {
  AdapterError,
  eventOfMessage,
  LawBook,
  type OneStopBackend,
  type OutboxMessage,
  type PortalRecord,
  type PortalStep,
  recordAsOf,
  type Storage,
} from "@motcua/core";

/** The other side's calls. They throw `AdapterError` unless an answer says that it was done. */
export interface Side {
  /** Which steps it holds, by our `seq`; `undefined` when it has no such dossier. */
  lookUp(code: string, signal: AbortSignal): Promise<readonly number[] | undefined>;
  /** `exists`: it says that it has the dossier already. */
  create(code: string, record: PortalRecord, signal: AbortSignal): Promise<"done" | "exists">;
  update(code: string, record: PortalRecord, signal: AbortSignal): Promise<void>;
  addStep(code: string, step: PortalStep, signal: AbortSignal): Promise<void>;
  /** Ends calls under way; twice is once. */
  close(): void;
}

interface Mark {
  readonly known: boolean;
  /** Event the record over there stands at. */
  readonly seq: number;
  readonly sent: readonly number[];
  readonly doubt: boolean;
}
const nothing: Mark = { known: false, seq: 0, sent: [], doubt: false };

/** @param name of the adapter: its marks and its codes begin so */
export function oneStopBackend(name: string, side: Side, storage: Storage): OneStopBackend {
  const laws = new LawBook(storage, undefined);
  const trouble = (what: string, message: string, retry: "later" | "operator") =>
    new AdapterError(`${name}.${what}`, message, { retry });

  async function deliver(message: OutboxMessage, signal: AbortSignal): Promise<undefined> {
    signal.throwIfAborted();
    const seq = eventOfMessage(message);
    const record = seq === undefined ? undefined : await recordAsOf(storage, laws, message, seq);
    if (record === undefined)
      throw trouble("no_such_event", "A message speaks of an event that storage does not hold.", "operator");
    const { code } = record.state;
    // Before acceptance (tiếp nhận) there is no code to tell it under.
    if (code === undefined) return;

    const key = `${name}:${message.dossierId}`;
    const kept = await storage.readHostRecord(message.officeId, key);
    let mark = kept === undefined ? nothing : (JSON.parse(kept) as Mark);
    const keep = async (next: Mark): Promise<void> => {
      mark = next;
      await storage.writeHostRecord(message.officeId, key, JSON.stringify(next));
    };
    const ask = async (): Promise<void> => {
      const held = await side.lookUp(code, signal);
      await keep({ ...mark, doubt: false, known: held !== undefined, sent: held ?? [] });
    };

    if (mark.doubt) await ask();
    if (mark.seq <= record.seq) {
      await keep({ ...mark, doubt: true });
      if (!mark.known && (await side.create(code, record, signal)) === "exists") {
        await ask();
        if (!mark.known) throw trouble("contradiction", "It says the dossier exists, and does not know it.", "later");
        await keep({ ...mark, doubt: true });
        await side.update(code, record, signal);
      } else if (mark.known) await side.update(code, record, signal);
      await keep({ ...mark, known: true, doubt: false, seq: record.seq });
    }
    for (const step of record.steps.filter((one) => !mark.sent.includes(one.seq))) {
      await keep({ ...mark, doubt: true });
      await side.addStep(code, step, signal);
      await keep({ ...mark, doubt: false, sent: [...mark.sent, step.seq] });
    }
  }

  return { deliver: (message, { signal }) => deliver(message, signal), close: () => side.close() };
}

import type { Json } from "../base/canonical-json.ts";
import type { Fault } from "../base/errors.ts";
import type { CommandId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { BeginExchange } from "../dossier/commands.ts";
import type { ExchangeOutcome, ExchangeState } from "../dossier/exchange-types.ts";
import { isElsewhere } from "../dossier/holding.ts";
import { systemActor } from "../dossier/people.ts";
import type { DossierState } from "../dossier/state.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { DataExchange } from "../ports/exchange.ts";
import type { ContentRef, OutboxMessage, Storage } from "../ports/storage.ts";
import type { Accepted, CommandRequest, ContentDraft, DossierView, Engine } from "./engine-types.ts";
import type { Deliver, Pending } from "./lane-options.ts";

/** What tells whether a value is of a type; a zod schema is one. */
export interface Shape<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** The step's action that follows from what came back. */
export interface ExchangeFollow {
  readonly step: string;
  readonly action: string;
  readonly facts?: { readonly [fact: string]: boolean };
  /** Public fields only. */
  readonly input?: { readonly [field: string]: string | number | boolean };
}

export interface FollowRule<A> {
  readonly answer: Shape<A>;
  /** What follows; nothing where a person decides. */
  readonly follow: (came: {
    readonly outcome: ExchangeOutcome;
    /** Absent unless the outcome is `answered`. */
    readonly answer?: A;
    readonly state: DossierState;
  }) => ExchangeFollow | undefined;
}

export interface ExchangeLanesOptions {
  readonly engine: Engine;
  readonly storage: Pick<Storage, "loadContent" | "reader">;
  /** Who answers, by profile. */
  readonly exchanges: { readonly [profile: string]: DataExchange };
  /** What follows, by profile; absent: people act. */
  readonly follows?: { readonly [profile: string]: FollowRule<never> };
}

/** Keeps what a rule answers to typed where it is written. */
export const followRule = <A>(rule: FollowRule<A>): FollowRule<never> => rule as unknown as FollowRule<never>;

/**
 * Who takes the lanes `agency/exchange` and `desk/exchange`: the first asks the other system, again and again under one key
 * until it answers, and records what came; the second does what follows. Each is at least once and done once.
 */
export function exchangeLanes(options: ExchangeLanesOptions): { readonly [lane: string]: Deliver } {
  return {
    "agency/exchange": (message, call) => ask(options, message, call),
    "desk/exchange": (message) => follow(options, message),
  };
}

interface Asked {
  readonly exchangeId: string;
  readonly question: ContentRef;
  readonly purpose: string;
  readonly consent?: string;
  readonly code?: string;
}

async function ask(
  { engine, storage, exchanges }: ExchangeLanesOptions,
  message: OutboxMessage,
  call: Parameters<Deliver>[1],
): ReturnType<Deliver> {
  if (message.kind !== "exchange-asked") return { skipped: "not-exchange" };
  const { exchangeId, question, purpose, consent, code } = JSON.parse(message.body) as Asked;
  const view = await engine.read(message.dossierId);
  const open = exchangeOf(view, exchangeId);
  // Answered by a push meanwhile, given up, or the dossier ended: nobody's data is asked for without need.
  if (open === undefined || open.outcome !== undefined) return { skipped: "exchange-over" };
  const away = await awayFrom(storage, view);
  if (away !== undefined) return away;
  const exchange = Object.hasOwn(exchanges, open.profile) ? exchanges[open.profile] : undefined;
  if (exchange === undefined)
    throw new AdapterError("exchange.not_configured", `No system is set up for the exchange "${open.profile}".`, {
      retry: "operator",
    });
  const content = await storage.loadContent(question);
  if (content === undefined) return { skipped: "question-erased" };
  const came = await exchange.ask(
    {
      requestId: `${message.dossierId}/${exchangeId}`,
      profile: open.profile,
      purpose,
      ...(consent === undefined ? {} : { consent }),
      ...(code === undefined ? {} : { dossierCode: code }),
      question: JSON.parse(content.body) as Json,
    },
    call,
  );
  if (came.kind === "pending") {
    const { providerRef, askAgainAfterMs } = came;
    if (askAgainAfterMs === undefined) return providerRef === undefined ? undefined : { providerRef };
    return { pending: "exchange.pending", againAfterMs: askAgainAfterMs };
  }
  const end = endOfExchange(
    message.dossierId,
    exchangeId,
    came.kind,
    came.kind === "answered" ? came.answer : undefined,
  );
  const { officeId, dossierId } = message;
  const commandId = `exchange:${dossierId}:${exchangeId}:ask` as CommandId;
  const done = await engine.submit(
    { ...end.command, commandId, dossierId, officeId, by: systemActor } as CommandRequest,
    end.content,
  );
  // A push was quicker.
  if (done.ok || done.error.code === "exchange.not_open") return undefined;
  // It left while they answered.
  if (done.error.code === handedOver) return waitForIt;
  throw notTaken(done.error);
}

const handedOver = "dossier.handed_over";
const waitForIt = { pending: handedOver } as const;

/** Another office has the dossier: it asks, and acts, where there is need. What is on its way may be taken back, and waits. */
async function awayFrom(
  { reader }: Pick<Storage, "reader">,
  view: DossierView | undefined,
): Promise<{ readonly skipped: string } | Pending | undefined> {
  if (view === undefined || !isElsewhere(view.state)) return undefined;
  const { dossierId, transfer } = view.state;
  // Who sent it is told of its arrival by the message alone.
  const sent = (await reader.messages(dossierId)).filter(({ kind }) => kind === "hand-over");
  const last = sent.toSorted((a, b) => a.position - b.position).at(-1);
  const onItsWay = transfer?.holder === undefined && last !== undefined && last.status !== "delivered";
  return onItsWay ? { ...waitForIt, asked: false } : { skipped: "exchange-elsewhere" };
}

const exchangeOf = (view: DossierView | undefined, exchangeId: string): ExchangeState | undefined => {
  const known = view?.state.exchanges ?? {};
  return Object.hasOwn(known, exchangeId) ? known[exchangeId] : undefined;
};

const notTaken = ({ code }: Fault): AdapterError =>
  new AdapterError("exchange.not_taken", `What came back could not be recorded or followed (${code}).`, {
    retry: "operator",
  });

/** The command and content that record what came back; also for sources of an inbox. */
export function endOfExchange(
  dossierId: string,
  exchangeId: string,
  outcome: "answered" | "no-data" | "refused",
  answer?: Json,
) {
  const ref = { contentId: `exchange:${dossierId}:${exchangeId}:answer`, version: 1 };
  const content: readonly ContentDraft[] =
    outcome === "answered" ? [{ ...ref, kind: "exchange-answer", body: answer ?? null }] : [];
  const command = {
    type: "end-exchange" as const,
    exchangeId,
    outcome,
    ...(outcome === "answered" ? { answer: ref } : {}),
  };
  return { command, content };
}

async function follow(
  { engine, storage, follows = {} }: ExchangeLanesOptions,
  message: OutboxMessage,
): ReturnType<Deliver> {
  if (message.kind !== "exchange-ended") return { skipped: "not-exchange" };
  const { exchangeId } = JSON.parse(message.body) as { readonly exchangeId: string };
  const view = await engine.read(message.dossierId);
  const ended = exchangeOf(view, exchangeId);
  const rule = ended !== undefined && Object.hasOwn(follows, ended.profile) ? follows[ended.profile] : undefined;
  if (view === undefined || ended?.outcome === undefined || rule === undefined) return { skipped: "nothing-follows" };
  const away = await awayFrom(storage, view);
  if (away !== undefined) return away;
  const answer = ended.answer === undefined ? undefined : await storage.loadContent(ended.answer);
  if (ended.answer !== undefined && answer === undefined) return { skipped: "answer-erased" };
  const read = answer === undefined ? undefined : rule.answer.safeParse(JSON.parse(answer.body));
  if (read?.success === false)
    throw new AdapterError("exchange.odd_content", "The recorded answer is not of the form this exchange has.", {
      retry: "operator",
    });
  const next = rule.follow({
    outcome: ended.outcome,
    state: view.state,
    ...(read === undefined ? {} : { answer: read.data }),
  });
  // A person was quicker, or the dossier never waited at that step.
  if (next === undefined || view.state.task?.step !== next.step) return { skipped: "nothing-follows" };
  const { dossierId, officeId } = message;
  const done = await engine.submit({
    ...next,
    type: "act",
    commandId: `exchange:${dossierId}:${exchangeId}:act` as CommandId,
    dossierId,
    officeId,
    by: systemActor,
  });
  if (done.ok) return undefined;
  if (done.error.code === handedOver) return waitForIt;
  throw notTaken(done.error);
}

/** A question, typed by its shape; the rest is `begin-exchange`. */
export type ExchangeQuestion<Q> = Omit<BeginExchange, "type" | "question" | "at" | "resolved"> & {
  readonly shape: Shape<Q>;
  readonly question: Q;
};

/** Puts the question into content and begins the exchange.
 *  @returns `exchange.malformed` where the question is not of the form agreed: nothing is kept */
export async function askForData<Q>(
  engine: Engine,
  { shape, question, ...begin }: ExchangeQuestion<Q>,
): Promise<Result<Accepted, Fault>> {
  const read = shape.safeParse(question);
  if (!read.success)
    return {
      ok: false,
      error: {
        code: "exchange.malformed",
        text: { vi: "Câu hỏi sai dạng đã thống nhất", en: "the question is not of the form agreed" },
      },
    };
  const ref = { contentId: `exchange:${begin.dossierId}:${begin.exchangeId}:question`, version: 1 };
  return await engine.submit({ ...begin, type: "begin-exchange", question: ref } as CommandRequest, [
    { ...ref, kind: "exchange-question", body: read.data as Json },
  ]);
}

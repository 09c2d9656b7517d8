import {
  type DossierId,
  type Engine,
  endOfExchange,
  type InboxCommand,
  type InboxSource,
  type Shape,
  systemActor,
} from "../shared/core.ts";
import { keptAs } from "./kept.ts";

export interface ExchangeSourceOptions<A> {
  readonly engine: Pick<Engine, "read">;
  /** Whether it is theirs, from bytes and headers alone: `signedWebhook`, or the other side's own way. */
  readonly verify: InboxSource["verify"];
  /** The exchanges this sender may answer, and no others. */
  readonly profiles: readonly string[];
  readonly answer: Shape<A>;
  /** What the message says: our request id, and the answer or that there is none. `undefined`: malformed. */
  readonly read?: (value: unknown) => ExchangePush | undefined;
  readonly offices?: readonly string[];
  readonly bytesMax?: number;
}

export interface ExchangePush {
  readonly requestId: string;
  readonly outcome: "answered" | "no-data" | "refused";
  readonly answer?: unknown;
}

/**
 * Answers that come by themselves, as a source of `createInbox`. Who signs for one exchange cannot answer another; what is not of the
 * form agreed, or about nothing that was asked, is refused, and nothing of it is kept.
 */
export function exchangeSource<A>(options: ExchangeSourceOptions<A>): InboxSource {
  const { verify, offices, bytesMax } = options;
  return {
    verify,
    ...(offices === undefined ? {} : { offices }),
    ...(bytesMax === undefined ? {} : { bytesMax }),
    read: async (value) => await command(options, value),
  };
}

async function command<A>(
  { engine, profiles, answer, read = asAgreed }: ExchangeSourceOptions<A>,
  value: unknown,
): Promise<InboxCommand | undefined> {
  const said = read(value);
  const [dossierId, exchangeId, ...rest] = said?.requestId.split("/") ?? [];
  if (said === undefined || dossierId === undefined || exchangeId === undefined || rest.length > 0) return undefined;
  const exchanges = (await engine.read(dossierId as DossierId))?.state.exchanges ?? {};
  const asked = Object.hasOwn(exchanges, exchangeId) ? exchanges[exchangeId] : undefined;
  if (asked === undefined || !profiles.includes(asked.profile)) return undefined;
  const kept = said.outcome === "answered" ? keptAs(answer, said.answer) : undefined;
  if (said.outcome === "answered" && kept === undefined) return undefined;
  const end = endOfExchange(dossierId, exchangeId, said.outcome, kept);
  return {
    to: { dossierId: dossierId as DossierId },
    command: { ...end.command, by: systemActor },
    content: end.content,
  };
}

/** `{ requestId, outcome?, answer? }`: answered unless it says otherwise. */
function asAgreed(value: unknown): ExchangePush | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { requestId, outcome = "answered", answer } = value as { readonly [name: string]: unknown };
  if (typeof requestId !== "string") return undefined;
  if (outcome !== "answered" && outcome !== "no-data" && outcome !== "refused") return undefined;
  return { requestId, outcome, answer };
}

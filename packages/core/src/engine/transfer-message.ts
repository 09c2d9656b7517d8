import { type Fault, fault } from "../base/errors.ts";
import type { DossierId, Hash, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { LawDocument } from "../ports/storage.ts";
import type { TransferStatement } from "./transfer-seal.ts";

/** Where a chain stands. */
export interface Place {
  readonly version: number;
  /** Absent before the first event, and where it is not verified yet. */
  readonly head?: Hash | undefined;
}
export type CarriedLaw = Pick<LawDocument, "kind" | "key" | "bytes">;
export interface CarriedContent {
  readonly contentId: string;
  readonly version: number;
  readonly kind: string;
  readonly body: string;
  readonly searchTokens: readonly string[];
}

/** What one side asks of the other: to take the dossier over, or never to. Each message says everything, so any of them may
 *  be lost or come twice. */
export interface TransferMessage {
  readonly intent: "take" | "decline";
  readonly statement: TransferStatement;
  /** Of the statement. */
  readonly seal: string;
  /** Events (bytes) that follow the place. */
  readonly after: Place;
  readonly events: readonly string[];
  readonly law: readonly CarriedLaw[];
  /** Records from the numbered one on; `last` when there are no more. */
  readonly content: {
    readonly from: number;
    readonly records: readonly CarriedContent[];
    readonly last: boolean;
    /** Names all records that come along: with another list what has come before is not theirs any more. */
    readonly list?: string;
  };
}

export type TransferAnswer =
  /** It has it; the receipt is its signature over that. */
  | { readonly result: "taken"; readonly receipt: string }
  /** It never will; the event says so in its own name. */
  | { readonly result: "declined"; readonly event: string }
  /** What is still missing. */
  | {
      readonly result: "need";
      readonly after: Place;
      readonly law: readonly Hash[];
      /** How many records it has; absent when it needs none. */
      readonly content?: number | undefined;
    }
  | { readonly result: "refused"; readonly code: string };

const malformed = () => err(fault("transfer.malformed", "Tin bàn giao sai dạng", "the message is malformed"));

/** Looks at the shape only; what it says is looked at by who takes it over. */
export function readTransferMessage(body: string): Result<TransferMessage, Fault> {
  const value = parsed(body);
  return isMessage(value) ? ok(value) : malformed();
}

export function readTransferAnswer(body: string): TransferAnswer | undefined {
  const value = parsed(body);
  return isAnswer(value) ? value : undefined;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is TransferMessage {
  if (!isRecord(value) || !isStatement(value.statement) || !isRecord(value.content)) return false;
  const { intent, seal, after, events, law, content } = value;
  return (
    (intent === "take" || intent === "decline") &&
    typeof seal === "string" &&
    isPlace(after) &&
    isListOf(events, isText) &&
    isListOf(law, isLaw) &&
    isCount(content.from) &&
    typeof content.last === "boolean" &&
    (content.list === undefined || isHash(content.list)) &&
    isListOf(content.records, isContent)
  );
}

function isAnswer(value: unknown): value is TransferAnswer {
  if (!isRecord(value)) return false;
  switch (value.result) {
    case "taken":
      return typeof value.receipt === "string";
    case "declined":
      return typeof value.event === "string";
    case "refused":
      return typeof value.code === "string" && /^[a-z_]+\.[a-z_]+$/.test(value.code);
    case "need":
      return (
        isPlace(value.after) && isListOf(value.law, isHash) && (value.content === undefined || isCount(value.content))
      );
    default:
      return false;
  }
}

function isStatement(value: unknown): value is TransferStatement {
  if (!isRecord(value)) return false;
  const { kind, dossierId, epoch, from, to, version, head } = value;
  return (
    kind === "handed-over" &&
    isId(dossierId) &&
    isId(from) &&
    isId(to) &&
    isCount(epoch) &&
    epoch > 0 &&
    isCount(version) &&
    version > 0 &&
    isHash(head)
  );
}

const isPlace = (value: unknown): value is Place =>
  isRecord(value) && isCount(value.version) && (value.head === undefined || isHash(value.head));

const isLaw = (value: unknown): value is CarriedLaw =>
  isRecord(value) && isText(value.kind) && isText(value.key) && value.key.length <= 200 && isText(value.bytes);

const isContent = (value: unknown): value is CarriedContent =>
  isRecord(value) &&
  isId(value.contentId) &&
  isCount(value.version) &&
  isText(value.kind) &&
  isText(value.body) &&
  isListOf(value.searchTokens, (token): token is string => isText(token) && /^[\p{Letter}\p{Number}]+$/u.test(token));

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Text that every database gives back as it was. */
const isText = (value: unknown): value is string =>
  typeof value === "string" && !value.includes("\0") && value.isWellFormed();
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isHash = (value: unknown): value is Hash => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isId = (value: unknown): value is DossierId & OfficeId =>
  typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,255}$/.test(value);
const isListOf = <T>(value: unknown, isOne: (one: unknown) => one is T): value is readonly T[] =>
  Array.isArray(value) && value.every(isOne);

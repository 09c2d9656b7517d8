import { type Fault, fault } from "../base/errors.ts";
import { invariant } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import {
  isMessageKind,
  type MessageKind,
  type MessageLanguage,
  type MessageLimits,
  type MessageTemplate,
  type MessageVariable,
  messageKinds,
  messageLimits,
  messageVariables,
} from "./kinds.ts";
import { smsParts, withoutAccents } from "./sms-text.ts";

const languages = ["vi", "en"] as const;
const parts = ["status", "subject", "text", "short"] as const;
type TemplatePart = (typeof parts)[number];

/** Values of the holes; what has none is left out with its optional part. */
export type MessageValues = { readonly [variable in MessageVariable]?: string };
export type RenderedMessage = { readonly [part in TemplatePart]: string };

type Piece = string | { readonly variable: MessageVariable };
/** In order; an optional part stands only when all its holes have values. */
type ReadText = readonly { readonly optional: boolean; readonly pieces: readonly Piece[] }[];

/** Templates that were read and checked: nothing about them can fail any more. */
export interface CheckedMessages {
  readonly limits: MessageLimits;
  readonly texts: ReadonlyMap<string, ReadText>;
}

/**
 * Reads templates, ours or an office's own, and tells every fault at once: a kind without a template, an unknown kind or
 * hole, an optional value outside an optional part, brackets that do not pair, a text too long for its channel with the
 * longest values.
 */
export function checkMessages(
  templates: { readonly [kind: string]: unknown },
  changed: Partial<MessageLimits> = {},
): Result<CheckedMessages, readonly Fault[]> {
  const limits = { ...messageLimits, ...changed };
  const faults: Fault[] = [];
  const texts = new Map<string, ReadText>();
  for (const name of Object.keys(templates)) if (!isMessageKind(name)) faults.push(unknownKind(name));
  for (const kind of Object.keys(messageKinds) as MessageKind[]) {
    const template = Object.hasOwn(templates, kind) ? templates[kind] : undefined;
    if (typeof template !== "object" || template === null) {
      faults.push(missing(kind));
      continue;
    }
    for (const part of parts)
      for (const language of languages) {
        const path = `${kind}.${part}.${language}`;
        const text = (template as Partial<MessageTemplate>)[part]?.[language];
        if (typeof text !== "string" || text.trim() === "") faults.push(missing(path));
        else texts.set(path, readText(kind, path, text, faults));
      }
  }
  if (faults.length === 0) for (const [path, text] of texts) faults.push(...lengthFaults(path, text, limits));
  return faults.length === 0 ? ok({ limits, texts }) : err(faults);
}

const unknownKind = (name: string): Fault =>
  fault("message.unknown_kind", "Không có loại tin nhắn này", "there is no such kind of message", name);
const missing = (path: string): Fault =>
  fault("message.missing_template", "Thiếu mẫu tin nhắn", "this wording is missing", path);

function readText(kind: MessageKind, path: string, text: string, faults: Fault[]): ReadText {
  const { always, maybe } = messageKinds[kind] as {
    readonly always: readonly string[];
    readonly maybe: readonly string[];
  };
  const read = text.split(/(\[[^[\]]*\])/).filter((run) => run !== "");
  return read.map((run) => {
    const optional = run.startsWith("[") && run.endsWith("]");
    const pieces = (optional ? run.slice(1, -1) : run).split(/(\{[^{}]*\})/).filter((piece) => piece !== "");
    const found = pieces.map((piece): Piece => {
      const variable = /^\{(.*)\}$/s.exec(piece)?.[1];
      if (variable === undefined) {
        if (/[{}[\]]/.test(piece)) faults.push(unpaired(path));
        return piece;
      }
      if (!always.includes(variable) && !maybe.includes(variable)) faults.push(unknownVariable(path, variable));
      else if (!optional && maybe.includes(variable)) faults.push(unguarded(path, variable));
      return { variable: variable as MessageVariable };
    });
    if (optional && found.every((piece) => typeof piece === "string")) faults.push(unpaired(path));
    return { optional, pieces: found };
  });
}

const unpaired = (path: string): Fault =>
  fault(
    "message.malformed",
    "Ngoặc không khớp; phần tùy chọn [ ] phải có ít nhất một chỗ trống { }",
    "brackets do not pair, or an optional part [ ] has no hole { }",
    path,
  );
const unknownVariable = (path: string, name: string): Fault =>
  fault(
    "message.unknown_variable",
    `Loại tin này không có chỗ trống {${name}}`,
    `this kind of message has no hole {${name}}`,
    path,
  );
const unguarded = (path: string, name: string): Fault =>
  fault(
    "message.unguarded_variable",
    `{${name}} có thể không có giá trị, phải đặt trong phần tùy chọn [ ]`,
    `{${name}} may have no value and must stand in an optional part [ ]`,
    path,
  );

const plain: ReadonlySet<string> = new Set(["ref", "link", "hotline", "newDate", "until"]);

/** Values as long as they get: with Vietnamese letters where there may be some, so that an SMS is counted as it will be. */
function longestValues(language: string): MessageValues {
  const filled = Object.entries(messageVariables).map(([name, most]) => {
    const isPlain = plain.has(name) || (name === "promisedOn" && language === "en");
    return [name, (isPlain ? "0" : "ệ").repeat(most)];
  });
  return Object.fromEntries(filled) as MessageValues;
}
const longest = new Map(languages.map((language) => [language as string, longestValues(language)]));

function lengthFaults(path: string, text: ReadText, limits: MessageLimits): readonly Fault[] {
  const [, part = "", language = ""] = path.split(".");
  const whole = fill(text, longest.get(language) ?? {});
  const [length, most, vi, en] =
    part === "short"
      ? [
          smsParts(limits.smsAccents === "strip" ? withoutAccents(whole) : whole),
          limits.smsParts,
          "phần SMS",
          "SMS parts",
        ]
      : [whole.length, limits[part as "status" | "subject" | "text"], "ký tự", "characters"];
  if (length <= most) return [];
  return [
    fault(
      "message.too_long",
      `Dài tới ${length} ${vi}, nhiều nhất ${most}`,
      `up to ${length} ${en}, at most ${most} fit`,
      path,
    ),
  ];
}

/** One message in one language. Pure: the same values give the same text. */
export function renderMessage(
  messages: CheckedMessages,
  kind: MessageKind,
  language: MessageLanguage,
  values: MessageValues,
): RenderedMessage {
  const rendered = (part: TemplatePart): string => {
    const text = messages.texts.get(`${kind}.${part}.${language}`);
    invariant(text !== undefined, "checked messages have every wording");
    return fill(text, values);
  };
  const short = rendered("short");
  return {
    status: rendered("status"),
    subject: rendered("subject"),
    text: rendered("text"),
    short: messages.limits.smsAccents === "strip" ? withoutAccents(short) : short,
  };
}

function fill(text: ReadText, values: MessageValues): string {
  const textOf = ({ variable }: Exclude<Piece, string>): string | undefined => {
    const value = values[variable];
    return value === undefined ? undefined : cut(value, messageVariables[variable]);
  };
  return text
    .filter(({ optional, pieces }) => !optional || pieces.every((p) => typeof p === "string" || textOf(p)))
    .flatMap(({ pieces }) => pieces.map((p) => (typeof p === "string" ? p : (textOf(p) ?? ""))))
    .join("")
    .replace(/[^\S\n]+(?=\n|$)/g, "")
    .trim();
}

/** Values come from outside: one line each, and no longer than was reckoned with. */
function cut(value: string, most: number): string {
  const line = value
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}

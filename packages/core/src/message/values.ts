import { civilDateOf, dayOf, epochDayOf, minuteOfDay, parseCivilDate } from "../calendar/civil-date.ts";
import type { EpochMs } from "../calendar/types.ts";
import { isMessageKind, type MessageKind, type MessageLanguage } from "./kinds.ts";
import type { MessageValues } from "./template.ts";

/** What decisions write for the citizen: the event's own state, in codes and days. */
export interface MessageBody {
  readonly code?: string;
  readonly intakeRef?: string;
  readonly promisedOn?: string;
  /** Instant of the promise, where it is more than a day. */
  readonly dueAt?: EpochMs;
  readonly newDate?: string;
  readonly until?: string;
  readonly outcome?: string;
  readonly reason?: string;
  /** Whole đồng. */
  readonly amount?: number;
  /** Member of an interlinked group, by its id. */
  readonly memberId?: string;
}

/** What is known beside the message itself. */
export interface MessageSetting {
  readonly procedure: string;
  readonly office: string;
  readonly name?: string | undefined;
  readonly link?: string | undefined;
  readonly hotline?: string | undefined;
  /** The office's words for codes of reasons. */
  readonly reasons?: { readonly [code: string]: { readonly [language in MessageLanguage]: string } } | undefined;
  /** What a member does, and its agency, by the member's id. */
  readonly memberOf?:
    | ((memberId: string) => { readonly part: string; readonly agency: string } | undefined)
    | undefined;
  /** Closing time of a day: a promise that falls there is one of a day, any other is told with its hour. */
  readonly closingOf?: ((at: EpochMs) => EpochMs) | undefined;
}

/** Which wording a message of the outbox takes; `undefined` for one this release does not know. */
export function wordingOf(kind: string, body: MessageBody): MessageKind | undefined {
  if (kind === "resolved" && body.outcome === "refused") return "refused";
  return isMessageKind(kind) ? kind : undefined;
}

/** The values of a message's holes in one language, days as the office writes them. */
export function messageValues(body: MessageBody, setting: MessageSetting, language: MessageLanguage): MessageValues {
  const { dueAt, amount } = body;
  const member = body.memberId === undefined ? undefined : setting.memberOf?.(body.memberId);
  const hour = dueAt !== undefined && setting.closingOf !== undefined && setting.closingOf(dueAt) !== dueAt;
  const values: { readonly [name in keyof MessageValues]: string | undefined } = {
    ref: body.code ?? body.intakeRef ?? "",
    procedure: setting.procedure,
    office: setting.office,
    name: setting.name,
    link: setting.link,
    hotline: setting.hotline,
    promisedOn: hour && dueAt !== undefined ? instantText(dueAt, language) : dayText(body.promisedOn, language),
    newDate: dayText(body.newDate, language),
    until: dayText(body.until, language),
    part: member?.part,
    agency: member?.agency,
    reason: body.reason === undefined ? undefined : setting.reasons?.[body.reason]?.[language],
    amount:
      amount === undefined
        ? undefined
        : `${String(amount).replace(/\B(?=(\d{3})+$)/g, ".")} ${language === "vi" ? "đồng" : "VND"}`,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ""));
}

const months = "January February March April May June July August September October November December".split(" ");

/** `02/12/2026`, as receipts of the one-stop print it; in English with the month's name, which nobody can turn round. */
export function dayText(date: string | undefined, language: MessageLanguage): string | undefined {
  const day = date === undefined ? undefined : parseCivilDate(date);
  if (day === undefined || !day.ok) return undefined;
  const [year = "", month = "", dayOfMonth = ""] = civilDateOf(epochDayOf(day.value)).split("-");
  return language === "vi"
    ? `${dayOfMonth}/${month}/${year}`
    : `${Number(dayOfMonth)} ${months[Number(month) - 1] ?? ""} ${year}`;
}

function instantText(at: EpochMs, language: MessageLanguage): string {
  const minute = minuteOfDay(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  const day = dayText(civilDateOf(dayOf(at)), language) ?? "";
  return language === "vi"
    ? `${hours} giờ${minutes === 0 ? "" : ` ${two(minutes)}`} ngày ${day}`
    : `${two(hours)}:${two(minutes)} on ${day}`;
}

import type { MessageLanguage } from "./kinds.ts";
import { nationalNumber } from "./sms-text.ts";

/** Ways to a citizen that need an address of theirs and their consent. */
export const notifyChannels = ["email", "sms", "zalo"] as const;
export type NotifyChannel = (typeof notifyChannels)[number];

/**
 * What a content record says of a person to write to. Records of kind `applicant` are of the owner (chủ hồ sơ), those of
 * kind `authorised` of the person who acts for them (người được ủy quyền). Other fields are the host's own.
 */
export interface ContactBody {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly language?: MessageLanguage;
  /** Consent by channel (`ThongBaoEmail`, `ThongBaoSMS`, `ThongBaoZalo`); what is not there is not given. */
  readonly notify?: { readonly [channel in NotifyChannel]?: boolean };
}

/** A content record, as storage gives it. */
interface ContentLike {
  readonly kind: string;
  readonly version: number;
  readonly body: string;
}

export interface Recipient {
  readonly name: string | undefined;
  readonly language: MessageLanguage;
  /** Mail address or telephone number, ready for use. */
  readonly address: string;
}

/** Why a channel is not used for a dossier; no error, and no reason to wait. */
export type SkipCode =
  /** Erased, or never written. */
  | "message.no_contact"
  | "message.no_consent"
  | "message.no_address"
  /** What stands there is no address or number. */
  | "message.bad_address";

/**
 * To whom a message goes on one channel: the authorised person where there is one, else the owner (national-portal.md §10).
 * Each channel is looked at on its own (trap 29), with what the dossier's content says now: consent taken back counts at once.
 * The authorised person's own consent counts where it is recorded, else that of the dossier's owner.
 */
export function recipientOf(content: readonly ContentLike[], channel: NotifyChannel): Recipient | SkipCode {
  const owner = newest(content, "applicant");
  const authorised = newest(content, "authorised");
  const person = authorised ?? owner;
  if (person === undefined) return "message.no_contact";
  if ((person.notify ?? owner?.notify)?.[channel] !== true) return "message.no_consent";
  const raw = channel === "email" ? person.email : person.phone;
  if (typeof raw !== "string" || raw.trim() === "") return "message.no_address";
  const address = addressOf(channel, raw.trim());
  if (address === undefined) return "message.bad_address";
  return {
    name: typeof person.name === "string" && person.name.trim() !== "" ? person.name : undefined,
    language: (person.language ?? owner?.language) === "en" ? "en" : "vi",
    address,
  };
}

const addressOf = (channel: NotifyChannel, raw: string): string | undefined =>
  channel === "email" ? mailAddress(raw) : nationalNumber(raw);

/** Whether a notification's address can be written to as it stands. A channel that is given another skips the message with
 *  `message.bad_address`: whoever calls a notifier themselves may not have looked. */
export const isNotifyAddress = (channel: NotifyChannel, address: string): boolean =>
  addressOf(channel, address) === address;

/** The latest record of a kind. It was written by others, so every field is looked at before it is used. */
function newest(content: readonly ContentLike[], kind: string): ContactBody | undefined {
  let found: ContentLike | undefined;
  for (const record of content) if (record.kind === kind && record.version >= (found?.version ?? 0)) found = record;
  if (found === undefined) return undefined;
  try {
    const body: unknown = JSON.parse(found.body);
    if (typeof body !== "object" || body === null) return undefined;
    const { notify, ...contact } = body as ContactBody;
    return typeof notify === "object" && notify !== null ? { ...contact, notify } : contact;
  } catch {
    return undefined;
  }
}

/** One address and nothing else: no list, no name, no line break that would write a header of its own. */
const mailAddress = (raw: string): string | undefined =>
  raw.length <= 254 &&
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]+\.[^\s@<>()[\]\\,;:".\p{Cc}]{2,}$/u.test(raw)
    ? raw
    : undefined;

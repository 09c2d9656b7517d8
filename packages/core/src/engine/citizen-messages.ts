import { dayOf } from "../calendar/civil-date.ts";
import { closingOf } from "../calendar/opening-hours.ts";
import { type NotifyChannel, recipientOf } from "../message/contact.ts";
import type { MessageKind, MessageLanguage } from "../message/kinds.ts";
import { type CheckedMessages, renderMessage } from "../message/template.ts";
import { type MessageBody, type MessageSetting, messageValues, wordingOf } from "../message/values.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Attachment, CallContext, Notifier } from "../ports/notifier.ts";
import type { OutboxMessage, Storage } from "../ports/storage.ts";
import { nameOf, unitNames } from "../procedure/words.ts";
import type { Deliver } from "./lane-options.ts";
import { LawBook } from "./law-book.ts";
import { storedState } from "./stored-state.ts";

export interface CitizenMessagesOptions {
  readonly storage: Storage;
  /** Each serves its channels; a channel has one. */
  readonly notifiers: readonly Notifier[];
  /** As read by `checkMessages`. */
  readonly messages: CheckedMessages;
  /** How the office is called at the end of a mail. */
  readonly office: Wordings;
  readonly hotline?: string;
  /** Where a citizen looks up a dossier, from its code or intake reference. */
  readonly link?: (ref: string) => string;
  /** The office's words for codes of reasons; a code without words is left out. */
  readonly reasons?: MessageSetting["reasons"];
  /**
   * Documents that go with a mail: the signed letter of apology, the form to fill in. Asked for at each attempt, for the
   * version of the dossier the message is of (`seq` of its body); what it throws decides who helps, as with any delivery.
   */
  readonly attachments?: (
    kind: MessageKind,
    message: OutboxMessage,
    call: CallContext,
  ) => Promise<readonly Attachment[]>;
}
type Wordings = { readonly [language in MessageLanguage]: string };

/**
 * Who takes the messages of the lanes `citizen/email`, `citizen/sms` and `citizen/zalo`: finds the person and their consent
 * on that channel, words the event's own state in their language, and hands it to the channel. Each lane is on its own: one
 * that is down holds no other up. What says no more than "not on this channel" is skipped, with its code.
 */
export function citizenMessages(options: CitizenMessagesOptions): { readonly [lane: string]: Deliver } {
  const laws = new LawBook(options.storage, undefined);
  const delivers: { [lane: string]: Deliver } = {};
  for (const notifier of options.notifiers)
    for (const channel of notifier.channels)
      delivers[`citizen/${channel}`] = (message, call) => tell(options, laws, notifier, channel, message, call);
  return delivers;
}

async function tell(
  options: CitizenMessagesOptions,
  laws: LawBook,
  notifier: Notifier,
  channel: NotifyChannel,
  message: OutboxMessage,
  call: Parameters<Deliver>[1],
): ReturnType<Deliver> {
  const body = JSON.parse(message.body) as MessageBody;
  const kind = wordingOf(message.kind, body);
  if (kind === undefined)
    throw new AdapterError("message.unworded", "There is no wording for this kind of message.", { retry: "operator" });
  const recipient = recipientOf(await options.storage.contentOf(message.dossierId), channel);
  if (typeof recipient === "string") return { skipped: recipient };
  const { name, language, address } = recipient;
  const values = messageValues(body, { name, ...(await settingOf(options, laws, message, body, language)) }, language);
  const rendered = renderMessage(options.messages, kind, language, values);
  const attachments = channel === "email" ? await attachmentsOf(options, kind, message, call) : [];
  const notification = { channel, address, language, kind, rendered, values };
  return await notifier.send(attachments.length === 0 ? notification : { ...notification, attachments }, call);
}

/** What most mail servers take, once it is written in base64. */
const attachmentBytesMax = 7_000_000;

async function attachmentsOf(
  { attachments }: CitizenMessagesOptions,
  kind: MessageKind,
  message: OutboxMessage,
  call: CallContext,
): Promise<readonly Attachment[]> {
  const documents = (await attachments?.(kind, message, call)) ?? [];
  const bytes = documents.reduce((sum, document) => sum + document.bytes.byteLength, 0);
  if (bytes > attachmentBytesMax)
    throw new AdapterError("message.attachments_too_large", "The documents of this mail are larger than 7 MB.", {
      retry: "operator",
    });
  return documents;
}

/** What was pinned when the dossier came in, and so is of the event as well. */
async function settingOf(
  { storage, office, hotline, link, reasons }: CitizenMessagesOptions,
  laws: LawBook,
  { dossierId }: OutboxMessage,
  body: MessageBody,
  language: MessageLanguage,
): Promise<Omit<MessageSetting, "name">> {
  const [row] = await storage.load([dossierId]);
  const state = row === undefined ? undefined : storedState(row);
  if (state === undefined)
    throw new AdapterError("message.no_dossier", "The dossier of this message cannot be read.", { retry: "operator" });
  const { procedure, time } = await laws.load(state.law);
  const ref = body.code ?? body.intakeRef;
  return {
    procedure: procedure.definition.name[language],
    office: office[language],
    hotline,
    link: ref === undefined ? undefined : link?.(ref),
    reasons,
    memberOf: (memberId) => {
      const member = procedure.definition.interlinked?.members.find(({ id }) => id === memberId);
      return member && { part: member.name[language], agency: nameOf(unitNames, member.unit)[language] };
    },
    closingOf: (at) => closingOf(time, dayOf(at)),
  };
}

import type { NotifyChannel } from "../message/contact.ts";
import type { MessageKind, MessageLanguage } from "../message/kinds.ts";
import type { MessageValues, RenderedMessage } from "../message/template.ts";

/** A document that goes with a message, such as the signed letter of apology. */
export interface Attachment {
  readonly fileName: string;
  /** `application/pdf`. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** One message to one person on one channel, worded and addressed. It holds personal data: it is sent and never kept. */
export interface Notification {
  readonly channel: NotifyChannel;
  /** Mail address, or telephone number in the national form with a leading 0. */
  readonly address: string;
  readonly language: MessageLanguage;
  readonly kind: MessageKind;
  readonly rendered: RenderedMessage;
  /** The values it was worded with, for gateways that do their own wording from a template. */
  readonly values: MessageValues;
  /** On channels that carry documents: mail. */
  readonly attachments?: readonly Attachment[];
}

/** What every call out is given: the same key for the same message however often it is sent, and an end. */
export interface CallContext {
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** Sends messages on its channels. It decides nothing: whom to tell, in what words and whether they agreed is settled. */
export interface Notifier {
  readonly channels: ReadonlySet<NotifyChannel>;
  /**
   * @returns the gateway's own name of the message; or `skipped` with a code, when the person cannot be reached on this
   *   channel and that is nobody's fault, e.g. does not follow the office's account
   * @throws AdapterError says who helps
   */
  send(
    notification: Notification,
    call: CallContext,
  ): Promise<{ readonly providerRef?: string } | { readonly skipped: string }>;
  close(): Promise<void>;
}

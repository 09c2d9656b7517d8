import { AdapterError, type CallContext, isNotifyAddress, type Notification, type Notifier } from "../shared/core.ts";
import { type GatewayOptions, postToGateway } from "../shared/gateway.ts";
import { type HttpClientOptions, httpClient } from "../shared/http.ts";

export interface Follower {
  /** The person's id at the office's Official Account. */
  readonly userId: string;
  readonly follows: boolean;
}

/** Who follows the office's Official Account: kept by whoever receives its notices of follow and unfollow. */
export interface Followers {
  /** @param phone in the national form with a leading 0 */
  find(phone: string, call: CallContext): Promise<Follower | undefined>;
}

export interface ZaloOptions extends GatewayOptions {
  /** Free text, or the gateway's own template filled with fields. */
  readonly form: "text" | "template";
  readonly followers: Followers;
  /** Pictures and words around a template message. */
  readonly banner?: string;
  readonly linkIcon?: string;
  readonly linkLabel?: { readonly vi: string; readonly en: string };
  /** Names of fields on the wire, where the gateway calls them otherwise. */
  readonly fields?: { readonly [field in ZaloField]?: string };
  /** Whether an answer says that the message was taken; by default its `error` is 0, as number or text. */
  readonly accepted?: (answer: { readonly [field: string]: unknown }) => boolean;
  readonly http?: HttpClientOptions;
}

/** Fields of the two forms and what they are called by default (national-portal.md §10; the names are the gateway's). */
export const zaloTemplateFields = {
  userId: "user_id",
  phone: "phone",
  text: "text",
  dossierCode: "dossier_code",
  banner: "banner",
  dossierTitle: "dossier_title",
  citizenName: "citizen_name",
  status: "status",
  serviceName: "service_name",
  message: "message",
  link: "link",
  linkIcon: "link_icon",
  linkLabel: "link_label",
} as const;
type ZaloField = keyof typeof zaloTemplateFields;

const codes = { refused: "zalo.refused", login: "zalo.login_refused", answer: "zalo.bad_answer" } as const;
const defaultLabel = { vi: "Xem tiến độ", en: "Follow progress" } as const;

/** Zalo messages of an Official Account. Whoever does not follow it cannot be written to: skipped, with a code. */
export function zaloNotifier(options: ZaloOptions): Notifier {
  const client = httpClient(options.http);
  return {
    channels: new Set(["zalo"]),
    async send(notification, call): ReturnType<Notifier["send"]> {
      if (!isNotifyAddress("zalo", notification.address)) return { skipped: "message.bad_address" };
      const follower = await options.followers.find(notification.address, call);
      if (follower?.follows !== true) return { skipped: "zalo.not_follower" };
      const fields = {
        userId: follower.userId,
        ...(options.form === "text" ? textForm : templateForm)(notification, options),
      };
      const answer = await postToGateway(client, options, codes, named(fields, options), call);
      if (!(options.accepted ?? hasNoError)(answer))
        throw new AdapterError("zalo.refused", "The gateway does not take the Zalo message.", { retry: "operator" });
      return {};
    },
    async close() {
      client.close();
    },
  };
}

type Fields = { readonly [field in ZaloField]?: string | undefined };

const textForm = ({ address, rendered, values }: Notification): Fields => ({
  phone: address,
  text: rendered.text,
  dossierCode: values.ref,
});

const templateForm = (
  { address, rendered, values, language }: Notification,
  { banner, linkIcon, linkLabel = defaultLabel }: ZaloOptions,
): Fields => ({
  banner,
  phone: address,
  dossierTitle: rendered.subject,
  citizenName: values.name,
  dossierCode: values.ref,
  status: rendered.status,
  serviceName: values.procedure,
  message: rendered.short,
  link: values.link,
  ...(values.link === undefined ? {} : { linkIcon, linkLabel: linkLabel[language] }),
});

function named(fields: Fields, options: ZaloOptions): { readonly [name: string]: string } {
  const body: { [name: string]: string } = {};
  for (const [field, value] of Object.entries(fields) as [ZaloField, string | undefined][])
    if (value !== undefined) body[options.fields?.[field] ?? zaloTemplateFields[field]] = value;
  return body;
}

const hasNoError = ({ error }: { readonly [field: string]: unknown }): boolean =>
  error === 0 || (typeof error === "string" && /^0+$/.test(error));

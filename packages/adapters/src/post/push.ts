import { createHmac } from "node:crypto";
import {
  type Accepted,
  type DossierId,
  type Fault,
  type InboxCommand,
  type InboxMessage,
  type InboxSource,
  inboxStatus,
  ok,
  type Result,
  systemActor,
} from "../shared/core.ts";
import { isOneOfSecrets, sha256, unverified } from "../shared/shared-secret.ts";
import { unknownStatus } from "./carrier.ts";
import type { OrderIndex } from "./order-index.ts";
import type { PostProfile, PushAuth } from "./profile.ts";
import { numberOf, statusOf, textAt, timeOf } from "./wire.ts";

type Push = NonNullable<PostProfile["push"]>;

/**
 * What a carrier pushes, as a source of `createInbox`: the secret is compared before a byte is read, and the body's digest is
 * the message's name, so that the same push is taken once.
 * @throws AdapterError from `receive`: `post.unknown_status` for a code the profile does not know; let the carrier send it again
 */
export function postSource(
  profile: PostProfile & { readonly push: Push },
  orders: OrderIndex,
  more: Pick<InboxSource, "offices" | "bytesMax"> = {},
): InboxSource {
  return {
    ...more,
    verify: (message) => verify(profile.push.auth, message),
    read: (value) => read(profile, orders, value),
  };
}

function verify(
  { way, header, secrets }: PushAuth,
  { headers, body }: InboxMessage,
): Result<{ messageId: string }, Fault> {
  const given = headers[header.toLowerCase()] ?? "";
  const ours =
    way === "token"
      ? isOneOfSecrets(given, secrets)
      : isOneOfSecrets(
          given.toLowerCase(),
          secrets.map((secret) => createHmac("sha256", secret).update(body).digest("hex")),
        );
  return ours ? ok({ messageId: sha256(body).toString("hex") }) : unverified;
}

async function read(
  profile: PostProfile & { readonly push: Push },
  orders: OrderIndex,
  value: unknown,
): Promise<InboxCommand | undefined> {
  const { push, times } = profile;
  const orderNumber = numberOf(textAt(value, push.orderNumber));
  const code = textAt(value, push.status);
  if (orderNumber === undefined || code === undefined) return undefined;
  const found = await orders.find(orderNumber);
  // No parcel of ours: no dossier has the number for an id, and the answer says just that.
  const { dossierId, legId, leg } = found ?? {
    dossierId: orderNumber as DossierId,
    legId: orderNumber,
    leg: "delivery" as const,
  };
  const happenedAt = timeOf(times, textAt(value, push.time));
  const waybill = numberOf(textAt(value, push.waybill));
  const status = statusOf(profile, leg, code) ?? (found === undefined ? "ordered" : unknownStatus(code));
  const move = {
    kind: "tell" as const,
    status,
    ...(happenedAt === undefined ? {} : { happenedAt }),
    ...(waybill === undefined ? {} : { waybill }),
  };
  return { to: { dossierId }, command: { type: "move-post-leg", by: systemActor, legId, move } };
}

/** What the carrier is answered. `heard` also where it was known before: else it would come for ever. */
export function postReply(
  { push }: { readonly push: Pick<Push, "reply"> },
  answer: Result<Accepted, Fault>,
): { readonly status: number; readonly contentType: string; readonly body: string } {
  const heard = answer.ok || answer.error.code === "post.nothing_new";
  const status = heard ? 200 : inboxStatus(answer);
  const message = heard ? "OK" : answer.ok ? "" : answer.error.text.en;
  const body =
    push.reply === "status-error-message-data"
      ? { status, error: !heard, message, data: null }
      : { statusCode: heard ? "00" : String(status), statusMessage: message };
  return { status, contentType: "application/json; charset=utf-8", body: JSON.stringify(body) };
}

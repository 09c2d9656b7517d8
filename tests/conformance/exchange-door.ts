import { createHmac } from "node:crypto";
import { exchangeSource } from "@motcua/adapters/exchange-http";
import { landTaxAnswer } from "@motcua/adapters/exchange-http/examples";
import { createInbox, type Engine, type Json, signedWebhook } from "@motcua/core";
import type { ExchangeDoor, PushForgery, PushSays } from "@motcua/core/conformance";
import { virtualClock } from "@motcua/core/testing";

interface Open {
  readonly profile: string;
  outcome?: string;
  answer?: Json;
}

/** What of an engine stands behind the door: which questions are open, and one end for each. */
function bookOf() {
  const dossiers = new Map<string, { [exchangeId: string]: Open }>();
  const answers = new Map<string, string>();
  const find = (requestId: string): Open | undefined => {
    const [dossierId = "", exchangeId = ""] = requestId.split("/");
    return dossiers.get(dossierId)?.[exchangeId];
  };
  const engine = {
    read: async (dossierId: string) => {
      const exchanges = dossiers.get(dossierId);
      return exchanges && { state: { dossierId, officeId: "xa-1", exchanges } };
    },
    async submit(request: { commandId: string; dossierId: string; exchangeId: string; outcome: string }, content = []) {
      const open = find(`${request.dossierId}/${request.exchangeId}`);
      if (open === undefined) throw new Error("the door asks for what is not there");
      if (open.outcome !== undefined)
        return answers.get(request.commandId) === request.exchangeId
          ? { ok: true, value: {} }
          : { ok: false, error: { code: "exchange.not_open" } };
      const [kept] = content as readonly { readonly body: Json }[];
      Object.assign(open, { outcome: request.outcome, ...(kept === undefined ? {} : { answer: kept.body }) });
      answers.set(request.commandId, request.exchangeId);
      return { ok: true, value: {} };
    },
  } as unknown as Engine;
  return { dossiers, find, engine };
}

const secretOf = (words: string): string => `whsec_${Buffer.from(words).toString("base64")}`;
const [ours, theirs] = [secretOf("a secret of the tax office, 32 b"), secretOf("a secret of whoever else, 32 byt")];

/** `exchangeSource` behind an inbox, and the other side's pen. */
export function landTaxDoor(answerOf: (n: number) => Json): ExchangeDoor {
  const { dossiers, find, engine } = bookOf();
  const clock = virtualClock("2026-08-20T09:00:00+07:00");
  const verify = signedWebhook({ secrets: [ours] });
  const source = exchangeSource({ engine, verify, profiles: ["land-tax"], answer: landTaxAnswer });
  const inbox = createInbox({ engine, clock, sources: { tax: source } });
  let messages = 0;
  const signed = (body: string, id: string, secret: string): string => {
    const seconds = String(Math.floor(clock.now() / 1_000));
    const key = Buffer.from(secret.slice(6), "base64");
    const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
    const headers = { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
    return JSON.stringify({ headers, body });
  };
  const saying = (n: number, says: PushSays) =>
    says === "answered" ? { answer: answerOf(n) } : says === "odd" ? { answer: [answerOf(n)] } : { outcome: says };
  return {
    async begin(requestId, profile) {
      const [dossierId = "", exchangeId = ""] = requestId.split("/");
      dossiers.set(dossierId, { ...dossiers.get(dossierId), [exchangeId]: { profile } });
    },
    message(requestId, n, says = "answered") {
      messages += 1;
      return signed(JSON.stringify({ requestId, ...saying(n, says) }), `m-${messages}`, ours);
    },
    forged: (message, how) => forgery(message, how, signed),
    async take(message) {
      const { headers, body } = JSON.parse(message) as { headers: { [name: string]: string }; body: string };
      const taken = await inbox.receive("tax", { headers, body: new TextEncoder().encode(body) });
      return taken.ok ? "taken" : "refused";
    },
    async ended(requestId) {
      const { outcome, answer } = find(requestId) ?? {};
      if (outcome === undefined) return undefined;
      return answer === undefined ? { outcome } : { outcome, answer };
    },
  };
}

function forgery(message: string, how: PushForgery, signed: (body: string, id: string, secret: string) => string) {
  const { headers, body } = JSON.parse(message) as { headers: { [name: string]: string }; body: string };
  if (how === "answer") return JSON.stringify({ headers, body: body.replace("TB-", "TB-9") });
  if (how === "other-key") return signed(body, headers["webhook-id"] ?? "", theirs);
  return JSON.stringify({ headers: { ...headers, "webhook-signature": "" }, body });
}

import { type HttpAnswer, type HttpClient, helpOfStatus, httpClient } from "@motcua/adapters/http";
import { AdapterError, type CallContext, isNotifyAddress, type Notification, type Notifier } from "@motcua/core";
import type { NotifierFeature, NotifierHarness } from "@motcua/core/conformance";
import { ourDialect } from "../../packages/examples/custom-adapter/src/gateway-double.ts";
import { httpHarness } from "./notifier-benches.ts";

/** A channel in the steps it takes; a fault puts one step wrong. */
interface Steps {
  readonly channels: Notifier["channels"];
  takes(notification: Notification): boolean;
  keyOf(call: CallContext): string;
  bodyOf(notification: Notification): string;
  signalOf(call: CallContext): AbortSignal;
  post(client: HttpClient, url: string, headers: Headers, body: string, signal: AbortSignal): Promise<HttpAnswer>;
  answerOf(answer: HttpAnswer, notification: Notification): Awaited<ReturnType<Notifier["send"]>>;
  errorOf(error: unknown, notification: Notification): unknown;
  around(send: Notifier["send"]): Notifier["send"];
  close(client: HttpClient, busy: ReadonlySet<Promise<unknown>>): Promise<void>;
}
interface Headers {
  readonly [name: string]: string;
}
type Retry = AdapterError["retry"];

const trouble = (retry: Retry, code = "kit.refused"): AdapterError =>
  new AdapterError(code, "The gateway refuses the message.", { retry });

/** As a right one does it. */
const right: Steps = {
  channels: new Set(["sms"]),
  takes: ({ channel, address }) => isNotifyAddress(channel, address),
  keyOf: ({ idempotencyKey }) => idempotencyKey,
  bodyOf: ({ address, rendered }) => JSON.stringify({ to: address, text: rendered.short }),
  signalOf: ({ signal }) => signal,
  post: (client, url, headers, body, signal) => client.call({ url, method: "POST", headers, body, signal }),
  answerOf(answer) {
    const { status } = answer;
    if (status === 404) return { skipped: "kit.not_reachable" };
    if (status === 401) throw trouble("operator", "kit.login_refused");
    if (status !== 202 && status !== 409 && status !== 200)
      throw new AdapterError("kit.refused", "The gateway refuses the message.", helpOfStatus(answer));
    if (!/^\{"id":"m-1"\}$/.test(answer.text())) throw trouble("later", "kit.odd_answer");
    return { providerRef: "m-1" };
  },
  errorOf: (error) => error,
  around: (send) => send,
  close: async (client) => client.close(),
};

const harnessOf = (wrong: () => Partial<Steps>): NotifierHarness =>
  httpHarness(ourDialect, features, (url, http) => {
    const steps = { ...right, ...wrong() };
    const client = httpClient(http);
    const busy = new Set<Promise<unknown>>();
    const send: Notifier["send"] = async (notification, call) => {
      if (!steps.takes(notification)) return { skipped: "message.bad_address" };
      const headers = {
        "content-type": "application/json",
        authorization: `Bearer ${ourDialect.token}`,
        "idempotency-key": steps.keyOf(call),
      };
      try {
        const answer = await steps.post(client, url, headers, steps.bodyOf(notification), steps.signalOf(call));
        return steps.answerOf(answer, notification);
      } catch (error) {
        const told = steps.errorOf(error, notification);
        if (told === undefined) return {};
        throw told;
      }
    };
    const around = steps.around(send);
    return {
      channels: steps.channels,
      send(notification, call) {
        const sending = around(notification, call);
        const done = sending.catch(() => undefined).finally(() => busy.delete(done));
        busy.add(done);
        return sending;
      },
      close: () => steps.close(client, busy),
    };
  });

const features: readonly NotifierFeature[] = [
  ...(["keys", "once", "wait", "stranger", "login", "garbage", "oversized"] as const),
  ...(["drip", "redirect", "duplicate", "down"] as const),
];

/** The same trouble, but somebody else is to help. */
const asks =
  (code: string, retry: Retry): Steps["errorOf"] =>
  (error) =>
    AdapterError.is(error) && error.code === code ? trouble(retry, code) : error;
const answers =
  (status: number, done: Steps["answerOf"]): Steps["answerOf"] =>
  (answer, notification) =>
    answer.status === status ? done(answer, notification) : right.answerOf(answer, notification);
const throwing = (error: AdapterError): never => {
  throw error;
};

/** Fetch takes no care of its own: no size, no whole time, and it follows where it is sent. */
const byFetch =
  (redirect: RequestRedirect, ending: (signal: AbortSignal) => AbortSignal): Steps["post"] =>
  async (_, url, headers, body, signal) => {
    const answer = await fetch(url, { method: "POST", headers, body, redirect, signal: ending(signal) });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(text),
      text: () => text.replace(/^ +/, ""),
    };
  };
const never = new AbortController().signal;

export interface FaultyNotifier {
  readonly name: string;
  readonly harness: NotifierHarness;
  /** The case that names it. */
  readonly caught: string;
}
const faulty = (name: string, caught: string, wrong: Partial<Steps> | (() => Partial<Steps>)): FaultyNotifier => ({
  name,
  caught,
  harness: harnessOf(typeof wrong === "function" ? wrong : () => wrong),
});

export const rightNotifier = harnessOf(() => ({}));

const silence = "http.unknown_outcome";
const knows = "it has a channel at least, and those it names are known";
const arrives = "a message arrives on each of its channels, at its address and in its words";
const asTheyAre = "words arrive as they are, whatever signs are in them, and reach nobody else";
const noAddress = "an address that is none is skipped with a code, and nothing is sent";
const oneKey = "a message goes out under one key however often it is sent, and another under another";
const noRepeat = "no error repeats the address, the words, the name or a secret";
const forGood = "a refusal for good asks for no second attempt";

export const faultyNotifiers: readonly FaultyNotifier[] = [
  faulty("has no channel", knows, { channels: new Set() }),
  faulty("names a channel of its own", knows, { channels: new Set(["pigeon" as "sms"]) }),
  faulty("sends to its own number", arrives, {
    bodyOf: ({ rendered }) => JSON.stringify({ to: "0911111111", text: rendered.short }),
  }),
  faulty("sends the state in place of the words", arrives, {
    bodyOf: ({ address, rendered }) => JSON.stringify({ to: address, text: rendered.status }),
  }),
  faulty("loses accents", arrives, {
    bodyOf: ({ address, rendered }) =>
      JSON.stringify({ to: address, text: rendered.short.normalize("NFD").replace(/\p{Mark}/gu, "") }),
  }),
  faulty("glues its JSON together", asTheyAre, {
    bodyOf: ({ address, rendered }) => `{"to":"${address}","text":"${rendered.short}"}`,
  }),
  faulty("takes every address", noAddress, { takes: () => true }),
  faulty(
    "calls it trouble that somebody is not reached",
    "who is not reached on the channel is skipped with a code, and others are reached",
    {
      answerOf: answers(404, () => throwing(trouble("operator"))),
    },
  ),
  faulty("writes to each person once", "two messages to one person are two", () => {
    const known = new Set<string>();
    return {
      around: (send) => async (notification, call) => {
        if (known.has(notification.address)) return {};
        known.add(notification.address);
        return await send(notification, call);
      },
    };
  }),
  faulty(
    "hands the number on as a name of the message",
    "what the other side calls a message is a short text or is left out",
    {
      answerOf: (_, { address }) => ({ providerRef: `${address}-1` }),
    },
  ),
  faulty("makes a key at each attempt", oneKey, { keyOf: () => crypto.randomUUID() }),
  faulty("has one key for all", oneKey, { keyOf: () => "motcua" }),
  faulty("counts attempts in its key", "what goes out again after an unknown outcome is handed on once", () => {
    let attempts = 0;
    return {
      keyOf({ idempotencyKey }) {
        attempts += 1;
        return `${idempotencyKey}#${attempts}`;
      },
    };
  }),
  faulty("takes a known key for a refusal", "a key that the other side has already is a message delivered", {
    answerOf: answers(409, () => throwing(trouble("operator"))),
  }),
  faulty("tries a refusal for ever", forGood, { errorOf: asks("kit.refused", "later") }),
  faulty("takes a refusal for a success", forGood, { answerOf: answers(422, () => ({})) }),
  faulty("throws what is at hand", forGood, { errorOf: () => new TypeError("no") }),
  faulty("gives up on a busy gateway", "a refusal for now is tried later, and arrives then", {
    errorOf: asks("kit.refused", "operator"),
  }),
  faulty("gives up when nobody listens", "when nobody listens it is tried later, and arrives then", {
    errorOf: asks("http.not_sent", "never"),
  }),
  faulty("gives up on silence", "a silence before the message was taken is tried later", {
    errorOf: asks(silence, "never"),
  }),
  faulty(
    "takes silence for a success",
    "a silence after the message was taken is an unknown outcome, and is tried later",
    {
      errorOf: (error) => (AdapterError.is(error) && error.code === silence ? undefined : error),
    },
  ),
  faulty("asks nobody to mend a login", "a refused login asks for an operator", {
    errorOf: asks("kit.login_refused", "never"),
  }),
  faulty("takes any answer for a success", "an answer that is none is no success, and does not give up", {
    answerOf: (answer, notification) => (answer.status === 200 ? {} : right.answerOf(answer, notification)),
  }),
  faulty("lets the parser's error out", "an answer that is none is no success, and does not give up", {
    answerOf: answers(200, (answer) => JSON.parse(answer.text()) as { providerRef: string }),
  }),
  faulty("follows where it is sent", "a redirect is not followed", {
    post: byFetch("follow", (signal) => signal),
  }),
  faulty("reads answers of any length", "an answer without a sensible length is not read to its end", {
    post: byFetch("manual", (signal) => signal),
  }),
  faulty("waits for bytes as long as they come", "an answer that drips ends with the adapter's time", {
    post: byFetch("manual", (signal) => signal),
  }),
  faulty("forgets how long to wait", "how long to wait is passed on", { errorOf: asks("kit.refused", "later") }),
  faulty("numbers its troubles", "one trouble has one code of dotted words", () => {
    let count = 0;
    return {
      errorOf(error) {
        count += 1;
        return AdapterError.is(error) ? trouble(error.retry, `${error.code}.no${count}`) : error;
      },
    };
  }),
  faulty("has a sentence for a code", "one trouble has one code of dotted words", {
    errorOf: (error) => (AdapterError.is(error) ? trouble(error.retry, "The gateway refuses") : error),
  }),
  faulty("repeats what the gateway says", noRepeat, {
    answerOf: answers(422, (answer) =>
      throwing(new AdapterError("kit.refused", `Refused: ${answer.text()}`, { retry: "operator" })),
    ),
  }),
  faulty("keeps what it sent in the cause", noRepeat, {
    answerOf: answers(422, (_, { address }) =>
      throwing(new AdapterError("kit.refused", "Refused.", { retry: "operator", cause: { sent: { to: address } } })),
    ),
  }),
  faulty("does not hear that a call is broken off", "a call that is broken off ends at once", {
    signalOf: () => never,
  }),
  faulty("sends before it listens", "a call that was broken off before sends nothing", { signalOf: () => never }),
  faulty("breaks all off when one is refused", "messages at once are apart: one refused takes no other with it", () => {
    let broken = false;
    return {
      answerOf(answer, notification) {
        broken ||= answer.status === 422;
        if (broken) throw trouble("later");
        return right.answerOf(answer, notification);
      },
    };
  }),
  faulty("sends one after the other", "messages at once are apart: one that hangs holds up no other", () => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      around: (send) => (notification, call) => {
        const sending = last.then(() => send(notification, call));
        last = sending.catch(() => undefined);
        return sending;
      },
    };
  }),
  faulty("waits for what hangs when it is closed", "closing ends while a call hangs, and again when it is closed", {
    async close(client, busy) {
      await Promise.all(busy);
      client.close();
    },
  }),
];

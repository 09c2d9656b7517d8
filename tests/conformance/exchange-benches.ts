import { type ExchangeProfile, httpClient, httpExchange } from "@motcua/adapters/exchange-http";
import { startExchangeDouble } from "@motcua/adapters/exchange-http/double";
import { landTaxAnswer, landTaxProfile, landTaxQuestion } from "@motcua/adapters/exchange-http/examples";
import type { Json } from "@motcua/core";
import type { ExchangeFeature, ExchangeHarness, ExchangeSample } from "@motcua/core/conformance";
import { landTaxDoor } from "./exchange-door.ts";

const token = "khoa-cua-co-quan-thue-01";
const noticeOf = (question: unknown) => {
  const { parcel } = landTaxQuestion.parse(question);
  return { noticeNumber: `TB-${parcel}`, amountVnd: 1_000 * Number(parcel) };
};

/** What two ministries might agree: bare, and in an envelope with a code and our request id. */
const bare = (): Agreed => ({ profile: {}, said: noticeOf });
const wrapped = (url: string): Agreed => ({
  profile: {
    wrap: (question) => ({ data: question as Json }),
    unwrap: ({ data }) => data,
    about: ({ requestId }) => requestId,
    codes: { field: "code", done: ["0"], refused: ["9"] },
    lookUpUrl: (id) => `${url}?request=${encodeURIComponent(id)}`,
    askAgainAfterMs: 60_000,
  },
  said: (body, requestId) => ({ code: "00", requestId, data: noticeOf((body as { readonly data: Json }).data) }),
});
interface Agreed {
  readonly profile: Partial<Omit<ExchangeProfile<unknown, unknown>, "question" | "answer">>;
  said(body: unknown, requestId: string): unknown;
}

const both: readonly ExchangeFeature[] = [
  ...(["login", "broken", "garbage", "odd", "oversized", "drip", "redirect", "down"] as const),
  ...(["pending", "no-data", "wait"] as const),
];

export const exchangeHarness = (how: "keeps keys" | "is looked up"): ExchangeHarness => ({
  features: how === "keeps keys" ? [...both, "fraction", "pushes"] : [...both, "other", "declined"],
  async open({ timeoutMs }) {
    const keepsKeys = how === "keeps keys";
    let agreed = bare();
    const double = await startExchangeDouble({ token, keepsKeys, answer: (body, id) => agreed.said(body, id) });
    if (!keepsKeys) agreed = wrapped(double.url);
    const http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs });
    const unwrapped = (body: unknown): Json => (keepsKeys ? body : (body as { readonly data: Json }).data) as Json;
    return {
      exchange: httpExchange(landTaxProfile({ url: double.url, token, ...agreed.profile }), http),
      profile: "land-tax",
      secrets: [token],
      waitMs: 7_000,
      door: landTaxDoor((n) => sample(n, "Đào").answer),
      sample,
      malformed: (name) => ({ name }),
      done: () =>
        double.done.map(({ headers, body }) => ({
          requestId: String(headers["x-request-id"]),
          purpose: String(headers["x-purpose"]),
          ...(headers["x-consent"] === undefined ? {} : { consent: String(headers["x-consent"]) }),
          question: unwrapped(body),
        })),
      arrived: () => double.calls,
      async trouble(kind, times = 1) {
        if (kind === "down") return await double.down();
        double.fail(...Array.from({ length: times }, () => (kind === "garbage" ? ("plain" as const) : kind)));
      },
      well: () => double.well(),
      async close() {
        http.close();
        await double.stop();
      },
    };
  },
});

function sample(n: number, name: string): ExchangeSample {
  const payer = { name, idNumber: `0011900001${String(n).padStart(2, "0")}` };
  const question = { sheet: "12", parcel: String(340 + n), areaTenthsM2: 1_205, landUse: "ODT", payer };
  const answer = landTaxAnswer.parse(noticeOf(question));
  return { question, answer: answer as Json, personal: [name, payer.idNumber, answer.noticeNumber] };
}

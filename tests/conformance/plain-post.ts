import { AdapterError, type CarrierParcel, isVnd, type PostCarrier, type PostOrder } from "@motcua/core";
import type { HeldParcel, PostBench, PostHarness, PostTrouble } from "@motcua/core/conformance";

// A carrier in one process and an adapter for it: right as it stands, with each step open to a fault.

const token = "khoa-cua-buu-dien-01";
interface Answer {
  readonly status: number;
  readonly said: string;
}
interface Parcel extends HeldParcel {
  readonly waybill: string;
  readonly lines: CarrierParcel["status"][];
}

export interface PlainPostSteps {
  accepts(codVnd: number): boolean;
  written(order: PostOrder): HeldParcel;
  trouble(answer: Answer): AdapterError | undefined;
  errorOf(error: unknown): unknown;
  signalOf(signal: AbortSignal, timeoutMs: number): AbortSignal;
  found(parcels: readonly CarrierParcel[], orderNumber: string): readonly CarrierParcel[];
  called(off: boolean): "cancelled" | "too-late";
}

export const trouble = (code: string, retry: AdapterError["retry"], message = "It is not taken."): AdapterError =>
  new AdapterError(code, message, { retry });

export const rightPost: PlainPostSteps = {
  accepts: isVnd,
  written: ({ receiver, contents, codVnd = 0 }) => ({
    receiverName: receiver.name,
    receiverPhone: receiver.phone,
    receiverAddress: receiver.address,
    contents,
    codVnd,
  }),
  trouble({ status, said }) {
    if (status === 502) return trouble("plain.no_answer", "later");
    if (status !== 200) return trouble("plain.refused", "operator");
    return said === "done" ? undefined : trouble("plain.odd_answer", "operator");
  },
  errorOf: (error) => error,
  signalOf: (signal, timeoutMs) => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  found: (parcels) => parcels,
  called: (off) => (off ? "cancelled" : "too-late"),
};

const takes: readonly (PostTrouble | undefined)[] = [
  undefined,
  "hang-after",
  "broken",
  "garbage",
  "oversized",
  "twice",
];
const said: { readonly [kind in PostTrouble]?: string } = { garbage: "<p>", oversized: " ".repeat(100_000) };

export const plainPostHarness = (wrong: () => Partial<PlainPostSteps>): PostHarness => ({
  features: ["broken", "garbage", "oversized", "redirect", "twice"],
  async open({ timeoutMs }) {
    const steps = { ...rightPost, ...wrong() };
    const parcels = new Map<string, Parcel[]>();
    let [arrived, made, next]: [number, number, PostTrouble | undefined] = [0, 0, undefined];
    async function ask(orderNumber: string, parcel: HeldParcel, signal: AbortSignal): Promise<Answer> {
      const kind = next;
      next = undefined;
      arrived += 1;
      if (kind === "refuse") return { status: 422, said: `not to ${parcel.receiverName}` };
      if (kind === "redirect") return { status: 302, said: "" };
      const held = parcels.get(orderNumber) ?? [];
      for (let n = 0; n < (kind === "twice" ? 2 : 1) && takes.includes(kind); n += 1) {
        made += 1;
        held.push({ ...parcel, waybill: `W${made}`, lines: ["ordered"] });
      }
      if (held.length > 0) parcels.set(orderNumber, held);
      if (kind === "hang-before" || kind === "hang-after") return await silence(signal);
      return { status: kind === "broken" ? 502 : 200, said: (kind && said[kind]) ?? "done" };
    }
    const all = (): readonly CarrierParcel[] =>
      [...parcels].flatMap(([orderNumber, held]) =>
        held.flatMap(({ waybill, lines }) => lines.map((status) => ({ orderNumber, waybill, status }))),
      );
    const carrier: PostCarrier = {
      async order(order, { signal = new AbortController().signal } = {}) {
        if (!steps.accepts(order.codVnd ?? 0)) throw trouble("plain.bad_amount", "operator");
        try {
          const answer = await ask(order.orderNumber, steps.written(order), steps.signalOf(signal, timeoutMs));
          const wrongly = steps.trouble(answer);
          if (wrongly !== undefined) throw wrongly;
        } catch (error) {
          const told = steps.errorOf(error);
          if (told !== undefined) throw told;
        }
        return {};
      },
      find: async (orderNumber) =>
        steps.found(
          all().filter((parcel) => parcel.orderNumber === orderNumber),
          orderNumber,
        ),
      async cancel(orderNumber) {
        const held = parcels.get(orderNumber) ?? [];
        const off = held.every(({ lines }) => lines.length === 1);
        if (off) for (const { lines } of held) lines.push("cancelled");
        return steps.called(off);
      },
    };
    const bench: PostBench = {
      carrier,
      secrets: [token],
      parcels: (orderNumber) => (parcels.get(orderNumber) ?? []).map(({ waybill: _, lines: __, ...held }) => held),
      arrived: () => arrived,
      trouble(kind) {
        next = kind;
      },
      deliver(orderNumber) {
        for (const { lines } of parcels.get(orderNumber) ?? []) lines.push("delivered");
      },
      close: async () => {},
    };
    return bench;
  },
});

const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, fail) => {
    const end = (): void => fail(trouble("plain.unknown_outcome", "later"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });

import type { PostOrder } from "../ports/post.ts";
import { vndMax } from "../procedure/money.ts";
import { check, same } from "./check.ts";
import {
  good,
  type Help,
  helps,
  patienceMs,
  repeatsNothing,
  sameCode,
  thrownBy,
  troubleOf,
  until,
  within,
} from "./port-check.ts";
import type { PostBench, PostCase, PostFeature, PostTrouble } from "./post-case.ts";

const number = "H26.1-260820-0001-P1";
const receiver = {
  name: "Nguyễn Thị Đào",
  phone: "0912345678",
  address: "Ngõ 9, ấp Đông",
  province: "20",
  area: "2001",
};
const personal = [receiver.name, receiver.phone, receiver.address];

const anOrder = (over: Partial<PostOrder> = {}): PostOrder => ({
  orderNumber: number,
  leg: "delivery",
  sender: { name: "Một cửa xã Cờ Đỏ", phone: "0299000001", address: "Số 1", province: "10", area: "1001" },
  receiver,
  contents: "Giấy chứng nhận đăng ký hộ kinh doanh",
  ...over,
});

const order = (bench: PostBench, over: Partial<PostOrder> = {}) => good(bench.carrier.order(anOrder(over)), "an order");
const found = (bench: PostBench, orderNumber = number) => good(bench.carrier.find(orderNumber), "a look-up");

/** An order that fails so; what is over there then is found by our number. */
const told = (
  name: string,
  kind: PostTrouble,
  help: readonly Help[],
  there: number,
  more: Pick<PostCase, "timeoutMs"> & { readonly needs?: PostFeature } = {},
): PostCase => ({
  name,
  ...more,
  run: async (bench) => {
    bench.trouble(kind);
    helps(await troubleOf(bench.carrier.order(anOrder()), kind), help, kind);
    same(bench.parcels(number).length, there, "parcels over there");
    check((await found(bench)).length > 0 === there > 0, "the look-up shows what is there");
  },
});

const doubtful: readonly Help[] = ["later", "operator"];

export const postCases: readonly PostCase[] = [
  {
    name: "an order is one parcel, to the receiver and with what is in it",
    run: async (bench) => {
      const { waybill } = await order(bench, { codVnd: 28_000 });
      check(waybill === undefined || (waybill !== "" && waybill.length <= 100), "a waybill is a short text");
      const { name: receiverName, phone: receiverPhone, address: receiverAddress } = receiver;
      const { contents } = anOrder();
      same(
        bench.parcels(number),
        [{ receiverName, receiverPhone, receiverAddress, contents, codVnd: 28_000 }],
        "parcels over there",
      );
    },
  },
  {
    name: "words arrive as they are, whatever signs are in them",
    run: async (bench) => {
      const evil = `Tổ "3" <b> {x} \\u0041 & 'đường' số 7/2`;
      await order(bench, { receiver: { ...receiver, address: evil } });
      same(
        bench.parcels(number).map(({ receiverAddress }) => receiverAddress),
        [evil],
        "the address over there",
      );
    },
  },
  {
    name: "an amount to be collected that is no whole đồng is not ordered",
    run: async (bench) => {
      for (const codVnd of [-1, 0.5, Number.NaN, vndMax + 1])
        await troubleOf(bench.carrier.order(anOrder({ codVnd })), `an order with ${codVnd} to be collected`);
      same(bench.arrived(), 0, "orders that reached the other side");
    },
  },
  told("a refusal asks for a person, and leaves nothing", "refuse", ["never", "operator"], 0),
  told("silence before an order was taken: the look-up shows none", "hang-before", ["later"], 0, { timeoutMs: 1_000 }),
  told("silence after an order was taken: the look-up shows it", "hang-after", ["later"], 1, { timeoutMs: 1_000 }),
  told("what stands in between breaks: the look-up shows the order", "broken", ["later"], 1, { needs: "broken" }),
  told("an answer that is none is no success: the look-up shows the order", "garbage", doubtful, 1, {
    needs: "garbage",
  }),
  told("an answer without a sensible length: the look-up shows the order", "oversized", doubtful, 1, {
    needs: "oversized",
  }),
  told("a redirect is not followed", "redirect", ["operator"], 0, { needs: "redirect" }),
  {
    name: "two parcels under one number show both",
    needs: "twice",
    run: async (bench) => {
      bench.trouble("twice");
      await order(bench);
      const waybills = (await found(bench)).map(({ waybill }) => waybill);
      same(new Set(waybills).size, 2, "waybills under one number");
    },
  },
  {
    name: "a number of nobody's shows nothing, and a parcel shows under its own alone",
    run: async (bench) => {
      await order(bench);
      await order(bench, { orderNumber: "H26.1-260820-0002-P1" });
      same(await found(bench, "H26.1-260820-0009-P1"), [], "a look-up of nobody's");
      const numbers = new Set((await found(bench)).map(({ orderNumber }) => orderNumber));
      same([...numbers], [number], "numbers in a look-up");
    },
  },
  {
    name: "a parcel is followed to its end",
    run: async (bench) => {
      await order(bench);
      check(!(await found(bench)).some(({ status }) => status === "delivered"), "it is not delivered yet");
      bench.deliver(number);
      same((await found(bench)).at(-1)?.status, "delivered", "how it stands at last");
    },
  },
  {
    name: "it can be called off, and not when it has been delivered",
    run: async (bench) => {
      await order(bench);
      await order(bench, { orderNumber: "H26.1-260820-0002-P1" });
      bench.deliver("H26.1-260820-0002-P1");
      const off = [number, "H26.1-260820-0002-P1"].map((each) => good(bench.carrier.cancel(each), "calling off"));
      same(await Promise.all(off), ["cancelled", "too-late"], "called off");
      check((await found(bench)).at(-1)?.status === "cancelled", "the look-up shows it");
    },
  },
  {
    name: "one trouble has one code of dotted words",
    run: async (bench) => {
      const codes: string[] = [];
      for (const orderNumber of [number, "H26.1-260820-0002-P1"]) {
        bench.trouble("refuse");
        codes.push((await troubleOf(bench.carrier.order(anOrder({ orderNumber })), "refuse")).code);
      }
      sameCode(codes);
    },
  },
  {
    name: "no error repeats the receiver or a secret",
    timeoutMs: 1_000,
    run: async (bench) => {
      for (const kind of ["refuse", "hang-after"] as const) {
        bench.trouble(kind);
        const ordering = bench.carrier.order(anOrder({ orderNumber: `R-${kind}` }));
        const error = await troubleOf(ordering, `an order at "${kind}"`);
        repeatsNothing(error, [...personal, ...(bench.secrets ?? [])], `"${kind}"`);
      }
    },
  },
  {
    name: "a call that is broken off ends at once",
    run: async (bench) => {
      bench.trouble("hang-before");
      const stop = new AbortController();
      const ordering = thrownBy(bench.carrier.order(anOrder(), { signal: stop.signal }));
      await until(() => bench.arrived() > 0, "the order reaches the other side");
      stop.abort();
      check((await within(ordering, patienceMs, "a call broken off")) !== undefined, "it is not told as done");
    },
  },
];

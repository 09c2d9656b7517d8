import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the double fails the next order: `hang-after` takes it and never answers, `hang-before` does not even take it,
 *  `broken` says 502 after taking it, `plain` takes it and answers text, `oversized` takes it and answers without end,
 *  `redirect` points inside, `refuse` refuses it, `twice` makes two parcels of it. */
export type PostDoubleFault =
  | "hang-after"
  | "hang-before"
  | "broken"
  | "plain"
  | "oversized"
  | "redirect"
  | "refuse"
  | "twice";

/** Which carrier it plays. Names are written here and not taken from the adapter. */
export type PostWire = "vnpost" | "viettelpost";

export interface PostDoubleOptions {
  readonly wire: PostWire;
  readonly token: string;
  readonly customer: string;
  /** Signs pushes: with `hmac` as hex over the body, else as a secret in a header. */
  readonly pushSecret: string;
  readonly pushBy?: "token" | "hmac";
}

export interface PostDouble {
  readonly url: string;
  /** Next order fails so. */
  failOrder(fault: PostDoubleFault): void;
  /** How many orders reached it, whatever it did with them. */
  arrived(): number;
  /** Parcels by order number: one each, if all is well. */
  readonly parcels: ReadonlyMap<string, readonly DoubleParcel[]>;
  /** What became of the parcel, as the carrier's own code. */
  advance(orderNumber: string, code: number, time?: string): void;
  /** A push as the carrier would send it now; `changes` are made before signing, `forged` after. */
  push(
    orderNumber: string,
    changes?: { readonly [name: string]: unknown },
    forged?: { readonly body?: string; readonly secret?: string },
  ): { readonly headers: { readonly [name: string]: string }; readonly body: string };
  stop(): Promise<void>;
}

export interface DoubleParcel {
  readonly waybill: string;
  /** The order as it came. */
  readonly order: { readonly [name: string]: unknown };
  readonly history: { readonly code: number; readonly time: string }[];
}

type Message = { readonly [name: string]: unknown };
type Answer = readonly [status: number, body: string, headers?: { readonly [name: string]: string }];

const wires = {
  vnpost: {
    token: (headers: IncomingMessage["headers"]) => headers.authorization?.replace(/^Bearer /, ""),
    number: "OrderNumber",
    customer: "CustomerCode",
    required:
      "CustomerCode OrderNumber SenderProvince SenderDistrict SenderAddress SenderName SenderTel ReceiverName ReceiverAddress ReceiverTel ReceiverProvince",
    amount: "CODAmount",
    first: 2,
    called: 9,
    done: (waybill?: string) => ({ statusCode: "00", statusMessage: "OK", ...(waybill ? { itemCode: waybill } : {}) }),
    said: (code: "bad" | "exists" | "none" | "late") => ({
      statusCode: { bad: "01", exists: "02", none: "03", late: "04" }[code],
      statusMessage: code,
    }),
    lines: (parcels: readonly DoubleParcel[], number: string, asked: Message) => {
      const all = parcels.flatMap(({ waybill, history }, p) =>
        history.map(({ code, time }, i) => ({
          Id: p * 1_000 + i + 1,
          OrderNumber: number,
          ItemCode: waybill,
          Status: code,
          StatusTime: time,
        })),
      );
      const rest = all.filter(({ Id }) => Id > Number(asked.lastId ?? 0));
      return { statusCode: 0, statusMessage: "", data: rest.slice(0, Number(asked.pageSize)) };
    },
    pushed: (number: string, { waybill }: DoubleParcel, last: DoubleParcel["history"][number]) => ({
      OrderNumber: number,
      ItemCode: waybill,
      Status: last.code,
      StatusTime: last.time,
    }),
  },
  viettelpost: {
    token: (headers: IncomingMessage["headers"]) => headers.token,
    number: "ORDER_NUMBER",
    customer: "CUS_ID",
    required:
      "ORDER_NUMBER SENDER_FULLNAME SENDER_PHONE SENDER_ADDRESS RECEIVER_FULLNAME RECEIVER_PHONE RECEIVER_ADDRESS",
    amount: "MONEY_COLLECTION",
    first: 100,
    called: 107,
    done: (waybill?: string) => ({
      status: 200,
      error: false,
      message: "OK",
      data: waybill === undefined ? null : { WAYBILL: waybill },
    }),
    said: (code: "bad" | "exists" | "none" | "late") => ({
      status: { bad: 201, exists: 209, none: 204, late: 205 }[code],
      error: true,
      message: code,
      data: null,
    }),
    lines: (parcels: readonly DoubleParcel[], number: string) => ({
      status: 200,
      error: false,
      message: "OK",
      data: parcels.flatMap(({ waybill, history }) =>
        history.map(({ code, time }) => ({ ORDER_NUMBER: number, WAYBILL: waybill, TYPE: code, DATE: time })),
      ),
    }),
    pushed: (number: string, _parcel: DoubleParcel, last: DoubleParcel["history"][number]) => ({
      TYPE: last.code,
      ORDER_NUMBER: number,
      NOTE: "",
    }),
  },
} as const;

/** A postal carrier on this machine: strict about what it is sent, never asked twice without noticing, and failing when told to. */
export async function startPostDouble(options: PostDoubleOptions): Promise<PostDouble> {
  const wire = wires[options.wire];
  const parcels = new Map<string, DoubleParcel[]>();
  const hanging = new Set<ServerResponse>();
  let fault: PostDoubleFault | undefined;
  let [made, arrived] = [0, 0];
  const json = (message: object): Answer => [200, JSON.stringify(message)];
  const make = (number: string, order: Message): string => {
    made += 1;
    const waybill = `${options.wire === "vnpost" ? "EB" : "VTP"}${String(made).padStart(9, "0")}VN`;
    const held = parcels.get(number) ?? [];
    parcels.set(number, [...held, { waybill, order, history: [{ code: wire.first, time: "" }] }]);
    return waybill;
  };

  const order = (message: Message): Answer | undefined => {
    const now = fault;
    fault = undefined;
    arrived += 1;
    if (now === "hang-before") return undefined;
    if (now === "redirect") return [302, "", { location: "http://10.0.0.1/order" }];
    const number = String(message[wire.number] ?? "");
    const lacks = wire.required.split(" ").some((name) => typeof message[name] !== "string" || message[name] === "");
    const wrongAmount = !Number.isSafeInteger(message[wire.amount] ?? 0);
    if (now === "refuse" || lacks || wrongAmount) return json(wire.said("bad"));
    if (parcels.has(number)) return json(wire.said("exists"));
    const waybill = make(number, message);
    if (now === "twice") make(number, message);
    switch (now) {
      case "hang-after":
        return undefined;
      case "broken":
        return [502, "<html>Bad gateway</html>"];
      case "plain":
        return [200, "Thanh cong"];
      case "oversized":
        return [200, JSON.stringify({ ...wire.done(waybill), filler: "x".repeat(2_000_000) })];
      default:
        return json(wire.done(waybill));
    }
  };
  const track = (message: Message): Answer => {
    const number = String(message[wire.number] ?? "");
    const held = parcels.get(number);
    return json(held === undefined ? wire.said("none") : wire.lines(held, number, message));
  };
  const cancel = (message: Message): Answer => {
    const held = parcels.get(String(message[wire.number] ?? ""));
    if (held === undefined) return json(wire.said("none"));
    if (held.some(({ history }) => history.length > 1)) return json(wire.said("late"));
    for (const { history } of held) history.push({ code: wire.called, time: "" });
    return json(wire.done());
  };

  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const message = JSON.parse(text) as Message;
    const known = wire.token(request.headers) === options.token;
    const customer = message[wire.customer] ?? options.customer;
    const calls = { "/order": order, "/track": track, "/cancel": cancel } as const;
    const call = calls[request.url as keyof typeof calls];
    const answer: Answer | undefined =
      !known || customer !== options.customer
        ? [401, "{}"]
        : request.url === "/price"
          ? json({ ...wire.done(), price: 32_000, data: { MONEY_TOTAL: 32_000 } })
          : call === undefined
            ? [404, "{}"]
            : call(message);
    if (answer === undefined) hanging.add(response);
    else {
      response.writeHead(answer[0], { "content-type": "application/json", ...answer[2] });
      response.end(answer[1]);
    }
  });
  return {
    url: await listening(server),
    failOrder: (next) => {
      fault = next;
    },
    arrived: () => arrived,
    parcels,
    advance(orderNumber, code, time = "") {
      for (const { history } of parcels.get(orderNumber) ?? []) history.push({ code, time });
    },
    push(orderNumber, changes = {}, forged = {}) {
      const [parcel = { waybill: "W0", order: {}, history: [] }] = parcels.get(orderNumber) ?? [];
      const last = parcel.history.at(-1) ?? { code: wire.first, time: "" };
      const signed = JSON.stringify({ ...wire.pushed(orderNumber, parcel, last), ...changes });
      const secret = forged.secret ?? options.pushSecret;
      const shown = options.pushBy === "hmac" ? createHmac("sha256", secret).update(signed).digest("hex") : secret;
      return { headers: { "x-post-token": shown }, body: forged.body ?? signed };
    },
    stop: () =>
      new Promise((done) => {
        for (const response of hanging) response.destroy();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

const listening = (server: Server): Promise<string> =>
  new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

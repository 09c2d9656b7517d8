import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the double fails a call: `hang-after` takes the order and never answers, `hang-before` does not even take it,
 *  `unsigned` answers with a wrong signature, `broken` with status 502 after taking it. */
export type DoubleFault = "hang-after" | "hang-before" | "unsigned" | "broken" | "refuse";

export interface PaymentDoubleOptions {
  readonly key: string;
  readonly partner: string;
  /** Order of values per message, from the gateway's own guide rather than from the profile under test. */
  readonly orders: { readonly [message: string]: readonly string[] };
}

export interface PaymentDouble {
  readonly startUrl: string;
  readonly queryUrl: string;
  /** Next start fails so. */
  failStart(fault: DoubleFault): void;
  /** Orders by reference; `starts` counts how often each was sent. */
  readonly orders: ReadonlyMap<
    string,
    { readonly amount: string; readonly starts: number; transaction?: string; readonly receipt?: unknown }
  >;
  /** How many orders reached it, whatever it did with them. */
  arrived(): number;
  /** The citizen pays: what a callback would carry, signed. `changes` are made before signing, `forged` after. */
  pay(
    reference: string,
    changes?: { readonly [name: string]: unknown },
    forged?: { readonly [name: string]: unknown },
  ): string;
  /** Posts a callback to the receiver and answers what came back. */
  call(url: string, body: string): Promise<{ readonly status: number; readonly body: string }>;
  stop(): Promise<void>;
}

type Message = { [name: string]: unknown };
type Answer = readonly [status: number, message: Message];
interface Held {
  amount: string;
  starts: number;
  transaction?: string;
  paidAt?: string;
  receipt?: unknown;
}

/** A payment platform on this machine that signs, checks what it is sent, and fails when told to. Its signatures are made
 *  here and not by the adapter, so that both would have to be wrong in the same way. */
export async function startPaymentDouble(options: PaymentDoubleOptions): Promise<PaymentDouble> {
  const orders = new Map<string, Held>();
  const hanging = new Set<ServerResponse>();
  let fault: DoubleFault | undefined;
  let arrived = 0;
  const sealed = (kind: string, message: Message): Message => {
    const joined = (options.orders[kind] ?? []).reduce((text, name) => `${text}${String(message[name] ?? "")}|`, "");
    return { ...message, MaXacThuc: createHash("sha256").update(`${joined}${options.key}`).digest("hex") };
  };
  const signedRightly = (kind: string, message: Message): boolean =>
    sealed(kind, message).MaXacThuc === message.MaXacThuc && message.MaDoiTac === options.partner;
  const head = (reference: unknown, code: string): Message => ({
    MaLoi: code,
    MoTaLoi: "",
    MaDoiTac: options.partner,
    MaThamChieu: reference,
    ThoiGianGD: "20260302081500",
  });

  const answerStart = (message: Message): Answer | undefined => {
    const now = fault;
    arrived += 1;
    fault = undefined;
    const reference = String(message.MaThamChieu);
    if (!signedRightly("start", message)) return [200, sealed("startAnswer", head(reference, "97"))];
    if (now === "refuse") return [200, sealed("startAnswer", head(reference, "05"))];
    if (now === "hang-before") return undefined;
    const held = orders.get(reference) ?? { amount: String(message.SoTien), starts: 0 };
    held.starts += 1;
    held.receipt = message.ThongTinBienLai;
    orders.set(reference, held);
    if (now === "hang-after") return undefined;
    if (now === "broken") return [502, {}];
    const answer = sealed("startAnswer", {
      ...head(reference, "00"),
      UrlThanhToan: `https://pay.example/${reference}`,
    });
    return [200, now === "unsigned" ? { ...answer, MaXacThuc: "0".repeat(64) } : answer];
  };
  const answerQuery = (message: Message): Answer => {
    const reference = String(message.MaThamChieu);
    const held = orders.get(reference);
    const code = !signedRightly("query", message) ? "97" : held === undefined ? "01" : held.transaction ? "00" : "02";
    const paid = { SoTien: held?.amount, MaTienTe: "VND", MaGiaoDich: held?.transaction, ThoiGianGD: held?.paidAt };
    return [200, sealed("queryAnswer", { ...head(reference, code), ...(code === "00" ? paid : {}) })];
  };

  const server = createServer(async (request, response) => {
    const message = JSON.parse(await bodyOf(request)) as Message;
    const answer = request.url === "/start" ? answerStart(message) : answerQuery(message);
    if (answer === undefined) hanging.add(response);
    else send(response, answer);
  });
  const base = await listening(server);
  return {
    startUrl: `${base}/start`,
    queryUrl: `${base}/query`,
    orders,
    arrived: () => arrived,
    failStart: (next) => {
      fault = next;
    },
    pay(reference, changes = {}, forged = {}) {
      const held = orders.get(reference);
      const callback: Message = {
        LoaiBanTin: "KETQUA",
        ...head(reference, "00"),
        SoTien: Number(held?.amount ?? 0),
        MaTienTe: "VND",
        MaGiaoDich: `GD${reference}`,
        MaNganHang: "VCB",
        ThongTinGiaoDich: "",
        ...changes,
      };
      if (held !== undefined && held.transaction === undefined && callback.MaLoi === "00") {
        held.transaction = String(callback.MaGiaoDich);
        held.paidAt = String(callback.ThoiGianGD);
      }
      return JSON.stringify({ ...sealed("callback", callback), ...forged });
    },
    async call(url, body) {
      const answer = await fetch(url, { method: "POST", body });
      return { status: answer.status, body: await answer.text() };
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

function send(response: ServerResponse, [status, message]: Answer): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(message));
}

const listening = (server: Server): Promise<string> =>
  new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

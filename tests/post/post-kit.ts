import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type HttpClient,
  type HttpClientOptions,
  httpClient,
  memoryOrders,
  type OrderIndex,
  type Parcel,
  type PostDesk,
  type PostProfile,
  type PostSettings,
  postCarrier,
  postReply,
  postSource,
  viettelPostProfile,
  vnPostProfile,
} from "@motcua/adapters/post";
import { type PostDouble, type PostDoubleOptions, startPostDouble } from "@motcua/adapters/post/double";
import { createInbox, type DossierId, type PostLeg, type Storage } from "@motcua/core";
import { afterEach } from "vitest";
import { people } from "../dossier/kit.ts";
import { type Office, openOffice } from "../engine/engine-kit.ts";

export const secret = "a-secret-of-the-carrier-01";
export const oldSecret = "an-old-secret-of-the-carrier";
export const carriers = ["vnpost", "viettelpost"] as const;
export type Carrier = (typeof carriers)[number];

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

export const parcel: Parcel = {
  sender: { name: "Một cửa xã", phone: "0240000001", address: "Số 1", province: "10", area: "1001" },
  receiver: { name: "Nguyễn Thị Bí Mật", phone: "0912345678", address: "Ngõ 9", province: "20", area: "2001" },
  contents: "Giấy khai sinh",
};

export interface PostOffice {
  readonly office: Office;
  readonly double: PostDouble;
  readonly profile: PostProfile & { readonly push: NonNullable<PostProfile["push"]> };
  readonly orders: OrderIndex;
  /** The desk over a client of its own: a hasty one gives up soon. */
  desk(options?: HttpClientOptions): PostDesk;
  leg(): Promise<PostLeg | undefined>;
  /** Posts to the office's own web server; what it answered. */
  told(push: {
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  }): Promise<{ readonly status: number; readonly answer: { readonly [name: string]: unknown } | string }>;
}

export interface PostOfficeOptions {
  readonly settings?: Partial<PostSettings>;
  readonly double?: Partial<PostDoubleOptions>;
}

/** An office, a carrier's double and the office's receiver of pushes, all over HTTP; dossier `d1` with leg `P1` planned. */
export async function openPostOffice(
  carrier: Carrier,
  storage: Storage,
  { settings = {}, double: more = {} }: PostOfficeOptions = {},
): Promise<PostOffice> {
  const double = await startPostDouble({ wire: carrier, token: "T", customer: "KH01", pushSecret: secret, ...more });
  cleanups.push(() => double.stop());
  const made = (carrier === "vnpost" ? vnPostProfile : viettelPostProfile)({
    urls: {
      order: `${double.url}/order`,
      track: `${double.url}/track`,
      cancel: `${double.url}/cancel`,
      price: `${double.url}/price`,
    },
    customer: "KH01",
    token: () => "T",
    push: { auth: { way: "token", header: "X-Post-Token", secrets: [secret, oldSecret] } },
    ...settings,
  });
  if (made.push === undefined) throw new Error("no push");
  const profile = { ...made, push: made.push };
  const office = openOffice(storage);
  const orders = memoryOrders();
  const client = (options: HttpClientOptions = {}): HttpClient => {
    const http = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs: 30_000, ...options });
    cleanups.push(() => http.close());
    return http;
  };
  const inbox = createInbox({
    engine: office.engine,
    clock: office.clock,
    sources: { post: postSource(profile, orders) },
  });
  const address = await receiver(async (headers, body) => {
    try {
      return postReply(profile, await inbox.receive("post", { headers, body }));
    } catch {
      return { status: 503, contentType: "text/plain", body: "later" };
    }
  });
  await office.accept("d1", "1.001193");
  await office.good("d1", people.desk, {
    type: "begin-post-leg",
    legId: "P1",
    leg: "delivery",
    carrier,
    orderNumber: "H26.1-260820-0001-P1",
    budget: { unit: "working-day", amount: 3 },
    source: "Hợp đồng 12/HĐ",
  });
  return {
    office,
    double,
    profile,
    orders,
    desk: (options) => ({
      engine: office.engine,
      clock: office.clock,
      orders,
      carriers: { [carrier]: postCarrier(profile, client(options)) },
    }),
    leg: async () => (await office.engine.read("d1" as DossierId))?.state.postLegs?.P1,
    async told({ headers, body }) {
      const answer = await fetch(address, { method: "POST", headers, body });
      const text = await answer.text();
      return { status: answer.status, answer: text.startsWith("{") ? JSON.parse(text) : text };
    },
  };
}

type Reply = { readonly status: number; readonly contentType: string; readonly body: string };

async function receiver(
  take: (headers: { [name: string]: string | undefined }, body: Uint8Array) => Promise<Reply>,
): Promise<string> {
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
    );
    const { status, contentType, body } = await take(headers, Buffer.concat(parts));
    response.writeHead(status, { "content-type": contentType });
    response.end(body);
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

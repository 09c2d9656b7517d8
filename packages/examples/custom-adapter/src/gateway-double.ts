import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { NotifierTrouble, TakenMessage } from "@motcua/core/conformance";

/** How a gateway words things. Yours says it otherwise: change this, and keep the rest. */
export interface GatewayDialect {
  /** The message in a request. */
  read(body: { readonly [field: string]: unknown }, headers: IncomingMessage["headers"]): TakenMessage;
  /** The answer to a message it takes. */
  readonly done: { readonly [field: string]: unknown };
  /** Status and words of a refusal for good; the words repeat what was sent, as those of real gateways do. */
  refused(message: TakenMessage): readonly [status: number, body: { readonly [field: string]: unknown }];
  /** Token it wants in a header. */
  readonly token: string;
  readonly tokenHeader: string;
  /** Whom it does not reach. */
  readonly stranger?: string;
}

/** The imaginary gateway of this folder: `POST {to, text}` with a bearer token and a key, answered by `202 {id}`. */
export const ourDialect: GatewayDialect = {
  read: ({ to, text }, headers) => ({ to: [String(to)], text: String(text), key: String(headers["idempotency-key"]) }),
  done: { id: "m-1" },
  refused: ({ to, text }) => [422, { error: `will not send "${text}" to ${to.join()}` }],
  token: "t0ken-of-the-office",
  tokenHeader: "authorization",
  stranger: "0900000404",
};

export interface GatewayDouble {
  readonly url: string;
  readonly waitMs: number;
  taken(): Promise<readonly TakenMessage[]>;
  arrived(): number;
  trouble(kind: NotifierTrouble, times?: number): Promise<void>;
  well(): Promise<void>;
  close(): Promise<void>;
}

const retryAfterSeconds = 7;
const oversizedBytes = 64 * 1_048_576;

/** A gateway on this machine that keeps what it takes, hands on each key once, and fails when it is told to. */
export async function startGatewayDouble(dialect: GatewayDialect = ourDialect): Promise<GatewayDouble> {
  const handedOn: TakenMessage[] = [];
  const next: NotifierTrouble[] = [];
  let arrived = 0;

  const take = (message: TakenMessage): void => {
    const known = message.key !== undefined && handedOn.some(({ key }) => key === message.key);
    if (!known) handedOn.push(message);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = dialect.read(JSON.parse(await bodyOf(request)) as { [field: string]: unknown }, request.headers);
    arrived += 1;
    const right = String(request.headers[dialect.tokenHeader]).replace(/^Bearer /, "") === dialect.token;
    const kind = right ? next.shift() : "login";
    // Where a redirect leads, everything is taken.
    if (request.url === "/elsewhere" || kind === undefined) {
      if (message.to.includes(dialect.stranger ?? "")) return say(response, 404, { error: "not reachable" });
      take(message);
      return say(response, 202, dialect.done);
    }
    await fail(kind, message, response);
  }

  async function fail(kind: NotifierTrouble, message: TakenMessage, response: ServerResponse): Promise<void> {
    const takes: readonly NotifierTrouble[] = ["hang-after", "garbage", "oversized", "drip"];
    if (takes.includes(kind)) take(message);
    switch (kind) {
      case "refuse":
        return say(response, ...dialect.refused(message));
      case "busy":
        response.setHeader("retry-after", retryAfterSeconds);
        return say(response, 503, { error: `busy, ${message.to.join()} must wait` });
      case "login":
        return say(response, 401, { error: "who are you" });
      case "duplicate":
        return say(response, 409, dialect.done);
      case "garbage":
        response.writeHead(200, { "content-type": "text/html" });
        return void response.end("<html><body>Xin chào</body></html>");
      case "redirect":
        response.writeHead(307, { location: "/elsewhere" });
        return void response.end();
      case "oversized":
        return await sayAtLength(response, dialect.done);
      case "drip":
        return drip(response);
      case "hang-before":
      case "hang-after":
      case "down":
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(server, 0);
  const stop = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}/messages`,
    waitMs: retryAfterSeconds * 1_000,
    taken: async () => [...handedOn],
    arrived: () => arrived,
    async trouble(kind, times = 1) {
      if (kind === "down") await stop();
      else next.push(...Array.from({ length: times }, () => kind));
    },
    async well() {
      next.length = 0;
      if (!server.listening) await listen(server, port);
    },
    close: stop,
  };
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

/** A good answer but for its length. */
async function sayAtLength(response: ServerResponse, body: object): Promise<void> {
  response.writeHead(202, { "content-type": "application/json; charset=utf-8" });
  const spaces = Buffer.alloc(65_536, 0x20);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  for (let bytes = 0; bytes < oversizedBytes && !response.destroyed; bytes += spaces.length)
    if (!response.write(spaces)) await once(response, "drain", { signal: gone.signal }).catch(() => {});
  response.end(JSON.stringify(body));
}

function drip(response: ServerResponse): void {
  response.writeHead(202, { "content-type": "application/json; charset=utf-8" });
  const timer = setInterval(() => response.write(" "), 100);
  response.on("close", () => clearInterval(timer));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((done) => {
    server.listen(port, "127.0.0.1", () => done((server.address() as AddressInfo).port));
  });

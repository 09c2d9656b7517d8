import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, type ExchangeDoubleFault, failing, takesIt } from "./faults.ts";

export interface ExchangeDoubleOptions {
  readonly token: string;
  /** What it answers to a question. */
  readonly answer: (question: unknown, requestId: string) => unknown;
  /** A system without keys does everything it is sent again. Kept by default. */
  readonly keepsKeys?: boolean;
}

export interface ExchangeDouble {
  /** Takes questions by POST, and answers look-ups by GET `?request=`. */
  readonly url: string;
  fail(...faults: readonly ExchangeDoubleFault[]): void;
  /** Nobody listens, until `well`. */
  down(): Promise<void>;
  /** No question fails any more. */
  well(): Promise<void>;
  /** A question that was pending is so for that many more looks. */
  late(requestId: string, looks: number): void;
  /** Questions done, in order: with keys kept, one a key. */
  readonly done: readonly {
    readonly key: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: unknown;
  }[];
  /** Every call that came, look-ups aside. */
  readonly calls: number;
  stop(): Promise<void>;
}

/** Another system on this machine: counts what it does, keeps keys or not, and fails when told to. */
export async function startExchangeDouble(options: ExchangeDoubleOptions): Promise<ExchangeDouble> {
  const { token, answer, keepsKeys = true } = options;
  const done: { key: string; headers: IncomingMessage["headers"]; body: unknown }[] = [];
  const faults: ExchangeDoubleFault[] = [];
  /** How often a question is still pending, by request. */
  const late = new Map<string, number>();
  let calls = 0;

  const question = (headers: IncomingMessage["headers"], body: unknown): Answer => {
    calls += 1;
    const requestId = String(headers["x-request-id"]);
    const fault = headers.authorization === `Bearer ${token}` ? faults.shift() : "login";
    const key = String(headers["idempotency-key"] ?? "");
    if (takesIt(fault) && !(keepsKeys && done.some((one) => one.key === key))) done.push({ key, headers, body });
    if (fault === "pending") late.set(requestId, (late.get(requestId) ?? 0) + 1);
    return failing(fault, { requestId, body }, (about) => answer(body, about));
  };
  /** What was pending once is answered at the next look. */
  const look = (request: string): Answer => {
    const known = done.find(({ headers }) => headers["x-request-id"] === request);
    if (known === undefined) return [404, ""];
    const more = (late.get(request) ?? 0) - 1;
    late.set(request, more);
    return more >= 0 ? [202, ""] : [200, JSON.stringify(answer(known.body, request))];
  };

  const server = createServer(async (incoming, response) => {
    let text = "";
    for await (const part of incoming.setEncoding("utf8")) text += String(part);
    const { searchParams } = new URL(incoming.url ?? "/", "http://double");
    const { authorization } = incoming.headers;
    if (incoming.method !== "GET") return send(response, question(incoming.headers, JSON.parse(text)));
    send(response, authorization === `Bearer ${token}` ? look(searchParams.get("request") ?? "") : [401, ""]);
  });
  const port = await listening(server, 0);
  const stop = (): Promise<void> =>
    new Promise((stopped) => {
      server.close(() => stopped());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    fail: (...next) => void faults.push(...next),
    late: (requestId, looks) => void late.set(requestId, (late.get(requestId) ?? 0) + looks),
    down: stop,
    async well() {
      faults.length = 0;
      if (!server.listening) await listening(server, port);
    },
    done,
    get calls() {
      return calls;
    },
    stop,
  };
}

function send(response: ServerResponse, said: Answer): void {
  if (said === "silence") return;
  const [status, body, headers] = said === "drip" ? ([200, "", {}] as const) : said;
  response.writeHead(status, { "content-type": "application/json", ...headers });
  if (said !== "drip") return void response.end(body);
  const timer = setInterval(() => response.write(" "), 100);
  response.on("close", () => clearInterval(timer));
}

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((done) => {
    server.listen(port, "127.0.0.1", () => done((server.address() as AddressInfo).port));
  });

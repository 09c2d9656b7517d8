import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the next question fails: `hang-after` takes it and never answers, `hang-before` does not even take it, `broken` says
 *  502 after taking it, `plain` and `odd` take it and answer text or another form, `oversized` without end, `redirect` points
 *  inside, `refuse` refuses it, `pending` takes it and answers later. */
export type ExchangeDoubleFault =
  | "hang-after"
  | "hang-before"
  | "broken"
  | "plain"
  | "odd"
  | "oversized"
  | "redirect"
  | "refuse"
  | "pending";

export interface ExchangeDoubleOptions {
  readonly token: string;
  /** What it answers to a question. */
  readonly answer: (question: unknown) => unknown;
  /** A system without keys does everything it is sent again. Kept by default. */
  readonly keepsKeys?: boolean;
}

export interface ExchangeDouble {
  /** Takes questions by POST, and answers look-ups by GET `?request=`. */
  readonly url: string;
  fail(...faults: readonly ExchangeDoubleFault[]): void;
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

type Answer = readonly [status: number, body: string, headers?: { readonly [name: string]: string }];

/** Another system on this machine: counts what it does, keeps keys or not, and fails when told to. */
export async function startExchangeDouble(options: ExchangeDoubleOptions): Promise<ExchangeDouble> {
  const { token, answer, keepsKeys = true } = options;
  const done: { key: string; headers: IncomingMessage["headers"]; body: unknown }[] = [];
  const hanging = new Set<ServerResponse>();
  const faults: ExchangeDoubleFault[] = [];
  const late = new Set<string>();
  let calls = 0;

  const question = (headers: IncomingMessage["headers"], body: unknown): Answer | undefined => {
    calls += 1;
    const fault = faults.shift();
    if (fault === "hang-before") return undefined;
    if (fault === "redirect") return [307, "", { location: "http://192.168.0.1/" }];
    if (fault === "refuse") return [422, '{"error":"refused"}'];
    const key = String(headers["idempotency-key"] ?? "");
    if (!keepsKeys || !done.some((one) => one.key === key)) done.push({ key, headers, body });
    switch (fault) {
      case "hang-after":
        return undefined;
      case "broken":
        return [502, "<html></html>"];
      case "plain":
        return [200, "Thanh cong"];
      case "odd":
        return [200, '{"something":"else"}'];
      case "oversized":
        return [200, JSON.stringify({ filler: "x".repeat(2_000_000) })];
      case "pending":
        late.add(String(headers["x-request-id"]));
        return [202, ""];
      default:
        return [200, JSON.stringify(answer(body))];
    }
  };
  /** What was pending once is answered at the next look. */
  const look = (request: string): Answer => {
    const known = done.find(({ headers }) => headers["x-request-id"] === request);
    if (known === undefined) return [404, ""];
    return late.delete(request) ? [202, ""] : [200, JSON.stringify(answer(known.body))];
  };

  const server = createServer(async (incoming, response) => {
    let text = "";
    for await (const part of incoming) text += String(part);
    const { searchParams } = new URL(incoming.url ?? "/", "http://double");
    const said =
      incoming.headers.authorization !== `Bearer ${token}`
        ? ([401, ""] as const)
        : incoming.method === "GET"
          ? look(searchParams.get("request") ?? "")
          : question(incoming.headers, JSON.parse(text));
    if (said === undefined) hanging.add(response);
    else {
      response.writeHead(said[0], { "content-type": "application/json", ...said[2] });
      response.end(said[1]);
    }
  });
  return {
    url: await listening(server),
    fail: (...next) => void faults.push(...next),
    done,
    get calls() {
      return calls;
    },
    stop: () =>
      new Promise((stopped) => {
        for (const response of hanging) response.destroy();
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

const listening = (server: Server): Promise<string> =>
  new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

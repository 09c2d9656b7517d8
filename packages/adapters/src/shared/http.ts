import dns from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { TLSSocket } from "node:tls";
import { HttpError, httpErrorOf } from "./http-error.ts";
import { isInsideAddress } from "./inside-address.ts";

export interface HttpClientOptions {
  /** Hosts that may be called although their address is a private one, exactly as a URL writes them (`lgsp.local`,
   *  `10.0.0.5`, `[::1]`). An adapter puts in what its operator configured, never what came in a message. */
  readonly privateHosts?: readonly string[];
  /** How many redirects a call follows; none by default. Each target is looked at like the first address. */
  readonly redirectsMax?: number;
  /** Of the whole exchange, redirects included; 10,000 by default. */
  readonly timeoutMs?: number;
  /** Of an answer's body; 1 MiB by default. */
  readonly answerBytesMax?: number;
  /** Connections to one host at once; 64 by default. */
  readonly connectionsMax?: number;
  /** Certificates, PEM: whom to trust instead of the usual authorities, and who we are. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** How names are resolved, all addresses at once; the system's way by default. */
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

export interface HttpCall {
  /** `http:` or `https:`, without a name and password in it. */
  readonly url: string;
  /** `GET` by default, `POST` with a body. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly answerBytesMax?: number;
  readonly signal?: AbortSignal;
  /** Doing it twice is doing it once: a kept connection that turns out closed is replaced without asking. By default
   *  `GET` and `HEAD` are. */
  readonly repeatable?: boolean;
}

export interface HttpAnswer {
  /** Any, except a redirect that is not followed. */
  readonly status: number;
  /** By name in lower case; repeated ones joined by a comma. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
  /** The body read as UTF-8. */
  text(): string;
}

export interface HttpClient {
  /** @throws HttpError nothing was sent, or sent with unknown outcome, or the answer cannot be taken */
  call(call: HttpCall): Promise<HttpAnswer>;
  /** Closes kept connections. */
  close(): void;
}

interface Around {
  readonly options: HttpClientOptions;
  readonly privateHosts: ReadonlySet<string>;
  readonly agents: { readonly "http:": http.Agent; readonly "https:": https.Agent };
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const answerBytesMax = 1_048_576;
const timeoutMs = 10_000;

/** The one way adapters call out: with an end in time and in size, to where it was told and nowhere inside. */
export function httpClient(options: HttpClientOptions = {}): HttpClient {
  const kept = { keepAlive: true, maxSockets: options.connectionsMax ?? 64, scheduling: "fifo" as const };
  const around: Around = {
    options,
    privateHosts: new Set((options.privateHosts ?? []).map((host) => host.toLowerCase())),
    agents: { "http:": new http.Agent(kept), "https:": new https.Agent({ ...kept, ...options.tls }) },
  };
  return {
    call: (call) => follow(around, call),
    close() {
      around.agents["http:"].destroy();
      around.agents["https:"].destroy();
    },
  };
}

async function follow(around: Around, call: HttpCall): Promise<HttpAnswer> {
  const time = AbortSignal.timeout(call.timeoutMs ?? around.options.timeoutMs ?? timeoutMs);
  const signal = call.signal === undefined ? time : AbortSignal.any([time, call.signal]);
  let next: HttpCall = { method: call.body === undefined ? "GET" : "POST", ...call };
  for (let left = around.options.redirectsMax ?? 0; ; left -= 1) {
    const url = addressOf(around, next.url);
    const answer = await exchange(around, url, next, signal);
    if (!redirects.has(answer.status)) return answer;
    const target = URL.parse(answer.headers.location ?? "", url.href);
    if (left <= 0 || target === null || (url.protocol === "https:" && target.protocol !== "https:"))
      throw new HttpError("http.redirected", `${url.host} redirects the call, which is not followed.`, answer);
    next = redirected(next, url, target, answer.status);
  }
}

/** As fetch does it: 303 and the old two turn a call with a body into a plain read; secrets stay with their host. */
function redirected(call: HttpCall, from: URL, to: URL, status: number): HttpCall {
  const { body, headers = {}, method = "GET", ...rest } = call;
  const sameHost = from.origin === to.origin;
  const secret = /^(authorization|cookie|proxy-authorization|x-.*(key|token|signature).*)$/i;
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => sameHost || !secret.test(name)));
  const reads = method !== "HEAD" && (status === 303 || ((status === 301 || status === 302) && method === "POST"));
  if (reads) return { ...rest, url: to.href, method: "GET", headers: withoutBody(kept) };
  return { ...rest, url: to.href, method, headers: kept, ...(body === undefined ? {} : { body }) };
}

const withoutBody = (headers: { readonly [name: string]: string }): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)));

function addressOf(around: Around, raw: string): URL {
  const url = URL.parse(raw);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new HttpError("http.bad_request", "The address is no http or https address, or carries a password.");
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0) refuseInside(around, url.hostname, literal);
  return url;
}

/** Looks at the address itself, and at the one the connection is then made to: a name says nothing about where it leads. */
function refuseInside(around: Around, host: string, address: string): void {
  if (isInsideAddress(address) && !around.privateHosts.has(host.toLowerCase()))
    throw new HttpError("http.private_address", `${host} leads to a private address and is not allowed by name.`);
}

const systemWay = (host: string): Promise<dns.LookupAddress[]> => dns.promises.lookup(host, { all: true });

/** Given to the connection, so that what was looked at is what is connected to. */
function lookupOf(around: Around): LookupFunction {
  return (host, asked, answer) => {
    (around.options.resolve ?? systemWay)(host).then(
      (found) => {
        const [first] = found;
        try {
          for (const { address } of found) refuseInside(around, host, address);
          if (first === undefined) throw Object.assign(new Error("no address"), { code: "ENOTFOUND" });
        } catch (error) {
          answer(error as NodeJS.ErrnoException, []);
          return;
        }
        if (asked.all === true) answer(null, [...found]);
        else answer(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => answer(error, []),
    );
  };
}

async function exchange(around: Around, url: URL, call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
  const repeatable = call.repeatable ?? (call.method === "GET" || call.method === "HEAD");
  for (let kept = 0; ; kept += 1) {
    const state = { sent: false, reused: false, begun: false };
    try {
      return await once(around, url, call, signal, state);
    } catch (error) {
      const stale = state.reused && !state.begun && !signal.aborted && isClosed(error);
      // A kept connection may be closed by the other side in the very moment it is used again.
      if (stale && repeatable && kept < 3) continue;
      throw httpErrorOf(url.host, signal.aborted ? signal.reason : error, state.sent);
    }
  }
}

const isClosed = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");

function once(
  around: Around,
  url: URL,
  call: HttpCall,
  signal: AbortSignal,
  state: { sent: boolean; reused: boolean; begun: boolean },
): Promise<HttpAnswer> {
  const most = call.answerBytesMax ?? around.options.answerBytesMax ?? answerBytesMax;
  const secure = url.protocol === "https:";
  return new Promise((done, fail) => {
    let request: http.ClientRequest;
    try {
      request = (secure ? https : http).request(url, {
        method: call.method,
        headers: { ...call.headers, ...lengthOf(call.body) },
        agent: secure ? around.agents["https:"] : around.agents["http:"],
        lookup: lookupOf(around),
        signal,
      });
    } catch (cause) {
      fail(new HttpError("http.bad_request", `The call to ${url.host} has a header that cannot be sent.`, { cause }));
      return;
    }
    request.on("error", fail);
    // Written the moment there is a connection; until then nothing has left.
    request.on("socket", (socket) => {
      state.reused = request.reusedSocket;
      const encrypting = secure && (socket as TLSSocket).getProtocol() === null;
      if (socket.connecting || encrypting)
        socket.once(secure ? "secureConnect" : "connect", () => {
          state.sent = true;
        });
      else state.sent = true;
    });
    request.on("response", (answer) => {
      state.begun = true;
      take(answer, url, most).then(done, fail);
    });
    request.end(call.body);
  });
}

const lengthOf = (body: string | Uint8Array | undefined): { readonly [name: string]: string } =>
  body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };

async function take(answer: http.IncomingMessage, url: URL, bytesMax: number): Promise<HttpAnswer> {
  const status = answer.statusCode ?? 0;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bytesMax) {
      answer.destroy();
      throw new HttpError("http.answer_too_large", `${url.host} answers with more than ${bytesMax} bytes.`, { status });
    }
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  const headers: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers[name] = typeof value === "string" ? value : value.join(", ");
  return { status, headers, body, text: () => body.toString("utf8") };
}

import http from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { Book, type HeldDossier, type Violation } from "./book.ts";
import { type FaultKind, type FaultPlan, Faults } from "./faults.ts";
import type { Incoming, Protocol, Understood } from "./protocol.ts";
import { protocolG1 } from "./protocol-g1.ts";
import { protocolG1r } from "./protocol-g1r.ts";
import { protocolG3 } from "./protocol-g3.ts";
import { type Score, type ScoreOptions, scoreOf } from "./score.ts";
import { Sessions } from "./sessions.ts";
import { type Fields, type Reply, refusedFor } from "./types.ts";

export interface DoubleOptions {
  readonly profile: "g1" | "g1r" | "g3";
  readonly account?: { readonly username: string; readonly password: string };
  readonly faults?: FaultPlan;
  /** Procedures it tells of, with its upper-case keys. */
  readonly catalogue?: readonly Fields[];
  /** Length of an oversized answer. Default 2 MiB. */
  readonly oversizedBytes?: number;
  /** Default: any free one. */
  readonly port?: number;
}

/** A portal for tests and demos: strict, forgetful and unkind on request, and open about what it was sent. */
export interface PortalDouble {
  readonly url: string;
  readonly dossiers: ReadonlyMap<string, HeldDossier>;
  readonly violations: readonly Violation[];
  /** Lines of satisfaction it took. */
  readonly surveys: readonly Fields[];
  /** State of each dossier filed with it, by its reference, as it was told last. */
  readonly statuses: ReadonlyMap<string, Fields>;
  readonly calls: { readonly answered: number; readonly faults: ReadonlyMap<FaultKind, number> };
  /** The next calls go wrong in this way, or those after so many that go well. */
  failNext(kind: FaultKind, times?: number, after?: number): void;
  /** Nothing goes wrong any more. */
  behave(): void;
  forget(code: string): boolean;
  forgetSessions(): void;
  score(code: string, options: ScoreOptions): Score | undefined;
  /** When nothing that was sent to it is worked on any more, late calls included: what a caller who waits long enough waits for. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const protocols: { readonly [id in DoubleOptions["profile"]]: Protocol } = {
  g1: protocolG1,
  g1r: protocolG1r,
  g3: protocolG3,
};
const bodyBytesMax = 16 * 1_048_576;
/** Turns of the event loop in which a call that was sent before is accepted, read and begun: three, and some more. */
const turnsToRead = 10;
/** How long after its caller hung up a late call is worked on. */
const lateMs = 20;

export async function startPortalDouble(options: DoubleOptions): Promise<PortalDouble> {
  const double = new Double(options);
  await double.listen(options.port ?? 0);
  return double;
}

class Double implements PortalDouble {
  readonly #options: DoubleOptions;
  readonly #protocol: Protocol;
  readonly #book: Book;
  readonly #faults: Faults;
  readonly #sessions: Sessions;
  readonly #server: http.Server;
  #answered = 0;
  #underWay = 0;

  constructor(options: DoubleOptions) {
    this.#options = options;
    this.#protocol = protocols[options.profile];
    this.#book = new Book(this.#protocol.profile, options.catalogue);
    this.#faults = new Faults(options.faults);
    this.#sessions = new Sessions(options.account ?? { username: "motcua", password: "demo" });
    this.#server = http.createServer((request, response) => {
      this.#underWay += 1;
      void this.#take(request, response).finally(() => {
        this.#underWay -= 1;
      });
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((done, fail) => {
      this.#server.once("error", fail);
      this.#server.listen(port, "127.0.0.1", done);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get dossiers(): ReadonlyMap<string, HeldDossier> {
    return this.#book.dossiers;
  }

  get violations(): readonly Violation[] {
    return this.#book.violations;
  }

  get surveys(): readonly Fields[] {
    return [...this.#book.surveys.values()];
  }

  get statuses(): ReadonlyMap<string, Fields> {
    return this.#book.statuses;
  }

  get calls(): PortalDouble["calls"] {
    return { answered: this.#answered, faults: this.#faults.counts };
  }

  failNext(kind: FaultKind, times = 1, after = 0): void {
    this.#faults.ask(kind, times, after);
  }

  behave(): void {
    this.#faults.stop();
  }

  forget(code: string): boolean {
    return this.#book.forget(code);
  }

  forgetSessions(): void {
    this.#sessions.forget();
  }

  score(code: string, options: ScoreOptions): Score | undefined {
    const held = this.#book.dossiers.get(code);
    return held === undefined ? undefined : scoreOf(this.#protocol.profile, held, options);
  }

  async idle(): Promise<void> {
    // What has reached this machine may not have been read yet, where the process stood still for a while.
    for (let quiet = 0; quiet < turnsToRead; quiet += 1) {
      while (this.#underWay > 0) {
        await setTimeout(5);
        quiet = 0;
      }
      await setImmediate();
    }
  }

  close(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const raw = await rawBody(request).catch(() => undefined);
    if (raw === undefined) {
      response.writeHead(413).end();
      return;
    }
    const url = new URL(request.url ?? "/", "http://double");
    const call: Incoming = {
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: jsonOf(raw),
      raw,
    };
    const understood = this.#protocol.understand(call, this.#book, this.#sessions);
    if (understood === undefined) {
      response.writeHead(404).end("no such call");
      return;
    }
    this.#answer(understood, response);
  }

  #answer(call: Understood, response: http.ServerResponse): void {
    const fault = this.#faults.next();
    this.#answered += 1;
    switch (fault) {
      case "hang":
        return;
      case "done-then-hang":
        call.run();
        return;
      case "refuse":
        this.#say(response, refusedFor("Hệ thống từ chối"));
        return;
      case "says-exists":
        this.#say(response, call.creates ? refusedFor("Hồ sơ đã tồn tại") : call.run());
        return;
      case "done-late":
        // The caller hangs up, and what it sent is worked on all the same.
        this.#underWay += 1;
        if (response.closed) void this.#runLate(call);
        else response.once("close", () => void this.#runLate(call));
        return;
      case "cut":
        call.run();
        response.writeHead(200, { "content-type": "application/json", "content-length": "64" });
        response.write('{"error_', () => response.destroy());
        return;
      case "bad-gateway":
        call.run();
        response.writeHead(502).end("Bad Gateway");
        return;
      case "busy":
        this.#say(response, refusedFor("Hệ thống đang bận, vui lòng thử lại sau"));
        return;
      case "outage":
        response.writeHead(503).end("Service Unavailable");
        return;
      case "plain-text":
        plain(response, call.run());
        return;
      case "code-text":
        this.#say(response, call.run(), "0");
        return;
      case "code-00":
        this.#say(response, call.run(), "00");
        return;
      case "code-words":
        this.#say(response, call.run(), 3);
        return;
      case "oversized":
        call.run();
        response.writeHead(200).end(Buffer.alloc(this.#options.oversizedBytes ?? 2_097_152, 0x20));
        return;
      case "redirect":
        response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
        return;
      case "forget-session":
        this.#sessions.forget(call.session);
        this.#say(
          response,
          call.login ? call.run() : refusedFor("Phiên làm việc đã hết hạn (session)", this.#unknown()),
        );
        return;
      case undefined:
        this.#say(response, call.run());
        return;
    }
  }

  async #runLate(call: Understood): Promise<void> {
    await setTimeout(lateMs);
    call.run();
    this.#underWay -= 1;
  }

  /** A token that is not known is a status of its own where HTTP statuses are spoken. */
  #unknown(): number | undefined {
    return this.#protocol.profile.id === "g3" ? 401 : undefined;
  }

  #say(response: http.ServerResponse, reply: Reply, done: number | string = 0): void {
    const rest = this.#protocol.profile.id === "g3";
    const field = rest ? "code" : "error_code";
    const status = reply.kind === "refused" ? (reply.status ?? (rest ? 400 : 200)) : 200;
    response.writeHead(status, { "content-type": "application/json" });
    if (reply.kind === "refused") {
      response.end(JSON.stringify({ [field]: -1, message: reply.message }));
      return;
    }
    const { kind: _, plain, ...more } = reply;
    response.end(JSON.stringify(plain ?? { [field]: done, message: "Thành công", ...more }));
  }
}

/** B gets plain text for progress (§7). */
function plain(response: http.ServerResponse, reply: Reply): void {
  const { kind } = reply;
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end(kind === "done" ? "Cập nhật thành công" : reply.message);
}

async function rawBody(request: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bodyBytesMax) throw new RangeError("too long");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

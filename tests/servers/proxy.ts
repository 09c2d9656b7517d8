import { createServer, type Server, Socket } from "node:net";

/** A line between a client and a server that breaks on demand, as lines do. On loopback, on a free port. */
export interface FaultyLine {
  readonly port: number;
  /** Connections that stand now. */
  readonly open: number;
  /** Every connection is gone at once, and no new one is taken until `heal`. */
  cut(): void;
  /** Nothing gets through in either direction, and nobody is told: a black hole, also for new connections. */
  hang(): void;
  /** Every piece takes so much longer on its way, in either direction. */
  delay(ms: number): void;
  /** The server hears that the client has nothing more to say, and the client hears nothing of it. */
  halfClose(): void;
  /** Each connection breaks after so many more bytes towards the server: in the middle of what is being sent. */
  cutAfter(bytes: number): void;
  /** Each connection breaks after so many more bytes towards the client: the server did it, the answer is lost. */
  cutAnswersAfter(bytes: number): void;
  /** New connections work again, and standing ones that hung. */
  heal(): void;
  stop(): Promise<void>;
}

type Way = "asked" | "answered";

/** @param target port on loopback */
export async function startFaultyLine(target: number): Promise<FaultyLine> {
  const line = new Line(target);
  await line.listen();
  return line;
}

class Line implements FaultyLine {
  readonly #target: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #mode: "open" | "cut" | "hang" = "open";
  #delayMs = 0;

  constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", resolve);
    });
  }

  get port(): number {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new TypeError("the line is not laid");
    return address.port;
  }

  get open(): number {
    return this.#pairs.size;
  }

  #accept(client: Socket): void {
    if (this.#mode === "cut") {
      client.resetAndDestroy();
      return;
    }
    const pair = new Pair(
      client,
      this.#target,
      () => this.#delayMs,
      () => this.#pairs.delete(pair),
    );
    this.#pairs.add(pair);
    if (this.#mode === "hang") pair.hold();
  }

  cut(): void {
    this.#mode = "cut";
    for (const pair of this.#pairs) pair.destroy();
  }

  hang(): void {
    this.#mode = "hang";
    for (const pair of this.#pairs) pair.hold();
  }

  delay(ms: number): void {
    this.#delayMs = ms;
  }

  halfClose(): void {
    for (const pair of this.#pairs) pair.halfClose();
  }

  cutAfter(bytes: number): void {
    for (const pair of this.#pairs) pair.limit("asked", bytes);
  }

  cutAnswersAfter(bytes: number): void {
    for (const pair of this.#pairs) pair.limit("answered", bytes);
  }

  heal(): void {
    this.#mode = "open";
    this.#delayMs = 0;
    for (const pair of this.#pairs) pair.release();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** One connection with its two halves. */
class Pair {
  readonly #client: Socket;
  readonly #server = new Socket();
  readonly #delayMs: () => number;
  readonly #left: { [way in Way]: number } = { asked: Number.POSITIVE_INFINITY, answered: Number.POSITIVE_INFINITY };
  readonly #held: (() => void)[] = [];
  #holding = false;

  constructor(client: Socket, target: number, delayMs: () => number, over: () => void) {
    this.#client = client;
    this.#delayMs = delayMs;
    for (const socket of [client, this.#server]) {
      socket.setNoDelay(true);
      socket.on("error", () => this.destroy());
      socket.on("close", () => {
        this.destroy();
        over();
      });
    }
    this.#server.connect(target, "127.0.0.1");
    this.#carry("asked", client, this.#server);
    this.#carry("answered", this.#server, client);
  }

  #carry(way: Way, from: Socket, to: Socket): void {
    from.on("data", (piece: Buffer) => this.#later(() => this.#pass(way, piece, to)));
    from.on("end", () => this.#later(() => to.end()));
  }

  /** In order, after the delay of the moment; while the line hangs, not at all. */
  #later(act: () => void): void {
    const now = (): void => {
      if (this.#holding) this.#held.push(act);
      else act();
    };
    const ms = this.#delayMs();
    if (ms > 0) setTimeout(now, ms);
    else now();
  }

  #pass(way: Way, piece: Buffer, to: Socket): void {
    const passes = Math.min(piece.length, this.#left[way]);
    this.#left[way] -= passes;
    if (passes === piece.length) {
      to.write(piece);
      return;
    }
    // What was let through arrives before the end does.
    to.write(piece.subarray(0, passes), () => this.destroy());
  }

  limit(way: Way, bytes: number): void {
    this.#left[way] = bytes;
  }

  hold(): void {
    this.#holding = true;
  }

  release(): void {
    this.#holding = false;
    for (const act of this.#held.splice(0)) act();
  }

  halfClose(): void {
    this.#server.end();
  }

  destroy(): void {
    this.#client.destroy();
    this.#server.destroy();
  }
}

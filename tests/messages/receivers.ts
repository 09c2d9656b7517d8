import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { AdapterError } from "@motcua/core";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach } from "vitest";

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
export const later = (close: () => void | Promise<void>): void => void closing.push(close);

export interface Received {
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}
export type Answer = (response: http.ServerResponse, received: Received) => void;

/** A real HTTP server that keeps what it got and answers as told. */
export async function receiver(answer: Answer = (response) => response.end()) {
  const got: Received[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const received = { path: request.url ?? "", headers, body: Buffer.concat(parts).toString("utf8") };
      got.push(received);
      answer(response, received);
    });
  });
  const port = await listening(server);
  later(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${port}/in`, got };
}

/** Bare TCP: for a server that says what no decent one would. */
export async function rawServer(handle: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    handle(socket);
  });
  later(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return await listening(server);
}

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return port;
}

/** A real SMTP server; mails are read back by a parser of its own. */
export async function mailServer(options: SMTPServerOptions = {}, port = 0) {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, _, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        simpleParser(Readable.from([Buffer.concat(parts)])).then(
          (mail) => {
            mails.push(mail);
            done();
          },
          (error: Error) => done(error),
        );
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", () => done()));
  later(() => new Promise<void>((done) => server.close(() => done())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}

export const inside = { privateHosts: ["127.0.0.1"], timeoutMs: 2_000 };
export const aCall = (idempotencyKey = "d1:citizen/sms:16") => ({
  idempotencyKey,
  signal: AbortSignal.timeout(20_000),
});

/** What went wrong, as the worker sees it. */
export async function troubleOf(work: Promise<unknown>): Promise<{ code: string; retry: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!AdapterError.is(error)) throw new Error(`expected an AdapterError, got ${String(error)}`);
  return { code: error.code, retry: error.retry, message: error.message };
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { TransferReceiver } from "../shared/core.ts";
import { officeHeader, signatureHeader } from "./transport.ts";

export interface TransferEndpointOptions {
  readonly receiver: TransferReceiver;
  /** Of one message. Default 8 MiB, as the receiver's. */
  readonly bytesMax?: number;
  /** For a whole message to come in. Default 30,000. */
  readonly timeoutMs?: number;
  /** Messages in hand at once; who comes then is told to come again. Default 32. */
  readonly concurrency?: number;
}

/** Takes a request of `node:http`, whatever its path: where it stands is the host's to say. */
export type TransferEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The door for other engines. What has no place here is turned away before it is read: another method, a body that is too
 * long or too slow. Everything else gets the receiver's signed answer; a database that fails is a 503, and says no more.
 */
export function transferEndpoint(options: TransferEndpointOptions): TransferEndpoint {
  const { receiver, bytesMax = 8_388_608, timeoutMs = 30_000, concurrency = 32 } = options;
  let underWay = 0;
  return async (request, response) => {
    if (request.method !== "POST") return turnAway(response, 405);
    if (Number(request.headers["content-length"] ?? 0) > bytesMax) return turnAway(response, 413);
    if (underWay >= concurrency) return turnAway(response, 503);
    underWay += 1;
    try {
      const body = await readBody(request, bytesMax, timeoutMs);
      if (typeof body === "number") return turnAway(response, body);
      const answer = await receiver.receive({
        office: headerOf(request, officeHeader),
        signature: headerOf(request, signatureHeader),
        body,
      });
      response.writeHead(200, {
        "content-type": "application/json; charset=utf-8",
        [signatureHeader]: answer.signature,
      });
      response.end(answer.body);
    } catch {
      // Outcome unknown: the sender comes again, and is told what became of it.
      turnAway(response, 503);
    } finally {
      underWay -= 1;
    }
  };
}

/** Closes the connection: what is still on its way on it is not read. */
function turnAway(response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { connection: "close" });
  response.end();
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

/** The text, or the status to turn it away with. */
async function readBody(request: IncomingMessage, bytesMax: number, timeoutMs: number): Promise<string | number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((done) => {
    timer = setTimeout(() => done(408), timeoutMs);
  });
  try {
    return await Promise.race([readAll(request, bytesMax), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readAll(request: IncomingMessage, bytesMax: number): Promise<string | number> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > bytesMax) return 413;
      parts.push(part);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    // Cut off, or no text: neither is a message.
    return 400;
  }
}

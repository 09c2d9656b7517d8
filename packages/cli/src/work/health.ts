import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AdapterError, type WorkerStatus } from "@motcua/core";

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Beyond what an idle worker sleeps: after so long without an answer, storage is not reachable. */
const patienceMs = 10_000;

/** Ready: storage answered lately and the last look did not fail. */
export function isReady(status: WorkerStatus | undefined, pollMs: number): boolean {
  if (status === undefined || !status.running || status.failing !== undefined) return false;
  return status.sinceAnswerMs !== undefined && status.sinceAnswerMs < pollMs + patienceMs;
}

/**
 * `/healthz`: the process lives and its event loop turns. `/readyz`: it does its work. Says codes and numbers only.
 * @throws AdapterError `health.port_taken`
 */
export function serveHealth(
  host: string,
  port: number,
  pollMs: number,
  statusOf: () => WorkerStatus | undefined,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const [path] = (request.url ?? "").split("?");
    if (path !== "/healthz" && path !== "/readyz") {
      response.writeHead(404).end();
      return;
    }
    const status = statusOf();
    const ready = isReady(status, pollMs);
    const body = path === "/healthz" ? { alive: true } : { ready, ...status };
    response.writeHead(path === "/healthz" || ready ? 200 : 503, { "content-type": "application/json" });
    response.end(`${JSON.stringify(body)}\n`);
  });
  return new Promise((resolve, fail) => {
    server.once("error", (cause) =>
      fail(
        new AdapterError(
          "health.port_taken",
          `không mở được cổng ${port} trên ${host} / port ${port} on ${host} cannot be opened`,
          { retry: "operator", cause },
        ),
      ),
    );
    server.listen(port, host, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

import { readFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type HttpClientOptions, httpClient } from "./http.ts";

const pem = (name: string): string =>
  readFileSync(new URL(`../../../../tests/fixtures/tls/portal.test.${name}.pem`, import.meta.url), "utf8");
const ca = pem("cert");
let calls = 0;
const server = https.createServer({ cert: ca, key: pem("key"), requestCert: true, rejectUnauthorized: false });
server.on("request", (request, response) => {
  calls += 1;
  if (request.url === "/hang") return;
  const peer = (request.socket as { getPeerCertificate?: () => { subject?: { CN?: string } } }).getPeerCertificate?.();
  response.end(`hello ${peer?.subject?.CN ?? "nobody"}`);
});
beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function call(host: string, options: HttpClientOptions = {}, path = "/"): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const resolve = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
  const client = httpClient({ privateHosts: [host], resolve, timeoutMs: 1_000, ...options });
  const url = `https://${host}:${port}${path}`;
  const answer = client.call({ url, body: "x" }).then((got) => got.text());
  return answer.finally(() => client.close());
}

it("speaks with who shows the certificate it trusts", async () => {
  expect(await call("portal.test", { tls: { ca } })).toBe("hello nobody");
  expect(await call("portal.test", { tls: { ca, cert: ca, key: pem("key") } })).toBe("hello portal.test");
});

it("sends nothing to who does not: unknown, or of another name", async () => {
  const before = calls;
  const refusal = { code: "http.bad_certificate", outcome: "not_sent", retry: "later" };
  await expect(call("portal.test")).rejects.toMatchObject(refusal);
  await expect(call("other.test", { tls: { ca } })).rejects.toMatchObject(refusal);
  expect(calls).toBe(before);
});

it("knows that it was sent under TLS too", async () => {
  const lost = call("portal.test", { tls: { ca }, timeoutMs: 300 }, "/hang");
  await expect(lost).rejects.toMatchObject({ code: "http.unknown_outcome", outcome: "unknown" });
});

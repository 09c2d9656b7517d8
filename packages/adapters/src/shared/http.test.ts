import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type HttpCall, type HttpClientOptions, httpClient } from "./http.ts";
import { HttpError, isUnknownOutcome, wasNotSent } from "./http-error.ts";
import { helpOfStatus } from "./http-status.ts";
import { isInsideAddress } from "./inside-address.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

async function serve(handle: http.RequestListener): Promise<number> {
  const server = http.createServer(handle);
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return await listening(server);
}

/** Speaks bare TCP, for what no decent server does. */
async function serveRaw(handle: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    handle(socket);
  });
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return await listening(server);
}

function client(options: HttpClientOptions = {}) {
  const made = httpClient({ privateHosts: ["127.0.0.1"], timeoutMs: 5_000, ...options });
  closing.push(() => made.close());
  return made;
}

async function failureOf(call: Promise<unknown>): Promise<HttpError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpError)) throw new Error(`expected an HttpError, got ${String(error)}`);
  return error;
}

const told = ({ code, outcome, retry, status }: HttpError) => ({ code, outcome, retry, status });

describe("a call out", () => {
  it("brings method, headers and body there, and status, headers and text back", async () => {
    const port = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const seen = [request.method, request.url, request.headers["x-key"], request.headers["content-length"]];
        response.writeHead(201, { "x-answer": "có", "set-cookie": ["a=1", "b=2"] });
        response.end(`${seen.join(" ")} ${Buffer.concat(parts).toString("utf8")}`);
      });
    });
    const body = "Hồ sơ đã được tiếp nhận";
    const url = `http://127.0.0.1:${port}/in?a=b`;
    const answer = await client().call({ url, method: "PUT", headers: { "x-key": "k" }, body });
    expect(answer.status).toBe(201);
    expect(answer.headers["set-cookie"]).toBe("a=1, b=2");
    expect(answer.text()).toBe(`PUT /in?a=b k ${Buffer.byteLength(body)} ${body}`);
    expect((await client().call({ url })).text()).toBe("GET /in?a=b   ");
    expect((await client().call({ url, body: "x" })).text()).toMatch(/^POST /);
  });

  it("gives every status to the caller, also those that are no success", async () => {
    const port = await serve((_, response) => response.writeHead(503, { "retry-after": "7" }).end("closed"));
    const answer = await client().call({ url: `http://127.0.0.1:${port}/` });
    expect([answer.status, answer.text()]).toEqual([503, "closed"]);
    expect(helpOfStatus(answer)).toEqual({ retry: "later", retryAfterMs: 7_000 });
  });

  it("keeps connections for the next call, and replaces one that was closed when it may repeat", async () => {
    let connections = 0;
    const port = await serveRaw((socket) => {
      connections += 1;
      let calls = 0;
      // The second call on a connection finds it closed under its hands, without an answer.
      socket.on("data", () => {
        calls += 1;
        if (calls === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        else socket.resetAndDestroy();
      });
    });
    const url = `http://127.0.0.1:${port}/`;
    const kept = client();
    expect((await kept.call({ url })).text()).toBe("ok");
    expect((await kept.call({ url })).text()).toBe("ok");
    expect(connections).toBe(2);
    const lost = await failureOf(kept.call({ url, body: "not to be done twice" }));
    expect(told(lost)).toMatchObject({ code: "http.unknown_outcome", outcome: "unknown" });
    expect(connections).toBe(2);
  });
});

describe("an outcome is told apart", () => {
  it("as never sent when nobody listens, or the name is unknown", async () => {
    const port = await serveRaw(() => {});
    for (const close of closing.splice(0)) close();
    const refused = await failureOf(client().call({ url: `http://127.0.0.1:${port}/`, body: "x" }));
    expect(told(refused)).toEqual({ code: "http.not_sent", outcome: "not_sent", retry: "later", status: undefined });
    expect(refused.message).toBe(`No connection to 127.0.0.1:${port} (ECONNREFUSED).`);
    const resolve = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
    const unknown = await failureOf(client({ resolve }).call({ url: "http://cong.example/secret?token=1", body: "x" }));
    expect(told(unknown)).toMatchObject({ code: "http.not_sent", outcome: "not_sent" });
    expect(unknown.message).toBe("No connection to cong.example (ENOTFOUND).");
    const nowhere = client({ resolve: () => Promise.resolve([]) }).call({ url: "http://cong.example/" });
    expect((await failureOf(nowhere)).code).toBe("http.not_sent");
    expect([wasNotSent(unknown), isUnknownOutcome(unknown)]).toEqual([true, false]);
  });

  it("as never sent when time ran out before there was a connection", async () => {
    const resolve = () => new Promise<never>(() => {});
    const late = await failureOf(client({ resolve }).call({ url: "http://cong.example/", body: "x", timeoutMs: 50 }));
    expect(told(late)).toMatchObject({ code: "http.not_sent", outcome: "not_sent" });
  });

  it("as never sent when the other side speaks no TLS", async () => {
    const port = await serve((_, response) => response.end("plain"));
    const wrong = await failureOf(client().call({ url: `https://127.0.0.1:${port}/`, body: "x" }));
    expect(told(wrong)).toMatchObject({ code: "http.not_sent", outcome: "not_sent" });
  });

  it.each<[string, (socket: net.Socket) => void]>([
    ["hangs", () => {}],
    ["closes without an answer", (socket) => socket.end()],
    ["resets the connection", (socket) => socket.resetAndDestroy()],
    ["breaks off in the middle", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf")],
    ["hangs in the middle", (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf")],
    ["answers no HTTP", (socket) => socket.end("220 mail ready\r\n")],
  ])("as unknown when it was sent and the other side %s", async (_, then) => {
    const port = await serveRaw((socket) => void socket.once("data", () => then(socket)));
    const lost = await failureOf(client().call({ url: `http://127.0.0.1:${port}/`, body: "x", timeoutMs: 300 }));
    expect(told(lost)).toMatchObject({ code: "http.unknown_outcome", outcome: "unknown", retry: "later" });
    expect([wasNotSent(lost), isUnknownOutcome(lost)]).toEqual([false, true]);
  });

  it("as unknown when the caller gives up after sending, as never sent before", async () => {
    const given = new AbortController();
    const port = await serveRaw((socket) => void socket.once("data", () => given.abort()));
    const call: HttpCall = { url: `http://127.0.0.1:${port}/`, body: "x", signal: given.signal };
    expect((await failureOf(client().call(call))).code).toBe("http.unknown_outcome");
    expect((await failureOf(client().call(call))).code).toBe("http.not_sent");
  });

  it("with time that covers the whole exchange, however slowly it drips", async () => {
    const port = await serve((_, response) => {
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    });
    const begunAt = performance.now();
    const slow = await failureOf(client().call({ url: `http://127.0.0.1:${port}/`, timeoutMs: 200 }));
    expect(slow.code).toBe("http.unknown_outcome");
    expect(performance.now() - begunAt).toBeLessThan(3_000);
  });

  it("with the status when the answer is too long", async () => {
    let left = 0;
    const port = await serve((_, response) => {
      const more = setInterval(() => response.write(Buffer.alloc(100_000)), 1);
      response.on("close", () => {
        left += 1;
        clearInterval(more);
      });
    });
    const call = client({ answerBytesMax: 1_000 }).call({ url: `http://127.0.0.1:${port}/`, body: "x" });
    const long = await failureOf(call);
    expect(told(long)).toEqual({
      code: "http.answer_too_large",
      outcome: "answered",
      retry: "operator",
      status: 200,
    });
    await expect.poll(() => left).toBe(1);
  });

  it("before anything is sent when the address or a header cannot be", async () => {
    for (const url of ["ftp://a.example/", "nonsense", "http://user:secret@a.example/", "file:///etc/passwd"]) {
      const bad = await failureOf(client().call({ url }));
      expect(told(bad)).toMatchObject({ code: "http.bad_request", outcome: "not_sent", retry: "operator" });
      expect(bad.message).not.toContain("secret");
    }
    const headers = { "x-key": "a\r\nx-other: b" };
    expect((await failureOf(client().call({ url: "http://127.0.0.1:9/", headers }))).code).toBe("http.bad_request");
  });
});

describe("where a call goes", () => {
  it.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://0x7f.1:PORT/",
    "http://2130706433:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[64:ff9b::127.0.0.1]:PORT/",
    "http://169.254.169.254/latest/meta-data",
    "http://0.0.0.0:PORT/",
  ])("never inside: %s", async (address) => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls += 1;
      response.end();
    });
    const url = address.replace("PORT", String(port));
    const inside = await failureOf(client({ privateHosts: [] }).call({ url, timeoutMs: 2_000 }));
    expect(told(inside)).toMatchObject({ code: "http.private_address", outcome: "not_sent", retry: "operator" });
    expect(calls).toBe(0);
  });

  it("looks at the address a name leads to, and at all of them", async () => {
    const port = await serve((_, response) => void response.end("inside"));
    const found = [
      { address: "93.184.215.14", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ];
    const url = `http://receiver.example:${port}/`;
    const resolve = () => Promise.resolve(found);
    expect((await failureOf(client({ resolve }).call({ url }))).code).toBe("http.private_address");
    const alone = () => Promise.resolve(found.slice(1));
    const allowed = client({ resolve: alone, privateHosts: ["Receiver.example"] });
    expect((await allowed.call({ url })).text()).toBe("inside");
  });

  it("reads an IPv4 address in the clothes of IPv6", async () => {
    const resolve = () => Promise.resolve([{ address: "::ffff:127.0.0.1", family: 6 }]);
    expect((await failureOf(client({ resolve }).call({ url: "http://mapped.example/" }))).code).toBe(
      "http.private_address",
    );
  });

  it("follows no redirect unless told to", async () => {
    const port = await serve((_, response) => void response.writeHead(302, { location: "/elsewhere" }).end());
    const away = await failureOf(client().call({ url: `http://127.0.0.1:${port}/`, body: "x" }));
    expect(told(away)).toEqual({ code: "http.redirected", outcome: "answered", retry: "operator", status: 302 });
  });

  it("follows as many as allowed, with the body only where it belongs and secrets only to their host", async () => {
    const seen: string[] = [];
    const second = await serve((request, response) => {
      const { authorization = "-", accept = "-", "content-length": length = "-" } = request.headers;
      seen.push(`${request.method} ${authorization} ${accept} ${length}`);
      response.end("there");
    });
    const first = await serve((request, response) => {
      const status = Number(request.url?.slice(1));
      response.writeHead(status, { location: `http://127.0.0.1:${second}/` }).end();
    });
    const headers = { authorization: "Bearer s", accept: "text/plain", "content-type": "text/plain" };
    const call = (status: number, redirectsMax: number) =>
      client({ redirectsMax }).call({ url: `http://127.0.0.1:${first}/${status}`, headers, body: "body" });
    for (const status of [303, 302, 307]) expect((await call(status, 1)).text()).toBe("there");
    expect(seen).toEqual(["GET - text/plain -", "GET - text/plain -", "POST - text/plain 4"]);
    expect((await failureOf(call(307, 0))).code).toBe("http.redirected");
  });

  it("follows none inside, whether written as an address or hidden behind a name", async () => {
    let calls = 0;
    const inner = await serve((_, response) => {
      calls += 1;
      response.end("secret");
    });
    for (const target of [`http://[::1]:${inner}/`, `http://169.254.169.254/`, `http://inner.example:${inner}/`]) {
      const outer = await serve((_, response) => void response.writeHead(307, { location: target }).end());
      const outside = client({
        redirectsMax: 3,
        privateHosts: ["outer.example"],
        resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
      });
      const refused = await failureOf(outside.call({ url: `http://outer.example:${outer}/` }));
      expect(refused.code).toBe("http.private_address");
    }
    expect(calls).toBe(0);
  });

  it("goes round in circles no longer than allowed", async () => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls += 1;
      response.writeHead(307, { location: "/" }).end();
    });
    const round = client({ redirectsMax: 4 }).call({ url: `http://127.0.0.1:${port}/` });
    expect((await failureOf(round)).code).toBe("http.redirected");
    expect(calls).toBe(5);
  });
});

it.each([
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["172.31.255.255", true],
  ["172.32.0.1", false],
  ["192.168.0.1", true],
  ["100.64.0.1", true],
  ["169.254.169.254", true],
  ["255.255.255.255", true],
  ["8.8.8.8", false],
  ["203.162.4.190", false],
  ["::", true],
  ["::1", true],
  ["::7f00:1", true],
  ["::ffff:10.0.0.1", true],
  ["::ffff:8.8.8.8", false],
  ["64:ff9b::a00:1", true],
  ["64:ff9b::8.8.8.8", false],
  ["2002:7f00:1::", true],
  ["fd00::1", true],
  ["fe80::1%eth0", true],
  ["ff02::1", true],
  ["2405:4800::1", false],
])("the address %s leads inside: %s", (address, inside) => {
  expect(isInsideAddress(address)).toBe(inside);
});

it.each([
  [429, "120", { retry: "later", retryAfterMs: 120_000 }],
  [503, "Thu, 26 Nov 2026 10:00:30 GMT", { retry: "later", retryAfterMs: 30_000 }],
  [503, "Thu, 26 Nov 2026 09:00:00 GMT", { retry: "later" }],
  [500, "soon", { retry: "later" }],
  [408, undefined, { retry: "later" }],
  [400, "5", { retry: "operator" }],
  [401, undefined, { retry: "operator" }],
  [410, undefined, { retry: "operator" }],
])("status %s with Retry-After %s is helped by %j", (status, after, help) => {
  const headers = after === undefined ? {} : { "retry-after": after };
  const answer = { status, headers, body: new Uint8Array(), text: () => "" };
  expect(helpOfStatus(answer, Date.parse("2026-11-26T10:00:00Z"))).toEqual(help);
});

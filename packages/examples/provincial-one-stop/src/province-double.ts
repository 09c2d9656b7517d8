import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { OneStopTrouble } from "@motcua/core/conformance";

export interface Written {
  trangThai: string;
  ngayHen?: string;
  readonly tienTrinh: { readonly so: number; readonly trangThai: string; readonly luc: string }[];
  /** How often it was created. */
  records: number;
}

/** A province's system on this machine. It takes whatever it is sent, a step twice as well as once. */
export async function startProvince(apiKey: string) {
  const dossiers = new Map<string, Written>();
  const next: (OneStopTrouble | undefined)[] = [];
  let arrived = 0;

  /** Does what a call says; status and body of the answer. */
  function run(
    method: string,
    path: string,
    body: object,
    kind: OneStopTrouble | undefined,
  ): readonly [number, object] {
    const [, , code = "", list] = path.split("/").map(decodeURIComponent);
    if (method === "POST" && code === "") {
      const { ma, ...state } = body as Written & { readonly ma: string };
      const known = dossiers.get(ma);
      if (kind === "exists") return [409, {}];
      if (known === undefined) dossiers.set(ma, { ...state, tienTrinh: [], records: 1 });
      else known.records += 1;
      return [201, {}];
    }
    const known = dossiers.get(code);
    if (known === undefined) return [404, {}];
    if (method === "GET") return [200, known];
    if (list === "tien-trinh") known.tienTrinh.push(body as Written["tienTrinh"][number]);
    else Object.assign(known, body);
    return [200, {}];
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request.setEncoding("utf8")) text += String(part);
    arrived += 1;
    const kind = request.headers["x-api-key"] === apiKey ? next.shift() : "login";
    const say = (status: number, body: object) => void response.writeHead(status).end(JSON.stringify(body));
    if (kind === "refuse") return say(422, { ketQua: "LOI", moTa: `không nhận ${text}` });
    if (kind === "busy") return say(503, {});
    if (kind === "login") return say(401, {});
    if (kind === "redirect") return void response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    if (kind === "hang-before") return;
    const body = text === "" ? {} : (JSON.parse(text) as object);
    const [status, more] = run(request.method ?? "", request.url ?? "", body, kind);
    if (kind === "hang-after") return;
    if (kind === "garbage") return void response.writeHead(200).end("<p>Xong</p>");
    if (kind === "oversized") return void response.writeHead(200).end(Buffer.alloc(4_000_000, 0x20));
    say(status, { ...more, ketQua: "OK" });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(server, 0);
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    dossiers,
    arrived: () => arrived,
    async trouble(kind: OneStopTrouble, after = 0) {
      if (kind === "down") await stop();
      else next.push(...Array.from({ length: after }, () => undefined), kind);
    },
    async well() {
      next.length = 0;
      if (!server.listening) await listen(server, port);
    },
    stop,
  };
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((done) => {
    server.listen(port, "127.0.0.1", () => done((server.address() as AddressInfo).port));
  });

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { NoticeForgery, NoticeSays, PaymentTrouble } from "@motcua/core/conformance";
import { codes, statuses } from "./post-counter.ts";
import { amountOf, dateOf, dateText, type Fields, isSigned, readForm, signatureOf, signedForm } from "./wire.ts";

interface HeldOrder {
  readonly reference: string;
  readonly amountVnd: number;
  times: number;
  paid?: { readonly transactionId: string; readonly amountVnd: number; readonly at: number };
}

const clockSkewMaxMs = 15 * 60_000;
const amountVndMin = 1_000;
const otherKey = "a-key-that-is-not-the-service's";

/** Fields each call has; a `?` marks those that may be missing. Any other is an error over there. */
const shapes: { readonly [path: string]: readonly string[] } = {
  "/taoyeucau": ["ma_don_vi", "ma_yeu_cau", "thoi_gian", "so_tien", "ma_ho_so", "noi_dung", "nguoi_nop?", "chu_ky"],
  "/tracuu": ["ma_don_vi", "ma_yeu_cau", "thoi_gian", "chu_ky"],
};

/** The service on this machine: strict about what it is sent, and at fault when it is told to. */
export async function startCounterDouble({ unit, key }: { readonly unit: string; readonly key: string }) {
  const held = new Map<string, HeldOrder>();
  const next: PaymentTrouble[] = [];
  let arrived = 0;

  function faultOf(path: string, fields: Fields): number | undefined {
    const shape = shapes[path] ?? [];
    const known = shape.map((name) => name.replace("?", ""));
    if (fields.ma_don_vi !== unit) return codes.unit;
    if (!isSigned(fields, [key])) return codes.signature;
    if (!Object.keys(fields).every((name) => known.includes(name))) return codes.malformed;
    if (!shape.every((name) => name.endsWith("?") || (fields[name] ?? "") !== "")) return codes.malformed;
    if (!/^[A-Za-z0-9._-]{1,40}$/.test(fields.ma_yeu_cau ?? "")) return codes.malformed;
    const at = dateOf(fields.thoi_gian);
    if (at === undefined) return codes.malformed;
    return Math.abs(Date.now() - at) > clockSkewMaxMs ? codes.clock : undefined;
  }

  function take(fields: Fields): Fields {
    const reference = fields.ma_yeu_cau ?? "";
    const amountVnd = amountOf(fields.so_tien);
    if (amountVnd === undefined || amountVnd < amountVndMin) return { error_code: text(codes.malformed) };
    if (!/^[ -~]{1,100}$/.test(fields.noi_dung ?? "")) return { error_code: text(codes.malformed) };
    const known = held.get(reference);
    if (known !== undefined) {
      known.times += 1;
      return { error_code: text(codes.exists) };
    }
    held.set(reference, { reference, amountVnd, times: 1 });
    return { error_code: "00", duong_dan_phieu: `https://thuho.example.vn/phieu/${reference}` };
  }

  function find(fields: Fields): Fields {
    const known = held.get(fields.ma_yeu_cau ?? "");
    if (known === undefined) return { error_code: text(codes.unknown) };
    const { amountVnd, paid } = known;
    const open = { error_code: text(codes.done), loai_tien: "VND", so_tien: String(paid?.amountVnd ?? amountVnd) };
    if (paid === undefined) return { ...open, trang_thai: statuses.open };
    const { transactionId, at } = paid;
    return { ...open, trang_thai: statuses.paid, so_bien_nhan: transactionId, ngay_thu: dateText(at) };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const body = await bodyOf(request);
    const isForm = request.headers["content-type"] === "application/x-www-form-urlencoded";
    if (request.method !== "POST" || shapes[path] === undefined || !isForm)
      return void response.writeHead(404, { "content-type": "text/html" }).end("<h1>404</h1>");
    if (path === "/taoyeucau") arrived += 1;

    const fields = readForm(body) ?? {};
    const reply = (said: Fields, signedWith = key): void => say(response, fields, said, signedWith);
    const fault = faultOf(path, fields);
    if (fault !== undefined) return reply({ error_code: text(fault) });
    if (path === "/tracuu") return reply(find(fields));

    const kind = next.shift();
    if (kind === "hang-before") return;
    if (kind === "refuse")
      return reply({ error_code: text(codes.refused), mo_ta: `Khong thu cua ${fields.nguoi_nop ?? "khach hang"}` });
    const taken = take(fields);
    if (kind === "hang-after") return;
    if (kind === "broken") return void response.writeHead(502).end("Bad Gateway");
    reply(taken, kind === "unsigned" ? otherKey : key);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leastVnd: amountVndMin,
    orders: () => [...held.values()],
    arrived: () => arrived,
    trouble: (kind: PaymentTrouble): void => void next.push(kind),

    /** The payer comes to the counter, or does not: the notice the service would send. */
    notice(reference: string, { outcome = "paid", ...says }: NoticeSays = {}): string {
      const order = held.get(reference);
      const amountVnd = says.amountVnd ?? order?.amountVnd ?? amountVndMin;
      const transactionId = says.transactionId ?? order?.paid?.transactionId ?? `BN-${reference}`;
      const at = order?.paid?.at ?? Date.now();
      if (order !== undefined && outcome === "paid") order.paid ??= { transactionId, amountVnd, at };
      const notice = {
        ma_don_vi: unit,
        ma_yeu_cau: reference,
        trang_thai: outcome === "paid" ? statuses.paid : statuses.notPaid,
        so_tien: String(amountVnd),
        loai_tien: says.currency ?? "VND",
        so_bien_nhan: transactionId,
        ngay_thu: dateText(at),
      };
      return signedForm(notice, key);
    },

    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A notice changed on its way, its signature left as it was but for the last two. */
export function forgedNotice(notice: string, how: NoticeForgery): string {
  const { chu_ky: signature = "", ...fields } = readForm(notice) ?? {};
  const changed = (more: Fields): string => new URLSearchParams({ ...fields, ...more, chu_ky: signature }).toString();
  switch (how) {
    case "amount":
      return changed({ so_tien: "1" });
    case "outcome":
      return changed({ trang_thai: statuses.paid });
    case "transaction":
      return changed({ so_bien_nhan: "BN-other" });
    case "other-key":
      return signedForm(fields, otherKey);
    case "no-signature":
      return new URLSearchParams(fields).toString();
  }
}

/** Two digits, as the service's guide says. */
const text = (code: number): string => String(code).padStart(2, "0");

/** What the guide does not say: some of its machines write a number where there is no nought to lose. */
function say(response: ServerResponse, asked: Fields, said: Fields, key: string): void {
  const { error_code: code = "" } = said;
  const written = code.startsWith("0") && code !== "00" ? code : Number(code) || (asked.so_tien ? "00" : 0);
  const fields: Fields = { ...said, ma_yeu_cau: asked.ma_yeu_cau ?? "", error_code: String(written) };
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ ...fields, error_code: written, chu_ky: signatureOf(fields, key) }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

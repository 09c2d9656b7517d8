import { type HttpAnswer, type HttpClientOptions, helpOfStatus, httpClient } from "@motcua/adapters/http";
import { AdapterError, formatInstant, type OneStopBackend, type PortalRecord, type Storage } from "@motcua/core";
import { oneStopBackend, type Side } from "./one-stop-backend.ts";

export interface ProvinceOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly storage: Storage;
  readonly http?: HttpClientOptions;
}

/** The system's words for the portal codes 1 to 10. */
export const stateWords = [
  ...["MOI", "TIEP_NHAN", "TU_CHOI", "DANG_XU_LY", "BO_SUNG", "THUE", "RUT", "DUNG", "CO_KET_QUA", "DA_TRA"],
] as const;

/** For lane `portal/province` of a worker. */
export const province = ({ url, apiKey, storage, http = {} }: ProvinceOptions): OneStopBackend =>
  oneStopBackend("province", provinceSide(url, apiKey, http), storage);

function provinceSide(url: string, apiKey: string, http: HttpClientOptions): Side {
  const client = httpClient(http);
  const path = (code: string, more = ""): string => `${url}/ho-so/${encodeURIComponent(code)}${more}`;
  async function call(
    method: "GET" | "POST" | "PATCH",
    where: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<HttpAnswer> {
    const headers = { "x-api-key": apiKey, "content-type": "application/json; charset=utf-8" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return await client.call({ url: where, method, headers, signal, ...sent });
  }
  return {
    async lookUp(code, signal) {
      const answer = await call("GET", path(code), signal);
      if (answer.status === 404) return undefined;
      const { tienTrinh } = said(answer);
      if (!Array.isArray(tienTrinh)) throw odd();
      return tienTrinh.map(({ so }: { readonly so?: unknown }) => Number(so));
    },
    async create(code, record, signal) {
      const answer = await call("POST", `${url}/ho-so`, signal, { ma: code, ...written(record) });
      if (answer.status === 409) return "exists";
      said(answer);
      return "done";
    },
    async update(code, record, signal) {
      said(await call("PATCH", path(code), signal, written(record)));
    },
    async addStep(code, { seq, status, at }, signal) {
      const step = { so: seq, trangThai: stateWords[status - 1], luc: localTime(at) };
      said(await call("POST", path(code, "/tien-trinh"), signal, step));
    },
    close: () => client.close(),
  };
}

const written = ({ status, appointment }: PortalRecord) => ({
  trangThai: stateWords[status - 1],
  ...(appointment === undefined ? {} : { ngayHen: localTime(appointment) }),
});

/** `24/08/2026 17:00:00`, in Vietnamese time whatever the machine's is. */
function localTime(at: number): string {
  const [date = "", time = ""] = formatInstant(at).split("T");
  return `${date.split("-").reverse().join("/")} ${time.slice(0, 8)}`;
}

/** What an answer says, when it says that it was done. */
function said(answer: HttpAnswer): { readonly [field: string]: unknown } {
  const { status } = answer;
  if (status === 401)
    throw new AdapterError("province.login_refused", "The system refuses the key.", { retry: "operator" });
  if (status < 200 || status > 299)
    throw new AdapterError("province.refused", `The system answers ${status}.`, helpOfStatus(answer));
  try {
    const read = JSON.parse(answer.text()) as { readonly ketQua?: unknown };
    if (read.ketQua === "OK") return read;
  } catch {
    // Said below.
  }
  throw odd();
}

const odd = (): AdapterError =>
  new AdapterError("province.odd_answer", "The system's answer says neither yes nor no.", { retry: "later" });

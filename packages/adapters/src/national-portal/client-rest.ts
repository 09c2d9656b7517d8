import type { HttpClient } from "../shared/http.ts";
import { type Classified, classify } from "./classify.ts";
import { type PortalClient, type PortalView, portalError } from "./client.ts";
import type { Wire } from "./encode-g1.ts";
import type { PortalProfile } from "./profile.ts";

export interface RestOptions {
  readonly url: string;
  readonly paths?: Partial<RestPaths>;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly agencyCode: string;
}

export interface RestPaths {
  readonly token: string;
  readonly number: string;
  readonly upload: string;
  readonly create: string;
  readonly progress: string;
  readonly status: string;
  readonly lookUp: string;
}

const defaultPaths: RestPaths = {
  token: "/GetToken",
  number: "/GetNextValue",
  upload: "/UploadFile",
  create: "/CreateDossier",
  progress: "/CapNhatTienTrinh",
  status: "/CapNhatTrangThai",
  lookUp: "/TraCuuHoSo",
};

/** A file the portal took: dossiers refer to it by both. */
export interface UploadedFile {
  readonly IdTepTin: string;
  readonly HashTepTin: string;
}

interface Token {
  readonly text: string;
  readonly until: number;
  /** The portal did not take it any more. */
  ended: boolean;
}

/** A minute before it ends a token counts as ended. */
const tokenMarginMs = 60_000;

/** G3: OAuth token, number issued by the portal, create once, then steps and status (§6). */
export class RestClient implements PortalClient {
  readonly createsWithoutState = true;
  readonly #profile: PortalProfile;
  readonly #options: RestOptions;
  readonly #http: HttpClient;
  readonly #paths: RestPaths;
  #token: Promise<Token | undefined> | undefined;

  constructor(profile: PortalProfile, options: RestOptions, http: HttpClient) {
    this.#profile = profile;
    this.#options = options;
    this.#http = http;
    this.#paths = { ...defaultPaths, ...options.paths };
  }

  async lookUp(code: string): Promise<PortalView | undefined> {
    const answer = await this.#call(`${this.#paths.lookUp}?maHoSo=${encodeURIComponent(code)}`);
    if (answer.kind !== "accepted") throw portalError("portal.unavailable", "The portal cannot be asked now.");
    const { data } = objectOf(answer.body);
    if (data === null) return undefined;
    if (typeof data !== "object") throw portalError("portal.bad_answer", "A look-up was answered without data.");
    const fields = data as Wire;
    const steps = fields[this.#profile.lookUp?.steps ?? ""];
    const id = idIn(fields);
    return {
      fields,
      ...(Array.isArray(steps) ? { steps: steps as readonly Wire[] } : {}),
      ...(id === undefined ? {} : { id }),
    };
  }

  /** A number for a dossier. One that is never used leaves a gap, no more. */
  async nextNumber(): Promise<string> {
    const code = encodeURIComponent(this.#options.agencyCode);
    const answer = await this.#call(`${this.#paths.number}?code=${code}`);
    const { value } = { ...objectOf(answer.body), ...objectOf(objectOf(answer.body).data) };
    if (typeof value === "string" && value !== "") return value;
    throw portalError("portal.unavailable", "The portal issues no number now.");
  }

  /** Files of a dossier, before it is created. Done twice it leaves a file nobody refers to. */
  async upload(
    files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  ): Promise<readonly UploadedFile[]> {
    const form = new FormData();
    for (const { name, bytes } of files) form.append("files", new Blob([new Uint8Array(bytes)]), name);
    const request = new Request("http://form", { method: "POST", body: form });
    const type = request.headers.get("content-type") ?? "";
    const answer = await this.#call(this.#paths.upload, new Uint8Array(await request.arrayBuffer()), type);
    const { data } = objectOf(answer.body);
    const taken = Array.isArray(data) ? data.map(objectOf) : [];
    const whole = taken.length === files.length && taken.every(({ IdTepTin, HashTepTin }) => IdTepTin && HashTepTin);
    if (answer.kind === "accepted" && whole) return taken as unknown as readonly UploadedFile[];
    throw portalError("portal.unavailable", "The portal takes no files now.");
  }

  create(dossier: Wire): Promise<Classified> {
    return this.#call(this.#paths.create, JSON.stringify(dossier));
  }

  update(status: Wire): Promise<Classified> {
    return this.#call(this.#paths.status, JSON.stringify([status]));
  }

  progress(steps: readonly Wire[]): Promise<Classified> {
    return this.#call(this.#paths.progress, JSON.stringify(steps));
  }

  close(): void {
    this.#http.close();
  }

  async #call(path: string, body?: string | Uint8Array, type = "application/json"): Promise<Classified> {
    for (let again = false; ; again = true) {
      const token = await this.#openToken();
      const headers = { authorization: `Bearer ${token.text}`, "content-type": type };
      const answer = await this.#send(path, headers, body);
      if (answer.kind !== "session") return answer;
      if (again) throw portalError("portal.login_refused", "The portal takes no token of ours.");
      token.ended = true;
    }
  }

  async #send(
    path: string,
    headers: { readonly [name: string]: string },
    body?: string | Uint8Array,
  ): Promise<Classified> {
    const url = `${this.#options.url}${path}`;
    const answer = await this.#http.call({ url, headers, ...(body === undefined ? {} : { body }) });
    return classify(answer.status, answer.text(), this.#profile.answers);
  }

  /** One login for all who ask at once. */
  async #openToken(): Promise<Token> {
    const known = this.#token;
    const token = await known;
    if (token !== undefined && !token.ended && token.until > performance.now()) return token;
    if (this.#token === known) {
      const opening = this.#login();
      this.#token = opening.catch(() => undefined);
      return await opening;
    }
    return await this.#openToken();
  }

  async #login(): Promise<Token> {
    const { clientId: client_id, clientSecret: client_secret } = this.#options;
    const body = JSON.stringify({ client_id, client_secret });
    const answer = await this.#send(this.#paths.token, { "content-type": "application/json" }, body);
    const { access_token: text, expires_in: seconds } = objectOf(answer.body);
    if (typeof text === "string" && text !== "") {
      const lastsMs = typeof seconds === "number" && seconds > 0 ? seconds * 1000 : 300_000;
      return { text, until: performance.now() + Math.max(lastsMs - tokenMarginMs, lastsMs / 2), ended: false };
    }
    if (answer.kind === "rejected" || answer.kind === "session")
      throw portalError("portal.login_refused", "The portal refuses client id or secret.");
    throw portalError("portal.unavailable", "The portal issues no token now.");
  }
}

const objectOf = (value: unknown): { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null ? (value as { readonly [field: string]: unknown }) : {};

/** Two spellings are seen in the wild (§6). */
export function idIn(fields: { readonly [field: string]: unknown }): string | undefined {
  const id = fields.idHoSo ?? fields.IdHoSo;
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

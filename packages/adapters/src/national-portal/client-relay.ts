import type { HttpClient } from "../shared/http.ts";
import { type Classified, classify } from "./classify.ts";
import { catalogueBytesMax, type PortalClient, type PortalView } from "./client.ts";
import { viewOf } from "./client-envelope.ts";
import type { Wire } from "./encode-g1.ts";
import type { PortalProfile } from "./profile.ts";

export interface RelayOptions {
  readonly url: string;
  readonly paths?: Partial<RelayPaths>;
  readonly agencyCode: string;
  /** Credentials the relay wants, if any: a fixed token of the province's network. */
  readonly headers?: { readonly [name: string]: string };
}

export interface RelayPaths {
  readonly dossier: string;
  /** An address of its own for updates (client B). Absent: `isUpdating` in the query (client C). */
  readonly update?: string;
  readonly progress: string;
  readonly lookUp: string;
  /** Of services whose address is not their name. */
  readonly others?: { readonly [service: string]: string };
}

const defaultPaths: RelayPaths = {
  dossier: "/DongBoHoSoMC",
  progress: "/CapNhatTienDoHoSoMC",
  lookUp: "/TraCuuHoSo",
};

/** G1r: an address per call on the province's relay, bare arrays, agency and `isUpdating` in the query, no session. */
export class RelayClient implements PortalClient {
  readonly #profile: PortalProfile;
  readonly #options: RelayOptions;
  readonly #http: HttpClient;
  readonly #paths: RelayPaths;

  constructor(profile: PortalProfile, options: RelayOptions, http: HttpClient) {
    this.#profile = profile;
    this.#options = options;
    this.#http = http;
    this.#paths = { ...defaultPaths, ...options.paths };
  }

  async lookUp(code: string): Promise<PortalView | undefined> {
    return viewOf(this.#profile, await this.#call(this.#paths.lookUp, { mahoso: code }));
  }

  create(dossier: Wire): Promise<Classified> {
    const { dossier: path, update } = this.#paths;
    return this.#call(path, update === undefined ? { isUpdating: "False" } : {}, [dossier]);
  }

  update(dossier: Wire): Promise<Classified> {
    const { dossier: path, update } = this.#paths;
    return update === undefined
      ? this.#call(path, { isUpdating: "True" }, [dossier])
      : this.#call(update, {}, [dossier]);
  }

  progress(steps: readonly Wire[]): Promise<Classified> {
    return this.#call(this.#paths.progress, {}, steps);
  }

  ask(service: string, query: { readonly [name: string]: string }): Promise<Classified> {
    return this.#call(this.#pathOf(service), query, undefined, catalogueBytesMax);
  }

  tell(service: string, data: unknown, more: { readonly [name: string]: string } = {}): Promise<Classified> {
    return this.#call(this.#pathOf(service), more, data);
  }

  #pathOf(service: string): string {
    return this.#paths.others?.[service] ?? `/${service}`;
  }

  close(): void {
    this.#http.close();
  }

  /** Without a body it is a question. */
  async #call(
    path: string,
    query: { readonly [name: string]: string },
    body?: unknown,
    answerBytesMax?: number,
  ): Promise<Classified> {
    const { url, agencyCode, headers } = this.#options;
    const answer = await this.#http.call({
      url: `${url}${path}?${new URLSearchParams({ madonvi: agencyCode, ...query })}`,
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(answerBytesMax === undefined ? {} : { answerBytesMax }),
    });
    return classify(answer.status, answer.text(), this.#profile.answers);
  }
}

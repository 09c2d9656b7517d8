import type { HttpClient } from "../shared/http.ts";
import { type Classified, classify } from "./classify.ts";
import { catalogueBytesMax, type PortalClient, type PortalView, portalError } from "./client.ts";
import type { Wire } from "./encode-g1.ts";
import type { PortalProfile } from "./profile.ts";

export interface EnvelopeOptions {
  readonly url: string;
  /** Where a session is opened; `url` when absent. */
  readonly authUrl?: string;
  readonly username: string;
  readonly password: string;
  /** `madonvi`. */
  readonly agencyCode: string;
  /** Header `dstcode`: code of the destination. */
  readonly destination?: string;
}

/** G1: one address, the call named in the body, a session in every body; opened when there is none, again when it is gone. */
export class EnvelopeClient implements PortalClient {
  readonly #profile: PortalProfile;
  readonly #options: EnvelopeOptions;
  readonly #http: HttpClient;
  #session: Promise<string> | undefined;

  constructor(profile: PortalProfile, options: EnvelopeOptions, http: HttpClient) {
    this.#profile = profile;
    this.#options = options;
    this.#http = http;
  }

  async lookUp(code: string): Promise<PortalView | undefined> {
    const answer = await this.#call("TraCuuHoSo", { mahoso: code });
    return viewOf(this.#profile, answer);
  }

  create(dossier: Wire): Promise<Classified> {
    return this.#call("DongBoHoSoMC", { isUpdating: "False", data: [dossier] });
  }

  update(dossier: Wire): Promise<Classified> {
    return this.#call("DongBoHoSoMC", { isUpdating: "True", data: [dossier] });
  }

  progress(steps: readonly Wire[]): Promise<Classified> {
    return this.#call("CapNhatTienDoHoSoMC", { data: steps });
  }

  ask(service: string, query: { readonly [name: string]: string }): Promise<Classified> {
    return this.#call(service, query, catalogueBytesMax);
  }

  tell(service: string, data: unknown, more: { readonly [name: string]: string } = {}): Promise<Classified> {
    return this.#call(service, { ...more, data });
  }

  close(): void {
    this.#http.close();
  }

  async #call(service: string, body: Wire, answerBytesMax?: number): Promise<Classified> {
    const { agencyCode } = this.#options;
    for (let again = false; ; again = true) {
      const opened = this.#openSession();
      const head = { session: await opened, madonvi: agencyCode, service };
      const answer = await this.#post(this.#options.url, { ...head, ...body }, answerBytesMax);
      if (answer.kind !== "session") return answer;
      if (again) throw portalError("portal.login_refused", "The portal takes no session of ours.");
      // The portal forgot us before it did anything: once more, under a new session; one for all who were told so.
      if (this.#session === opened) this.#session = undefined;
    }
  }

  async #post(url: string, body: Wire, bytesMax?: number): Promise<Classified> {
    const { destination } = this.#options;
    const headers = {
      "content-type": "application/json; charset=utf-8",
      ...(destination === undefined ? {} : { dstcode: destination }),
    };
    const more = bytesMax === undefined ? {} : { answerBytesMax: bytesMax };
    const answer = await this.#http.call({ url, headers, body: JSON.stringify(body), ...more });
    return classify(answer.status, answer.text(), this.#profile.answers);
  }

  /** One login for all who ask at once. */
  #openSession(): Promise<string> {
    this.#session ??= this.#login().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  async #login(): Promise<string> {
    const { url, authUrl = url, username, password } = this.#options;
    const answer = await this.#post(authUrl, { username, password });
    const session = (answer.body as { readonly session?: unknown } | undefined)?.session;
    if (answer.kind === "accepted" && typeof session === "string" && session !== "") return session;
    if (answer.kind === "rejected" || answer.kind === "session")
      throw portalError("portal.login_refused", "The portal refuses user or password.");
    throw portalError("portal.unavailable", "The portal opens no session now.");
  }
}

/** @throws AdapterError when the answer says neither yes nor no */
export function viewOf(profile: PortalProfile, answer: Classified): PortalView | undefined {
  const result = (answer.body as { readonly result?: unknown } | undefined)?.result;
  if (answer.kind !== "accepted") throw portalError("portal.unavailable", "The portal cannot be asked now.");
  if (!Array.isArray(result)) throw portalError("portal.bad_answer", "A look-up was answered without a result.");
  const [fields] = result as readonly unknown[];
  if (fields === undefined) return undefined;
  if (typeof fields !== "object" || fields === null)
    throw portalError("portal.bad_answer", "A look-up was answered with something that is no dossier.");
  const named = profile.lookUp?.steps;
  const steps = named === undefined ? undefined : (fields as { readonly [name: string]: unknown })[named];
  return { fields: fields as Wire, ...(Array.isArray(steps) ? { steps: steps as readonly Wire[] } : {}) };
}

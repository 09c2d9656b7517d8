import { AsyncLocalStorage } from "node:async_hooks";
import {
  type DossierId,
  eventOfMessage,
  LawBook,
  type OfficeId,
  type OneStopBackend,
  type OutboxMessage,
  type PortalRecord,
  type Storage,
} from "../shared/core.ts";
import { type HttpClient, type HttpClientOptions, httpClient } from "../shared/http.ts";
import { type BornThere, bornThereWire, tellBornThere } from "./born-there.ts";
import { type BringParts, bring, type Target } from "./bring.ts";
import { type PortalClient, portalError } from "./client.ts";
import { EnvelopeClient, type EnvelopeOptions } from "./client-envelope.ts";
import { RelayClient, type RelayOptions } from "./client-relay.ts";
import { RestClient, type RestOptions, type UploadedFile } from "./client-rest.ts";
import { dossierWire, stepWire, type Wire } from "./encode-g1.ts";
import { createWire, progressWire, statusWire } from "./encode-g3.ts";
import { type FactsOf, factsFromContent } from "./facts.ts";
import type { OnShortened } from "./fit.ts";
import { recordAsOf } from "./history.ts";
import { type PortalMarks, storageMarks } from "./marks.ts";
import type { Outgoing, PersonOf, PortalOffice } from "./outgoing.ts";
import type { PortalProfile } from "./profile.ts";
import { type PortalServices, portalServices } from "./services.ts";

export interface NationalPortalOptions {
  readonly profile: PortalProfile;
  /** The engine's storage: events and law are read there. */
  readonly storage: Storage;
  /** As the profile's transport needs it. */
  readonly connection: PortalConnection;
  /** By office: how the portal knows it. */
  readonly offices: { readonly [officeId: string]: PortalOffice };
  readonly factsOf?: FactsOf;
  readonly personOf?: PersonOf;
  /** Default: host records of the storage. */
  readonly marks?: PortalMarks;
  /** Of the whole call. Default 6,000. */
  readonly timeoutMs?: number;
  readonly answerBytesMax?: number;
  /** Hosts that may be called at a private address: the province's relay usually is. */
  readonly privateHosts?: readonly string[];
  /** Certificates: whom to trust instead of the usual authorities, and who we are. */
  readonly tls?: HttpClientOptions["tls"];
  /** Dossiers filed through the portal's own form are told by `DongBoTrangThaiHoSo` besides; absent: they are not. Not in G3. */
  readonly bornThere?: BornThere;
  /** Told of every text cut to the portal's length. */
  readonly onShortened?: (told: Shortened) => void;
}

export type PortalConnection = EnvelopeOptions | RelayOptions | RestOptions;

/** The text itself is not in it. */
export interface Shortened {
  readonly dossierId: DossierId;
  readonly field: string;
  readonly length: number;
  readonly max: number;
}

export interface NationalPortal extends OneStopBackend {
  /** For lane `portal` or `portal/national` of a worker. */
  readonly deliver: OneStopBackend["deliver"];
  readonly client: PortalClient;
  readonly marks: PortalMarks;
  /** Files of a dossier, before it is sent; of G3 only. */
  readonly upload?: (files: readonly { name: string; bytes: Uint8Array }[]) => Promise<readonly UploadedFile[]>;
  /** Catalogue and satisfaction; not in G3. */
  readonly services?: PortalServices;
  /** How a dossier is to stand at the portal as of an event; `undefined` for one the portal is not told of. */
  targetOf(dossier: DossierKey, seq?: number): Promise<Target | undefined>;
  /** Brings the portal there, asking it first what it holds. */
  repair(target: Target): Promise<void>;
  close(): void;
}

export interface DossierKey {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
}

const timeoutMs = 6_000;

function clientOf(profile: PortalProfile, connection: PortalConnection, http: HttpClient): PortalClient {
  const { transport } = profile;
  if (transport === "envelope" && "username" in connection) return new EnvelopeClient(profile, connection, http);
  if (transport === "rest" && "clientId" in connection) return new RestClient(profile, connection, http);
  if (transport === "relay" && !("username" in connection) && !("clientId" in connection))
    return new RelayClient(profile, connection, http);
  throw portalError("portal.not_configured", `The connection is not one of the transport "${transport}".`);
}

export function nationalPortal(options: NationalPortalOptions): NationalPortal {
  const { profile, storage, connection } = options;
  /** The signal of the delivery that a call belongs to, however deep it is made. */
  const delivery = new AsyncLocalStorage<AbortSignal>();
  const http = httpClient({
    timeoutMs: options.timeoutMs ?? timeoutMs,
    ...(options.answerBytesMax === undefined ? {} : { answerBytesMax: options.answerBytesMax }),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    ...(options.privateHosts === undefined ? {} : { privateHosts: options.privateHosts }),
  });
  const client = clientOf(profile, connection, endingWith(delivery, http));
  const parts: BringParts = { profile, client, marks: options.marks ?? storageMarks(storage, "portal/national") };
  const targets = new Targets(options);
  const services = portalServices(client, options.offices);
  return {
    client,
    marks: parts.marks,
    async deliver(message, { signal }) {
      signal.throwIfAborted();
      const target = await targets.of(message, seqOf(message));
      await delivery.run(signal, async () => {
        if (target !== undefined) await bring(parts, target);
        const status = await targets.bornThere(message, seqOf(message));
        if (status !== undefined) await tellBornThere(parts, message, seqOf(message), status);
      });
      return undefined;
    },
    targetOf: (dossier, seq) => targets.of(dossier, seq),
    repair: (target) => bring(parts, target, true),
    ...(services === undefined ? {} : { services }),
    ...(client instanceof RestClient ? { upload: (files) => client.upload(files) } : {}),
    close: () => client.close(),
  };
}

/** A call ends with the delivery it belongs to: when that is given up, another worker may send the same. */
const endingWith = (delivery: AsyncLocalStorage<AbortSignal>, http: HttpClient): HttpClient => ({
  call(call) {
    const signal = call.signal ?? delivery.getStore();
    return http.call(signal === undefined ? call : { ...call, signal });
  },
  close: () => http.close(),
});

/** Which event a message speaks of. */
function seqOf(message: OutboxMessage): number {
  const seq = eventOfMessage(message);
  if (seq === undefined) throw portalError("portal.no_such_event", "A message names no event.");
  return seq;
}

class Targets {
  readonly #options: NationalPortalOptions;
  readonly #laws: LawBook;

  constructor(options: NationalPortalOptions) {
    this.#options = options;
    this.#laws = new LawBook(options.storage, undefined);
  }

  async of(dossier: DossierKey, seq?: number): Promise<Target | undefined> {
    const { storage, profile } = this.#options;
    const { dossierId, officeId } = dossier;
    const office = this.#officeOf(officeId);
    const record = await recordAsOf(storage, this.#laws, dossier, seq);
    const code = codeOf(profile, record);
    if (code === undefined) return undefined;
    const outgoing: Outgoing = { code, ...(await this.#around(dossierId, record)), office };
    const onShortened = (field: string, length: number, max: number): void =>
      this.#options.onShortened?.({ dossierId, field, length, max });
    return {
      officeId,
      dossierId,
      seq: record.seq,
      code,
      ...wiresOf(profile, outgoing, onShortened),
    };
  }

  /** What a dossier filed at the portal is told besides; `undefined` for any other. */
  async bornThere(dossier: DossierKey, seq: number): Promise<Wire | undefined> {
    const { storage, profile, bornThere } = this.#options;
    if (bornThere === undefined) return undefined;
    const office = this.#officeOf(dossier.officeId);
    const record = await recordAsOf(storage, this.#laws, dossier, seq);
    const out = { ...(await this.#around(dossier.dossierId, record)), office };
    return bornThereWire(profile, out, dossier.dossierId, bornThere);
  }

  #officeOf(officeId: OfficeId): PortalOffice {
    const office = this.#options.offices[officeId];
    if (office !== undefined) return office;
    throw portalError("portal.not_configured", `The portal knows no office "${officeId}": it has no agency code.`);
  }

  async #around(dossierId: DossierId, record: PortalRecord) {
    const { storage, personOf = () => undefined, factsOf = factsFromContent } = this.#options;
    const facts = await factsOf(record.state, await storage.contentOf(dossierId));
    return { record, facts, personOf };
  }
}

function wiresOf(profile: PortalProfile, out: Outgoing, onShortened: OnShortened) {
  const stepOf = profile.transport === "rest" ? progressWire : stepWire;
  const steps = out.record.steps.map((step) => ({ seq: step.seq, wire: stepOf(profile, out, step, onShortened) }));
  if (profile.transport !== "rest") return { steps, dossier: dossierWire(profile, out, onShortened) };
  const status = statusWire(profile, out, onShortened);
  return { steps, dossier: createWire(profile, out, onShortened), status };
}

/** Before acceptance there is no code, and internal work never has one: such dossiers are not the portal's. */
function codeOf(profile: PortalProfile, { state, law }: Outgoing["record"]): string | undefined {
  if (law.procedure.definition.applicant === "none") return undefined;
  if (state.code !== undefined) return state.code;
  const refused = state.outcome === "intake-refused" && profile.refusedIntake === "by-reference";
  return refused ? state.intakeRef : undefined;
}

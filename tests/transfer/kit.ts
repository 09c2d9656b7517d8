import { memoryStorage } from "@motcua/adapters/memory";
import {
  type Accepted,
  type Actor,
  type CommandRequest,
  type ContentDraft,
  createEngine,
  createWorker,
  type DossierId,
  type DossierState,
  type Rejected,
  type ResolvedFacts,
  type Result,
  type SignedTransfer,
  type Storage,
  type StoredEvent,
  type TransferReceiver,
  type TransferringEngine,
  type TransferSender,
  type TransferTransport,
  transferReceiver,
  transferSender,
  type Worker,
} from "@motcua/core";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";
import { type VietnamLaw, vietnamLaw } from "@motcua/core/vietnam";
import { act, at, type Body, business, people } from "../dossier/kit.ts";
import { filing } from "../engine/engine-kit.ts";
import { ofSide, type Party, partiesOf, party, postsOf } from "./parties.ts";

export { ofSide, type Party, party, postsOf } from "./parties.ts";

export const law = vietnamLaw();

export interface Side extends Party {
  readonly storage: Storage;
  readonly engine: TransferringEngine;
  readonly sender: TransferSender;
  readonly receiver: TransferReceiver;
  readonly worker: Worker;
  send(dossier: string, by: Actor, body: Body, content?: readonly ContentDraft[]): Promise<Result<Accepted, Rejected>>;
  good(dossier: string, by: Actor, body: Body, content?: readonly ContentDraft[]): Promise<Accepted>;
  handOver(dossier: string, to: Party, by?: Actor): Promise<void>;
  state(dossier: string): Promise<DossierState>;
  history(dossier: string): Promise<readonly StoredEvent[]>;
}

export interface SideOptions {
  readonly own: Party;
  readonly others: readonly Party[];
  readonly clock: VirtualClock;
  readonly storage?: Storage;
  readonly content?: "carried" | "left";
  readonly law?: VietnamLaw;
  readonly posts?: ResolvedFacts;
  /** Served beside `desk` and those to partners; nobody takes their messages but the test. */
  readonly lanes?: readonly string[];
  readonly pageBytes?: number;
  readonly dossierBytesMax?: number;
  /** How a message gets to the partner of that name. */
  readonly carry: (partner: string, message: SignedTransfer) => ReturnType<TransferTransport>;
}

export function openSide(options: SideOptions): Side {
  const { own, others, clock, content = "carried", carry, pageBytes, dossierBytesMax } = options;
  const storage = options.storage ?? memoryStorage();
  const posts = options.posts ?? postsOf(own.name === "xa" ? "" : `${own.name}.`);
  const directory = { resolve: () => posts };
  const parties = partiesOf(own, others, content);
  const lanes = [...others.map(({ name }) => `transfer/${name}`), ...(options.lanes ?? [])];
  const { partners } = parties;
  const adapters = ["desk", ...lanes];
  const engine = createEngine({ storage, clock, law: options.law ?? law, adapters, partners, directory });
  const receiver = transferReceiver({
    engine,
    storage,
    clock,
    parties,
    ...(dossierBytesMax === undefined ? {} : { dossierBytesMax }),
  });
  const transports = Object.fromEntries(
    others.map(({ name }) => [name, (message: SignedTransfer) => carry(name, message)]),
  );
  const pages = pageBytes === undefined ? {} : { pageBytes };
  const sender = transferSender({ engine, storage, clock, parties, transports, ...pages });
  const circuit = { now: clock.now };
  const worker = createWorker({ engine, storage, clock, directory, circuit, deliver: sender.deliver });
  let commands = 0;
  const side: Side = {
    ...own,
    storage,
    engine,
    sender,
    receiver,
    worker,
    send(dossier, by, body, drafts) {
      commands += 1;
      const code = `H26.1-260820-${dossier.replace(/\D/g, "").padStart(4, "0")}`;
      // Both sides count alike: command ids belong to an office.
      const envelope = { commandId: `${dossier}-${commands}`, dossierId: dossier, officeId: own.office, by };
      const request = { ...envelope, resolved: { ...posts, code }, ...body };
      return engine.submit(request as unknown as CommandRequest, drafts);
    },
    async good(dossier, by, body, drafts) {
      const answer = await side.send(dossier, by, body, drafts);
      if (!answer.ok) throw new Error(`${body.type} refused: ${answer.error.code} ${answer.error.text.en}`);
      return answer.value;
    },
    async handOver(dossier, to, by = people.director) {
      await side.good(dossier, by, { type: "hand-over", to: to.office, partner: to.name } as Body);
    },
    async state(dossier) {
      const view = await engine.read(dossier as DossierId);
      if (view === undefined) throw new Error(`${own.name} has no ${dossier}`);
      return view.state;
    },
    async history(dossier) {
      const events: StoredEvent[] = [];
      let after: string | undefined;
      do {
        const page = await storage.reader.history(dossier as DossierId, {
          limit: 1_000,
          ...(after === undefined ? {} : { after }),
        });
        events.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return events;
    },
  };
  return side;
}

export interface Pair {
  readonly xa: Side;
  readonly tinh: Side;
  readonly clock: VirtualClock;
}

export type PairOptions = Omit<SideOptions, "own" | "others" | "clock" | "carry"> & {
  readonly storages?: readonly [Storage, Storage];
  /** Between a message and the receiver it is for. */
  readonly wire?: (
    to: string,
    message: SignedTransfer,
    pass: (message: SignedTransfer) => ReturnType<TransferTransport>,
  ) => ReturnType<TransferTransport>;
};

/** A commune and its province, each with an engine, a database and people of its own. */
export function aPair({ storages, wire = (_, message, pass) => pass(message), ...options }: PairOptions = {}): Pair {
  const clock = virtualClock(at("2026-08-20 09:00"));
  const [a, b] = [party("xa", "xa-1"), party("tinh", "tinh-1")];
  const carry = (to: string, message: SignedTransfer) =>
    wire(to, message, (given) => (to === "xa" ? xa : tinh).receiver.receive(given));
  const given = (i: 0 | 1) => (storages === undefined ? {} : { storage: storages[i] });
  const xa: Side = openSide({ ...options, own: a, others: [b], clock, carry, ...given(0) });
  const tinh: Side = openSide({ ...options, own: b, others: [a], clock, carry, ...given(1) });
  return { xa, tinh, clock };
}

/** Accepted at the counter and on the officer's desk. */
export async function atWork(side: Side, dossier: string): Promise<void> {
  const desk = ofSide(side, people.desk);
  await side.good(dossier, desk, filing(business));
  await side.good(dossier, desk, { type: "accept" });
  await side.good(dossier, desk, act("intake", "forward"));
}

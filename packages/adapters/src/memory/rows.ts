import type {
  CommandRecord,
  Commit,
  DossierRow,
  DossierSummary,
  OfficeId,
  OutboxMessage,
  OutboxRow,
  Snapshot,
  StoredDossier,
  StoredEvent,
} from "../shared/core.ts";
import type { DueEntry } from "./due-queue.ts";

export interface WakeEntry extends DueEntry {
  readonly tie: StoredDossier["dossierId"];
  readonly officeId: StoredDossier["officeId"];
  wakeAt: number;
  parkedCode: string | undefined;
}

export interface MessageEntry extends DueEntry {
  readonly message: OutboxMessage;
  readonly lane: Lane;
  status: OutboxRow["status"];
  code: string | undefined;
}

export interface DossierEntry {
  row: Omit<StoredDossier, "snapshot" | "since">;
  snapshot: Snapshot | undefined;
  summary: DossierSummary;
  readonly events: StoredEvent[];
  readonly wake: WakeEntry;
  lanes: Map<string, Lane> | undefined;
  contentKeys: string[];
}

export function newDossier(commit: Commit): DossierEntry {
  const { dossierId, officeId, head, summary } = commit;
  return {
    row: { dossierId, officeId, version: 0, head, wakeAt: undefined },
    snapshot: undefined,
    summary: { ...summary, code: undefined },
    events: [],
    wake: {
      place: -1,
      tie: dossierId,
      officeId,
      wakeAt: 0,
      dueAt: 0,
      leaseUntil: 0,
      fence: 0,
      attempts: 0,
      parkedCode: undefined,
    },
    lanes: undefined,
    contentKeys: [],
  };
}

export const storedOf = ({ row, snapshot, events }: DossierEntry): StoredDossier => ({
  ...row,
  snapshot,
  since: events.slice(snapshot?.version ?? 0),
});

export const newMessage = (message: OutboxMessage, tie: number, lane: Lane): MessageEntry => ({
  place: -1,
  tie,
  message,
  lane,
  dueAt: message.notBefore,
  leaseUntil: 0,
  fence: 0,
  attempts: 0,
  status: "pending",
  code: undefined,
});

/** Messages of one dossier to one adapter, in order. Everything before the head is delivered or skipped. */
export class Lane {
  readonly messages: MessageEntry[] = [];
  #head = 0;

  get lastPosition(): number {
    return this.messages.at(-1)?.message.position ?? -1;
  }

  /** True when the message is the head at once. */
  add(entry: MessageEntry): boolean {
    return this.messages.push(entry) - 1 === this.#head;
  }

  /** The next head, after the present one was delivered or skipped. */
  advance(): MessageEntry | undefined {
    this.#head += 1;
    return this.messages[this.#head];
  }
}

export class Office {
  readonly commands = new Map<string, CommandRecord>();
  readonly codes = new Map<string, string>();
  readonly hostRecords = new Map<string, string>();
  /** Ended dossiers stand apart, so that desks never walk through them. */
  readonly live = new Set<DossierEntry>();
  readonly ended = new Set<DossierEntry>();

  place(entry: DossierEntry): void {
    const [into, outOf] = entry.summary.phase === "ended" ? [this.ended, this.live] : [this.live, this.ended];
    if (into.has(entry)) return;
    outOf.delete(entry);
    into.add(entry);
  }
}

export class Offices {
  readonly dossiers = new Map<string, DossierEntry>();
  readonly #offices = new Map<string, Office>();
  #byId: DossierEntry[] | undefined;

  get(officeId: string): Office | undefined {
    return this.#offices.get(officeId);
  }

  /** Every office by id. */
  ids(): readonly OfficeId[] {
    return [...this.#offices.keys()].sort() as OfficeId[];
  }

  open(officeId: string): Office {
    let office = this.#offices.get(officeId);
    if (office === undefined) {
      office = new Office();
      this.#offices.set(officeId, office);
    }
    return office;
  }

  add(office: Office, entry: DossierEntry): void {
    this.dossiers.set(entry.row.dossierId, entry);
    office.place(entry);
    this.#byId = undefined;
  }

  /** Every dossier in order of id; sorted anew only after one was added. */
  byId(): readonly DossierEntry[] {
    this.#byId ??= [...this.dossiers.values()].sort((a, b) => (a.row.dossierId < b.row.dossierId ? -1 : 1));
    return this.#byId;
  }
}

export const toRow = ({ row, summary }: DossierEntry): DossierRow => ({
  dossierId: row.dossierId,
  officeId: row.officeId,
  version: row.version,
  ...summary,
});

export const toOutboxRow = ({ message, status, attempts, code }: MessageEntry): OutboxRow => ({
  ...message,
  status,
  attempts,
  code,
});

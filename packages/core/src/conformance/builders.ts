import type {
  CommandId,
  DossierCode,
  DossierId,
  Hash,
  OfficeId,
  PersonId,
  ProcedureCode,
  UnitId,
} from "../base/ids.ts";
import type { CivilDate, EpochMs } from "../calendar/types.ts";
import type {
  Commit,
  ContentRecord,
  DossierSummary,
  LawDocument,
  OutboxMessage,
  StoredEvent,
} from "../ports/storage.ts";

/** Instants of the cases: minutes after a Monday morning in Hà Nội. */
export const t = (minutes: number): EpochMs => Date.UTC(2026, 0, 5, 1, 0) + minutes * 60_000;

// The kit makes its own ids; they are well-formed, and no door is needed.
export const asDossier = (id: string): DossierId => id as DossierId;
export const asOffice = (id: string): OfficeId => id as OfficeId;
export const asCommand = (id: string): CommandId => id as CommandId;
export const asCode = (code: string): DossierCode => code as DossierCode;
export const asPerson = (id: string): PersonId => id as PersonId;
export const asUnit = (id: string): UnitId => id as UnitId;
export const asProcedure = (code: string): ProcedureCode => code as ProcedureCode;
export const asDate = (date: string): CivilDate => date as CivilDate;

/** Looks like a SHA-256; the same seed gives the same text. */
export function aHash(seed: string): Hash {
  let mixed = 0x811c9dc5;
  let text = "";
  for (let round = 0; text.length < 64; round++) {
    for (const letter of `${seed}#${round}`) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    text += mixed.toString(16).padStart(8, "0");
  }
  return text as Hash;
}

export interface CommitSketch {
  readonly dossier?: string;
  readonly office?: string;
  readonly command?: string;
  readonly body?: string;
  /** Version the commit builds on; 0 creates the dossier. */
  readonly on?: number;
  /** How many events, or their exact bytes. */
  readonly events?: number | readonly string[];
  /** `null`: the snapshot before is kept. */
  readonly snapshot?: string | null;
  readonly wakeAt?: EpochMs | undefined;
  readonly outbox?: readonly MessageSketch[];
  readonly content?: readonly ContentSketch[];
  readonly summary?: Partial<DossierSummary>;
}

/** A commit with every field set; say only what the case is about. */
export function aCommit(sketch: CommitSketch = {}): Commit {
  const { dossier = "d-1", office = "office-1", on = 0, events = 1, outbox = [], content = [] } = sketch;
  const command = sketch.command ?? `${dossier}-c${on + 1}`;
  const texts = typeof events === "number" ? Array.from({ length: events }, (_, i) => `{"n":${on + i + 1}}`) : events;
  const stored = texts.map((bytes, i) => anEvent({ dossier, command, seq: on + i + 1, bytes }));
  return {
    dossierId: asDossier(dossier),
    officeId: asOffice(office),
    commandId: asCommand(command),
    bodyHash: aHash(sketch.body ?? `body of ${command}`),
    expectedVersion: on,
    events: stored,
    snapshot: sketch.snapshot === null ? undefined : (sketch.snapshot ?? `{"version":${on + texts.length}}`),
    head: stored.at(-1)?.hash ?? aHash(dossier),
    wakeAt: sketch.wakeAt,
    outbox: outbox.map((message) => aMessage({ dossier, office, ...message })),
    content: content.map((record) => aContent({ dossier, ...record })),
    summary: aSummary(sketch.summary),
  };
}

interface EventSketch {
  readonly dossier: string;
  readonly command: string;
  readonly seq: number;
  readonly bytes: string;
}

const anEvent = ({ dossier, command, seq, bytes }: EventSketch): StoredEvent => ({
  seq,
  type: "noted",
  at: t(seq),
  bytes,
  hash: aHash(`${dossier} ${seq} ${bytes}`),
  commandId: asCommand(command),
});

export interface MessageSketch {
  readonly dossier?: string;
  readonly office?: string;
  readonly adapter?: string;
  readonly position?: number;
  readonly id?: string;
  readonly body?: string;
  readonly notBefore?: EpochMs;
}

export function aMessage(sketch: MessageSketch = {}): OutboxMessage {
  const { dossier = "d-1", office = "office-1", adapter = "portal", position = 1 } = sketch;
  return {
    messageId: sketch.id ?? `${dossier}:${adapter}:${position}`,
    dossierId: asDossier(dossier),
    officeId: asOffice(office),
    adapter,
    position,
    kind: "progress",
    body: sketch.body ?? `{"position":${position}}`,
    notBefore: sketch.notBefore ?? t(0),
  };
}

export interface ContentSketch {
  readonly dossier?: string;
  readonly id?: string;
  readonly version?: number;
  readonly body?: string;
  readonly searchTokens?: readonly string[];
}

export function aContent(sketch: ContentSketch = {}): ContentRecord {
  const { dossier = "d-1", version = 1 } = sketch;
  return {
    contentId: sketch.id ?? `${dossier}:applicant`,
    version,
    dossierId: asDossier(dossier),
    kind: "applicant",
    body: sketch.body ?? `{"name":"Nguyễn Thị Đào"}`,
    searchTokens: sketch.searchTokens ?? ["nguyen", "thi", "dao"],
  };
}

export const aSummary = (given: Partial<DossierSummary> = {}): DossierSummary => ({
  phase: "open",
  procedure: asProcedure("1.001193"),
  code: undefined,
  intakeRef: "intake-1",
  stepId: "check",
  receivedAt: t(0),
  promiseOn: undefined,
  dueAt: undefined,
  suspended: false,
  holderUnit: undefined,
  holderPerson: undefined,
  outcome: undefined,
  endedAt: undefined,
  ...given,
});

export const aLaw = (key: string, bytes = `{"key":"${key}"}`): LawDocument => ({
  hash: aHash(key),
  kind: "procedure",
  key,
  bytes,
});

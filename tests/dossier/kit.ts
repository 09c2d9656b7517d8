import {
  type Actor,
  type Command,
  compileCalendar,
  compileOfficeTime,
  compileProcedure,
  contentHash,
  type Decision,
  type DossierEvent,
  type DossierState,
  decide,
  defaultPolicies,
  type EventOf,
  type EventType,
  type Hash,
  type OpeningHours,
  type PinnedLaw,
  type Policies,
  type ProcedureDefinition,
  parseInstant,
  type Refusal,
  type ResolvedFacts,
  type UnitId,
  type WorkCalendar,
} from "@motcua/core";
import {
  interlinkedCodes,
  vietnamCalendar,
  vietnamInterlinked,
  vietnamOpeningHours,
  vietnamProcedures,
  vietnamRulesOn,
} from "@motcua/core/vietnam";

/** `2026-08-20 09:00` as an instant in the office's time. */
export function at(text: string): number {
  const parsed = parseInstant(`${text.replace(" ", "T")}${text.length === 16 ? ":00" : ""}+07:00`);
  if (!parsed.ok) throw new TypeError(parsed.error.text.en);
  return parsed.value;
}

/** An instant as the office writes it, for expectations that people can read. */
export const clockText = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant + 7 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");

export const actor = (person: string, unit: string, ...roles: string[]): Actor => ({
  person: person as Actor["person"],
  unit: unit as UnitId,
  roles,
});

/** Everybody of the sample office, by what they do. */
export const people = {
  desk: actor("lan", "one-stop", "one-stop-officer"),
  desk2: actor("mai", "one-stop", "one-stop-officer"),
  deskHead: actor("tu", "one-stop", "unit-head", "one-stop-officer"),
  officer: actor("minh", "economic", "officer"),
  officer2: actor("nam", "economic", "officer"),
  head: actor("hoa", "economic", "unit-head"),
  justice: actor("thu", "justice", "officer"),
  justiceHead: actor("yen", "justice", "unit-head"),
  land: actor("dung", "land", "officer"),
  landHead: actor("ha", "land", "unit-head"),
  clerk: actor("van", "office", "clerk"),
  leader: actor("an", "leadership", "leader"),
  director: actor("binh", "leadership", "director", "leader"),
  chairperson: actor("chi", "leadership", "chairperson", "leader"),
  citizen: actor("citizen", "citizens", "citizen"),
} as const;

const post = (unit: string, head: string) => ({ unit: unit as UnitId, head: head as Actor["person"] });
export const resolved: ResolvedFacts = {
  units: {
    "one-stop": post("one-stop", "tu"),
    economic: post("economic", "hoa"),
    justice: post("justice", "yen"),
    land: post("land", "ha"),
    "land-registry": post("land-registry", "son"),
    office: post("office", "phuc"),
    leadership: post("leadership", "chi"),
    police: post("police", "khoa"),
    insurance: post("insurance", "bao"),
    social: post("social", "xuan"),
  },
  leadership: {
    signer: "an",
    director: "binh",
    chairperson: "chi",
    province: "prov",
  } as unknown as ResolvedFacts["leadership"],
};

const groups = interlinkedCodes.flatMap((code) => vietnamInterlinked(code) ?? []);
const procedures = new Map([...vietnamProcedures(), ...groups].map((definition) => [definition.code, definition]));

export interface LawChanges {
  /** Day of receipt that the rules are composed for. */
  readonly on?: string;
  readonly policies?: Partial<Policies>;
  readonly calendar?: WorkCalendar;
  readonly hours?: OpeningHours;
  readonly definition?: (definition: ProcedureDefinition) => ProcedureDefinition;
}

/** Opens in the morning alone, 07:30 to 11:30. */
export const mornings: OpeningHours = {
  weekly: Object.fromEntries(
    Object.entries(vietnamOpeningHours.weekly).map(([day, shifts]) => [day, shifts?.slice(0, 1)]),
  ) as OpeningHours["weekly"],
  otherwise: vietnamOpeningHours.otherwise.slice(0, 1),
};

const laws = new Map<string, PinnedLaw>();

/** The law in force for one procedure; compiled once for each set of changes given as data. */
export function inForce(code: string, changes: LawChanges = {}): PinnedLaw {
  const key = changes.definition === undefined ? JSON.stringify([code, changes]) : undefined;
  const known = key === undefined ? undefined : laws.get(key);
  if (known !== undefined) return known;
  const law = makeLaw(code, changes);
  if (key !== undefined) laws.set(key, law);
  return law;
}

function makeLaw(code: string, changes: LawChanges): PinnedLaw {
  const published = procedures.get(code);
  if (published === undefined) throw new TypeError(`no procedure ${code}`);
  const definition = changes.definition?.(published) ?? published;
  const rules = vietnamRulesOn((changes.on ?? "2026-08-17") as Parameters<typeof vietnamRulesOn>[0]);
  if (!rules.ok) throw new TypeError(rules.error.text.en);
  const calendar = changes.calendar ?? vietnamCalendar;
  const hours = changes.hours ?? vietnamOpeningHours;
  const policies = { ...defaultPolicies, ...changes.policies };
  const hashOf = (document: unknown): Hash => contentHash(document).hash;
  return {
    hashes: {
      procedure: hashOf(definition),
      rules: hashOf(rules.value),
      calendar: hashOf(calendar),
      hours: hashOf(hours),
      policies: hashOf(policies),
    },
    procedure: compileProcedure(definition),
    ruleSet: rules.value,
    time: compileOfficeTime(compileCalendar(calendar), hours),
    policies,
  };
}

/** A command as data, its envelope added by the driver. */
export type Body = { readonly type: string; readonly [field: string]: unknown };

/** Drives one dossier over `decide` alone: no storage, no engine. Commands are given as data, times as text. */
export class Driver {
  /** The law the dossier lives under; another one once it has moved. */
  law: PinnedLaw;
  state: DossierState | undefined;
  now: number;
  last: Decision | undefined;
  readonly events: DossierEvent[] = [];
  #commands = 0;
  #resolved: ResolvedFacts;

  constructor(law: PinnedLaw, start: string) {
    this.law = law;
    this.now = at(start);
    this.#resolved = { ...resolved, code: "H26.1-260820-0001" as NonNullable<ResolvedFacts["code"]> };
  }

  /** Facts resolved for the commands to come. */
  with(facts: Partial<ResolvedFacts>): this {
    this.#resolved = { ...this.#resolved, ...facts };
    return this;
  }

  at(text: string): this {
    this.now = at(text);
    return this;
  }

  command(by: Actor, body: Body): Command {
    this.#commands += 1;
    const envelope = { commandId: `c${this.#commands}`, dossierId: "d1", officeId: "xa-1", by, at: this.now };
    return { ...envelope, resolved: this.#resolved, ...body } as unknown as Command;
  }

  /** Sends a command that must be taken. */
  ok(by: Actor, body: Body, moveTo?: PinnedLaw): this {
    const decided = decide(this.law, this.state, this.command(by, body), moveTo);
    if (!decided.ok) throw new Error(`${body.type} refused: ${decided.error.code} ${decided.error.text.en}`);
    this.last = decided.value;
    this.state = decided.value.state;
    this.events.push(...decided.value.events);
    if (moveTo !== undefined) this.law = moveTo;
    return this;
  }

  /** Sends a command that must be refused; says with which code. Nothing changes. */
  refused(by: Actor, body: Body, moveTo?: PinnedLaw): string {
    const decided = decide(this.law, this.state, this.command(by, body), moveTo);
    if (decided.ok) throw new Error(`${body.type} was taken: ${decided.value.events.map((event) => event.type)}`);
    return decided.error.code;
  }

  try(by: Actor, body: Body): Refusal | undefined {
    const decided = decide(this.law, this.state, this.command(by, body));
    if (!decided.ok) return decided.error;
    this.last = decided.value;
    this.state = decided.value.state;
    this.events.push(...decided.value.events);
    return undefined;
  }

  /** Wakes at every instant asked for, as a punctual worker does, up to and including `text`. */
  runTo(text: string): this {
    const until = at(text);
    for (;;) {
      const next = this.last?.wakeAt;
      if (next === undefined || next > until) break;
      this.now = Math.max(next, this.now);
      this.ok(people.desk, { type: "wake" });
    }
    this.now = until;
    return this;
  }

  get dossier(): DossierState {
    if (this.state === undefined) throw new Error("no dossier yet");
    return this.state;
  }

  get wakeText(): string | undefined {
    return clockText(this.last?.wakeAt);
  }

  /** Event types of the last decision. */
  get types(): readonly EventType[] {
    return (this.last?.events ?? []).map((event) => event.type);
  }

  all<T extends EventType>(type: T): readonly EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  one<T extends EventType>(type: T): EventOf<T> {
    const found = this.all(type).at(-1);
    if (found === undefined) throw new Error(`no ${type} yet`);
    return found;
  }

  /** Messages of the last decision, as `adapter:kind`. */
  get sent(): readonly string[] {
    return (this.last?.outbox ?? []).map((message) => `${message.adapter}:${message.kind}`);
  }

  get clock(): string {
    return this.law.procedure.stateByKey(this.dossier.control).clock;
  }

  get promise(): string {
    return this.law.procedure.stateByKey(this.dossier.control).promise;
  }

  get work(): string {
    return this.law.procedure.stateByKey(this.dossier.control).work;
  }

  get promisedOn(): string | undefined {
    return this.dossier.promises.at(-1)?.date;
  }
}

/** Household business, three working days: counter → officer → head → return. */
export const business = "1.001612";
/** Birth, same day. */
export const birth = "1.001193";
/** Land, seventeen working days, with posting and payment. */
export const landRegistration = "1.013978";

/** A dossier handed in, not accepted yet. */
export function submitted(
  code: string,
  start: string,
  changes: LawChanges & { readonly channel?: string } = {},
): Driver {
  const { channel = "counter", ...law } = changes;
  return new Driver(inForce(code, law), start).ok(people.desk, {
    type: "submit",
    procedure: code,
    channel,
    caseId: "general",
    facts: {},
    intakeRef: "r1",
  });
}

/** Accepted at once. */
export const accepted = (
  code: string,
  start: string,
  changes: LawChanges & { readonly channel?: string } = {},
): Driver => submitted(code, start, changes).ok(people.desk, { type: "accept" });

export const act = (step: string, action: string, more: object = {}): Body => ({ type: "act", step, action, ...more });

/** Accepted and passed on to the officer, who holds it. */
export function atOfficer(
  code: string,
  start: string,
  changes: LawChanges & { readonly channel?: string } = {},
): Driver {
  const officer = code === birth ? people.justice : code === landRegistration ? people.land : people.officer;
  return accepted(code, start, changes).ok(people.desk, act("intake", "forward")).ok(officer, { type: "claim" });
}

export const why = (code: string) => ({ code });

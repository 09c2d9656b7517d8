import { fault } from "../base/errors.ts";
import type { Hash } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import { civilDateOf, dayOf, epochDayOf } from "../calendar/civil-date.ts";
import { compileOfficeTime, type OfficeTime } from "../calendar/opening-hours.ts";
import type { EpochMs, OpeningHours, WorkCalendar } from "../calendar/types.ts";
import { compileCalendar } from "../calendar/work-calendar.ts";
import type { LawHashes, PinnedLaw } from "../dossier/law.ts";
import { type Refusal, refuse } from "../dossier/refusal.ts";
import type { LawDocument, Storage } from "../ports/storage.ts";
import { compileProcedure } from "../procedure/compile.ts";
import type { CompiledProcedure } from "../procedure/compiled-types.ts";
import { type DefinitionRef, readMigrationPlan } from "../procedure/migration-plan.ts";
import type { ProcedureDefinition } from "../procedure/types.ts";
import { composeRules } from "../rules/rule-set.ts";
import type { Policies, RulePart, RuleSet } from "../rules/types.ts";
import { announcedCalendar } from "./announcement.ts";
import { contentHash } from "./chain.ts";
import { unfitBecause } from "./law-fitness.ts";

/** What an office works by today; from it each new dossier's law is pinned. */
export interface LawInForce {
  readonly procedures: readonly ProcedureDefinition[];
  readonly ruleParts: readonly RulePart[];
  readonly calendar: WorkCalendar;
  readonly hours: OpeningHours;
  readonly policies: Policies;
}

/** The part of a storage that keeps law. */
export type LawStore = Pick<Storage, "putLaw" | "loadLaw" | "findLaw">;

/**
 * Pins the law of new dossiers and finds the law of old ones. Everything pinned is in storage by content hash before
 * the first dossier refers to it, so a database explains itself years later.
 */
export class LawBook {
  readonly #storage: LawStore;
  readonly #inForce: LawInForce | undefined;
  readonly #pinned = new Map<string, PinnedLaw>();
  readonly #compiled = new Map<Hash, CompiledProcedure>();
  readonly #times = new Map<string, OfficeTime>();
  readonly #ruleSets = new Map<string, Result<RuleSet, Refusal>>();
  readonly #fitness = new Map<string, Refusal | undefined>();
  readonly #documents = new WeakMap<object, { readonly hash: Hash; readonly bytes: string }>();
  /** Documents on their way to storage, by their hashes. */
  readonly #keeping = new Map<string, Promise<Result<void, Refusal>>>();
  readonly #stored = new Set<Hash>();
  /** Calendars read back, one object to a hash. */
  readonly #calendars = new Map<Hash, WorkCalendar>();
  readonly #byCode = new Map<string, ProcedureDefinition[]>();
  /** What was announced last, by calendar id, as looked up in this turn of the event loop. */
  readonly #announced = new Map<string, Promise<WorkCalendar | undefined>>();

  constructor(storage: LawStore, inForce: LawInForce | undefined) {
    this.#storage = storage;
    this.#inForce = inForce;
    for (const definition of inForce?.procedures ?? []) {
      const versions = this.#byCode.get(definition.code) ?? [];
      versions.push(definition);
      this.#byCode.set(
        definition.code,
        versions.sort((a, b) => b.version - a.version),
      );
    }
  }

  /** The law a dossier handed in at that moment lives under: the newest definition in force that day, the rule parts of
   *  that day, today's calendar and hours. Refused with `definition.changed` when the version of the definition is stored
   *  with other content already. */
  async pin(code: string, at: EpochMs): Promise<Result<PinnedLaw, Refusal>> {
    const inForce = this.#inForce;
    const day = dayOf(at);
    const definition = this.#byCode.get(code)?.find((candidate) => {
      const { from, to } = candidate.effective;
      return day >= epochDayOf(from) && (to === undefined || day <= epochDayOf(to));
    });
    if (inForce === undefined || definition === undefined)
      return refuse(
        "definition.unknown_procedure",
        `Không có thủ tục ${code} có hiệu lực`,
        `no procedure ${code} is in force`,
      );
    const date = civilDateOf(day);
    let rules = this.#ruleSets.get(date);
    if (rules === undefined) {
      rules = composeRules(inForce.ruleParts, date);
      this.#ruleSets.set(date, rules);
    }
    if (!rules.ok) return err(rules.error);
    const unfit = this.#unfit(definition, rules.value, inForce.policies);
    if (unfit !== undefined) return err(unfit);
    return await this.#pinDocuments(definition, rules.value, inForce);
  }

  /** The calendar new dossiers are received under: the one announced last, else the one the host came with.
   *  @param id of the calendar */
  calendarNow(id: string): Promise<WorkCalendar | undefined> {
    let announced = this.#announced.get(id);
    if (announced === undefined) {
      // Another process may have announced since: looked up anew, once for all that is received in one turn.
      announced = announcedCalendar(this.#storage, id, this.#calendars);
      this.#announced.set(id, announced);
      setImmediate(() => this.#announced.delete(id));
    }
    return announced;
  }

  #unfit(definition: ProcedureDefinition, rules: RuleSet, policies: Policies): Refusal | undefined {
    const key = `${definition.code}@${definition.version} ${rules.parts.join("+")}`;
    if (!this.#fitness.has(key)) this.#fitness.set(key, unfitBecause(definition, rules, policies));
    return this.#fitness.get(key);
  }

  async #pinDocuments(
    definition: ProcedureDefinition,
    rules: RuleSet,
    inForce: LawInForce,
  ): Promise<Result<PinnedLaw, Refusal>> {
    const workCalendar = (await this.calendarNow(inForce.calendar.id)) ?? inForce.calendar;
    const documents: LawDocument[] = [
      this.#document("procedure", `${definition.code}@${definition.version}`, definition),
      this.#document("rule-set", rules.parts.join("+"), rules),
      this.#document("calendar", workCalendar.revision, workCalendar),
      this.#document("hours", "default", inForce.hours),
      this.#document("policies", "default", inForce.policies),
    ];
    const kept = await this.#keep(documents);
    if (!kept.ok) return kept;
    const [procedure, ruleSet, calendar, hours, policies] = documents.map((document) => document.hash) as [
      Hash,
      Hash,
      Hash,
      Hash,
      Hash,
    ];
    const hashes: LawHashes = { procedure, rules: ruleSet, calendar, hours, policies };
    return ok(
      this.#pinned.get(keyOf(hashes)) ??
        this.#pinnedAs(
          hashes,
          documents.map(({ bytes }) => JSON.parse(bytes) as unknown),
        ),
    );
  }

  /** Of the law as it is read back, even when it was just given: parts of it go into the state of a dossier, and in a
   *  process that was given it they would have their keys in another order than in one that loads it. A cluster that runs
   *  a call again in the other process would find its decision changed. */
  #pinnedAs(hashes: LawHashes, documents: readonly unknown[]): PinnedLaw {
    const [procedure, rules, calendar, hours, policies] = documents;
    const law: PinnedLaw = {
      hashes,
      procedure: this.#compile(hashes.procedure, procedure as ProcedureDefinition),
      ruleSet: rules as RuleSet,
      time: this.#time(hashes.calendar, hashes.hours, calendar as WorkCalendar, hours as OpeningHours),
      policies: policies as Policies,
    };
    this.#pinned.set(keyOf(hashes), law);
    return law;
  }

  /** Stores what is not stored yet, before the first dossier refers to it. */
  async #keep(documents: readonly LawDocument[]): Promise<Result<void, Refusal>> {
    const missing = documents.filter((document) => !this.#stored.has(document.hash));
    if (missing.length === 0) return ok(undefined);
    // A thousand dossiers handed in at once ask for the same: stored once, for all of them.
    const key = missing.map(({ hash }) => hash).join(" ");
    const underWay = this.#keeping.get(key) ?? this.#store(missing);
    this.#keeping.set(key, underWay);
    try {
      return await underWay;
    } finally {
      this.#keeping.delete(key);
    }
  }

  async #store(missing: readonly LawDocument[]): Promise<Result<void, Refusal>> {
    const changed = await this.#changedDefinition(missing);
    if (changed !== undefined) return err(changed);
    await this.#storage.putLaw(missing);
    for (const document of missing) this.#stored.add(document.hash);
    return ok(undefined);
  }

  /** A published version never changes: dossiers, reports and migration plans name it by its number. */
  async #changedDefinition(documents: readonly LawDocument[]): Promise<Refusal | undefined> {
    const definition = documents.find((document) => document.kind === "procedure");
    if (definition === undefined) return undefined;
    const known = await this.#storage.findLaw("procedure", definition.key);
    if (known.every((document) => document.hash === definition.hash)) return undefined;
    return fault(
      "definition.changed",
      `Định nghĩa ${definition.key} đã dùng với nội dung khác; hãy tăng số phiên bản`,
      `definition ${definition.key} is in use with other content; raise its version`,
    );
  }

  /** The law of a stored dossier. @throws InvariantError `definition.not_stored`: storage does not hold what the
   *  dossier was pinned to */
  async load(hashes: LawHashes): Promise<PinnedLaw> {
    const known = this.#pinned.get(keyOf(hashes));
    if (known !== undefined) return known;
    const wanted = [hashes.procedure, hashes.rules, hashes.calendar, hashes.hours, hashes.policies];
    const found = await this.#storage.loadLaw(wanted);
    const documents = found.map((document, index) => {
      if (document === undefined)
        throw new InvariantError(
          `the law ${wanted[index]} a dossier was received under is not stored`,
          "definition.not_stored",
        );
      return JSON.parse(document.bytes) as unknown;
    });
    return this.#pinnedAs(hashes, documents);
  }

  /** The same law with the calendar in force today, for moving a dossier to it. `undefined` without one. */
  async withCalendarInForce(law: PinnedLaw): Promise<PinnedLaw | undefined> {
    const given = this.#inForce?.calendar;
    const calendar = (await this.calendarNow(given?.id ?? law.time.calendar.data.id)) ?? given;
    if (calendar === undefined) return undefined;
    const document = this.#document("calendar", calendar.revision, calendar);
    await this.#keep([document]);
    return await this.load({ ...law.hashes, calendar: document.hash });
  }

  /** The same law with the calendar announced here, where the dossier lives on one that gave way to it here: what was
   *  announced while it was on its way, or before it was. `undefined` where none was, and for a calendar that is not known
   *  here: that may be the newer one. */
  async ifBehind(law: PinnedLaw): Promise<PinnedLaw | undefined> {
    const { id, revision } = law.time.calendar.data;
    if ((await this.calendarNow(id)) === undefined) return undefined;
    const moved = await this.withCalendarInForce(law);
    if (moved === undefined || moved.hashes.calendar === law.hashes.calendar) return undefined;
    const given = this.#inForce?.calendar;
    const own = given === undefined ? undefined : this.#document("calendar", given.revision, given).hash;
    const known = (await this.#storage.findLaw("calendar", revision)).map(({ hash }) => hash);
    return [own, ...known].includes(law.hashes.calendar) ? moved : undefined;
  }

  /** The law a plan leads a dossier to, from storage or from the law in force. `undefined` when part of it is known in
   *  neither; refused when the definition is faulty, or does not fit the rules. */
  async withDefinition(law: PinnedLaw, given: unknown): Promise<Result<PinnedLaw | undefined, Refusal>> {
    const plan = readMigrationPlan(given);
    if (!plan.ok) return err(plan.error[0] ?? unreadable);
    const { to, law: also } = plan.value;
    const procedure = await this.#definitionHash(to);
    if (!procedure.ok) return procedure;
    const hashes = { ...law.hashes, ...also, procedure: procedure.value ?? law.hashes.procedure };
    const stored = await this.#storage.loadLaw(Object.values(hashes));
    if (procedure.value === undefined || stored.includes(undefined)) return ok(undefined);
    const moved = await this.load(hashes);
    const unfit = this.#unfit(moved.procedure.definition, moved.ruleSet, moved.policies);
    return unfit === undefined ? ok(moved) : err(unfit);
  }

  /** Content hash of a version that is in force here or stored already; stored from now on. */
  async #definitionHash({ code, version }: DefinitionRef): Promise<Result<Hash | undefined, Refusal>> {
    const key = `${code}@${version}`;
    const given = this.#byCode.get(code)?.find((known) => known.version === version);
    if (given === undefined) return ok((await this.#storage.findLaw("procedure", key))[0]?.hash);
    const document = this.#document("procedure", key, given);
    const kept = await this.#keep([document]);
    return kept.ok ? ok(document.hash) : kept;
  }

  #document(kind: LawDocument["kind"], key: string, value: object): LawDocument {
    let content = this.#documents.get(value);
    if (content === undefined) {
      content = contentHash(value);
      this.#documents.set(value, content);
    }
    return { kind, key, ...content };
  }

  #compile(hash: Hash, definition: ProcedureDefinition): CompiledProcedure {
    let compiled = this.#compiled.get(hash);
    if (compiled === undefined) {
      compiled = compileProcedure(definition);
      this.#compiled.set(hash, compiled);
    }
    return compiled;
  }

  #time(calendarHash: Hash, hoursHash: Hash, calendar: WorkCalendar, hours: OpeningHours): OfficeTime {
    const key = `${calendarHash}${hoursHash}`;
    let time = this.#times.get(key);
    if (time === undefined) {
      time = compileOfficeTime(compileCalendar(calendar), hours);
      this.#times.set(key, time);
    }
    return time;
  }
}

const unreadable: Refusal = fault("migration.plan_malformed", "Kế hoạch sai dạng", "the plan is malformed");

const keyOf = (hashes: LawHashes): string =>
  `${hashes.procedure}${hashes.rules}${hashes.calendar}${hashes.hours}${hashes.policies}`;

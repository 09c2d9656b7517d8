import { type EpochMs, err, type Fault, ok, type Result } from "@motcua/core";
import {
  type DossierAttributes,
  dossierOrder,
  type EventLog,
  type LegalFact,
  LogBuilder,
  type LogWait,
  type WorkItem,
} from "@motcua/core/simulator";
import { FaultList, logFault } from "./faults.ts";
import { LogClock } from "./log-clock.ts";
import type { LogMap } from "./log-map.ts";
import { zoneOf } from "./zones.ts";

/** A log that was read, and what its reader should know of it. */
export interface ReadLog {
  readonly log: EventLog;
  /** Codes `log.one_event`, `log.no_start`, `log.left_out`: the log can be used, but not for everything. */
  readonly warnings: readonly Fault[];
}

/** What is known of a work item from one of its events. */
export type Known = Partial<Pick<WorkItem, "flow" | "person" | "unit" | "enabledAt" | "batch" | "cost">>;
export interface LifecycleEvent {
  readonly dossier: string;
  readonly activity: string;
  readonly at: EpochMs;
  /** Of the standard lifecycle, in any case; those but `schedule`, `start` and `complete` say nothing here. */
  readonly transition: string;
  /** Which events are of one work item; absent: those of one activity, the first begun first. */
  readonly instance?: string;
  readonly known: Known;
}
interface Begun {
  readonly at: EpochMs;
  readonly known: Known;
}

/** Where rows and events of every format come in: joined to work items, checked, and counted. */
export class LogIntake {
  readonly faults = new FaultList();
  readonly clock: LogClock;
  readonly #builder = new LogBuilder();
  readonly #begun = new Map<string, Begun[]>();
  readonly #enabled = new Map<string, EpochMs[]>();
  #items = 0;
  #withoutStart = 0;
  #leftOut = 0;

  constructor(map: LogMap) {
    this.clock = new LogClock(this.faults, map.zone === undefined ? undefined : zoneOf(map.zone));
  }

  /** @param startAt absent where it is not known
   *  @param path where it stands */
  item(item: Omit<WorkItem, "startAt"> & { readonly startAt?: EpochMs }, path: string): void {
    const { startAt = item.endAt, endAt } = item;
    this.#items += 1;
    if (item.startAt === undefined) this.#withoutStart += 1;
    if (endAt < startAt)
      this.faults.add(
        "log.end_before_start",
        "việc kết thúc trước khi bắt đầu; kiểm tra hai cột thời gian có bị đổi chỗ không",
        "the work ends before it starts; see whether two columns have changed places",
        path,
      );
    else if (item.enabledAt !== undefined && item.enabledAt > startAt)
      this.faults.add(
        "log.enabled_after_start",
        "việc sẵn sàng sau khi đã bắt đầu; kiểm tra hai cột thời gian có bị đổi chỗ không",
        "the work becomes ready after it has started; see whether two columns have changed places",
        path,
      );
    else if (startAt <= endAt) this.#builder.item({ ...item, startAt });
  }

  /** Events of one work item must come in the order of time. */
  event(event: LifecycleEvent, path: string): void {
    const { dossier, activity, at, known } = event;
    const key = JSON.stringify([dossier, activity, event.instance]);
    switch (event.transition.toLowerCase()) {
      case "schedule":
        pushTo(this.#enabled, key, at);
        break;
      case "start":
        pushTo(this.#begun, key, { at, known });
        break;
      case "complete": {
        const begun = takeFrom(this.#begun, key, (each) => each.known.person === known.person);
        const enabledAt = takeFrom(this.#enabled, key, () => true);
        const all: Known = { ...(enabledAt === undefined ? {} : { enabledAt }), ...begun?.known, ...known };
        const startAt = begun === undefined ? {} : { startAt: begun.at };
        this.item({ dossier, activity, ...all, ...startAt, endAt: at }, path);
      }
    }
  }

  fact(fact: LegalFact): void {
    this.#builder.fact(fact);
  }

  wait(wait: LogWait, path: string): void {
    if (wait.to < wait.from)
      this.faults.add("log.end_before_start", "chờ kết thúc trước khi bắt đầu", "a wait ends before it starts", path);
    else if (wait.from <= wait.to) this.#builder.wait(wait);
  }

  attributes(dossier: string, attributes: DossierAttributes): void {
    this.#builder.attributes(dossier, attributes);
  }

  /** Something that cannot be used: not finished, or of no dossier. */
  leaveOut(): void {
    this.#leftOut += 1;
  }

  finish(): Result<ReadLog, readonly Fault[]> {
    for (const begun of this.#begun.values()) this.#leftOut += begun.length;
    this.clock.finish();
    const log = this.#builder.log();
    if (this.#items === 0 && this.faults.none)
      this.faults.add("log.empty", "nhật ký không có việc nào đã xong", "the log has no finished work item");
    if (!this.faults.none) return err(this.faults.all());
    return ok({ log, warnings: this.#warnings(log) });
  }

  #warnings(log: EventLog): readonly Fault[] {
    const warnings: Fault[] = [];
    const [items, without, left] = [this.#items, this.#withoutStart, this.#leftOut];
    const dossiers = dossierOrder(log.items).dossiers.length;
    if (items === dossiers)
      warnings.push(
        logFault(
          "log.one_event",
          `cả ${dossiers} hồ sơ đều chỉ có một việc; kiểm tra cột mã hồ sơ`,
          `each of ${dossiers} cases has one event only; check the column of the case`,
        ),
      );
    if (without > 0)
      warnings.push(
        logFault(
          "log.no_start",
          `${without} trong ${items} việc không có lúc bắt đầu, được coi là tức thời`,
          `${without} of ${items} work items have no start and are taken as instantaneous`,
        ),
      );
    if (left > 0)
      warnings.push(
        logFault(
          "log.left_out",
          `bỏ qua ${left} sự kiện: việc chưa xong, hoặc không thuộc hồ sơ nào`,
          `${left} events are left out: work not finished, or of no case`,
        ),
      );
    return warnings;
  }
}

function pushTo<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The first that fits, or else the first. */
function takeFrom<Value>(lists: Map<string, Value[]>, key: string, fits: (value: Value) => boolean): Value | undefined {
  const list = lists.get(key);
  if (list === undefined) return undefined;
  const [taken] = list.splice(Math.max(0, list.findIndex(fits)), 1);
  if (list.length === 0) lists.delete(key);
  return taken;
}

import { InvariantError, invariant } from "../../base/invariant.ts";
import type { PinnedLaw } from "../../dossier/law.ts";
import type { DossierState } from "../../dossier/state.ts";
import { LawTrack } from "../law/track.ts";
import type { Filing, Stream } from "../model.ts";
import type { LawResult } from "../result.ts";
import type { CompiledModel } from "./compiled.ts";
import { accept, enter, leavesAt, markKinds, numberIn, tell } from "./law-marks.ts";
import { goOn, stopDossier, takeFromWork } from "./moves.ts";
import { type Group, lawEvent, type Unit, type WorkSink } from "./unit.ts";
import { release } from "./work.ts";

const never = Number.POSITIVE_INFINITY;
/** What a track answers when a citizen's time is over. */
const closedByLaw = -2;
const paperFiling: Filing = { channel: "counter" };

/** A dossier in the law's eyes. It may outlive the dossier in the flow: an apology still on its way. */
interface Handle {
  flow: number;
  slot: number;
  /** In the unit; -1 once the flow has ended. */
  dossier: number;
  /** Of the dossier in the log, and in its stream. */
  logged: number;
  number: number;
  stream: number;
  /** When it will be woken; earlier wakes than that are planned, later ones are looked at then. */
  plannedAt: number;
  stamp: number;
}

/** Between the flows and their law: tells each track what happens, wakes it when a rung is due, and does what it says. */
export class LawDesk {
  readonly #compiled: CompiledModel;
  readonly #tracks: readonly (LawTrack | undefined)[];
  /** By mark: what it is, as a number of `markKinds`. */
  readonly #kinds: Int32Array;
  /** By mark: whether the dossier goes without being dealt with. */
  readonly #leaves: Uint8Array;
  /** By mark: number of its step or action in its track. */
  readonly #numbers: Int32Array;
  /** By flow: number of each person in its track. */
  readonly #people: readonly (Int32Array | undefined)[];
  readonly #handles: Handle[] = [];
  #freeHandles: number[] = [];
  readonly #freeSlots: number[][];
  readonly #slotsUsed: Int32Array;
  readonly #handleOf: number[][];
  readonly #openLate: Float64Array;
  /** By flow: dossiers that are not counted need no law. */
  readonly #countedOnly: readonly boolean[];
  readonly #onlyVerdicts: boolean;
  readonly #fromLodging: boolean;
  #unit: Unit | undefined;

  /** @param onlyVerdicts keeps only what decides how a dossier ends and whether in time; and no law at all for dossiers that
   *  are not counted, where it never moves one on by itself */
  constructor(compiled: CompiledModel, sink: WorkSink | undefined, onlyVerdicts = false) {
    this.#compiled = compiled;
    const { flows } = compiled.model;
    this.#onlyVerdicts = onlyVerdicts;
    this.#fromLodging = compiled.model.conventions.linkedLimits === "from-lodging";
    this.#countedOnly = flows.map(({ law }) => onlyVerdicts && law !== undefined && !movesByItself(law));
    this.#tracks = flows.map((flow, index) =>
      flow.law === undefined
        ? undefined
        : new LawTrack(flow.law, {
            ...(flow.habits === undefined ? {} : { habits: flow.habits }),
            ...(flow.standing === undefined ? {} : { standing: flow.standing }),
            onlyVerdicts,
            draw: (slot, purpose) => this.#draw(index, slot, purpose),
            ...(sink?.fact === undefined
              ? {}
              : { sink: (fact) => sink.fact?.(this.#handle(index, fact.slot).logged, fact) }),
            ...(sink?.judged === undefined
              ? {}
              : { onJudged: (slot, judgement) => sink.judged?.(this.#handle(index, slot).logged, judgement) }),
          }),
    );
    this.#kinds = Int32Array.from(compiled.marks, ({ mark }) => markKinds.indexOf(mark.is));
    this.#leaves = Uint8Array.from(compiled.marks, ({ mark }) => (leavesAt(mark) ? 1 : 0));
    this.#numbers = Int32Array.from(compiled.marks, ({ flow, mark }) => numberIn(this.#tracks[flow], mark));
    this.#people = this.#tracks.map((track) =>
      track === undefined ? undefined : Int32Array.from(compiled.model.people, ({ id }) => track.personNumber(id)),
    );
    this.#freeSlots = flows.map(() => []);
    this.#slotsUsed = new Int32Array(flows.length);
    this.#handleOf = flows.map(() => []);
    this.#openLate = new Float64Array(flows.length);
  }

  /** Another office: nobody has handed in anything yet. */
  begin(unit: Unit): void {
    this.#unit = unit;
    // What was open in the office before does not go on in this one.
    this.#handles.forEach((handle, index) => {
      if (handle.slot >= 0) this.#free(index, handle);
    });
  }

  /** The simulation of an office ends: what is open and late by then counts as late. */
  end(unit: Unit): void {
    for (const { slot, dossier, flow } of this.#handles) {
      if (slot < 0 || dossier < 0 || unit.dossierCounted[dossier] === 0) continue;
      const track = this.#tracks[flow] as LawTrack;
      if (track.isLate(slot, unit.now)) this.#openLate[flow] = (this.#openLate[flow] as number) + 1;
    }
  }

  resultOf(flow: number): { readonly law?: LawResult } {
    const track = this.#tracks[flow];
    return track === undefined ? {} : { law: { ...track.result(), openLate: this.#openLate[flow] as number } };
  }

  #handle(flow: number, slot: number): Handle {
    return this.#handles[this.#handleOf[flow]?.[slot] ?? -1] as Handle;
  }

  #newSlot(flow: number): number {
    const slot = this.#slotsUsed[flow] as number;
    this.#slotsUsed[flow] = slot + 1;
    return slot;
  }

  #draw(flow: number, slot: number, purpose: number): number {
    const { number, stream } = this.#handle(flow, slot);
    const unit = this.#unit as Unit;
    unit.random.place(
      this.#compiled.lawElement,
      purpose >> 2,
      (unit.streamKeys[stream] as number) ^ (purpose & 3),
      number,
    );
    return unit.random.next();
  }

  /** A dossier is handed in, or stands in the law as it was stored. */
  submit(unit: Unit, dossier: number, stored: DossierState | undefined): void {
    const flow = unit.dossierFlow[dossier] as number;
    const track = this.#tracks[flow];
    if (track === undefined) return;
    if (this.#countedOnly[flow] === true && stored === undefined && unit.dossierCounted[dossier] === 0) return;
    const slot = this.#freeSlots[flow]?.pop() ?? this.#newSlot(flow);
    const index = this.#freeHandles.pop() ?? this.#handles.push(emptyHandle()) - 1;
    const handle = this.#handles[index] as Handle;
    handle.flow = flow;
    handle.slot = slot;
    handle.dossier = dossier;
    handle.logged = unit.dossierLogged[dossier] as number;
    handle.number = unit.dossierNumber[dossier] as number;
    handle.stream = unit.dossierStream[dossier] as number;
    handle.plannedAt = never;
    (this.#handleOf[flow] as number[])[slot] = index;
    unit.dossierTrack[dossier] = index;
    if (stored === undefined) {
      const counted = unit.dossierCounted[dossier] === 1;
      const lodgedAt = this.#laterThanOf(unit, dossier)?.arrivedAt;
      const filing = this.#filingOf(handle.stream, flow);
      track.submit(slot, lodgedAt ?? unit.now, filing, counted, lodgedAt !== undefined);
    } else track.load(slot, track.prepare(stored), unit.now);
    this.#plan(unit, index, handle, track);
  }

  /** The group that a dossier joins later than it was lodged, where its promises count from then. */
  #laterThanOf(unit: Unit, dossier: number): Group | undefined {
    if (!this.#fromLodging) return undefined;
    const group = unit.groups[unit.dossierGroup[dossier] as number];
    return group !== undefined && group.arrivedAt < (unit.dossierArrivedAt[dossier] as number) ? group : undefined;
  }

  /** When a dossier that is accepted now counts as accepted. */
  #acceptedAt(unit: Unit, dossier: number): number {
    const group = unit.groups[unit.dossierGroup[dossier] as number];
    if (group === undefined) return unit.now;
    if (Number.isNaN(group.acceptedAt)) group.acceptedAt = unit.now;
    return this.#laterThanOf(unit, dossier)?.acceptedAt ?? unit.now;
  }

  #filingOf(stream: number, flow: number): Filing {
    const { members, filing = paperFiling } = this.#compiled.model.streams[stream] as Stream;
    if (members === undefined) return filing;
    const id = this.#compiled.model.flows[flow]?.id;
    return members.find((member) => member.flow === id)?.filing ?? filing;
  }

  /** Work at a step begins: whoever does it answers for it. */
  markBegun(unit: Unit, dossier: number, mark: number, person: number): void {
    const index = unit.dossierTrack[dossier] as number;
    // Who does it makes no difference to a verdict.
    if (index < 0 || this.#onlyVerdicts || (this.#kinds[mark] as number) !== enter) return;
    const handle = this.#handles[index] as Handle;
    const track = this.#tracks[handle.flow] as LawTrack;
    const number = (this.#people[handle.flow] as Int32Array)[person] as number;
    track.enter(handle.slot, unit.now, this.#numbers[mark] as number, number);
    this.#plan(unit, index, handle, track);
  }

  /** Work is done: what begins it says nothing about its end. */
  markDone(unit: Unit, dossier: number, mark: number): void {
    if ((this.#kinds[mark] as number) !== enter) this.mark(unit, dossier, mark);
  }

  /** Something happens that the law sees. */
  mark(unit: Unit, dossier: number, mark: number): void {
    if (this.#leaves[mark] === 1) unit.dossierLeft[dossier] = 1;
    const index = unit.dossierTrack[dossier] as number;
    if (index < 0) return;
    const handle = this.#handles[index] as Handle;
    const track = this.#tracks[handle.flow] as LawTrack;
    const kind = this.#kinds[mark] as number;
    const at = this.#fromLodging && kind === accept ? this.#acceptedAt(unit, dossier) : unit.now;
    const taken = tell(track, kind, handle.slot, at, this.#numbers[mark] as number);
    if (!taken)
      throw new InvariantError(`the law does not take ${JSON.stringify(this.#compiled.marks[mark]?.mark)} now`);
    this.#plan(unit, index, handle, track);
  }

  withdraw(unit: Unit, dossier: number): void {
    const index = unit.dossierTrack[dossier] as number;
    if (index < 0) return;
    const handle = this.#handles[index] as Handle;
    (this.#tracks[handle.flow] as LawTrack).withdraw(handle.slot, unit.now);
  }

  /** Whether the promise of a dossier that is still open has passed. */
  isLate(unit: Unit, dossier: number): boolean {
    const index = unit.dossierTrack[dossier] as number;
    if (index < 0) return false;
    const { flow, slot } = this.#handles[index] as Handle;
    return (this.#tracks[flow] as LawTrack).isLate(slot, unit.now);
  }

  /** The dossier has left its flow. */
  leave(unit: Unit, dossier: number): void {
    const index = unit.dossierTrack[dossier] as number;
    if (index < 0) return;
    const handle = this.#handles[index] as Handle;
    handle.dossier = -1;
    const track = this.#tracks[handle.flow] as LawTrack;
    if (track.wakeAt(handle.slot) === never) this.#free(index, handle);
    else this.#plan(unit, index, handle, track);
  }

  /** A rung is due, or somebody reacts. @returns false where there is nothing to do any more */
  wake(unit: Unit, index: number, stamp: number): boolean {
    const handle = this.#handles[index] as Handle;
    if (handle.stamp !== stamp || handle.slot < 0) return false;
    const track = this.#tracks[handle.flow] as LawTrack;
    handle.plannedAt = never;
    if (track.wakeAt(handle.slot) > unit.now) {
      this.#plan(unit, index, handle, track);
      return false;
    }
    const answer = track.wake(handle.slot, unit.now);
    const { dossier } = handle;
    if (dossier < 0 && track.wakeAt(handle.slot) === never) {
      this.#free(index, handle);
      return true;
    }
    this.#plan(unit, index, handle, track);
    if (dossier >= 0 && answer === closedByLaw) stopDossier(unit, dossier, true);
    else if (dossier >= 0 && answer >= 0) this.#proceed(unit, dossier, handle.flow, answer);
    return true;
  }

  /** Silence has counted as an action: the flow goes the way of it. */
  #proceed(unit: Unit, dossier: number, flow: number, action: number): void {
    const mark = this.#compiled.marks.find(
      (known, i) => known.flow === flow && known.mark.is === "act" && this.#numbers[i] === action,
    );
    invariant(mark !== undefined, "an action that silence counts as is a way of the flow");
    const token = unit.dossierToken[dossier] as number;
    const people = takeFromWork(unit, token);
    unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
    goOn(unit, token, mark.to);
    release(unit, people);
  }

  #plan(unit: Unit, index: number, handle: Handle, track: LawTrack): void {
    const at = track.wakeAt(handle.slot);
    if (at >= handle.plannedAt) return;
    handle.plannedAt = at;
    handle.stamp = (handle.stamp + 1) | 0;
    unit.heap.push(Math.max(at, unit.now), lawEvent, index, handle.stamp);
  }

  #free(index: number, handle: Handle): void {
    (this.#tracks[handle.flow] as LawTrack).release(handle.slot);
    (this.#freeSlots[handle.flow] as number[]).push(handle.slot);
    handle.slot = -1;
    handle.stamp = (handle.stamp + 1) | 0;
    this.#freeHandles.push(index);
  }
}

/** Whether silence can count as an action at one of its steps. Closing what a citizen never completed is no such thing: nobody
 *  worked on it any more. */
const movesByItself = ({ procedure, ruleSet }: PinnedLaw): boolean =>
  procedure.definition.steps.some(({ wait }) =>
    (wait === undefined ? [] : (ruleSet.rules.ladders[wait.ladder ?? "wait"] ?? [])).some(({ effects }) =>
      effects.some((effect) => effect.do === "proceed"),
    ),
  );

const emptyHandle = (): Handle => ({
  flow: 0,
  slot: -1,
  dossier: -1,
  logged: 0,
  number: 0,
  stream: 0,
  plannedAt: never,
  stamp: 0,
});

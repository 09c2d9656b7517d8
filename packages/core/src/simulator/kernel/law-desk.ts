import { InvariantError, invariant } from "../../base/invariant.ts";
import { LawTrack } from "../law/track.ts";
import type { Filing, Stream } from "../model.ts";
import type { LawResult } from "../result.ts";
import type { CompiledModel } from "./compiled.ts";
import { dossierOf, flowOf, LawHandles, loggedOf, numberOf, slotOf, stampOf, streamOf } from "./law-handles.ts";
import { accept, enter, leavesAt, markKinds, movesByItself, numberIn, tell } from "./law-marks.ts";
import { goOn, stopDossier, takeFromWork } from "./moves.ts";
import { type Group, lawEvent, type Unit, type WorkSink } from "./unit.ts";
import { release } from "./work.ts";

const never = Number.POSITIVE_INFINITY;
/** What a track answers when a citizen's time is over. */
export const closedByLaw = -2;
const paperFiling: Filing = { channel: "counter" };

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
  readonly #handles = new LawHandles();
  readonly #freeSlots: number[][];
  readonly #slotsUsed: Int32Array;
  readonly #handleOf: number[][];
  readonly #openLate: Float64Array;
  /** By flow: dossiers that are not counted need no law. */
  readonly #countedOnly: readonly boolean[];
  readonly #fromLodging: boolean;
  readonly #onlyVerdicts: boolean;
  /** By place among the open dossiers: its number in its track, once it was loaded; -1 before. */
  readonly #stored: Int32Array;
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
              : { sink: (fact) => sink.fact?.(this.#handles.get(this.#handle(index, fact.slot), loggedOf), fact) }),
            ...(sink?.judged === undefined
              ? {}
              : {
                  onJudged: (slot, judgement) =>
                    sink.judged?.(this.#handles.get(this.#handle(index, slot), loggedOf), judgement),
                }),
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
    this.#stored = new Int32Array(compiled.open.length).fill(-1);
  }

  /** Another office: nobody has handed in anything yet. */
  begin(unit: Unit): void {
    this.#unit = unit;
    // What was open in the office before does not go on in this one.
    for (let handle = 0; handle < this.#handles.count; handle += 1)
      if (this.#handles.get(handle, slotOf) >= 0) this.#free(handle);
  }

  /** The simulation of an office ends: what is open and late by then counts as late. */
  end(unit: Unit): void {
    for (let handle = 0; handle < this.#handles.count; handle += 1) {
      const slot = this.#handles.get(handle, slotOf);
      const dossier = this.#handles.get(handle, dossierOf);
      if (slot < 0 || dossier < 0 || unit.dossierCounted[dossier] === 0) continue;
      const flow = this.#handles.get(handle, flowOf);
      const track = this.#tracks[flow] as LawTrack;
      if (track.isLate(slot, unit.now)) this.#openLate[flow] = (this.#openLate[flow] as number) + 1;
    }
  }

  resultOf(flow: number): { readonly law?: LawResult } {
    const track = this.#tracks[flow];
    return track === undefined ? {} : { law: { ...track.result(), openLate: this.#openLate[flow] as number } };
  }

  #handle(flow: number, slot: number): number {
    return this.#handleOf[flow]?.[slot] ?? -1;
  }

  #trackOf(handle: number): LawTrack {
    return this.#tracks[this.#handles.get(handle, flowOf)] as LawTrack;
  }

  #newSlot(flow: number): number {
    const slot = this.#slotsUsed[flow] as number;
    this.#slotsUsed[flow] = slot + 1;
    return slot;
  }

  #draw(flow: number, slot: number, purpose: number): number {
    const handle = this.#handle(flow, slot);
    const unit = this.#unit as Unit;
    unit.random.place(
      this.#compiled.lawElement,
      purpose >> 2,
      (unit.streamKeys[this.#handles.get(handle, streamOf)] as number) ^ (purpose & 3),
      this.#handles.get(handle, numberOf),
    );
    return unit.random.next();
  }

  /** A dossier is handed in, or stands in the law as it was stored.
   *  @param open its place among those open at the beginning; -1: it is new */
  submit(unit: Unit, dossier: number, open: number): void {
    const flow = unit.dossierFlow[dossier] as number;
    const track = this.#tracks[flow];
    if (track === undefined) return;
    const stored = open < 0 ? undefined : this.#compiled.open[open]?.state;
    if (this.#countedOnly[flow] === true && stored === undefined && unit.dossierCounted[dossier] === 0) return;
    const slot = this.#freeSlots[flow]?.pop() ?? this.#newSlot(flow);
    const handles = this.#handles;
    const handle = handles.take();
    const stream = unit.dossierStream[dossier] as number;
    handles.set(handle, flowOf, flow);
    handles.set(handle, slotOf, slot);
    handles.set(handle, dossierOf, dossier);
    handles.set(handle, loggedOf, unit.dossierLogged[dossier] as number);
    handles.set(handle, numberOf, unit.dossierNumber[dossier] as number);
    handles.set(handle, streamOf, stream);
    handles.plan(handle, never);
    (this.#handleOf[flow] as number[])[slot] = handle;
    unit.dossierTrack[dossier] = handle;
    if (stored === undefined) {
      const counted = unit.dossierCounted[dossier] === 1;
      const lodgedAt = this.#laterThanOf(unit, dossier)?.arrivedAt;
      track.submit(slot, lodgedAt ?? unit.now, this.#filingOf(stream, flow), counted, lodgedAt !== undefined);
    } else {
      if ((this.#stored[open] as number) < 0) this.#stored[open] = track.prepare(stored);
      track.load(slot, this.#stored[open] as number, unit.now);
    }
    this.#plan(unit, handle, slot, track);
  }

  /** Takes what lies behind for a dossier that was stored, before anybody does anything for it: its office has slept through it.
   *  @returns the node of the way that silence has gone meanwhile, `closedByLaw`, or -1: it stands where it stood */
  catchUp(unit: Unit, dossier: number): number {
    const handle = unit.dossierTrack[dossier] as number;
    if (handle < 0) return -1;
    const track = this.#trackOf(handle);
    const slot = this.#handles.get(handle, slotOf);
    if (track.wakeAt(slot) >= unit.now) return -1;
    const answer = track.wake(slot, unit.now - 1);
    this.#plan(unit, handle, slot, track);
    return answer < 0 ? answer : this.#wayOf(this.#handles.get(handle, flowOf), answer);
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
    // Who does it makes no difference to a verdict.
    if (this.#onlyVerdicts || (this.#kinds[mark] as number) !== enter) return;
    const handle = unit.dossierTrack[dossier] as number;
    if (handle < 0) return;
    const track = this.#trackOf(handle);
    const slot = this.#handles.get(handle, slotOf);
    const number = (this.#people[this.#handles.get(handle, flowOf)] as Int32Array)[person] as number;
    track.enter(slot, unit.now, this.#numbers[mark] as number, number);
    this.#plan(unit, handle, slot, track);
  }

  /** Work is done: what begins it says nothing about its end. */
  markDone(unit: Unit, dossier: number, mark: number): void {
    if ((this.#kinds[mark] as number) !== enter) this.mark(unit, dossier, mark);
  }

  /** Something happens that the law sees. */
  mark(unit: Unit, dossier: number, mark: number): void {
    if (this.#leaves[mark] === 1) unit.dossierLeft[dossier] = 1;
    const handle = unit.dossierTrack[dossier] as number;
    if (handle < 0) return;
    const track = this.#trackOf(handle);
    const slot = this.#handles.get(handle, slotOf);
    const kind = this.#kinds[mark] as number;
    const at = this.#fromLodging && kind === accept ? this.#acceptedAt(unit, dossier) : unit.now;
    const taken = tell(track, kind, slot, at, this.#numbers[mark] as number);
    if (!taken)
      throw new InvariantError(`the law does not take ${JSON.stringify(this.#compiled.marks[mark]?.mark)} now`);
    this.#plan(unit, handle, slot, track);
  }

  withdraw(unit: Unit, dossier: number): void {
    const handle = unit.dossierTrack[dossier] as number;
    if (handle >= 0) this.#trackOf(handle).withdraw(this.#handles.get(handle, slotOf), unit.now);
  }

  /** Whether the promise of a dossier that is still open has passed. */
  isLate(unit: Unit, dossier: number): boolean {
    const handle = unit.dossierTrack[dossier] as number;
    return handle >= 0 && this.#trackOf(handle).isLate(this.#handles.get(handle, slotOf), unit.now);
  }

  /** The dossier has left its flow. */
  leave(unit: Unit, dossier: number): void {
    const handle = unit.dossierTrack[dossier] as number;
    if (handle < 0) return;
    this.#handles.set(handle, dossierOf, -1);
    const track = this.#trackOf(handle);
    const slot = this.#handles.get(handle, slotOf);
    if (track.wakeAt(slot) === never) this.#free(handle);
    else this.#plan(unit, handle, slot, track);
  }

  /** A rung is due, or somebody reacts. @returns false where there is nothing to do any more */
  wake(unit: Unit, handle: number, stamp: number): boolean {
    const handles = this.#handles;
    const slot = handles.get(handle, slotOf);
    if (handles.get(handle, stampOf) !== stamp || slot < 0) return false;
    const track = this.#trackOf(handle);
    handles.plan(handle, never);
    if (track.wakeAt(slot) > unit.now) {
      this.#plan(unit, handle, slot, track);
      return false;
    }
    const answer = track.wake(slot, unit.now);
    const dossier = handles.get(handle, dossierOf);
    if (dossier < 0 && track.wakeAt(slot) === never) {
      this.#free(handle);
      return true;
    }
    this.#plan(unit, handle, slot, track);
    if (dossier >= 0 && answer === closedByLaw) stopDossier(unit, dossier, true);
    else if (dossier >= 0 && answer >= 0) this.#proceed(unit, dossier, handles.get(handle, flowOf), answer);
    return true;
  }

  /** Silence has counted as an action: the flow goes the way of it. */
  #proceed(unit: Unit, dossier: number, flow: number, action: number): void {
    const to = this.#wayOf(flow, action);
    const token = unit.dossierToken[dossier] as number;
    const people = takeFromWork(unit, token);
    unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
    goOn(unit, token, to);
    release(unit, people);
  }

  #wayOf(flow: number, action: number): number {
    const mark = this.#compiled.marks.find(
      (known, i) => known.flow === flow && known.mark.is === "act" && this.#numbers[i] === action,
    );
    invariant(mark !== undefined, "an action that silence counts as is a way of the flow");
    return mark.to;
  }

  #plan(unit: Unit, handle: number, slot: number, track: LawTrack): void {
    const at = track.wakeAt(slot);
    if (at === never || at >= this.#handles.plannedAt(handle)) return;
    this.#handles.plan(handle, at);
    const stamp = (this.#handles.get(handle, stampOf) + 1) | 0;
    this.#handles.set(handle, stampOf, stamp);
    unit.heap.push(Math.max(at, unit.now), lawEvent, handle, stamp);
  }

  #free(handle: number): void {
    const slot = this.#handles.get(handle, slotOf);
    this.#trackOf(handle).release(slot);
    (this.#freeSlots[this.#handles.get(handle, flowOf)] as number[]).push(slot);
    this.#handles.free(handle);
  }
}

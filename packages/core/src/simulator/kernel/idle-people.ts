import type { CompiledPerson, CompiledQueue } from "./compiled.ts";

/**
 * Who of the people of each queue has nothing to do, on shift or not: whoever has been idle longest first, at the same
 * instant in the order of the queue. Somebody who serves several queues has a place in each. Whoever is `between` stands
 * apart, in no order.
 */
export class IdlePeople {
  /** By queue: the place of whoever has been idle longest; -1 for nobody. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** By place: its neighbours, whose it is and where they stand in their queue. */
  readonly #next: Int32Array;
  readonly #before: Int32Array;
  readonly #person: Int32Array;
  readonly #order: Int32Array;
  /** By person: the first of their places, one for each of their queues. */
  readonly #placeOf: Int32Array;
  readonly #people: readonly CompiledPerson[];
  readonly #since: Float64Array;
  readonly between: number[] = [];

  /** Everybody is idle.
   *  @param since by person: since when they are idle, where they are */
  constructor(people: readonly CompiledPerson[], queues: readonly CompiledQueue[], since: Float64Array) {
    this.#people = people;
    this.#since = since;
    this.#placeOf = new Int32Array(people.length);
    let places = 0;
    for (const { index, queues: served } of people) {
      this.#placeOf[index] = places;
      places += served.length;
    }
    this.#next = new Int32Array(places);
    this.#before = new Int32Array(places);
    this.#person = new Int32Array(places);
    this.#order = new Int32Array(places);
    this.#first = new Int32Array(queues.length).fill(-1);
    this.#last = new Int32Array(queues.length).fill(-1);
    for (const { index: queue, people: able } of queues)
      able.forEach((person, order) => {
        const place = this.#placeIn(queue, person);
        this.#person[place] = person;
        this.#order[place] = order;
        this.#append(queue, place);
      });
  }

  /** A place to begin with; -1 for nobody. */
  first(queue: number): number {
    return this.#first[queue] as number;
  }

  /** The place after it; -1 for none. */
  next(place: number): number {
    return this.#next[place] as number;
  }

  personAt(place: number): number {
    return this.#person[place] as number;
  }

  /** Where a person stands in a queue whether idle or not; -1 where they do not serve it. */
  orderIn(queue: number, person: number): number {
    const place = this.#placeIn(queue, person);
    return place < 0 ? -1 : (this.#order[place] as number);
  }

  add(person: number): void {
    const { queues } = this.#people[person] as CompiledPerson;
    const from = this.#placeOf[person] as number;
    for (let i = 0; i < queues.length; i += 1) this.#append(queues[i] as number, from + i);
  }

  remove(person: number): void {
    const { queues } = this.#people[person] as CompiledPerson;
    const from = this.#placeOf[person] as number;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i] as number;
      const before = this.#before[from + i] as number;
      const next = this.#next[from + i] as number;
      if (before < 0) this.#first[queue] = next;
      else this.#next[before] = next;
      if (next < 0) this.#last[queue] = before;
      else this.#before[next] = before;
    }
  }

  #placeIn(queue: number, person: number): number {
    const at = (this.#people[person] as CompiledPerson).queues.indexOf(queue);
    return at < 0 ? -1 : (this.#placeOf[person] as number) + at;
  }

  /** Mostly at the end: people become idle one after the other. */
  #append(queue: number, place: number): void {
    let before = this.#last[queue] as number;
    let next = -1;
    while (before >= 0 && this.#precedes(place, before)) {
      next = before;
      before = this.#before[before] as number;
    }
    this.#before[place] = before;
    this.#next[place] = next;
    if (before < 0) this.#first[queue] = place;
    else this.#next[before] = place;
    if (next < 0) this.#last[queue] = place;
    else this.#before[next] = place;
  }

  #precedes(place: number, other: number): boolean {
    const since = this.#since[this.#person[place] as number] as number;
    const than = this.#since[this.#person[other] as number] as number;
    return since < than || (since === than && (this.#order[place] as number) < (this.#order[other] as number));
  }
}

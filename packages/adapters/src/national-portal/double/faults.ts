/** Every way in which a call can go wrong (national-portal.md §7). */
export const faultKinds = [
  /** No answer, nothing done. */
  "hang",
  /** Done, and the answer is lost. */
  "done-then-hang",
  /** Done only after the caller has given up. */
  "done-late",
  /** Done, and the connection breaks within the answer. */
  "cut",
  /** A gateway passed it on, it was done, and the gateway says 502. */
  "bad-gateway",
  /** Refused for no reason. */
  "refuse",
  /** Says that it exists though it does not; nothing done. Of a creation only: all other calls go well. */
  "says-exists",
  /** 503. */
  "outage",
  /** Asks in words to try again later; nothing done. */
  "busy",
  /** Done, and answered in plain text. */
  "plain-text",
  /** Done; the code as a text. */
  "code-text",
  /** Done; the code as "00". */
  "code-00",
  /** Done; a code that only means "understood", and the words decide. */
  "code-words",
  /** Done, and the answer is longer than anybody should read. */
  "oversized",
  /** Points to an address inside, as the caller is not to follow; nothing done. */
  "redirect",
  /** The session is forgotten; nothing done. */
  "forget-session",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultPlan {
  /** Share of calls that go wrong, 0 to 1. */
  readonly share: number;
  readonly seed: number;
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
}

/** Says for each call what goes wrong with it: first those asked for by name, then by chance. */
export class Faults {
  /** `undefined`: that call goes well. */
  readonly #asked: (FaultKind | undefined)[] = [];
  #plan: FaultPlan | undefined;
  #state: number;
  readonly counts = new Map<FaultKind, number>();

  constructor(plan: FaultPlan | undefined) {
    this.#plan = plan;
    this.#state = (plan?.seed ?? 1) >>> 0;
  }

  ask(kind: FaultKind, times: number, after: number): void {
    for (let n = this.#asked.length; n < after; n += 1) this.#asked.push(undefined);
    for (let n = 0; n < times; n += 1) this.#asked.push(kind);
  }

  stop(): void {
    this.#plan = undefined;
    this.#asked.length = 0;
  }

  next(): FaultKind | undefined {
    const kind = this.#asked.length > 0 ? this.#asked.shift() : this.#byChance();
    if (kind !== undefined) this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return kind;
  }

  #byChance(): FaultKind | undefined {
    const plan = this.#plan;
    if (plan === undefined || this.#draw() >= plan.share) return undefined;
    const kinds = plan.kinds ?? faultKinds;
    return kinds[Math.floor(this.#draw() * kinds.length)];
  }

  /** mulberry32: the same plan goes wrong in the same way. */
  #draw(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

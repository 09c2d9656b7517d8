import { InvariantError } from "../base/invariant.ts";

/** When a backend is left alone, and for how long. All of it in real time: see decision 0085. */
export interface CircuitOptions {
  /** Failures in a row that open it. Default 10. */
  readonly failures?: number;
  /** How long it is left alone the first time; twice as long after each probe that fails. Default 5,000. */
  readonly waitMsMin?: number;
  /** Default 300,000. */
  readonly waitMsMax?: number;
  /** A clock that never steps back, in milliseconds. Default `performance.now`; a host that simulates gives its own. */
  readonly now?: () => number;
  /** 0 to 1, for uneven waits. Default `Math.random`. */
  readonly random?: () => number;
}

/** `closed`: messages flow. `open`: nothing is claimed for it. `half-open`: one message is tried, and decides. */
export type CircuitState = "closed" | "open" | "half-open";

/** Leave to hand over one message; what came of it counts for the state it was given in, and for no later one. */
export interface Permit {
  readonly generation: number;
}

export interface CircuitListener {
  opened(told: { readonly code: string; readonly failures: number; readonly waitMs: number }): void;
  closed(): void;
}

const defaults = { failures: 10, waitMsMin: 5_000, waitMsMax: 300_000 };

/**
 * Leaves a backend in peace that fails again and again. A day's messages would otherwise each be claimed, sent, waited for and
 * put off, every one counting its attempts, while the neighbour that is trying to get up is asked without end. Holds a
 * handful of numbers, however many messages wait.
 */
export class Circuit {
  readonly #options: Required<CircuitOptions>;
  readonly #listener: CircuitListener;
  #state: CircuitState = "closed";
  #generation = 0;
  /** In a row, while closed. */
  #failures = 0;
  /** Openings since it last was closed: each waits longer. */
  #openings = 0;
  #probeAt = 0;
  #probing = false;
  #code: string | undefined;

  /** @throws InvariantError for options that are no positive whole numbers */
  constructor(options: CircuitOptions, listener: CircuitListener) {
    const { now = () => performance.now(), random = Math.random } = options;
    this.#options = { ...defaults, now, random, ...options };
    this.#listener = listener;
    for (const name of ["failures", "waitMsMin", "waitMsMax"] as const)
      if (!Number.isSafeInteger(this.#options[name]) || this.#options[name] < 1)
        throw new InvariantError(`circuit.${name} is a whole number from 1 on`, "delivery.malformed");
  }

  get state(): CircuitState {
    return this.#state === "open" && this.#options.now() >= this.#probeAt ? "half-open" : this.#state;
  }

  /** Failures in a row, while closed; since it opened, how often it opened again. */
  get failures(): number {
    return this.#state === "closed" ? this.#failures : this.#openings;
  }

  /** Why it is not closed. */
  get code(): string | undefined {
    return this.#code;
  }

  /** Real time until the next probe; 0 when there is nothing to wait for. */
  get waitMs(): number {
    return this.#state === "open" ? Math.max(0, Math.ceil(this.#probeAt - this.#options.now())) : 0;
  }

  /** Asks to begin up to `limit`. @returns how many may, under one permit; a probe is taken by whoever asks first */
  take(limit: number): { readonly limit: number; readonly permit: Permit } {
    this.#state = this.state;
    const permit = { generation: this.#generation };
    if (this.#state === "closed") return { limit, permit };
    // Who has no room asks for none, and leaves the probe to others.
    if (this.#state === "open" || this.#probing || limit < 1) return { limit: 0, permit };
    this.#probing = true;
    return { limit: 1, permit };
  }

  /** The backend was not asked after all: the probe is free again. */
  unused({ generation }: Permit): void {
    if (generation === this.#generation) this.#probing = false;
  }

  /** The backend answered, be it with a refusal: it is there. */
  answered({ generation }: Permit): void {
    if (generation !== this.#generation) return;
    this.#failures = 0;
    if (this.#state === "closed") return;
    this.#generation += 1;
    this.#state = "closed";
    this.#openings = 0;
    this.#probing = false;
    this.#code = undefined;
    this.#listener.closed();
  }

  /** It did not answer, or says that it cannot just now. */
  failed({ generation }: Permit, code: string): void {
    if (generation !== this.#generation) return;
    this.#failures += 1;
    if (this.#state === "closed" && this.#failures < this.#options.failures) return;
    const { waitMsMin, waitMsMax, now, random } = this.#options;
    const failures = this.#failures;
    const longest = Math.min(waitMsMax, waitMsMin * 2 ** Math.min(this.#openings, 30));
    // Uneven, so that the processes of an office do not come back in step.
    const waitMs = Math.ceil(longest * (0.5 + random() / 2));
    this.#openings += 1;
    // What is still under way was begun before: whatever becomes of it, only a probe closes this.
    this.#generation += 1;
    this.#state = "open";
    this.#probing = false;
    this.#probeAt = now() + waitMs;
    this.#code = code;
    this.#listener.opened({ code, failures, waitMs });
  }
}

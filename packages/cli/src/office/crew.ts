import { type ChildProcess, fork } from "node:child_process";
import { AdapterError } from "@motcua/core";
import type { FromWorker, Refused, ToWorker } from "./messages.ts";

/** What came back for work that was shared out. */
export interface Shared {
  readonly refused: readonly Refused[];
  /** Whether a worker died over its part: what of that part was done is in storage, and nowhere else. */
  readonly lost: boolean;
}

export interface CrewOptions {
  readonly workers: number;
  /** Told to every worker when it begins. */
  readonly begin: Extract<ToWorker, { readonly kind: "begin" }>;
  /** A worker that has not answered for so long is taken for dead, and killed. */
  readonly patienceMs?: number;
  /** Deaths in a row without one answer in between, after which it is not bad luck. */
  readonly deathsMax?: number;
  /** What a worker runs. Default: the program that runs, again, so that whatever started it starts its workers. */
  readonly program?: string;
}

const deathsMaxDefault = 40;
// One instant of a commune is done within milliseconds; the disk of a busy machine may take its time.
const patienceMsDefault = 60_000;

/** Worker processes of one driver: started, started again when they die, given their parts of the work. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #mates = new Set<Mate>();
  #deaths = 0;
  #failure: AdapterError | undefined;
  #dismissed = false;
  /** Woken when somebody comes or goes. */
  #changed = Promise.withResolvers<void>();

  constructor(options: CrewOptions) {
    this.#options = options;
    for (let n = 0; n < options.workers; n += 1) this.#hire();
  }

  /**
   * Shares items out among the workers that are there, each dossier to the same one while nobody dies: what it knows of
   * the dossier is still in its memory.
   * @returns once every part is answered, or its worker is gone
   * @throws AdapterError what a worker met, or `office.workers_lost`
   */
  async share<Item extends { readonly ordinal: number }>(
    items: readonly Item[],
    messageOf: (part: readonly Item[]) => ToWorker,
  ): Promise<Shared> {
    const present = await this.#present();
    const parts = new Map<Mate, Item[]>();
    for (const item of items) {
      const mate = present[item.ordinal % present.length];
      if (mate !== undefined) parts.set(mate, [...(parts.get(mate) ?? []), item]);
    }
    const answers = await Promise.all([...parts].map(([mate, part]) => mate.ask(messageOf(part))));
    if (this.#failure !== undefined) throw this.#failure;
    return {
      refused: answers.flatMap((answer) => answer?.refused ?? []),
      lost: answers.includes(undefined),
    };
  }

  /** Sends everybody home: who works finishes that first. */
  async dismiss(): Promise<void> {
    this.#dismissed = true;
    await Promise.all([...this.#mates].map((mate) => mate.dismiss()));
  }

  /** Those who are ready to work; waits for the first. */
  async #present(): Promise<readonly Mate[]> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const present = [...this.#mates].filter((mate) => mate.ready);
      if (present.length > 0) return present;
      await this.#changed.promise;
    }
  }

  #hire(): void {
    const mate: Mate = new Mate(this.#options, {
      ready: () => this.#change(),
      answered: () => {
        this.#deaths = 0;
      },
      failed: (failure) => {
        this.#failure ??= failure;
        this.#change();
      },
      gone: () => {
        this.#mates.delete(mate);
        if (!this.#dismissed) this.#replace();
      },
    });
    this.#mates.add(mate);
  }

  #replace(): void {
    this.#deaths += 1;
    if (this.#deaths > (this.#options.deathsMax ?? deathsMaxDefault))
      this.#failure ??= new AdapterError(
        "office.workers_lost",
        "các tiến trình làm việc liên tục bị dừng; hãy chạy lại với MOTCUA_TRACE=1 / " +
          "worker processes keep ending; run again with MOTCUA_TRACE=1",
        { retry: "operator" },
      );
    else if (this.#failure === undefined) this.#hire();
    this.#change();
  }

  #change(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

interface MateEvents {
  readonly ready: () => void;
  readonly answered: () => void;
  readonly failed: (failure: AdapterError) => void;
  readonly gone: () => void;
}

type Done = Extract<FromWorker, { readonly kind: "done" }>;

/** One worker process, from its start to its end. It has one piece of work at a time. */
class Mate {
  readonly #process: ChildProcess;
  readonly #patienceMs: number;
  readonly #gone: Promise<void>;
  #answer: ((done: Done | undefined) => void) | undefined;
  ready = false;

  constructor({ begin, patienceMs = patienceMsDefault, program }: CrewOptions, events: MateEvents) {
    this.#patienceMs = patienceMs;
    const run = program ?? process.argv[1] ?? "";
    // Only errors nobody expects are written.
    this.#process = fork(run, ["office-worker"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.#trace("started");
    this.#process.on("message", (message: FromWorker) => this.#hear(message, events));
    this.#gone = new Promise((resolve) => {
      const end = (): void => {
        this.ready = false;
        this.#trace("gone");
        resolve();
      };
      this.#process.once("exit", end);
      // It could not even be started.
      this.#process.once("error", end);
    });
    void this.#gone.then(() => {
      this.#settle(undefined);
      events.gone();
    });
    this.#tell(begin);
  }

  /** @returns `undefined` when it died before it answered */
  ask(message: ToWorker): Promise<Done | undefined> {
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#process.kill("SIGKILL"), this.#patienceMs);
      this.#answer = (done) => {
        clearTimeout(patience);
        resolve(done);
      };
      // Dead already, and heard of before anybody asked.
      if (!this.ready) this.#settle(undefined);
      else this.#tell(message);
    });
  }

  async dismiss(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    const patience = setTimeout(() => this.#process.kill("SIGKILL"), this.#patienceMs);
    await this.#gone;
    clearTimeout(patience);
  }

  /** A message that does not arrive has its end in the end of the process. */
  #tell(message: ToWorker): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  #hear(message: FromWorker, events: MateEvents): void {
    switch (message.kind) {
      case "ready":
        this.ready = true;
        this.#trace("ready");
        events.ready();
        return;
      case "done":
        events.answered();
        this.#settle(message);
        return;
      case "failed":
        events.failed(new AdapterError(message.code, message.message, { retry: "operator" }));
        this.#settle(undefined);
        return;
    }
  }

  #trace(what: string): void {
    if (process.env.MOTCUA_TRACE === "1") process.stderr.write(`office worker ${this.#process.pid} ${what}\n`);
  }

  #settle(done: Done | undefined): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(done);
  }
}

import type { Commit, DossierFilter, Storage } from "@motcua/core";
import { aCommit, t } from "@motcua/core/conformance";

/** Asks a store; tokens it hands out are kept apart for each store, as they differ. */
export type Step = (storage: Storage, tokens: string[]) => Promise<unknown>;

function randomBelow(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * n);
  };
}

const offices = ["office-1", "office-2"] as const;
const lanes = ["portal", "citizen"] as const;
type Summary = Commit["summary"];

/** Steps are drawn before they are taken, so both stores are asked the same. */
export class Day {
  readonly #below: (n: number) => number;
  readonly #versions = new Map<string, number>();
  readonly #positions = new Map<string, number>();
  readonly #quiet: boolean;
  #commands = 0;
  #contents = 0;

  /** @param quiet one commit at a time, with few timers and messages: more dossiers come to rest */
  constructor(seed: number, quiet = false) {
    this.#below = randomBelow(seed);
    this.#quiet = quiet;
  }

  #one<T>(of: readonly T[]): T {
    return of[this.#below(of.length)] as T;
  }

  #maybe<T>(value: T): T | undefined {
    return this.#below(3) === 0 ? undefined : value;
  }

  #dossier(): { readonly dossier: string; readonly office: string } {
    const n = this.#below(9);
    return { dossier: `d-${n}`, office: offices[n % 2] as string };
  }

  #commit(dossier: string, office: string): Commit {
    const stored = this.#versions.get(dossier) ?? 0;
    const on = this.#below(8) === 0 ? this.#below(5) : stored;
    const fresh = this.#below(10) > 0 || this.#commands === 0;
    const command = `c-${fresh ? this.#commands++ : this.#below(this.#commands)}`;
    const outbox = lanes.flatMap((adapter) =>
      Array.from({ length: this.#quiet && this.#below(4) > 0 ? 0 : this.#below(3) }, () => {
        const position = (this.#positions.get(`${dossier}/${adapter}`) ?? 0) + 1;
        this.#positions.set(`${dossier}/${adapter}`, position);
        return { adapter, position, notBefore: t(this.#below(40)) };
      }),
    );
    return aCommit({
      dossier,
      office,
      command,
      body: `body of ${command} ${this.#below(12) === 0}`,
      on,
      events: 1 + this.#below(3),
      snapshot: this.#below(2) === 0 ? null : `{"n":${this.#commands}}`,
      wakeAt: this.#quiet && this.#below(3) > 0 ? undefined : this.#maybe(t(this.#below(60))),
      outbox,
      content: this.#below(4) === 0 ? [{ id: `${dossier}:note:${this.#contents++}` }] : [],
      summary: {
        phase: this.#one(["intake", "open", "ready", "ended"]),
        code: this.#maybe(`H26-260105-000${this.#below(6)}` as NonNullable<Summary["code"]>),
        dueAt: this.#maybe(t(this.#below(20))),
        holderUnit: this.#maybe(this.#one(["u-1", "u-2"]) as NonNullable<Summary["holderUnit"]>),
        holderPerson: this.#maybe(this.#one(["p-1", "p-2"]) as NonNullable<Summary["holderPerson"]>),
        suspended: this.#below(2) === 0,
      },
    });
  }

  #group(): Step {
    const drawn = new Map(
      Array.from({ length: this.#quiet ? 1 : 1 + this.#below(4) }, () => this.#dossier()).map((d) => [d.dossier, d]),
    );
    const group = [...drawn.values()].map(({ dossier, office }) => this.#commit(dossier, office));
    return async (storage) => {
      const outcomes = await storage.commit(group);
      for (const [i, outcome] of outcomes.entries())
        if (outcome.kind === "committed") this.#versions.set(group[i]?.dossierId ?? "", outcome.version);
      return outcomes;
    };
  }

  #claim(): Step {
    const claim = { dueThrough: t(this.#below(70)), leaseMs: 1 + this.#below(40), limit: 1 + this.#below(6) };
    const adapters = this.#maybe([this.#one(lanes)]);
    const wakes = this.#below(2) === 0;
    return async (storage, tokens) => {
      const claimed = wakes
        ? await storage.claimWakes(claim)
        : await storage.claimOutbox(adapters === undefined ? claim : { ...claim, adapters });
      return claimed.map(({ token, ...rest }) => {
        tokens.push(token);
        return rest;
      });
    };
  }

  #settle(): Step {
    const back = this.#below(8);
    const how = this.#one([
      { kind: "retry", at: t(this.#below(80)), code: "later" },
      { kind: "parked", code: "operator" },
      { kind: "delivered" },
    ] as const);
    return async (storage, tokens) => {
      const token = tokens.at(-1 - back) ?? "none";
      // The same token at both doors: it must fit one of them at most.
      const asWake = how.kind === "delivered" ? "lease_lost" : await storage.settleWake(token, how);
      return asWake === "settled" ? asWake : storage.settleOutbox(token, how);
    };
  }

  #release(): Step {
    const { dossier } = this.#dossier();
    const how = this.#one([{ kind: "retry" }, { kind: "skip", reason: "by-hand" }] as const);
    const nth = this.#below(3);
    return async (storage) => {
      const { items } = await storage.reader.parkedMessages({ limit: 10 });
      const message = items[nth]?.messageId ?? "none";
      return [await storage.releaseWake(dossier as never), await storage.releaseParked(message, how)];
    };
  }

  #look(): Step {
    const { dossier, office } = this.#dossier();
    const filter = {
      officeId: office,
      order: this.#one(["id", "due"]),
      ...Object.fromEntries(
        Object.entries({
          phase: this.#maybe(this.#one(["intake", "open", "ready", "ended"])),
          holderUnit: this.#maybe("u-1"),
          holderPerson: this.#maybe("p-2"),
          dueBefore: this.#maybe(t(this.#below(20))),
          dueFrom: this.#maybe(t(this.#below(20))),
        }).filter(([, value]) => value !== undefined && this.#below(2) === 0),
      ),
    } as DossierFilter;
    const limit = 1 + this.#below(3);
    const command = `c-${this.#below(this.#commands + 1)}`;
    const adapters = this.#maybe([this.#one(lanes)]);
    return async (storage) => {
      const rows: unknown[] = [];
      for (let after: string | undefined; ; ) {
        const page = await storage.reader.list(filter, after === undefined ? { limit } : { limit, after });
        rows.push(page.items);
        after = page.next;
        if (after === undefined) break;
      }
      return [
        rows,
        await storage.load([dossier as never]),
        await storage.nextDueAt(),
        await storage.nextDueAt(adapters),
        await storage.findCommand(office as never, command as never),
        await storage.reader.messages(dossier as never),
        (await storage.reader.parkedWakes({ limit: 50 })).items,
        (await storage.reader.scan({ limit: 50 })).items,
      ];
    };
  }

  #erase(): Step {
    const { dossier } = this.#dossier();
    return (storage) => storage.eraseContent(dossier as never);
  }

  next(): Step {
    const n = this.#below(20);
    if (n < 6) return this.#group();
    if (n < 10) return this.#claim();
    if (n < 14) return this.#settle();
    if (n < 16) return this.#release();
    return n < 19 ? this.#look() : this.#erase();
  }
}

/** `undefined` and absent are the same, as everywhere in the port. */
export const plain = (answer: unknown): unknown =>
  answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));

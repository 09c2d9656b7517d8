import { memoryStorage } from "@motcua/adapters/memory";
import { AdapterError, type DossierId, type SignedTransfer, type Storage, verifyStorage } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { describe, expect, it } from "vitest";
import { at, people } from "../dossier/kit.ts";
import { withFaults } from "../engine/engine-kit.ts";
import { SeededRandom } from "../faults/random.ts";
import { atWork, ofSide, openSide, party, type Side } from "./kit.ts";

const seeds = Array.from({ length: 12 }, (_, i) => Number(process.env.MOTCUA_SEED ?? 4_100) + i);
const dossiers = ["d1", "d2", "d3", "d4"];

class Lost extends AdapterError {
  constructor() {
    super("http.unknown_outcome", "lost", { retry: "later", retryAfterMs: 1_000 });
  }
}

/** Two engines, a line between them and a power supply, all of them unreliable, by a seed. */
class World {
  readonly random: SeededRandom;
  readonly clock = virtualClock(at("2026-08-20 09:00"));
  readonly #parties = { xa: party("xa", "xa-1"), tinh: party("tinh", "tinh-1") };
  readonly #storages: { readonly [name: string]: Storage } = { xa: memoryStorage(), tinh: memoryStorage() };
  readonly #heard: { readonly to: string; readonly message: SignedTransfer }[] = [];
  sides: { xa: Side; tinh: Side };
  calm = false;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.sides = { xa: this.#open("xa"), tinh: this.#open("tinh") };
  }

  #open(name: "xa" | "tinh"): Side {
    const others = [this.#parties[name === "xa" ? "tinh" : "xa"]];
    const carry = (to: string, message: SignedTransfer) => this.#carry(to as "xa" | "tinh", message);
    const sound = this.#storages[name] as Storage;
    // Power that fails after the write or before it: nobody hears which.
    const commit: Storage["commit"] = async (group) => {
      if (!this.calm && this.random.chance(0.05)) throw new Lost();
      const outcome = await sound.commit(group);
      if (!this.calm && this.random.chance(0.05)) throw new Lost();
      return outcome;
    };
    const storage = withFaults(sound, { commit });
    return openSide({ own: this.#parties[name], others, clock: this.clock, carry, storage, pageBytes: 3_000 });
  }

  /** Everything in memory is gone. */
  crash(name: "xa" | "tinh"): void {
    this.sides[name] = this.#open(name);
  }

  async #carry(to: "xa" | "tinh", message: SignedTransfer): Promise<{ body: string; signature: string }> {
    this.#heard.push({ to, message });
    const receive = (): Promise<{ body: string; signature: string }> => this.sides[to].receiver.receive(message);
    if (this.calm) return await receive();
    switch (this.random.weighted({ pass: 6, lost: 1, unheard: 1, twice: 1, old: 1, crash: 1 })) {
      case "lost":
        throw new Lost();
      case "unheard":
        await receive();
        throw new Lost();
      case "twice": {
        const [first, second] = await Promise.all([receive(), receive()]);
        return this.random.chance(0.5) ? first : second;
      }
      case "old": {
        const old = this.random.pick(this.#heard);
        await this.sides[old.to as "xa" | "tinh"].receiver.receive(old.message).catch(() => undefined);
        return await receive();
      }
      case "crash":
        await receive().catch(() => undefined);
        this.crash(to);
        return await receive();
      default:
        return await receive();
    }
  }

  /** Names of the sides that have it. */
  async holders(dossier: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [name, storage] of Object.entries(this.#storages)) {
      const side = name === "xa" ? this.#parties.xa : this.#parties.tinh;
      const reader = openSide({
        own: side,
        others: [],
        clock: this.clock,
        carry: () => Promise.reject(new Lost()),
        storage,
      });
      const view = await reader.engine.read(dossier as DossierId);
      if (view === undefined) continue;
      const { transfer } = view.state;
      if (transfer === undefined || transfer.holder === side.office) found.push(name);
    }
    return found;
  }

  async tick(name: "xa" | "tinh"): Promise<void> {
    await this.sides[name].worker.tick().catch(() => undefined);
    for (const { messageId } of (await this.sides[name].storage.reader.parkedMessages({ limit: 9 })).items)
      await this.sides[name].storage.releaseParked(messageId, { kind: "retry" });
  }
}

describe("any order of hand-overs, crashes, losses and repetitions", () => {
  it.each(seeds)(
    "leaves every dossier with one side, with one history: seed %i",
    { timeout: 120_000 },
    async (seed) => {
      const world = new World(seed);
      const { random } = world;
      world.calm = true;
      for (const dossier of dossiers) await atWork(world.sides.xa, dossier);
      const due = await Promise.all(dossiers.map(async (d) => (await world.sides.xa.state(d)).promises));
      world.calm = false;
      let refused = 0;
      for (let step = 0; step < 60; step += 1) {
        const name = random.pick(["xa", "tinh"] as const);
        const side = world.sides[name];
        const other = world.sides[name === "xa" ? "tinh" : "xa"];
        const dossier = random.pick(dossiers);
        switch (random.weighted({ handOver: 4, work: 2, tick: 6, recall: 1, crash: 1, wait: 1 })) {
          case "handOver":
            await side.handOver(dossier, other, ofSide(side, people.director)).catch(() => {
              refused += 1;
            });
            break;
          case "work":
            await side.send(dossier, ofSide(side, people.head), { type: "claim" }).catch(() => undefined);
            await side
              .send(dossier, ofSide(side, people.head), { type: "hand-back", reason: { code: "overload" } } as never)
              .catch(() => undefined);
            break;
          case "tick":
            await world.tick(name);
            break;
          case "recall":
            await side.sender.recall(dossier as DossierId).catch(() => undefined);
            break;
          case "crash":
            world.crash(name);
            break;
          case "wait":
            world.clock.advanceTo(world.clock.now() + 60_000);
            break;
        }
        expect((await world.holders(dossier)).length).toBeLessThanOrEqual(1);
      }
      world.calm = true;
      for (let round = 0; round < 6; round += 1) {
        world.clock.advanceTo(world.clock.now() + 3_600_000);
        for (const name of ["xa", "tinh"] as const) {
          world.crash(name);
          for (let pass = 0; pass < 4; pass += 1) await world.tick(name);
        }
      }
      let handedOver = 0;
      for (const [i, dossier] of dossiers.entries()) {
        expect(await world.holders(dossier)).toHaveLength(1);
        const histories = [await world.sides.xa.history(dossier), await world.sides.tinh.history(dossier)];
        const [shorter = [], longer = []] = histories.sort((a, b) => a.length - b.length);
        expect(longer.slice(0, shorter.length)).toEqual(shorter);
        expect(longer.filter(({ type }) => type === "accepted")).toHaveLength(1);
        handedOver += longer.filter(({ type }) => type === "handed-over").length;
        const [holder] = await world.holders(dossier);
        expect((await world.sides[holder as "xa" | "tinh"].state(dossier)).promises).toEqual(due[i]);
      }
      for (const { storage } of Object.values(world.sides)) expect((await verifyStorage(storage)).damages).toEqual([]);
      expect(refused).toBeGreaterThan(0);
      expect(handedOver).toBeGreaterThan(0);
    },
  );
});

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { memoryStorage } from "@motcua/adapters/memory";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { type DossierId, type DossierState, type Storage, type StoredEvent, verifyStorage } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { afterEach, describe, expect, it } from "vitest";
import { at } from "../../dossier/kit.ts";
import { SeededRandom } from "../../faults/random.ts";
import { freePort } from "../../servers/free-port.ts";
import { atWork, openSide, type Party, party, type Side } from "../kit.ts";
import type { ChildOrder } from "./order.ts";

const full = process.env.MOTCUA_FULL === "1";
const dossiers = full ? 1_000 : 60;
/** There, back, there, back. */
const epochs = 4;
const seed = Number(process.env.MOTCUA_SEED ?? 20_261_126);
const minutesMax = full ? 40 : 6;

const folder = mkdtempSync(join(tmpdir(), "motcua-transfer-"));
const running = new Set<SideProcess>();
afterEach(async () => {
  await Promise.all([...running].map((each) => each.kill()));
  rmSync(folder, { recursive: true, force: true });
});

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

class SideProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #commits = 0;
  #enough: { readonly commits: number; readonly heard: () => void } | undefined;
  readonly up: Promise<void>;
  #killed = false;

  constructor(order: ChildOrder, faults: string[]) {
    const script = fileURLToPath(new URL("./child.ts", import.meta.url));
    const flags = ["--conditions=motcua-source", "--no-warnings", script];
    this.#child = spawn(process.execPath, [...flags, JSON.stringify(order)], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "motcua-chaos-compiled") },
    });
    running.add(this);
    let errors = "";
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-2_000);
    });
    let isUp: () => void = () => {};
    this.up = new Promise((done) => {
      isUp = done;
    });
    createInterface({ input: this.#child.stdout ?? process.stdin }).on("line", (line) => {
      if (line.includes('"t":"up"')) isUp();
      else if (line.includes('"t":"commit"')) this.#count();
      else faults.push(`${order.own.name} ${line}`);
    });
    this.#ended = new Promise((done) =>
      this.#child.once("close", (code, signal) => {
        if (!this.#killed) faults.push(`${order.own.name} ended by itself: ${code ?? signal} ${errors}`);
        running.delete(this);
        isUp();
        done();
      }),
    );
  }

  #count(): void {
    this.#commits += 1;
    if (this.#commits >= (this.#enough?.commits ?? Number.POSITIVE_INFINITY)) this.#enough?.heard();
  }

  /** Returns when it wrote so many commits more, or the time is over: how fast it works depends on the machine. */
  async wrote(commits: number, msMax: number): Promise<void> {
    const heard = new Promise<void>((done) => {
      this.#enough = { commits: this.#commits + commits, heard: done };
    });
    await Promise.race([heard, this.#ended, pause(msMax)]);
  }

  /** Returns when it is gone. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}

const ids = Array.from({ length: dossiers }, (_, i) => `hs-${i}`);
const away = () => Promise.reject(new Error("nothing is sent here"));

/** Everything the commune begins with, with nobody to hand over to yet. */
async function filled(storage: Storage, own: Party, other: Party): Promise<Side> {
  const side = openSide({ own, others: [other], clock: virtualClock(at("2026-08-20 09:00")), carry: away, storage });
  for (let i = 0; i < ids.length; i += 100) await Promise.all(ids.slice(i, i + 100).map((id) => atWork(side, id)));
  return side;
}

/** How often each was taken over last, and by whom, as one database says. */
async function statesOf(storage: Storage, { office }: Party): Promise<ReadonlyMap<string, DossierState>> {
  const side = openSide({ own: party("xa", office), others: [], clock: virtualClock(0), carry: away, storage });
  const states = new Map<string, DossierState>();
  for (const id of ids) {
    const view = await side.engine.read(id as DossierId);
    if (view !== undefined) states.set(id, view.state);
  }
  return states;
}

/** All of them are home, by the commune's own database. */
async function allHome(db: string): Promise<boolean> {
  const storage = sqliteStorage({ file: db });
  try {
    for (const id of ids) {
      const [row] = await storage.load([id as DossierId]);
      const last = (await historyOf(storage, id)).at(-1);
      if (row === undefined || last?.type !== "taken-over") return false;
      const { epoch, to } = JSON.parse(last.bytes) as { readonly epoch: number; readonly to: string };
      if (epoch !== epochs || to !== "xa-1") return false;
    }
    return true;
  } finally {
    await storage.close();
  }
}

const historyOf = async (storage: Storage, id: string): Promise<readonly StoredEvent[]> =>
  (await storage.reader.history(id as DossierId, { limit: 1_000 })).items;

describe("two engines, both killed at random", () => {
  it(`pass ${dossiers} dossiers to and fro, each with one history and one clock, seed ${seed}`, {
    timeout: (minutesMax + 4) * 60_000,
  }, async () => {
    const random = new SeededRandom(seed);
    const [own, other] = [party("xa", "xa-1"), party("tinh", "tinh-1")];
    const files = { xa: join(folder, "xa.db"), tinh: join(folder, "tinh.db") };
    const begun = sqliteStorage({ file: files.xa });
    await filled(begun, own, other);
    await begun.close();
    // The same dossiers that never went anywhere.
    const twin = await filled(memoryStorage(), own, other);

    const [port, otherPort] = [await freePort(), await freePort()];
    const time = { epochs, lawAt: at("2026-08-20 09:05"), realAt: Date.now() };
    const orders = {
      xa: { ...time, db: files.xa, own, other, port, otherPort },
      tinh: { ...time, db: files.tinh, own: other, other: own, port: otherPort, otherPort: port },
    };
    const faults: string[] = [];
    const processes = { xa: new SideProcess(orders.xa, faults), tinh: new SideProcess(orders.tinh, faults) };
    const start = Date.now();
    let kills = 0;
    for (;;) {
      if (faults.length > 0 || (await allHome(files.xa))) break;
      if (Date.now() - start > minutesMax * 60_000) break;
      // Half way through its work, its start or its migration: whenever it comes.
      for (const name of random.pick([["xa"], ["tinh"], ["xa", "tinh"]] as const)) {
        if (random.chance(0.85)) await processes[name].wrote(random.below(full ? 150 : dossiers), 20_000);
        await pause(random.below(30));
        await processes[name].kill();
        kills += 1;
        processes[name] = new SideProcess(orders[name], faults);
      }
    }
    await Promise.all([processes.xa.kill(), processes.tinh.kill()]);
    const seconds = Math.round((Date.now() - start) / 1_000);

    expect(faults).toEqual([]);
    const [xa, tinh] = [sqliteStorage({ file: files.xa }), sqliteStorage({ file: files.tinh })];
    try {
      for (const storage of [xa, tinh]) expect((await verifyStorage(storage)).damages).toEqual([]);
      const [here, there] = [await statesOf(xa, own), await statesOf(tinh, other)];
      for (const id of ids) {
        const [a, b] = [here.get(id), there.get(id)];
        expect(a?.transfer).toMatchObject({ epoch: epochs, holder: "xa-1" });
        expect(b?.transfer?.holder).not.toBe("tinh-1");
        const [ours, theirs] = [await historyOf(xa, id), await historyOf(tinh, id)];
        expect(ours.slice(0, theirs.length)).toEqual(theirs);
        const told = ours.map(({ type }) => type);
        expect(told.filter((type) => type === "accepted")).toHaveLength(1);
        expect(told.filter((type) => type === "handed-over")).toHaveLength(epochs);
        expect(told.filter((type) => type === "taken-over")).toHaveLength(epochs);
        const alone = await twin.state(id);
        expect([a?.limits, a?.promises]).toEqual([alone.limits, alone.promises]);
      }
    } finally {
      await Promise.all([xa.close(), tinh.close()]);
    }
    process.stdout.write(
      `transfer chaos: ${JSON.stringify({ dossiers, transfers: dossiers * epochs, kills, seconds })}\n`,
    );
    expect(kills).toBeGreaterThanOrEqual(full ? 50 : 2);
  });
});

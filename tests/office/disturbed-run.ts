import { type Ended, type Running, startMotcua } from "./helpers.ts";

export interface Disturbance {
  /** Decides whom and when; the machine decides what they were doing. */
  readonly random: () => number;
  readonly workerKills: number;
  readonly driverKills: number;
}

export interface DisturbedRun {
  readonly ended: Ended;
  readonly workerKills: number;
  readonly driverKills: number;
}

/** Numbers from 0 to 1 that follow from a seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Runs `office` with workers, kills some of them and now and then the driver, and runs it again until it is done. */
export async function disturbedRun(args: readonly string[], wanted: Disturbance): Promise<DisturbedRun> {
  let workerKills = 0;
  for (let driverKills = 0; ; driverKills += 1) {
    const lastRun = driverKills === wanted.driverKills;
    // What is left is spread over the runs that are left.
    const kills = Math.ceil((wanted.workerKills - workerKills) / (wanted.driverKills - driverKills + 1));
    const running = startMotcua("office", ...args, "--json");
    const crew = watchCrew(running);
    workerKills += await killWorkers(running, crew, kills, wanted.random);
    if (!lastRun && running.child.exitCode === null) running.child.kill("SIGKILL");
    const ended = await running.ended;
    if (ended.signal !== "SIGKILL") return { ended, workerKills, driverKills };
  }
}

/** Process ids of those who are at work now, as the driver tells them under MOTCUA_TRACE=1. */
function watchCrew({ child }: Running): ReadonlySet<number> {
  const ready = new Set<number>();
  let rest = "";
  child.stderr?.on("data", (chunk) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, pid, what] = /^office worker (\d+) (\w+)$/.exec(line) ?? [];
      if (what === "ready") ready.add(Number(pid));
      else if (what === "gone") ready.delete(Number(pid));
    }
  });
  return ready;
}

async function killWorkers(
  { child }: Running,
  crew: ReadonlySet<number>,
  wanted: number,
  random: () => number,
): Promise<number> {
  let kills = 0;
  while (kills < wanted && child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 10 + random() * 250));
    const present = [...crew];
    // Now and then several at once, so that a moment comes with nobody there.
    const victims = random() < 0.1 ? present : present.slice(0, 1 + Math.floor(random() * present.length)).slice(-1);
    for (const pid of victims) if (kill(pid)) kills += 1;
  }
  return kills;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself meanwhile.
    return false;
  }
}

import { compileModel, type Model, runUnit } from "@motcua/core/simulator";
import { compare, print } from "../harness.ts";

const hourMs = 3_600_000;
const load = 0.8;
const servers = 3;

const model = (dossiers: number): Model => ({
  flows: [
    {
      id: "queue",
      name: "queue",
      start: "serve",
      nodes: [
        {
          id: "serve",
          name: "serve",
          kind: "task",
          skill: "server",
          duration: { all: { kind: "exponential", meanMs: hourMs } },
          next: "end",
        },
        { id: "end", name: "end", kind: "end" },
      ],
    },
  ],
  people: Array.from({ length: servers }, (_, i) => ({
    id: `server-${i}`,
    name: `server ${i}`,
    unit: "desk",
    role: "server",
    skills: ["server"],
    calendar: "always",
  })),
  calendars: [{ id: "always", kind: "always" }],
  streams: [
    {
      id: "arrivals",
      flow: "queue",
      arrivals: { kind: "between", ms: { kind: "exponential", meanMs: hourMs / (load * servers) } },
      dossiersMax: dossiers,
    },
  ],
  conventions: {
    arrivals: "open-time",
    dispatch: "when-free",
    allocation: "first",
    shiftEnd: "pause",
    preemption: "none",
  },
  startAt: 0,
});

/** The limit to measure against: M/M/3 by hand, with the cheapest random numbers there are (xorshift128), three end times
 *  compared one by one, a ring for those who wait, and nothing counted but the wait. @returns mean wait in hours */
function handWritten(dossiers: number, seed: number): number {
  let x = seed | 1;
  let y = 362_436_069;
  let z = 521_288_629;
  let w = 88_675_123;
  const uniform = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ (t ^ (t >>> 8));
    return ((w >>> 0) + 0.5) / 4_294_967_296;
  };
  const ends = new Float64Array(servers).fill(Number.POSITIVE_INFINITY);
  const ring = new Float64Array(1 << 16);
  let head = 0;
  let tail = 0;
  let waited = 0;
  let arrived = 0;
  let done = 0;
  let nextAt = -Math.log(uniform()) / (load * servers);
  while (done < dossiers) {
    let first = 0;
    for (let i = 1; i < servers; i += 1) if ((ends[i] as number) < (ends[first] as number)) first = i;
    const endAt = ends[first] as number;
    if (nextAt < endAt) {
      let free = -1;
      for (let i = 0; i < servers; i += 1) if (ends[i] === Number.POSITIVE_INFINITY) free = i;
      if (free >= 0) ends[free] = nextAt - Math.log(uniform());
      else ring[tail++ & 65_535] = nextAt;
      arrived += 1;
      nextAt = arrived < dossiers ? nextAt - Math.log(uniform()) / (load * servers) : Number.POSITIVE_INFINITY;
    } else {
      done += 1;
      if (head < tail) {
        waited += endAt - (ring[head++ & 65_535] as number);
        ends[first] = endAt - Math.log(uniform());
      } else ends[first] = Number.POSITIVE_INFINITY;
    }
  }
  return waited / dossiers;
}

/** M/M/3 at load 0.8 through the public API, one core: events a second beside a loop written by hand in the same run. An
 *  event is an arrival or an end. */
export async function simulatedQueue(dossiers = 1_000_000): Promise<void> {
  const compiled = compileModel(model(dossiers));
  const clocked = async (run: () => void): Promise<number> => {
    const started = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - started) / 1e9;
  };
  let round = 0;
  const { ours, raw, ratio } = await compare(
    2 * dossiers,
    () => clocked(() => runUnit(compiled, { seed: 1, replication: round++, office: 0, byHour: false })),
    () => clocked(() => handWritten(dossiers, ++round)),
  );
  print({ bench: "simulated-queue", eventsPerSecond: ours, rawEventsPerSecond: raw, ratio });
}

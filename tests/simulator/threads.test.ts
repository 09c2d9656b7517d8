import { runOnThreads, ThreadPool } from "@motcua/adapters/threads";
import { FiguresCollector, type Model } from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";

const hourMs = 3_600_000;

/** Two steps, rework, shifts, 40 offices: more units than threads, and some offices in each. */
const model: Model = {
  flows: [
    {
      id: "permit",
      name: "permit",
      start: "check",
      nodes: [
        {
          id: "check",
          name: "check",
          kind: "task",
          skill: "officer",
          duration: { all: { kind: "gamma", meanMs: hourMs, sdMs: hourMs / 2 } },
          next: "complete",
        },
        {
          id: "complete",
          name: "complete",
          kind: "choice",
          branches: [
            { to: "check", share: 0.2 },
            { to: "sign", share: 0.8 },
          ],
        },
        {
          id: "sign",
          name: "sign",
          kind: "task",
          skill: "leader",
          duration: { all: { kind: "exponential", meanMs: hourMs / 2 } },
          next: "end",
        },
        { id: "end", name: "end", kind: "end" },
      ],
    },
  ],
  people: [
    { id: "o1", name: "o1", unit: "u", role: "officer", skills: ["officer"], calendar: "week" },
    { id: "o2", name: "o2", unit: "u", role: "officer", skills: ["officer"], calendar: "week" },
    { id: "l", name: "l", unit: "u", role: "leader", skills: ["leader", "officer"], calendar: "week" },
  ],
  calendars: [
    {
      id: "week",
      kind: "weekly",
      spansMinutes: [0, 1, 2, 3, 4].map((day) => [day * 1440 + 450, day * 1440 + 1020] as const),
      utcOffsetMinutes: 420,
    },
  ],
  streams: [
    {
      id: "paper",
      flow: "permit",
      calendar: "week",
      arrivals: { kind: "between", ms: { kind: "exponential", meanMs: hourMs / 1.4 } },
      dossiersMax: 120,
    },
  ],
  conventions: {
    arrivals: "open-time",
    dispatch: "when-free",
    allocation: "fair",
    shiftEnd: "pause",
    preemption: "none",
  },
  offices: 80,
  startAt: Date.UTC(2026, 0, 5),
};

async function figuresWith(threads: number, replications = 3): Promise<string> {
  const collector = new FiguresCollector(model);
  await runOnThreads({ model }, { threads, seed: 11, replications, onUnit: (unit) => void collector.add(unit) });
  return JSON.stringify(collector.figures());
}

describe("threads", () => {
  it("gives the same figures on 1, 2 and 4 threads", { timeout: 60_000 }, async () => {
    const one = await figuresWith(1);
    expect(JSON.parse(one)).toMatchObject({ replications: 3, offices: 80 });
    expect(await figuresWith(2)).toBe(one);
    expect(await figuresWith(4)).toBe(one);
  });

  it("stops when no more results are wanted", { timeout: 60_000 }, async () => {
    const seen: string[] = [];
    const used = await runOnThreads(
      { model },
      {
        threads: 2,
        seed: 1,
        replications: 1000,
        onUnit: ({ replication, office }) => {
          seen.push(`${replication}/${office}`);
          return seen.length === 5;
        },
      },
    );
    expect(used).toBe(5);
    expect(seen).toEqual(["0/0", "0/32", "0/64", "1/0", "1/32"]);
  });

  it("says what went wrong in a thread", { timeout: 60_000 }, async () => {
    const broken = { ...model, streams: [{ ...model.streams[0], id: "x", flow: "nowhere" }] } as Model;
    const run = runOnThreads({ model: broken }, { threads: 2, seed: 1, replications: 1, onUnit: () => false });
    await expect(run).rejects.toThrow();
  });
});

describe("a pool of threads", () => {
  const module = new URL("./pool-work.ts", import.meta.url).href;
  const work = { module, function: "multiplesOf", input: 7 };

  it("answers in the order of the questions, whoever is first, until no more are wanted", {
    timeout: 60_000,
  }, async () => {
    const pool = new ThreadPool(work, 3);
    const answers: unknown[] = [];
    await pool.askInOrder(
      100,
      (number) => number,
      (answer, number) => {
        answers.push(answer);
        return number === 20;
      },
    );
    await pool.close();
    expect(answers).toEqual(Array.from({ length: 21 }, (_, i) => i * 7));
  });

  it("passes on what goes wrong, and goes on", { timeout: 60_000 }, async () => {
    const pool = new ThreadPool(work, 1);
    await expect(pool.ask(-1)).rejects.toMatchObject({ message: "-1 is below 0", code: "test.below" });
    expect(await pool.ask(3)).toBe(21);
    await pool.close();
    await expect(pool.ask(1)).rejects.toThrow("closed");
    const nowhere = new ThreadPool({ ...work, function: "nothing" }, 1);
    await expect(nowhere.ask(1)).rejects.toThrow("exports no function nothing");
    await nowhere.close();
  });
});

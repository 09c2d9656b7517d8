import { compileModel, FiguresCollector, type Flow, type Model, runUnit } from "@motcua/core/simulator";
import { expect, it } from "vitest";
import { reportMaps } from "./map-from-model.ts";
import { layOut } from "./map-layout.ts";

const flow: Flow = {
  id: "f",
  name: "Thủ tục",
  start: "intake",
  nodes: [
    {
      kind: "task",
      id: "intake",
      name: "Tiếp nhận",
      skill: "s",
      duration: { all: { kind: "fixed", ms: 1 } },
      next: "ok",
    },
    {
      kind: "choice",
      id: "ok",
      name: "Đủ?",
      branches: [
        { to: "both", share: 0.75 },
        { to: "post", share: 0.25 },
      ],
    },
    { kind: "delay", id: "post", name: "Bổ sung", delay: { ms: { kind: "fixed", ms: 5 } }, next: "intake" },
    { kind: "parallel", id: "both", name: "", to: ["a", "b"] },
    { kind: "task", id: "a", name: "A", skill: "s", duration: { all: { kind: "fixed", ms: 2 } }, next: "join" },
    { kind: "task", id: "b", name: "B", skill: "s", duration: { all: { kind: "fixed", ms: 3 } }, next: "join" },
    { kind: "join", id: "join", of: "parallel", name: "", next: "start" },
    { kind: "end", id: "start", name: "Xong" },
  ],
};
const model: Model = {
  flows: [flow],
  people: [{ id: "p", name: "P", unit: "u", role: "r", skills: ["s"], calendar: "c" }],
  calendars: [{ id: "c", kind: "always" }],
  streams: [{ id: "s", flow: "f", dossiersMax: 400, arrivals: { kind: "between", ms: { kind: "fixed", ms: 20 } } }],
  conventions: {
    arrivals: "elapsed",
    dispatch: "when-free",
    allocation: "fair",
    shiftEnd: "pause",
    preemption: "none",
  },
  startAt: 0,
};

const collector = new FiguresCollector(model);
for (let replication = 0; replication < 4; replication += 1)
  collector.add(runUnit(compileModel(model), { seed: 1, replication, office: 0 }));
const [map] = reportMaps(model, collector.figures());

it("tells how many dossiers take each way from what is counted at the steps", () => {
  const count = (from: string, to: string): number | undefined =>
    map?.edges.find((edge) => edge.from === from && edge.to === to)?.count;
  const intake = map?.nodes.find(({ id }) => id === "intake")?.count ?? 0;
  expect(count("start*", "intake")).toBe(400);
  expect(count("intake", "ok")).toBe(intake);
  // Every dossier leaves the loop once; the rest of the passes went round.
  for (const [from, to] of [
    ["both", "a"],
    ["both", "b"],
    ["a", "join"],
    ["join", "start"],
  ] as const)
    expect(count(from, to)).toBe(400);
  expect((count("ok", "both") ?? 0) + (count("ok", "post") ?? 0)).toBeCloseTo(intake, 6);
  expect(count("ok", "post")).toBeCloseTo(intake - 400, 6);
  expect(count("post", "intake")).toBeCloseTo(intake - 400, 6);
  expect(map?.edges.filter(({ estimated }) => estimated === true)).toEqual([]);
});

it("counts passes through a delay, and how long it takes", () => {
  const intake = map?.nodes.find(({ id }) => id === "intake")?.count ?? 0;
  const post = map?.nodes.find(({ id }) => id === "post");
  expect(intake).toBeGreaterThan(400);
  expect(post).toMatchObject({ kind: "delay", waitingMs: 5 });
  expect(post?.count).toBeCloseTo(intake - 400, 6);
});

it.each(["across", "down"] as const)("lays every step out once, without overlap, %s", (direction) => {
  if (map === undefined) throw new Error("no map");
  const { nodes, edges, width, height } = layOut(map, direction);
  expect(nodes.length).toBe(flow.nodes.length + 1);
  expect(edges.length).toBe(map.edges.length);
  for (const [i, one] of nodes.entries()) {
    expect(one.x - one.width / 2).toBeGreaterThanOrEqual(0);
    expect(one.x + one.width / 2).toBeLessThanOrEqual(width);
    expect(one.y + one.height / 2).toBeLessThanOrEqual(height);
    for (const other of nodes.slice(i + 1)) {
      const apartX = Math.abs(one.x - other.x) >= (one.width + other.width) / 2;
      const apartY = Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
      expect(apartX || apartY).toBe(true);
    }
  }
});

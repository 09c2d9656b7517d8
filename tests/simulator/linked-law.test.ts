import {
  checkModel,
  compileModel,
  type LawFact,
  loadScenarioTools,
  type Model,
  modelOfScenario,
  runUnit,
} from "@motcua/core/simulator";
import { describe, expect, it } from "vitest";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";
import { LawTrack } from "../../packages/core/src/simulator/law/track.ts";

// A member of a linked group that begins after another has ended: from when what is promised for it counts.

const { parseScenario } = await loadScenarioTools();

/** Birth registration, then permanent residence, in an office with time for both; three days pass at the intake of the
 *  second. */
function modelOf(linkedLimits: "from-begin" | "from-lodging" | undefined, channel = "counter"): Model {
  const skills = ["one-stop-officer@one-stop", "officer@justice", "leader@leadership", "clerk@office"];
  const police = ["one-stop-officer@police", "officer@police", "leader@police", "unit-head@police"];
  const none = { refuseShare: 0, incompleteShare: 0 };
  const scenario = parseScenario({
    format: "motcua-scenario/1",
    name: "linked in law",
    start: "2026-08-31",
    length: { days: 60 },
    ...(linkedLimits === undefined ? {} : { conventions: { linkedLimits } }),
    settings: { withdrawShare: 0, intake: none, steps: { officer: { supplement: { share: 0 } } } },
    procedures: [{ code: "1.001193" }, { code: "1.004222" }],
    channels: { [channel]: 1 },
    staff: [{ id: "an", unit: "desk", roles: [], count: 4, skills: [...skills, ...police] }],
    arrivals: [
      {
        procedure: "1.001193",
        arrive: { kind: "per-working-day", mean: 2 },
        members: [{ procedure: "1.004222", dependsOn: ["1.001193"] }],
      },
    ],
  });
  if (!scenario.ok) throw new TypeError(JSON.stringify(scenario.error));
  const built = modelOfScenario(scenario.value, vietnamSources());
  if (!built.ok) throw new TypeError(JSON.stringify(built.error));
  expect(checkModel(built.value.model)).toEqual([]);
  return built.value.model;
}

interface Member {
  readonly flow: string;
  readonly group: number;
  readonly begunAt: number;
  endedAt: number;
  readonly facts: LawFact[];
}

function run(model: Model): readonly Member[] {
  const members: Member[] = [];
  runUnit(compileModel(model), {
    seed: 5,
    replication: 0,
    office: 0,
    sink: {
      work: () => {},
      begin: (dossier, _stream, flow, number, at) => {
        members[dossier] = {
          flow: model.flows[flow]?.id ?? "",
          group: number,
          begunAt: at,
          endedAt: Number.NaN,
          facts: [],
        };
      },
      end: (dossier, at) => {
        (members[dossier] as Member).endedAt = at;
      },
      fact: (dossier, fact) => void members[dossier]?.facts.push(fact),
    },
  });
  return members;
}

const factOf = <K extends LawFact["kind"]>({ facts }: Member, kind: K) =>
  facts.find((fact): fact is Extract<LawFact, { kind: K }> => fact.kind === kind);

/** Pairs of what was lodged together, both accepted. */
function pairs(members: readonly Member[]): readonly (readonly [Member, Member])[] {
  return members.flatMap((first) => {
    if (first.flow !== "1.001193") return [];
    const second = members.find(({ flow, group }) => flow === "1.004222" && group === first.group);
    return second === undefined || factOf(second, "accepted") === undefined ? [] : [[first, second] as const];
  });
}

/** What the law promises a dossier that was handed in and accepted at these instants, asked of a track of its own. */
function promised(model: Model, flow: string, submittedAt: number, acceptedAt: number): number | undefined {
  const found = model.flows.find(({ id }) => id === flow);
  const filing = model.streams[0]?.members?.find((member) => member.flow === flow)?.filing;
  if (found?.law === undefined || filing === undefined) throw new TypeError("a flow under law");
  let dueAt: number | undefined;
  const track = new LawTrack(found.law, {
    sink: (fact) => {
      if (fact.kind === "promised") dueAt = fact.dueAt;
    },
  });
  track.submit(0, submittedAt, filing);
  track.accept(0, acceptedAt);
  return dueAt;
}

describe("what is promised for a member that begins later", () => {
  it("counts from when it is handed on, where nothing is said", () => {
    for (const convention of [undefined, "from-begin"] as const) {
      const model = modelOf(convention);
      const all = pairs(run(model));
      expect(all.length).toBeGreaterThan(40);
      for (const [first, second] of all) {
        expect(second.begunAt).toBe(first.endedAt);
        const accepted = factOf(second, "accepted")?.startAt ?? 0;
        expect(factOf(second, "submitted")?.at).toBe(second.begunAt);
        expect(accepted).toBeGreaterThanOrEqual(second.begunAt);
        expect(factOf(second, "promised")?.dueAt).toBe(promised(model, "1.004222", second.begunAt, accepted));
      }
    }
  });

  it("or from when the first of the group was accepted: then it has less time, and is late more often", () => {
    const model = modelOf("from-lodging");
    const all = pairs(run(model));
    expect(all.length).toBeGreaterThan(40);
    let earlier = 0;
    for (const [first, second] of all) {
      const accepted = factOf(first, "accepted")?.startAt ?? 0;
      expect(factOf(second, "submitted")?.at).toBe(first.begunAt);
      expect(factOf(second, "accepted")?.startAt).toBe(accepted);
      const dueAt = factOf(second, "promised")?.dueAt ?? 0;
      expect(dueAt).toBe(promised(model, "1.004222", first.begunAt, accepted));
      if (dueAt < (promised(model, "1.004222", second.begunAt, second.begunAt) ?? 0)) earlier += 1;
    }
    expect(earlier).toBeGreaterThan(10);
  });

  it("takes the same way through the office either way", () => {
    const lives = (convention: "from-begin" | "from-lodging") =>
      run(modelOf(convention)).map(({ flow, begunAt, endedAt }) => `${flow} ${begunAt} ${endedAt}`);
    expect(lives("from-lodging")).toEqual(lives("from-begin"));
  });

  it("does not ask for an answer to an application that was answered with the group", () => {
    const waitedFor = (convention: "from-begin" | "from-lodging") =>
      pairs(run(modelOf(convention, "online"))).filter(([, second]) =>
        second.facts.some((fact) => fact.kind === "limit-started" && fact.limit === "online-response"),
      ).length;
    expect(waitedFor("from-begin")).toBeGreaterThan(40);
    expect(waitedFor("from-lodging")).toBe(0);
  });
});

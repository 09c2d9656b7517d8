import {
  compileModel,
  type LawFact,
  type Model,
  modelOfScenario,
  runUnit,
  type Scenario,
  type WorkSink,
} from "@motcua/core/simulator";
import { vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";
import { defaultHabits } from "../../packages/core/src/simulator/law/reactions.ts";
import { EngineLife } from "./by-engine.ts";
import type { Told } from "./by-track.ts";
import { firstDifference } from "./difference.ts";
import { standingOf } from "./office.ts";
import { type Move, type Script, watchedUntil } from "./script.ts";

/** Dossiers of each of the 53 procedures that come in the weeks around Tết, to an office with fewer people than they take. */
const each = 22;

function scenario(): Scenario {
  const procedures = vietnamProcedures();
  const posts = new Set(["one-stop one-stop-officer"]);
  for (const { steps } of procedures) for (const { unit, role } of steps) posts.add(`${unit} ${role}`);
  return {
    format: "motcua-scenario/1",
    name: "every procedure",
    start: "2026-02-09" as Scenario["start"],
    length: { days: 20 },
    settings: {
      withdrawShare: 0.04,
      intake: { refuseShare: 0.03, incompleteShare: 0.1, givesUpShare: 0.2 },
      kinds: {
        work: { work: { kind: "log-normal", mean: 45, sd: 60, unit: "minute" } },
      },
      steps: { officer: { supplement: { share: 0.25, neverShare: 0.2 } } },
    },
    procedures: procedures.map(({ code }) => ({ code })),
    staff: [...posts].map((post) => {
      const [unit = "", role = ""] = post.split(" ");
      return { id: `${unit}.${role}`, unit, roles: [role], count: unit === "one-stop" ? 3 : 2 };
    }),
    channels: { counter: 0.6, online: 0.3, post: 0.1 },
    arrivals: procedures.map(({ code }) => ({
      procedure: code,
      arrive: { kind: "per-working-day", mean: 3 },
      dossiersMax: each,
    })),
  };
}

interface Lived {
  readonly flow: number;
  readonly stream: number;
  readonly at: number;
  readonly facts: Told[];
}

/** Everything that the kernel told of each dossier's law. */
function simulated(model: Model): readonly Lived[] {
  const lives: Lived[] = [];
  const sink: WorkSink = {
    work: () => undefined,
    begin: (dossier, stream, flow, _, at) => {
      lives[dossier] = { flow, stream, at, facts: [] };
    },
    end: () => undefined,
    fact: (dossier, { slot: _, ...fact }: LawFact) => lives[dossier]?.facts.push(fact as Told),
  };
  runUnit(compileModel(model), { seed: 5, replication: 0, office: 0, sink });
  return lives;
}

const isSilence = (before: Told | undefined, at: number): boolean =>
  before?.kind === "rung-taken" && before.limit === "wait" && before.at === at;

/** What people did, in order: everything else follows from it and from the clock. */
function movesOf(facts: readonly Told[]): readonly Move[] {
  const moves: Move[] = [];
  facts.forEach((fact, i) => {
    const { at } = fact;
    const plain = { at, pick: 0 };
    if (fact.kind === "accepted") moves.push({ ...plain, do: "accept" });
    else if (fact.kind === "task-claimed") moves.push({ ...plain, do: "claim", person: fact.person });
    else if (fact.kind === "supplement-requested") moves.push({ ...plain, do: "ask-supplement" });
    else if (fact.kind === "supplement-received") moves.push({ ...plain, do: "receive-supplement" });
    else if (fact.kind === "ended" && fact.outcome === "withdrawn") moves.push({ ...plain, do: "withdraw" });
    else if (fact.kind === "ended" && fact.outcome === "intake-refused") moves.push({ ...plain, do: "refuse-intake" });
    // Silence that counted as an action follows its rung; the engine's worker takes it by itself.
    else if (fact.kind === "acted" && !isSilence(facts[i - 1], at))
      moves.push({ ...plain, do: "act", action: fact.action });
  });
  return moves;
}

function scriptOf(model: Model, { flow, stream, at, facts }: Lived, number: number): Script {
  const definition = vietnamProcedures().find(({ code }) => code === model.flows[flow]?.id);
  const filing = model.streams[stream]?.filing;
  if (definition === undefined || filing === undefined) throw new TypeError("a dossier of no procedure");
  return {
    number,
    code: definition.code,
    channel: filing.channel as Script["channel"],
    caseId: filing.caseId ?? definition.cases[0]?.id ?? "",
    facts: Object.fromEntries(definition.facts.map(({ id }) => [id, filing.facts?.[id] === 1])),
    submittedAt: at,
    habits: defaultHabits,
    policy: "default",
    standing: "plain",
    wanders: true,
    moves: movesOf(facts),
  };
}

describe("a simulated office and the engine", () => {
  it("tell the same of every dossier, whatever people do and whenever", { timeout: 300_000 }, async () => {
    const built = modelOfScenario(scenario(), vietnamSources());
    if (!built.ok) throw new Error(JSON.stringify(built.error, null, 1));
    const flows = built.value.model.flows.map((flow) => ({ ...flow, standing: standingOf("plain") }));
    const model: Model = { ...built.value.model, flows };
    const lives = simulated(model);
    expect(lives.length).toBeGreaterThanOrEqual(1_000);
    const seen = new Map<string, number>();
    let compared = 0;
    for (const [number, life] of lives.entries()) {
      const script = scriptOf(model, life, number);
      const until = watchedUntil(script);
      const engine = await new EngineLife(script).live();
      const kernel = life.facts.filter(({ at }) => at <= until);
      expect(firstDifference(script, engine, kernel)).toBeUndefined();
      compared += engine.length;
      for (const kind of new Set(engine.map(({ kind }) => kind))) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    // The comparison must not become empty: so many of the dossiers, at least, have it.
    expect(compared).toBeGreaterThan(15 * lives.length);
    for (const [kind, least] of [
      ["resolved", 600],
      ["limit-suspended", 60],
      ["limit-restarted", 40],
      ["promise-missed", 60],
      ["apology-sent", 30],
      ["escalated", 100],
      ["supplement-received", 100],
    ] as const)
      expect(seen.get(kind) ?? 0, `${kind}: ${JSON.stringify([...seen])}`).toBeGreaterThanOrEqual(least);
  });
});

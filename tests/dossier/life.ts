import { contentHash, type MigrationPlan, type OpeningHours } from "@motcua/core";
import fc from "fast-check";
import type { HoursWitness } from "../change/hours-witness.ts";
import { Watch } from "./invariants.ts";
import { type Body, Driver, inForce, people } from "./kit.ts";
import { type Draw, draws, play, procedureCodes, secondVersion, starts } from "./random-life.ts";

export interface Life {
  readonly code: string;
  readonly start: number;
  readonly steps: readonly Draw[];
  readonly policies?: object;
  readonly channel?: string;
  /** Opening hours of the second version, where they differ. */
  readonly hours?: OpeningHours;
}

/** Lives one dossier under watch; the count of commands taken and refused. */
export function live(
  { code, start, steps, policies = {}, channel = "counter", hours }: Life,
  witness?: HoursWitness,
): {
  taken: number;
  refused: number;
  /** Moves to another version of the definition, and those taken back. */
  moved: number;
  undone: number;
} {
  const law = inForce(code, { on: "2026-08-17", policies });
  const d = new Driver(law, "2026-01-02 00:00");
  d.now = start;
  const watch = new Watch(law);
  const second = secondOf(code, policies, hours);
  const count = { taken: 0, refused: 0, moved: 0, undone: 0 };
  const send = (by: typeof people.desk, drawn: Body): void => {
    const before = JSON.stringify(d.state);
    const moveTo = moves.has(drawn.type) ? (d.law === law ? second : law) : undefined;
    const body = hours === undefined || moveTo === undefined ? drawn : withHours(drawn, moveTo);
    const [was, lawBefore] = [d.state, d.law];
    const decided = watch.decide(d.state, d.command(by, body), moveTo);
    if (!decided.ok) {
      count.refused += 1;
      if (JSON.stringify(d.state) !== before) throw new Error("a refused command changes nothing");
      return;
    }
    count.taken += 1;
    if (body.type === "migrate-definition") count.moved += 1;
    if (body.type === "undo-migration") count.undone += 1;
    d.last = decided.value;
    d.state = decided.value.state;
    if (moveTo !== undefined) d.law = moveTo;
    const { events, state: after } = decided.value;
    witness?.watch({ before: was, events, after, at: d.now, law: lawBefore, lawAfter: d.law });
  };
  const [first] = law.procedure.definition.cases;
  send(people.desk, {
    type: "submit",
    procedure: code,
    channel,
    caseId: first?.id ?? "general",
    facts: {},
    intakeRef: "r1",
  });
  if (d.state === undefined) return count;
  if ((steps[0]?.pick ?? 0) % 10 !== 0) send(people.desk, { type: "accept" });
  for (const draw of steps) play(d, draw, send);
  watch.refold(d.dossier);
  return count;
}

const moves: ReadonlySet<string> = new Set(["migrate-definition", "undo-migration"]);

/** A plan names the hours it leads to. */
function withHours(body: Body, { hashes }: ReturnType<typeof inForce>): Body {
  if (body.type !== "migrate-definition") return body;
  const plan = { ...(body.plan as MigrationPlan), law: { hours: hashes.hours } };
  return { ...body, plan, planHash: contentHash(plan).hash };
}

const seconds = new Map<string, ReturnType<typeof inForce>>();

/** The law with the second version of the procedure; compiled once. */
function secondOf(code: string, policies: object, hours: OpeningHours | undefined): ReturnType<typeof inForce> {
  const key = JSON.stringify([code, policies, hours]);
  const other = hours === undefined ? {} : { hours };
  const known = seconds.get(key) ?? inForce(code, { on: "2026-08-17", policies, definition: secondVersion, ...other });
  seconds.set(key, known);
  return known;
}

export const lives: fc.Arbitrary<Life> = fc.record({
  code: procedureCodes,
  start: starts,
  steps: draws,
  channel: fc.constantFrom("counter", "online", "post"),
  policies: fc.constantFrom(
    {},
    { verdictCompares: "by-instant" },
    { apologyTrigger: "open-at-last-day" },
    { dueTime: "same-time" },
    { backDatingAllowanceMinutes: 0 },
  ),
});

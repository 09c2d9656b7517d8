import {
  type Actor,
  type Clock,
  type CommandRequest,
  createEngine,
  type DossierCode,
  type Engine,
  type EpochMs,
  type OfficeId,
  type PersonId,
  parseInstant,
  type ResolvedFacts,
  type Storage,
  type UnitId,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";

const start = parseInstant("2026-08-17T08:00:00+07:00");
const startAt: EpochMs = start.ok ? start.value : 0;
export interface LifeClock extends Clock {
  minute: number;
}
/** Law time: one minute an operation, so that nothing is due while the life runs. */
export const clockFrom = (): LifeClock => ({
  minute: 0,
  now() {
    return startAt + this.minute * 60_000;
  },
  delayUntil: () => 0,
});

const office = "xa-1" as OfficeId;
const person = (id: string, unit: string, ...roles: string[]): Actor => ({
  person: id as PersonId,
  unit: unit as UnitId,
  roles,
});
const desk = person("lan", "one-stop", "one-stop-officer");
const officer = person("minh", "economic", "officer");
const head = person("hoa", "economic", "unit-head");
const post = (unit: string, by: string) => ({ unit: unit as UnitId, head: by as PersonId });
const resolved: ResolvedFacts = {
  units: { "one-stop": post("one-stop", "tu"), economic: post("economic", "hoa") },
  leadership: {
    signer: "an" as PersonId,
    director: "binh" as PersonId,
    chairperson: "chi" as PersonId,
    province: "tinh" as PersonId,
  },
};

/** Answers the same to every question, as `resolved` of the commands does. */
export const directory = { resolve: () => resolved };

const withCode = (code: string): ResolvedFacts => ({ ...resolved, code: code as DossierCode });
const toOfficer: ResolvedFacts = { ...resolved, assignee: officer.person };
const act = (by: Actor, step: string, action: string) => () => ({ type: "act", by, step, action, resolved });
const bodies: readonly ((dossier: string, code: string) => object)[] = [
  (dossier) => ({
    type: "submit",
    procedure: "1.001612",
    by: desk,
    channel: "counter",
    caseId: "general",
    facts: {},
    intakeRef: dossier,
    resolved,
  }),
  (_dossier, code) => ({ type: "accept", by: desk, resolved: withCode(code) }),
  act(desk, "intake", "forward"),
  () => ({ type: "assign", by: head, person: officer.person, resolved }),
  () => ({ type: "request-supplement", by: officer, reason: { code: "missing-paper" }, resolved }),
  () => ({ type: "receive-supplement", by: desk, complete: true, resolved: toOfficer }),
  act(officer, "officer", "submit"),
  act(head, "leader", "approve"),
  act(desk, "return", "handOver"),
];
export const operations = bodies.length;

/** The nine operations of one dossier's life: create, receive, check, assign, request supplement (suspends), supplement
 *  (restarts), verify, approve, return. */
export function operation(dossier: string, code: string, step: number): CommandRequest {
  const body = bodies[step];
  if (body === undefined) throw new RangeError(`the life has ${operations} operations, not ${step + 1}`);
  return {
    commandId: `${dossier}.${step}`,
    dossierId: dossier,
    officeId: office,
    ...body(dossier, code),
  } as unknown as CommandRequest;
}

export function openEngine(storage: Storage, clock: Clock): Engine {
  return createEngine({
    storage,
    clock,
    law: vietnamLaw(),
    adapters: ["citizen", "portal"],
  });
}

let batch = 0;
/** Runs whole lives with so many dossiers in flight; each operation waits for its durable answer. */
export async function runLives(
  engine: Engine,
  clock: { minute: number },
  dossiers: number,
  inFlight: number,
): Promise<void> {
  batch += 1;
  for (let first = 0; first < dossiers; first += inFlight) {
    const many = Math.min(inFlight, dossiers - first);
    for (let step = 0; step < operations; step += 1) {
      clock.minute = step;
      const answers = await Promise.all(
        Array.from({ length: many }, (_, index) => {
          const n = first + index;
          return engine.submit(
            operation(
              `b${batch}d${n}`,
              `H26.1-26${String(batch).padStart(4, "0")}-${String(n).padStart(4, "0")}`,
              step,
            ),
          );
        }),
      );
      const refused = answers.find((answer) => !answer.ok);
      if (refused !== undefined && !refused.ok) throw new Error(`${refused.error.code}: ${refused.error.text.en}`);
    }
  }
}

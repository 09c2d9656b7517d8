import {
  type Actor,
  createEngine,
  type Directory,
  type Engine,
  type Fault,
  type LawInForce,
  type ManyDossiers,
  type PersonId,
  parseInstant,
  personId,
  type StayedDossier,
  type Storage,
  type UnitId,
} from "@motcua/core";
import { type CliIo, printFault, usageFault } from "../cli-io.ts";
import { located } from "../definition/read.ts";
import { directoryFile } from "../work/directory-file.ts";
import { lanesNamed } from "../work/lanes-named.ts";

// What `calendar` and `definition` share: an operator's hand on many dossiers.

export const operatorOptions = {
  db: { type: "string" },
  directory: { type: "string" },
  by: { type: "string", default: "operator" },
  at: { type: "string" },
  lanes: { type: "string" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

export interface OperatorValues {
  readonly directory?: string;
  readonly by?: string;
  readonly at?: string;
  readonly lanes?: string;
}

export interface Operator extends Omit<ManyDossiers, "storage"> {
  readonly directory?: Directory;
  /** That the office's workers serve. */
  readonly lanes: readonly string[];
}

/** Who does it, when, and who knows the people. @throws AdapterError when the directory cannot be read */
export function operatorOf({ directory, by = "operator", at, lanes }: OperatorValues): Operator | Fault {
  const person = personId(by);
  if (!person.ok) return usageFault("--by phải là một mã người", "--by is the id of a person");
  const instant = at === undefined ? undefined : parseInstant(at);
  if (instant !== undefined && !instant.ok)
    return usageFault("--at phải như 2026-12-01T09:00:00+07:00", "--at is an instant like 2026-12-01T09:00:00+07:00");
  const served = lanesNamed(lanes);
  if ("code" in served) return served;
  const actor: Actor = { person: person.value as PersonId, unit: "operator" as UnitId, roles: [] };
  const now = (): number => instant?.value ?? Date.now();
  return {
    by: actor,
    now,
    lanes: served,
    ...(directory === undefined ? {} : { directory: directoryFile(directory, () => undefined) }),
  };
}

export const isFault = (value: Operator | Fault): value is Fault => "code" in value;

/** An engine under the operator's hand; messages are written for the lanes the operator names, or every audience. */
export function operatorEngine(storage: Storage, { now, directory, lanes }: Operator, law?: LawInForce): Engine {
  return createEngine({
    storage,
    clock: { now, delayUntil: (dueAt) => Math.max(0, dueAt - now()) },
    adapters: lanes,
    ...(directory === undefined ? {} : { directory }),
    ...(law === undefined ? {} : { law }),
  });
}

export function printFaults(io: CliIo, faults: readonly Fault[]): void {
  for (const fault of faults) printFault(io, located(fault));
}

/** Rows shown to a person; `--json` has them all. */
export const shownMax = 100;

export const stayedLines = (stayed: readonly StayedDossier[]): readonly string[] =>
  stayed
    .slice(0, shownMax)
    .map(({ dossierId, reason }) => `  ${dossierId}  ${reason.code}: ${reason.text.vi} / ${reason.text.en}`);

export const moreLine = (shown: number, all: number): readonly string[] =>
  all > shown ? [`  … ${all - shown} hồ sơ nữa, xem --json / ${all - shown} more, see --json`] : [];

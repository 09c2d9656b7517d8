import {
  type CommandId,
  commandId,
  type DossierCode,
  type DossierId,
  dossierCode,
  dossierId,
  must,
  type OfficeId,
  officeId,
  personId,
  type UnitId,
  unitId,
} from "../base/ids.ts";
import type { Actor, ResolvedFacts } from "../dossier/people.ts";

/** What every command begins with. */
export interface Envelope {
  readonly commandId: CommandId;
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly by: Actor;
}

/** A commune's office for tests and first tries: every unit has a head, nobody is absent, codes count up. */
export interface SampleOffice {
  readonly officeId: OfficeId;
  /** A person of a unit in a role, e.g. `person("economic", "officer")`; `unit-head` is the one who heads it. */
  person(unit: string, role: string): Actor;
  /** A fresh command of that person on that dossier; spread it and add what the command says. */
  envelope(dossier: string, by: Actor): Envelope;
  /** Fits `directory` of `createEngine` and `createWorker`. */
  readonly directory: { resolve(): ResolvedFacts };
  /** Fits `numbering` of `createEngine`: codes such as `H26.1-260820-0001`, the same for the same command. */
  readonly numbering: { issueCode(request: { readonly commandId: CommandId; readonly day: string }): DossierCode };
}

/** Functions of units that the procedures of `@motcua/core/vietnam` name. */
const unitFunctions = [
  "one-stop",
  "justice",
  "economic",
  "land",
  "land-registry",
  "social",
  "police",
  "insurance",
  "office",
  "leadership",
] as const;

/** @param id the office's own id; ids of units and persons need no other, as readers never cross offices
 *  @throws TypeError when `id` is no well-formed office id */
export function sampleOffice(id = "xa-mau"): SampleOffice {
  const office = must(officeId(id));
  const person = (unit: string, role: string): Actor => ({
    person: must(personId(`${unit}.${role}`)),
    unit: must(unitId(unit)),
    roles: [role],
  });
  const leader = (place: string) => person("leadership", place).person;
  const facts: ResolvedFacts = {
    units: Object.fromEntries(
      unitFunctions.map((unit) => [unit, { unit: unit as UnitId, head: person(unit, "unit-head").person }]),
    ),
    leadership: {
      signer: leader("leader"),
      director: leader("director"),
      chairperson: leader("chairperson"),
      province: leader("province"),
    },
  };
  const issued = new Map<CommandId, DossierCode>();
  let commands = 0;
  return {
    officeId: office,
    person,
    envelope(dossier, by) {
      commands += 1;
      return { commandId: must(commandId(`c${commands}`)), dossierId: must(dossierId(dossier)), officeId: office, by };
    },
    directory: { resolve: () => facts },
    numbering: {
      issueCode({ commandId: command, day }) {
        const number = String(issued.size + 1).padStart(4, "0");
        const code = issued.get(command) ?? must(dossierCode(`H26.1-${day.slice(2).replaceAll("-", "")}-${number}`));
        issued.set(command, code);
        return code;
      },
    },
  };
}

import type { PersonId, UnitId } from "../../base/ids.ts";
import type { ResolvedFacts } from "../../dossier/people.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";

/** Who has which unit, and who stands above them. */
export type Standing = Pick<ResolvedFacts, "units" | "leadership">;

/** An office in which every unit has a head of its own and every place above them is filled by somebody else. Units are
 *  named by their function. */
export function plainStanding(definition: ProcedureDefinition): Standing {
  const person = (id: string) => id as PersonId;
  const functions = new Set(["one-stop", ...definition.steps.map(({ unit }) => unit)]);
  return {
    units: Object.fromEntries(
      [...functions].map((unit) => [unit, { unit: unit as UnitId, head: person(`${unit}.unit-head`) }]),
    ),
    leadership: {
      signer: person("leadership.leader"),
      director: person("leadership.director"),
      chairperson: person("leadership.chairperson"),
      province: person("leadership.province"),
    },
  };
}

/** Numbers for names, in the order in which they first come. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly list: string[] = [];

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.list.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }

  name(number: number): string {
    return this.list[number] ?? "";
  }
}

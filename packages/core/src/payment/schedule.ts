import { type Fault, fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Source } from "../base/text.ts";
import type { CivilDate } from "../calendar/types.ts";
import type { FeeRule, ProcedureDefinition } from "../procedure/types.ts";

/** What a province's People's Council, or a circular, sets for a time (biểu phí): fees change without the procedure. */
export interface FeeSchedule {
  readonly id: string;
  readonly effective: { readonly from: CivilDate; readonly to?: CivilDate };
  readonly source: Source;
  /** By national code. A rule takes the place of the definition's with the same id; others come after them. */
  readonly procedures: { readonly [code: string]: readonly FeeRule[] };
}

/** The rules of a procedure on the day a dossier is received; what it owes stays what it owed then (law.md §1).
 *  Errors: `fee.ambiguous` where two schedules in force set the same fee. */
export function feesInForce(
  definition: Pick<ProcedureDefinition, "code" | "fees">,
  schedules: readonly FeeSchedule[],
  on: CivilDate,
): Result<readonly FeeRule[], Fault> {
  const set = new Map<string, FeeRule>();
  const { code, fees } = definition;
  for (const { id, effective, procedures } of schedules) {
    if (on < effective.from || (effective.to !== undefined && on > effective.to)) continue;
    const own = Object.hasOwn(procedures, code) ? procedures[code] : undefined;
    for (const rule of own ?? []) {
      if (set.has(rule.id))
        return err(
          fault(
            "fee.ambiguous",
            `Hai biểu phí cùng hiệu lực quy định phí "${rule.id}"`,
            `two schedules in force set fee "${rule.id}", or one sets it twice`,
            `${id}.${code}.${rule.id}`,
          ),
        );
      set.set(rule.id, rule);
    }
  }
  const known = new Set(fees.map(({ id }) => id));
  return ok([...fees.map((rule) => set.get(rule.id) ?? rule), ...[...set.values()].filter(({ id }) => !known.has(id))]);
}

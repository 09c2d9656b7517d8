import type { ProcedureDefinition } from "../../procedure/types.ts";
import { cycleIn } from "../check/members.ts";
import type { Member } from "./arrivals.ts";
import type { ArrivalEntry, Scenario, ScenarioProcedure } from "./types.ts";

type Reporter = (path: string, vi: string, en: string) => void;

/** By what arrivals and groups call a procedure of the scenario. */
export const idOfProcedure = (entry: ScenarioProcedure): string =>
  entry.id ?? entry.code ?? entry.definition?.code ?? "flow";

/** What is lodged with it; `undefined` where something is wrong with that, which is reported. */
export function membersOf(
  { procedures }: Scenario,
  definitions: readonly (ProcedureDefinition | undefined)[],
  entry: ArrivalEntry,
  path: string,
  report: Reporter,
): readonly Member[] | undefined {
  if (!checkMembers(entry, path, report)) return undefined;
  const found = (entry.members ?? []).map((member, i): Member | undefined => {
    const place = procedures.findIndex((known) => idOfProcedure(known) === member.procedure);
    if (place >= 0) return { ...member, definition: definitions[place] };
    report(
      `${path}.members[${i}].procedure`,
      `kịch bản không có thủ tục "${member.procedure}"`,
      `the scenario has no procedure "${member.procedure}"`,
    );
    return undefined;
  });
  const members = found.filter((member) => member !== undefined);
  return members.length === found.length ? members : undefined;
}

/** Reports what is wrong with a linked group: a procedure that stands twice, one that waits for something outside the group,
 *  or for itself round about. @returns whether it can be made a stream */
function checkMembers(entry: ArrivalEntry, path: string, report: Reporter): boolean {
  const { members = [] } = entry;
  const ids = [entry.procedure, ...members.map(({ procedure }) => procedure)];
  let sound = true;
  const wrong = (at: string, vi: string, en: string): void => {
    sound = false;
    report(at, vi, en);
  };
  members.forEach(({ procedure, dependsOn = [] }, i) => {
    const at = `${path}.members[${i}]`;
    if (ids.indexOf(procedure) !== i + 1)
      wrong(
        `${at}.procedure`,
        `thủ tục "${procedure}" có hai lần trong nhóm`,
        `"${procedure}" stands twice in the group`,
      );
    dependsOn.forEach((other, j) => {
      if (!ids.includes(other))
        wrong(
          `${at}.dependsOn[${j}]`,
          `nhóm không có thủ tục "${other}" (có: ${ids.join(", ")})`,
          `the group has no procedure "${other}" (it has ${ids.join(", ")})`,
        );
    });
  });
  const cycle = sound ? cycleIn(members.map(({ procedure, dependsOn }) => ({ id: procedure, dependsOn }))) : [];
  if (cycle.length > 0)
    wrong(
      `${path}.members`,
      `các thủ tục chờ nhau thành vòng: ${cycle.join(" → ")}`,
      `the procedures wait for one another in a circle: ${cycle.join(" → ")}`,
    );
  return sound;
}

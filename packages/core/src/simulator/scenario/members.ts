import { cycleIn } from "../check/members.ts";
import type { ArrivalEntry } from "./types.ts";

/** Reports what is wrong with a linked group: a procedure that stands twice, one that waits for something outside the group,
 *  or for itself round about. @returns whether it can be made a stream */
export function checkMembers(
  entry: ArrivalEntry,
  path: string,
  report: (path: string, vi: string, en: string) => void,
): boolean {
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

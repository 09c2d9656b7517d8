import type { Stream } from "../model.ts";
import type { Report } from "./report.ts";

interface Waiting {
  readonly id: string;
  readonly dependsOn?: readonly string[] | undefined;
}

/** The names along a circle of those that wait for one another, the first repeated at its end; empty where there is none. */
export function cycleIn(all: readonly Waiting[]): readonly string[] {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] => {
    const from = path.indexOf(id);
    if (from >= 0) return [...path.slice(from), id];
    if (done.has(id)) return [];
    const { dependsOn = [] } = all.find((known) => known.id === id) ?? {};
    for (const other of dependsOn) {
      const cycle = visit(other, [...path, id]);
      if (cycle.length > 0) return cycle;
    }
    done.add(id);
    return [];
  };
  for (const { id } of all) {
    const cycle = visit(id, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Members of a linked group: each flow once, waiting for others of the group only, and not in a circle. */
export function checkMembers(report: Report, { flow, members }: Stream, path: string): void {
  if (members === undefined) return;
  const ids = members.map((member) => member.flow);
  if (!ids.includes(flow))
    report.add(
      `${path}.members`,
      `nhóm không có luồng "${flow}" của nguồn`,
      `the stream's own flow "${flow}" is not in it`,
    );
  members.forEach(({ flow: id, dependsOn = [] }, i) => {
    if (ids.indexOf(id) !== i) report.add(`${path}.members[${i}].flow`, `trùng luồng "${id}"`, `"${id}" stands twice`);
    dependsOn.forEach((other, j) => {
      if (!ids.includes(other))
        report.add(
          `${path}.members[${i}].dependsOn[${j}]`,
          `nhóm không có luồng "${other}"`,
          `the group has no flow "${other}"`,
        );
    });
  });
  const cycle = cycleIn(members.map((member) => ({ id: member.flow, dependsOn: member.dependsOn })));
  if (cycle.length > 0)
    report.add(
      `${path}.members`,
      `các luồng chờ nhau thành vòng: ${cycle.join(" → ")}`,
      `the flows wait for one another in a circle: ${cycle.join(" → ")}`,
    );
}

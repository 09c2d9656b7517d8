import { StaffClock } from "../kernel/staff-clock.ts";
import type { Flow, Model, Person, TaskNode } from "../model.ts";
import { largestMatching } from "./matching.ts";
import { peopleMet } from "./people-met.ts";
import type { Report } from "./report.ts";
import { likelyWaysOut } from "./ways.ts";

/** Somebody can do every task: has the skill, is on shift some time, is not alone where four eyes are needed, and a crew has
 *  enough people. Expects names that hold.
 *  @param lenient people may run out on the way: whoever asks wants to see it */
export function checkStaffing(report: Report, model: Model, lenient: boolean): void {
  const onShift = new Set(
    model.calendars
      .filter((calendar) => new StaffClock(calendar, model.startAt).nextOn(model.startAt) < Number.POSITIVE_INFINITY)
      .map(({ id }) => id),
  );
  const told = new Set<string>();
  model.flows.forEach((flow, i) => {
    const reached = reachedTasks(flow);
    flow.nodes.forEach((node, place) => {
      if (node.kind !== "task" || !reached.has(node.id)) return;
      checkTask({ report, model, lenient, onShift, told }, flow, node, `flows[${i}].nodes[${place}]`);
    });
  });
}

/** Nobody needs to be able to do what is switched off by a share of 0. */
function reachedTasks(flow: Flow): ReadonlySet<string> {
  const seen = new Set<string>();
  const next = [flow.start];
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    const node = nodes.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    next.push(...likelyWaysOut(node));
  }
  return seen;
}

interface Checking {
  readonly report: Report;
  readonly model: Model;
  readonly lenient: boolean;
  readonly onShift: ReadonlySet<string>;
  /** Skills that are missing and have been told of: one misspelt role would come up at every step. */
  readonly told: Set<string>;
}

function checkTask(checking: Checking, flow: Flow, node: TaskNode, path: string): void {
  const skills = node.crew?.map(({ skill }, i) => [skill, `${path}.crew[${i}].skill`] as const) ?? [
    [node.skill, `${path}.skill`] as const,
  ];
  const without = skills.filter(([skill, at]) => !checkSkill(checking, node, skill, at));
  if (without.length > 0) return;
  if (node.crew !== undefined) checkCrew(checking, node, path);
  checkFourEyes(checking, flow, node, path);
}

const able = ({ model, onShift }: Checking, skill: string): readonly Person[] =>
  model.people.filter(({ skills, calendar }) => skills.includes(skill) && onShift.has(calendar));

function checkSkill(checking: Checking, node: TaskNode, skill: string, path: string): boolean {
  if (able(checking, skill).length > 0) return true;
  if (checking.told.has(skill)) return false;
  checking.told.add(skill);
  const has = checking.model.people.some(({ skills }) => skills.includes(skill));
  if (has)
    checking.report.add(
      path,
      `không ai làm được "${node.id}": người có "${skill}" không bao giờ có giờ làm`,
      `nobody can do "${node.id}": those who have "${skill}" are never on shift`,
    );
  else {
    const others = sameUnit(checking.model, skill);
    checking.report.add(
      path,
      `không ai làm được "${node.id}": không ai có "${skill}"${others && `; ở đơn vị đó có: ${others}`}`,
      `nobody can do "${node.id}": nobody has "${skill}"${others && `; in that unit there are: ${others}`}`,
    );
  }
  return false;
}

/** What people of the unit can do instead: a role that is only misspelt is seen at once. */
function sameUnit({ people }: Model, skill: string): string {
  const at = skill.lastIndexOf("@");
  const skills = new Set(people.flatMap((person) => person.skills));
  return at < 0 ? "" : [...skills].filter((other) => other.endsWith(skill.slice(at))).join(", ");
}

function checkCrew(checking: Checking, node: TaskNode, path: string): void {
  const crew = node.crew ?? [];
  const places = crew.flatMap(({ skill, count }) => Array.from({ length: count }, () => able(checking, skill)));
  const filled = largestMatching(places);
  if (filled < places.length)
    checking.report.add(
      `${path}.crew`,
      `"${node.id}" cần ${places.length} người cùng lúc, nhiều nhất chỉ có ${filled}`,
      `"${node.id}" takes ${places.length} people at once, there are ${filled} at most`,
    );
}

/** Whoever may do a task could have done all the others already, perhaps because a loop led back to them: then the dossier is
 *  stuck. */
function checkFourEyes(checking: Checking, flow: Flow, node: TaskNode, path: string): void {
  const others = flow.nodes.filter(
    (other): other is TaskNode => other.kind === "task" && node.notSamePersonAs?.includes(other.id) === true,
  );
  const candidates = able(checking, node.skill);
  if (others.length === 0 || candidates.length === 0) return;
  const doers = (other: TaskNode) => able(checking, other.skill).filter((person) => candidates.includes(person));
  const who = candidates.map(({ id }) => id).join(", ");
  if (largestMatching(others.map(doers)) === candidates.length) {
    checking.report.add(
      `${path}.notSamePersonAs`,
      `"${node.id}" phải do người khác làm, nhưng chỉ có ${who} làm được`,
      `"${node.id}" takes another person, but only ${who} can do it`,
    );
    return;
  }
  if (checking.lenient) return;
  // Whoever can do none of the others is always left.
  if (!candidates.every((person) => others.some((other) => doers(other).includes(person)))) return;
  const { allocation } = checking.model.conventions;
  // Who had it before has it again whenever they can.
  if (allocation === "same-person" || typeof allocation === "function") return;
  const attributes = checking.model.streams.find((stream) => stream.flow === flow.id)?.attributes ?? [];
  const met = others.map((other) => peopleMet(flow, other.id, able(checking, other.skill).length, attributes));
  const visits = others.flatMap((other, i) => Array.from({ length: met[i] ?? 1 }, () => doers(other)));
  if (largestMatching(visits) < candidates.length) return;
  const again = others.flatMap(({ id }, i) => ((met[i] ?? 1) > 1 ? [`"${id}"`] : [])).join(", ");
  checking.report.add(
    `${path}.notSamePersonAs`,
    `"${node.id}" phải do người khác làm, nhưng có vòng quay lại ${again}: tất cả những người làm được (${who}) có thể đã làm việc đó, và hồ sơ ở lại mãi; cần thêm người, hoặc bớt số lần quay lại`,
    `"${node.id}" takes another person, but a loop leads back to ${again}: all who can do it (${who}) may have worked there, and the dossier is stuck; it takes more people, or fewer ways back`,
  );
}

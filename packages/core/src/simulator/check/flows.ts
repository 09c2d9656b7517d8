import { waysOut } from "../kernel/paths.ts";
import type { Branch, Delay, Flow, FlowNode, LawMark, Model, Stream, TaskNode } from "../model.ts";
import { checkDistribution } from "./distributions.ts";
import { isCount, isShare, listed, type Report, reportDoubles } from "./report.ts";
import { likelyWaysOut } from "./ways.ts";

/** Shares are written by hand: a third is 0.3333. */
const shareTolerance = 1e-3;

/** Names, numbers and ways of every flow. */
export function checkFlows(report: Report, model: Model): void {
  if (model.flows.length === 0) report.add("flows", "không có luồng nào", "there are no flows");
  reportDoubles(
    report,
    "flows",
    model.flows.map(({ id }) => id),
  );
  model.flows.forEach((flow, i) => {
    const before = report.count;
    checkFlow(report, model, flow, `flows[${i}]`);
    if (report.count === before) checkWays(report, flow, `flows[${i}]`);
  });
}

function checkFlow(report: Report, model: Model, flow: Flow, path: string): void {
  const ids = flow.nodes.map(({ id }) => id);
  const known = new Set(ids);
  reportDoubles(report, `${path}.nodes`, ids);
  if (!known.has(flow.start)) unknownNode(report, `${path}.start`, flow.start);
  if (flow.openMax !== undefined && !isCount(flow.openMax))
    report.add(`${path}.openMax`, "phải là số nguyên từ 1", "must be a whole number of 1 or more");
  flow.nodes.forEach((node, i) => {
    const at = `${path}.nodes[${i}]`;
    for (const to of new Set(waysOut(node))) if (!known.has(to)) unknownNode(report, at, to);
    checkNode(report, model, flow, node, at);
  });
}

const unknownNode = (report: Report, path: string, to: string): void =>
  report.add(path, `không có nút "${to}"`, `there is no node "${to}"`);

function checkNode(report: Report, model: Model, flow: Flow, node: FlowNode, path: string): void {
  if ("law" in node) checkMark(report, flow, node.law, path);
  switch (node.kind) {
    case "task":
      checkTask(report, model, flow, node, path);
      return;
    case "delay":
      checkDelay(report, model, node.delay, `${path}.delay`);
      return;
    case "choice":
      checkBranches(report, model, flow, node.branches, path);
      checkChoice(report, node.branches, path);
      return;
    case "inclusive":
      checkBranches(report, model, flow, node.branches, path);
      return;
    case "parallel":
      if (node.to.length === 0) noWay(report, path);
      return;
    case "race":
      if (node.branches.length === 0) noWay(report, path);
      node.branches.forEach((branch, i) => {
        checkDelay(report, model, branch.after, `${path}.branches[${i}].after`);
        checkMark(report, flow, branch.law, `${path}.branches[${i}]`);
      });
  }
}

const noWay = (report: Report, path: string): void =>
  report.add(path, "không có nhánh nào đi ra", "there is no way out of it");

function checkTask(report: Report, model: Model, flow: Flow, node: TaskNode, path: string): void {
  const who = (words: string): string => ` (${words} ${listed(model.people.map(({ id }) => id))})`;
  checkDistribution(report, `${path}.duration`, node.duration.all);
  for (const [person, duration] of Object.entries(node.duration.byPerson ?? {})) {
    const at = `${path}.duration.byPerson.${person}`;
    checkDistribution(report, at, duration);
    if (!model.people.some(({ id }) => id === person))
      report.add(at, `không có người "${person}"${who("có:")}`, `there is nobody "${person}"${who("there are")}`);
  }
  if (node.patience !== undefined) checkDistribution(report, `${path}.patience`, node.patience);
  if (node.boundary !== undefined) checkDelay(report, model, node.boundary.after, `${path}.boundary.after`);
  node.crew?.forEach(({ count }, i) => {
    if (!isCount(count))
      report.add(`${path}.crew[${i}].count`, "số người phải là số nguyên từ 1", "a number of people is 1 or more");
  });
  for (const other of node.notSamePersonAs ?? [])
    if (!flow.nodes.some(({ id, kind }) => id === other && kind === "task"))
      report.add(`${path}.notSamePersonAs`, `không có việc "${other}"`, `there is no task "${other}"`);
  const { batch } = node;
  if (batch === undefined) return;
  if (!isCount(batch.sizeMin) || !isCount(batch.sizeMax) || batch.sizeMax < batch.sizeMin)
    report.add(
      `${path}.batch`,
      "cỡ lô phải là số nguyên từ 1, tối đa không nhỏ hơn tối thiểu",
      "sizes of a batch are whole numbers of 1 or more, the most not below the least",
    );
  if (batch.durationFactor?.some(({ size, factor }) => !isCount(size) || !(factor > 0)) === true)
    report.add(`${path}.batch.durationFactor`, "hệ số phải lớn hơn 0", "a factor must be more than 0");
}

function checkDelay(report: Report, model: Model, delay: Delay, path: string): void {
  checkDistribution(report, `${path}.ms`, delay.ms);
  if (delay.calendar !== undefined && !model.calendars.some(({ id }) => id === delay.calendar))
    report.add(`${path}.calendar`, `không có lịch "${delay.calendar}"`, `there is no calendar "${delay.calendar}"`);
}

function checkBranches(report: Report, model: Model, flow: Flow, branches: readonly Branch[], path: string): void {
  if (branches.length === 0) noWay(report, path);
  // Of a procedure whose arrivals are taken away nobody asks what its dossiers are like.
  const lodged = streamsInto(model, flow);
  branches.forEach((branch, i) => {
    const at = `${path}.branches[${i}]`;
    // Less than nothing is what others leave: `checkChoice` says which.
    if (!isShare(branch.share) && !leftOver(branches, branch))
      report.add(
        `${at}.share`,
        `tỷ lệ ${shown(branch.share)} phải từ 0 đến 1`,
        `a share of ${shown(branch.share)}: it must be 0 to 1`,
      );
    if (branch.passesMax !== undefined && !isCount(branch.passesMax))
      report.add(`${at}.passesMax`, "phải là số nguyên từ 1", "must be a whole number of 1 or more");
    checkMark(report, flow, branch.law, at);
    const { when } = branch;
    if (when !== undefined && lodged.length > 0 && !lodged.some((stream) => gives(stream, when.attribute)))
      report.add(
        `${at}.when.attribute`,
        `không nguồn hồ sơ nào có thuộc tính "${when.attribute}"`,
        `no stream gives dossiers an attribute "${when.attribute}"`,
      );
  });
}

const streamsInto = ({ streams }: Model, { id }: Flow): readonly Stream[] =>
  streams.filter(({ flow, members = [] }) => flow === id || members.some((member) => member.flow === id));

const gives = ({ attributes = [] }: Stream, name: string): boolean =>
  attributes.some((attribute) => attribute.name === name);

function checkChoice(report: Report, branches: readonly Branch[], path: string): void {
  const open = branches.filter(({ when }) => when === undefined);
  const sum = sumOf(open);
  const short = open.find((branch) => leftOver(branches, branch));
  if (short !== undefined) {
    const others = open.filter((branch) => branch !== short && branch.share > 0);
    const parts = others.map((branch) => `${nameOf(branch)} ${shown(branch.share)}`).join(", ");
    report.add(
      `${path}.branches`,
      `${parts} cộng lại bằng ${shown(sumOf(others))}, quá 1, không còn gì cho ${nameOf(short)}; tỷ lệ không ghi thì theo mặc định`,
      `${parts} add up to ${shown(sumOf(others))}, more than 1, and leave nothing for ${nameOf(short)}; shares that nobody wrote are defaults`,
    );
    return;
  }
  if (branches.length === 0 || open.length === 0 || Math.abs(sum - 1) <= shareTolerance) return;
  report.add(
    `${path}.branches`,
    `các tỷ lệ cộng lại bằng ${shown(sum)}, phải bằng 1`,
    `the shares add up to ${shown(sum)}, not to 1`,
  );
}

const shown = (share: number): number => Number(share.toFixed(6));
const sumOf = (branches: readonly Branch[]): number => branches.reduce((sum, { share }) => sum + share, 0);
/** An action by its id, what is none by where it leads. */
const nameOf = ({ law, to }: Branch): string => (law?.is === "act" ? law.action : to);

/** The rest that the branches beside it leave, where that is less than nothing. */
const leftOver = (branches: readonly Branch[], branch: Branch): boolean =>
  branch.share < 0 &&
  branches.every((other) => other === branch || other.share >= 0) &&
  Math.abs(sumOf(branches.filter(({ when }) => when === undefined)) - 1) <= shareTolerance;

function checkMark(report: Report, flow: Flow, mark: LawMark | undefined, path: string): void {
  if (mark === undefined || flow.law === undefined || !("step" in mark)) return;
  const step = flow.law.procedure.definition.steps.find(({ id }) => id === mark.step);
  const found = step !== undefined && (mark.is === "enter" || step.actions.some(({ id }) => id === mark.action));
  const name = mark.is === "act" ? `${mark.step}.${mark.action}` : mark.step;
  if (!found) report.add(`${path}.law`, `thủ tục không có "${name}"`, `the procedure has no "${name}"`);
}

/** Every node is reached, and from every node an end. */
function checkWays(report: Report, flow: Flow, path: string): void {
  const places = new Map(flow.nodes.map(({ id }, place) => [id, place]));
  const out = flow.nodes.map((node) => likelyWaysOut(node).map((to) => places.get(to) as number));
  const into: number[][] = flow.nodes.map(() => []);
  out.forEach((ways, from) => {
    for (const to of ways) into[to]?.push(from);
  });
  const start = places.get(flow.start) as number;
  const reached = walk(out, [start]);
  const ends = flow.nodes.flatMap((node, place) => (node.kind === "end" && reached[place] === true ? [place] : []));
  if (ends.length === 0) {
    report.add(path, "luồng không có điểm kết thúc nào đi tới được", "no end of the flow can be reached");
    return;
  }
  const ending = walk(into, ends);
  // What nothing leads to even by a branch of share 0 is a slip; such a branch is switched off on purpose.
  const possible = walk(
    flow.nodes.map((node) => waysOut(node).map((to) => places.get(to) as number)),
    [start],
  );
  flow.nodes.forEach(({ id }, place) => {
    const at = `${path}.nodes[${place}]`;
    if (possible[place] !== true) report.add(at, `không đường nào dẫn tới "${id}"`, `nothing leads to "${id}"`);
    else if (reached[place] === true && ending[place] !== true)
      report.add(
        at,
        `từ "${id}" không đi tới được điểm kết thúc (ngõ cụt hoặc vòng lặp không lối ra)`,
        `no end can be reached from "${id}" (a dead end, or a loop without a way out)`,
      );
  });
}

function walk(ways: readonly (readonly number[])[], from: readonly number[]): readonly boolean[] {
  const seen = ways.map(() => false);
  const next = [...from];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (seen[at] === true) continue;
    seen[at] = true;
    next.push(...(ways[at] ?? []));
  }
  return seen;
}

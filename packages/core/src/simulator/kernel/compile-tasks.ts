import type { Flow, Model, TaskNode } from "../model.ts";
import { type Compiling, clockOf, must, nodeName, noWay, placeOf } from "./compile.ts";
import type { CompiledNode, CompiledPerson, CompiledQueue } from "./compiled.ts";
import { samplerOf } from "./sampler.ts";

// Work, the lines it waits in and the people who serve them.

export function compileTask(
  compiling: Compiling,
  queues: Queues,
  flow: Flow,
  node: TaskNode,
  to: (id: string) => number,
): Partial<CompiledNode> {
  const { model } = compiling;
  const name = nodeName(flow, node);
  const { byPerson } = node.duration;
  return {
    queue: queues.numberFor(flow, node),
    priority: (flow.priority ?? 0) + (node.priority ?? 0),
    sampler: samplerOf(node.duration.all),
    byPerson:
      byPerson === undefined
        ? undefined
        : model.people.map(({ id }) => (byPerson[id] === undefined ? undefined : samplerOf(byPerson[id]))),
    patience: node.patience === undefined ? undefined : samplerOf(node.patience),
    onWithdraw: node.onWithdraw === undefined ? -1 : to(node.onWithdraw),
    boundary:
      node.boundary === undefined
        ? undefined
        : {
            ...noWay,
            to: to(node.boundary.to),
            sampler: samplerOf(node.boundary.after.ms),
            clock: clockOf(compiling, node.boundary.after.calendar),
            element: compiling.element(`${name} boundary`),
          },
    batch: node.batch,
    crew: node.crew?.flatMap(({ skill, count }) => Array.from({ length: count }, () => withSkill(model, skill))),
    notSamePersonAs: node.notSamePersonAs?.map((id) => placeOf(flow, id)),
    isRemembered:
      model.conventions.allocation === "same-person" ||
      flow.nodes.some((other) => other.kind === "task" && other.notSamePersonAs?.includes(node.id) === true),
    fixedCost: node.fixedCost ?? 0,
  };
}

const withSkill = (model: Model, skill: string): readonly number[] =>
  model.people.flatMap((person, index) => (person.skills.includes(skill) ? [index] : []));

/** One queue for each skill; work for a crew has one of its own, served by whoever may be part of it. */
export class Queues {
  readonly #model: Model;
  readonly #numbers = new Map<string, number>();
  readonly #queues: CompiledQueue[] = [];
  readonly #skills: string[] = [];

  constructor(model: Model) {
    this.#model = model;
  }

  numberFor(flow: Flow, node: TaskNode): number {
    const key = node.crew === undefined ? `skill ${node.skill}` : `crew ${nodeName(flow, node)}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const index = this.#queues.length;
    const skills = node.crew === undefined ? [node.skill] : node.crew.map(({ skill }) => skill);
    const people = [...new Set(skills.flatMap((skill) => withSkill(this.#model, skill)))].sort((a, b) => a - b);
    this.#queues.push({ index, people });
    this.#skills.push(node.skill);
    this.#numbers.set(key, index);
    return index;
  }

  all(): readonly CompiledQueue[] {
    return this.#queues;
  }

  skillOf(queue: number): string {
    return this.#skills[queue] ?? "";
  }
}

export function compilePeople(compiling: Compiling, queues: Queues): readonly CompiledPerson[] {
  const { model, clocks } = compiling;
  const all = queues.all();
  return model.people.map((person, index) => ({
    index,
    clock: must(clocks.get(person.calendar), `calendar ${person.calendar}`),
    speed: person.speed ?? 1,
    costPerMs: (person.costPerHour ?? 0) / 3_600_000,
    queues: all.filter((queue) => queue.people.includes(index)).map((queue) => queue.index),
    levels: Float64Array.from(all, (queue) => person.skillLevels?.[queues.skillOf(queue.index)] ?? 1),
  }));
}

import type { Branch, Condition, FlowNode } from "@motcua/core/simulator";
import { justAbove, type Rules, type Test } from "./rules.ts";

// A choice of the model asks one question per branch. Rules that ask several are asked attribute by attribute: a choice
// over what the first attribute can be, behind each answer one over the second, and at the leaves what the rules say then.

/** One of the things that rules decide between. */
export interface Ruled {
  readonly rules?: Rules;
}
export interface TreeOptions<Choice extends Ruled> {
  readonly id: string;
  readonly name: string;
  readonly choices: readonly Choice[];
  /** Where the dossier goes when these hold. @param leafId of a node that may be made for it */
  readonly settle: (held: readonly Choice[], leafId: string) => string;
}

/** More answers than that are a mistake, or a model nobody can check. */
export const leavesMax = 4096;

export const leavesOf = (choices: readonly Ruled[]): number =>
  attributesOf(choices).reduce((product, attribute) => product * cellsOf(attribute, testsOf(choices)).length, 1);

/** The nodes that ask; the first to be asked has the given id. */
export function decisionTree<Choice extends Ruled>(options: TreeOptions<Choice>): readonly FlowNode[] {
  const { id, name, choices, settle } = options;
  const attributes = attributesOf(choices);
  const nodes: FlowNode[] = [];
  const leaves = new Map<string, string>();
  const leafFor = (answers: Answers): string => {
    const held = choices.filter(({ rules = [] }) => rules.some((group) => group.every((test) => holds(test, answers))));
    const key = held.map((choice) => choices.indexOf(choice)).join("+");
    const to = leaves.get(key) ?? settle(held, `${id}~${key === "" ? "none" : key}`);
    leaves.set(key, to);
    return to;
  };
  const grow = (depth: number, nodeId: string, answers: Answers): string => {
    const attribute = attributes[depth];
    if (attribute === undefined) return leafFor(answers);
    const cells = cellsOf(attribute, testsOf(choices));
    const branches = cells.map((cell, i): Branch => {
      const to = grow(depth + 1, `${nodeId}~${attribute}${i}`, new Map([...answers, [attribute, cell.sample]]));
      // The last cell is all that is left, so it asks nothing.
      return i === cells.length - 1 ? { to, share: 1 } : { to, share: 0, when: cell.when };
    });
    const first = branches[0]?.to;
    if (depth > 0 && first !== undefined && branches.every(({ to }) => to === first)) return first;
    nodes.push({ kind: "choice", id: nodeId, name, branches });
    return nodeId;
  };
  grow(0, id, new Map());
  return nodes;
}

type Answers = ReadonlyMap<string, string | number | undefined>;

const testsOf = (choices: readonly Ruled[]): readonly Test[] => choices.flatMap(({ rules = [] }) => rules.flat());
const attributesOf = (choices: readonly Ruled[]): readonly string[] => [
  ...new Set(testsOf(choices).map(({ attribute }) => attribute)),
];

function holds(test: Test, answers: Answers): boolean {
  const answer = answers.get(test.attribute);
  if ("is" in test) return answer === test.is;
  return typeof answer === "number" && answer >= test.from && answer <= test.to;
}

interface Cell {
  readonly when: Condition;
  /** A value within; `undefined` is none that any test asks for. */
  readonly sample: string | number | undefined;
}

/** What an attribute can be, as far as the tests tell values apart. */
function cellsOf(attribute: string, tests: readonly Test[]): readonly Cell[] {
  const own = tests.filter((test) => test.attribute === attribute);
  const values = [...new Set(own.flatMap((test) => ("is" in test ? [test.is] : [])))];
  if (values.length > 0)
    return [
      ...values.map((is) => ({ when: { attribute, is }, sample: is })),
      { when: { attribute }, sample: undefined },
    ];
  const cuts = own.flatMap((test) => ("is" in test ? [] : [test.from, justAbove(test.to)]));
  const finite = [...new Set(cuts)].filter((cut) => Number.isFinite(cut)).sort((a, b) => a - b);
  const edges = [Number.NEGATIVE_INFINITY, ...finite, Number.POSITIVE_INFINITY];
  return edges.slice(1).map((below, i) => ({ when: { attribute, below }, sample: edges[i] }));
}

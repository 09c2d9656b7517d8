import { waysInto } from "../kernel/paths.ts";
import { samplerOf } from "../kernel/sampler.ts";
import type { Attribute, Branch, Flow, FlowNode, RaceNode } from "../model.ts";
import { Random } from "../random.ts";
import { attributeShare } from "./attribute-share.ts";

/** Passes through limited branches are told apart up to so many situations; beyond, limits on loops are not seen. */
const situationsMax = 20_000;
const sweepsMax = 10_000;
const precision = 1e-10;

/**
 * How often a dossier comes to each node on average, by place: solved from the shares. Times do not count: events that
 * interrupt a task and applicants who lose patience are left out, and of a race the first event is drawn.
 */
export function visitsOf(flow: Flow, attributes: readonly Attribute[]): Float64Array {
  const forks = flow.nodes.some(({ kind }) => kind === "parallel" || kind === "inclusive");
  const ways = new Ways(flow, attributes);
  return (forks ? undefined : bySituation(flow, ways)) ?? byNode(flow, ways);
}

interface Way {
  readonly to: number;
  readonly share: number;
}

class Ways {
  readonly #flow: Flow;
  readonly #attributes: readonly Attribute[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #waysInto: readonly number[];
  readonly #races = new Map<string, readonly number[]>();

  constructor(flow: Flow, attributes: readonly Attribute[]) {
    this.#flow = flow;
    this.#attributes = attributes;
    this.#places = new Map(flow.nodes.map(({ id }, place) => [id, place]));
    this.#waysInto = flow.nodes.map(({ id }) => waysInto(flow, id));
  }

  place(id: string): number {
    return this.#places.get(id) ?? 0;
  }

  /** @param passes how often the node was left before */
  from(node: FlowNode, place: number, passes: number): readonly Way[] {
    switch (node.kind) {
      case "task":
      case "delay":
        return [{ to: this.place(node.next), share: 1 }];
      case "join":
        // Of an inclusive join as many come as were drawn; the part is the same for all that come.
        return [{ to: this.place(node.next), share: this.#joined(node, place) }];
      case "choice":
        return this.#choice(node.branches, passes);
      case "inclusive":
        return this.#inclusive(node.branches).map((share, i) => ({
          to: this.place(node.branches[i]?.to ?? ""),
          share,
        }));
      case "parallel":
        return node.to.map((to) => ({ to: this.place(to), share: 1 }));
      case "race": {
        const shares = this.#races.get(node.id) ?? raceShares(node);
        this.#races.set(node.id, shares);
        return node.branches.map(({ to }, i) => ({ to: this.place(to), share: shares[i] ?? 0 }));
      }
      case "end":
        return [];
    }
  }

  #choice(branches: readonly Branch[], passes: number): readonly Way[] {
    const ways: Way[] = [];
    let rest = 1;
    for (const { when, to } of branches) {
      if (when === undefined) continue;
      // Conditions are taken one after another as if they had nothing to do with each other.
      const share = rest * attributeShare(this.#attributes, when);
      ways.push({ to: this.place(to), share });
      rest -= share;
    }
    const open = branches.filter(({ when, passesMax }) => when === undefined && passes < (passesMax ?? Infinity));
    const drawn = open.length > 0 ? open : branches;
    const total = drawn.reduce((sum, { share }) => sum + share, 0);
    if (total > 0) for (const { to, share } of drawn) ways.push({ to: this.place(to), share: (rest * share) / total });
    else {
      const last = drawn[drawn.length - 1];
      if (last !== undefined) ways.push({ to: this.place(last.to), share: rest });
    }
    return ways;
  }

  /** Each by its own probability; when none is drawn exactly one, in proportion. */
  #inclusive(branches: readonly Branch[]): readonly number[] {
    const own = branches.map(({ share, when }) =>
      when === undefined ? share : 1 - (1 - share) * (1 - attributeShare(this.#attributes, when)),
    );
    const none = own.reduce((product, share) => product * (1 - share), 1);
    const total = branches.reduce((sum, { share }) => sum + share, 0);
    const last = branches.length - 1;
    return own.map((share, i) => share + none * (total > 0 ? (branches[i]?.share ?? 0) / total : i === last ? 1 : 0));
  }

  #joined(node: Extract<FlowNode, { kind: "join" }>, place: number): number {
    if (node.of === "parallel") return 1 / Math.max(1, this.#waysInto[place] ?? 1);
    const splits = this.#flow.nodes.flatMap((other) =>
      other.kind === "inclusive" ? [this.#inclusive(other.branches).reduce((sum, share) => sum + share, 0)] : [],
    );
    return splits.length === 0 ? 1 : splits.length / splits.reduce((sum, one) => sum + one, 0);
  }
}

const raceDraws = 2_000;

/** How often each event comes first: drawn, by the same numbers every time. */
function raceShares(node: RaceNode): readonly number[] {
  const random = new Random(0);
  const samplers = node.branches.map(({ after }) => samplerOf(after.ms));
  const first = node.branches.map(() => 0);
  for (let draw = 0; draw < raceDraws; draw += 1) {
    const times = samplers.map((sampler, i) => {
      random.place(i + 1, 0, draw, 0);
      return sampler(random);
    });
    const place = times.indexOf(Math.min(...times));
    first[place] = (first[place] ?? 0) + 1 / raceDraws;
  }
  return first;
}

/** Nodes told apart by how often limited choices were passed. `undefined`: too many. */
function bySituation(flow: Flow, ways: Ways): Float64Array | undefined {
  const limited = flow.nodes.flatMap((node, place) =>
    node.kind === "choice" && node.branches.some(({ passesMax }) => passesMax !== undefined)
      ? [{ place, most: Math.max(...node.branches.map(({ passesMax }) => passesMax ?? 0)) }]
      : [],
  );
  const number = new Map<string, number>();
  const placeOf: number[] = [];
  const passesOf: number[][] = [];
  const numberOf = (place: number, passes: number[]): number => {
    const key = `${place}:${passes.join(",")}`;
    let known = number.get(key);
    if (known === undefined) {
      known = placeOf.length;
      number.set(key, known);
      placeOf.push(place);
      passesOf.push(passes);
    }
    return known;
  };
  numberOf(ways.place(flow.start), new Array(limited.length).fill(0));
  const out: Way[][] = [];
  for (let at = 0; at < placeOf.length; at += 1) {
    if (placeOf.length > situationsMax) return undefined;
    const place = placeOf[at] as number;
    const passes = passesOf[at] as number[];
    const which = limited.findIndex((one) => one.place === place);
    const after =
      which < 0 ? passes : passes.map((count, i) => (i === which ? Math.min(count + 1, limited[i]?.most ?? 0) : count));
    const node = flow.nodes[place] as FlowNode;
    out.push(
      ways
        .from(node, place, which < 0 ? 0 : (passes[which] as number))
        .filter(({ share }) => share > 0)
        .map(({ to, share }) => ({ to: numberOf(to, after), share })),
    );
  }
  const solved = solve(out, 0);
  const visits = new Float64Array(flow.nodes.length);
  solved.forEach((value, at) => {
    const place = placeOf[at] as number;
    visits[place] = (visits[place] as number) + value;
  });
  return visits;
}

function byNode(flow: Flow, ways: Ways): Float64Array {
  return solve(
    flow.nodes.map((node, place) => ways.from(node, place, 0)),
    ways.place(flow.start),
  );
}

/** Expected visits of an absorbing chain, by sweeps until nothing moves. */
function solve(out: readonly (readonly Way[])[], start: number): Float64Array {
  const into: { from: number; share: number }[][] = out.map(() => []);
  out.forEach((ways, from) => {
    for (const { to, share } of ways) into[to]?.push({ from, share });
  });
  const visits = new Float64Array(out.length);
  for (let sweep = 0; sweep < sweepsMax; sweep += 1) {
    let moved = 0;
    for (let at = 0; at < out.length; at += 1) {
      let sum = at === start ? 1 : 0;
      for (const { from, share } of into[at] ?? []) sum += share * (visits[from] as number);
      moved = Math.max(moved, Math.abs(sum - (visits[at] as number)));
      visits[at] = sum;
    }
    if (moved < precision) break;
  }
  return visits;
}

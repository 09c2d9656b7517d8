import type { EpochMs } from "../../calendar/types.ts";
import type { LawHashes, PinnedLaw } from "../../dossier/law.ts";
import type { DossierState } from "../../dossier/state.ts";
import { readFact } from "../../procedure/names.ts";
import { waysOut } from "../kernel/paths.ts";
import type { Flow, FlowNode, Model, OpenCase, Stream } from "../model.ts";
import { channelAttribute, factAttribute, ids } from "../scenario/flow-builder.ts";
import type { TimeBase } from "../scenario/spread.ts";
import { otherPlace } from "./never-answers.ts";
import { standingPlace } from "./standing-place.ts";

/** Where stored dossiers are put, and whom to ask for their law. */
export interface OpenCasesOptions {
  /** The office as it is meant to work on, from the present. */
  readonly model: Model;
  readonly base: TimeBase;
  /** The law a dossier was received under; `undefined`: unknown. */
  lawOf(hashes: LawHashes): PinnedLaw | undefined;
  /** The flow of a procedure under law that the model does not have. */
  flowOf(id: string, law: PinnedLaw): Flow;
}

/** Dossiers in the flows of an office; what has no place there, and why. */
export interface PlacedCases {
  /** The office with the dossiers in it, and with flows for law that it did not have. */
  readonly model: Model;
  readonly unplaced: readonly UnplacedDossier[];
  /** Dossiers that live under a definition or law other than the scenario's. */
  readonly underOtherLaw: readonly string[];
}

/** A dossier that the forecast says nothing of. */
export interface UnplacedDossier {
  readonly dossierId: string;
  /** `law-unknown`: the law it was received under is not stored. `step-unknown`: its flow has no such step.
   *  `nobody-able`: further on, nobody in the office can do a step. */
  readonly reason: "law-unknown" | "step-unknown" | "nobody-able";
  /** Of `nobody-able`: the skill that nobody has. Of `step-unknown`: where it stands. */
  readonly detail?: string;
}

/**
 * Puts stored dossiers where they stand in the flows of an office: at a step, with the citizen, before acceptance, or
 * resolved and not handed over; each under the law it was received under. Those that have ended are left out. What cannot
 * be placed is named. They come in the order in which they have waited.
 */
export function openCasesOf(states: readonly DossierState[], options: OpenCasesOptions): PlacedCases {
  const office = new OpenOffice(options);
  const sorted = states.filter(({ endedAt }) => endedAt === undefined);
  sorted.sort((a, b) => sinceOf(a) - sinceOf(b) || (a.dossierId < b.dossierId ? -1 : 1));
  for (const state of sorted) office.place(state);
  return office.result();
}

const sinceOf = ({ task, lastAt }: DossierState): EpochMs => task?.openedAt ?? lastAt;

const keyOf = ({ procedure, rules, calendar, hours, policies }: LawHashes): string =>
  [procedure, rules, calendar, hours, policies].join(" ");

class OpenOffice {
  readonly #options: OpenCasesOptions;
  readonly #flows: Map<string, Flow>;
  /** Flow by the law it is under. */
  readonly #byLaw = new Map<string, string>();
  readonly #given: ReadonlySet<string>;
  readonly #streams = new Map<string, Stream>();
  readonly #cases: OpenCase[] = [];
  readonly #unplaced: UnplacedDossier[] = [];
  readonly #underOtherLaw: string[] = [];
  readonly #skills: ReadonlySet<string>;
  readonly #people: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #unable = new Map<string, string | undefined>();

  constructor(options: OpenCasesOptions) {
    const { flows, people } = options.model;
    this.#options = options;
    this.#flows = new Map(flows.map((flow) => [flow.id, flow]));
    this.#given = new Set(this.#flows.keys());
    for (const { id, law } of flows)
      if (law !== undefined && !this.#byLaw.has(keyOf(law.hashes))) this.#byLaw.set(keyOf(law.hashes), id);
    this.#people = new Map(people.map(({ id, skills }) => [id, new Set(skills)]));
    this.#skills = new Set(people.flatMap(({ skills }) => skills));
  }

  place(state: DossierState): void {
    const { dossierId } = state;
    const law = this.#options.lawOf(state.law);
    if (law === undefined) {
      this.#unplaced.push({ dossierId, reason: "law-unknown" });
      return;
    }
    const flow = this.#flowUnder(law);
    const found = standingPlace(state, flow, law, this.#options.base);
    if (found === undefined) {
      this.#unplaced.push({ dossierId, reason: "step-unknown", detail: state.control });
      return;
    }
    const { node, since, missing } = found;
    if (missing !== undefined && !flow.nodes.some(({ id }) => id === missing.id))
      this.#flows.set(flow.id, { ...flow, nodes: [...flow.nodes, missing] });
    const unable = this.#unableFrom(flow.id, node);
    if (unable !== undefined) {
      this.#unplaced.push({ dossierId, reason: "nobody-able", detail: unable });
      return;
    }
    if (!this.#given.has(flow.id)) this.#underOtherLaw.push(dossierId);
    this.#cases.push(this.#caseOf(state, law, this.#flows.get(flow.id) ?? flow, node, since));
  }

  result(): PlacedCases {
    const { model } = this.#options;
    // Flows that no dossier is in are left as they are.
    return {
      model: {
        ...model,
        flows: [...this.#flows.values()],
        streams: [...model.streams, ...this.#streams.values()],
        open: this.#cases,
      },
      unplaced: this.#unplaced,
      underOtherLaw: this.#underOtherLaw,
    };
  }

  #flowUnder(law: PinnedLaw): Flow {
    const key = keyOf(law.hashes);
    const known = this.#flows.get(this.#byLaw.get(key) ?? "");
    if (known !== undefined) return known;
    const { code, version } = law.procedure.definition;
    const short = Object.values(law.hashes).map((hash) => hash.slice(0, 4));
    const flow = this.#options.flowOf(`${code}@${version} ${short.join("-")}`, law);
    this.#flows.set(flow.id, flow);
    this.#byLaw.set(key, flow.id);
    return flow;
  }

  /** A skill that a dossier needs from there on and nobody has. */
  #unableFrom(flowId: string, node: string): string | undefined {
    const key = `${flowId} ${node}`;
    if (!this.#unable.has(key)) this.#unable.set(key, this.#searchUnable(this.#flows.get(flowId), node));
    return this.#unable.get(key);
  }

  #searchUnable(flow: Flow | undefined, from: string): string | undefined {
    const nodes = new Map(flow?.nodes.map((node) => [node.id, node]));
    const seen = new Set<string>();
    const next = [from];
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      const node = nodes.get(id);
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      const missing = neededBy(node).find((skill) => !this.#skills.has(skill));
      if (missing !== undefined) return missing;
      next.push(...waysOut(node));
    }
    return undefined;
  }

  #caseOf(state: DossierState, law: PinnedLaw, flow: Flow, node: string, since: EpochMs): OpenCase {
    const person = state.task?.person;
    const at = flow.nodes.find(({ id }) => id === node);
    // Who cannot do the work here cannot hold it: a head whose people do it.
    const holds = person !== undefined && at?.kind === "task" && this.#people.get(person)?.has(at.skill) === true;
    const orAt = at === undefined ? undefined : otherPlace(this.#options.model, flow, at, since);
    return {
      id: state.dossierId,
      flow: flow.id,
      stream: this.#streamOf(state, law, flow.id),
      node,
      since,
      arrivedAt: state.submittedAt,
      taken: takenOf(state, flow) ?? [],
      performed: performedOf(state, flow),
      state,
      ...(holds ? { person } : {}),
      ...(orAt === undefined ? {} : { orAt }),
    };
  }

  /** Nobody arrives in it: it says what dossiers of one channel and the same facts have in common. */
  #streamOf({ channel, caseId, facts }: DossierState, { procedure }: PinnedLaw, flow: string): string {
    const guards = procedure.definition.steps.flatMap(({ actions }) => actions.flatMap(({ guard = [] }) => guard));
    const asked = [...new Set(guards.map((text) => readFact(text).fact))].map(
      (fact) => [fact, facts[fact] === true ? "yes" : "no"] as const,
    );
    const id = `open ${flow} ${channel} ${caseId} ${asked.map(([fact, holds]) => `${fact}=${holds}`).join(" ")}`.trim();
    const certain = (name: string, value: string) => ({
      name,
      values: { kind: "shares" as const, of: [{ value, share: 1 }] },
    });
    this.#streams.set(id, {
      id,
      flow,
      arrivals: { kind: "list", at: [] },
      attributes: [
        certain(channelAttribute, channel),
        ...asked.map(([fact, holds]) => certain(factAttribute(fact), holds)),
      ],
      filing: { channel, caseId },
    });
    return id;
  }
}

const neededBy = (node: FlowNode): readonly string[] =>
  node.kind === "task" ? (node.crew?.map(({ skill }) => skill) ?? [node.skill]) : [];

/** Ways with a limit that it has taken: rounds of supplement and of intake are counted in its state, ways back are told by the
 *  step they lead to, which was opened once more each time. */
function takenOf({ visits, supplementRounds, intakeRounds }: DossierState, flow: Flow): OpenCase["taken"] {
  return flow.nodes.flatMap((node) =>
    (node.kind === "choice" ? node.branches : []).flatMap(({ to, law, passesMax }) => {
      if (passesMax === undefined) return [];
      let times = 0;
      if (law?.is === "ask-supplement") times = supplementRounds;
      else if (to.startsWith(ids.comesBack)) times = intakeRounds;
      else if (law?.is === "act") times = (visits[/^[^~!:]+/.exec(to)?.[0] ?? ""] ?? 0) - 1 - supplementRounds;
      return times > 0 ? [{ node: node.id, to, times }] : [];
    }),
  );
}

const performedOf = ({ performed }: DossierState, flow: Flow): { readonly [node: string]: string } =>
  Object.fromEntries(
    Object.entries(performed).filter(([step]) => flow.nodes.some(({ id, kind }) => id === step && kind === "task")),
  );

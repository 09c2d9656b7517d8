import type { ProcedureDefinition } from "../../procedure/types.ts";
import type { FlowNode, Model } from "../model.ts";
import { settingOf } from "./setting-of-node.ts";
import type { Scenario } from "./types.ts";

interface Entries {
  readonly definitions: readonly (ProcedureDefinition | undefined)[];
  readonly entryOfPerson: readonly number[];
  readonly entryOfStream: ReadonlyMap<string, number>;
}

/** Paths of the model as paths of the scenario it was made from. */
export function originOf(scenario: Scenario, model: Model, entries: Entries): (modelPath: string) => string {
  return (path) => {
    const [, list, digits, rest = ""] = /^(\w+)\[(\d+)\](.*)$/.exec(path) ?? [];
    const place = Number(digits);
    switch (list) {
      case "flows":
        return ofFlow(scenario, model, entries, place, rest);
      case "people":
        return `staff[${entries.entryOfPerson[place] ?? 0}]`;
      case "streams":
        return `arrivals[${entries.entryOfStream.get(model.streams[place]?.id ?? "") ?? 0}]`;
      case "calendars":
        return "staff";
      default:
        return plain[path] ?? path;
    }
  };
}

const plain: { readonly [path: string]: string } = {
  people: "staff",
  flows: "procedures",
  streams: "arrivals",
  endAt: "length",
  countFrom: "warmUp",
  stopAtEnd: "atEnd",
};

/** A node of an own flow stands where it stands; one of a procedure is made of settings, which may be those of all. */
function ofFlow(scenario: Scenario, model: Model, { definitions }: Entries, place: number, rest: string): string {
  const path = `procedures[${place}]`;
  const [, digits, more = ""] = /^\.nodes\[(\d+)\](.*)$/.exec(rest) ?? [];
  const node = model.flows[place]?.nodes[Number(digits)];
  const entry = scenario.procedures[place];
  if (digits === undefined || node === undefined || entry === undefined) return path;
  if (entry.flow !== undefined) return `${path}.flow.nodes[${digits}]${inOwnFlow(more)}`;
  const said = settingOf(node.id, more, definitions[place], [
    ["settings", scenario.settings],
    [path, entry],
  ]);
  if (said !== undefined) return said;
  // The skill is that of the catalogue: it is people who are missing.
  if (more.endsWith("skill")) return missingSkill(scenario, model, skillOf(node, more));
  const [step = ""] = node.id.split(/[~!?:]/, 1);
  return step === "" ? `${path}.intake` : `${path}.steps.${step}`;
}

const inOwnFlow = (more: string): string =>
  more
    .replace(/^\.duration\.byPerson/, ".byPerson")
    .replace(/^\.duration(\.all)?/, ".work")
    .replace(/^\.delay.*/, ".wait");

function skillOf(node: FlowNode, more: string): string {
  if (node.kind !== "task") return "";
  const [, digits] = /^\.crew\[(\d+)\]/.exec(more) ?? [];
  return digits === undefined ? node.skill : (node.crew?.[Number(digits)]?.skill ?? "");
}

/** Where in the staff a skill went missing: an entry of nobody, people without hours, a role of that unit that nothing asks for. */
function missingSkill({ staff }: Scenario, { flows }: Model, skill: string): string {
  const skillsOf = ({ roles, unit, skills = [] }: Scenario["staff"][number]): readonly string[] => [
    ...roles.map((role) => `${role}@${unit}`),
    ...skills,
  ];
  const able = staff.findIndex((entry) => skillsOf(entry).includes(skill));
  if (able >= 0) {
    const { count, hours } = staff[able] as Scenario["staff"][number];
    return `staff[${able}]${count === 0 ? ".count" : hours === undefined ? "" : ".hours"}`;
  }
  const asked = new Set(
    flows.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === "task" ? [node.skill, ...(node.crew ?? []).map((one) => one.skill)] : [])),
    ),
  );
  const misspelt = staff.findIndex(
    ({ unit, roles }) => skill.endsWith(`@${unit}`) && roles.some((role) => !asked.has(`${role}@${unit}`)),
  );
  return misspelt < 0 ? "staff" : `staff[${misspelt}].roles`;
}

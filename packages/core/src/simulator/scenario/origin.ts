import type { Model } from "../model.ts";
import type { Scenario } from "./types.ts";

interface Entries {
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
        return `procedures[${place}]${ofFlow(scenario, model, place, rest)}`;
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

/** A node of an own flow stands where it stands; one of a procedure belongs to a step, or to intake. */
function ofFlow(scenario: Scenario, model: Model, place: number, rest: string): string {
  const [, digits, more = ""] = /^\.nodes\[(\d+)\](.*)$/.exec(rest) ?? [];
  if (digits === undefined) return "";
  if (scenario.procedures[place]?.flow !== undefined)
    return `.flow.nodes[${digits}]${more.replace(/^\.duration(\.all)?/, ".work").replace(/^\.delay.*/, ".wait")}`;
  const id = model.flows[place]?.nodes[Number(digits)]?.id ?? "";
  const [step = ""] = id.split(/[~!?:]/, 1);
  return step === "" ? ".intake" : `.steps.${step}`;
}

import type { ProcedureDefinition } from "../../procedure/types.ts";
import { defaultSettings } from "./defaults.ts";
import { ids } from "./flow-builder.ts";
import type { ProcedureSettings } from "./types.ts";

/** Settings by their path in a scenario, those that hold for more first. */
export type Layers = readonly (readonly [path: string, settings: ProcedureSettings | undefined])[];

/**
 * Which setting a node of a procedure's flow was made of, as a path of the scenario; `undefined` where no layer says it and a
 * default holds.
 * @param more path within the node
 */
export function settingOf(
  node: string,
  more: string,
  definition: ProcedureDefinition | undefined,
  layers: Layers,
): string | undefined {
  // Nearest first, as they are laid over one another; behind all of them the defaults, which stand in no file.
  const nearest: Layers = [...[...layers].reverse(), ["", defaultSettings]];
  const nearestOf = (keys: readonly string[]): readonly string[] => {
    const found = nearest.find(([, settings]) => valueAt(settings, keys) !== undefined);
    return found === undefined ? [] : [found[0] === "" ? "" : `${found[0]}.${keys.join(".")}`];
  };
  const [step = ""] = node.split(/[~!?:]/, 1);
  const part = node.slice(step.length);
  const whole = ofProcedure(step, part, more);
  if (whole !== undefined) return nearestOf(whole).find((path) => path !== "");
  const kind = definition?.steps.find(({ id }) => id === step)?.kind ?? "";
  const field = ofStep(part, more);
  // What is said of a step goes before what is said of its kind, however near.
  const [origin] = [...nearestOf(["steps", step, ...field]), ...nearestOf(["kinds", kind, ...field])];
  return origin === "" ? undefined : origin;
}

/** What holds for a procedure as a whole. */
function ofProcedure(step: string, part: string, more: string): readonly string[] | undefined {
  if (more.startsWith(".patience") || part === ids.withdraws) return ["patience"];
  const [, channel = ""] = /:(.+)$/.exec(part) ?? [];
  if (step === "") {
    if (part.startsWith(`${ids.receive}:`)) return isTime(more) ? ["intake", "receive", channel] : skipped;
    if (part.startsWith(`${ids.comesBack}?`)) return ["intake", "givesUpShare"];
    return part.startsWith(ids.comesBack) ? ["intake", "comesBack"] : ["intake"];
  }
  if (part === "~collect" || part === "~postal") return ["return", part.slice(1)];
  if (part.startsWith("~ways")) return ["return", "ways", channel === "" ? "other" : channel];
  return undefined;
}

/** No setting says it. */
const skipped: readonly string[] = ["intake", "receive", ""];
const isTime = (more: string): boolean => more.startsWith(".duration") || more.startsWith(".delay");

/** What is said of a step. */
function ofStep(part: string, more: string): readonly string[] {
  if (part.startsWith("~supplement")) return ["supplement", part.endsWith("?") ? "neverShare" : "citizen"];
  if (part.startsWith("~silent")) return ["supplement"];
  if (part === "?") return ["supplement", "share"];
  if (part.includes("!")) return ["actions"];
  const [, person] = /^\.duration\.byPerson\.([^.]+)/.exec(more) ?? [];
  if (person !== undefined) return ["byPerson", person];
  if (part === "~wait" || more.startsWith(".delay")) return ["wait"];
  const [, field = ""] = /^\.(batch|crew|skill|priority|fixedCost)/.exec(more) ?? [];
  if (field !== "") return [field];
  return isTime(more) ? ["work"] : ["nothing"];
}

function valueAt(settings: unknown, keys: readonly string[]): unknown {
  let here = settings;
  for (const key of keys) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as { readonly [key: string]: unknown })[key];
  }
  return here;
}

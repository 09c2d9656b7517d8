import type { CompiledModel, CompiledNode } from "./compiled.ts";
import { delay, task } from "./compiled.ts";
import { movesByItself } from "./law-marks.ts";

/** By node: 1 for a wait after which nobody works on the dossier any more, whichever way it goes. None in flows with several
 *  ways at once, or whose law moves a dossier on by itself. */
export function unattendedWaits({ model, flows, nodes }: CompiledModel): Uint8Array {
  const toWork = leadsToWork(nodes);
  return Uint8Array.from(nodes, ({ index, flow, kind }) => {
    const law = model.flows[flow]?.law;
    const isPlain = flows[flow]?.forks === false && (law === undefined || !movesByItself(law));
    return isPlain && kind === delay && toWork[index] === 0 ? 1 : 0;
  });
}

function leadsToWork(nodes: readonly CompiledNode[]): Uint8Array {
  const leads = Uint8Array.from(nodes, ({ kind }) => (kind === task ? 1 : 0));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { index, next, ways } of nodes) {
      if (leads[index] === 1 || !(leads[next] === 1 || ways.some(({ to }) => leads[to] === 1))) continue;
      leads[index] = 1;
      changed = true;
    }
  }
  return leads;
}

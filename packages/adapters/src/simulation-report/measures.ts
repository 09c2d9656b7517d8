import type { Figures } from "@motcua/core/simulator";
import { figureLabel, type Label } from "./labels.ts";

/** What members of figures are called, by the path to them (`flows/ID`, `flows/ID/nodes/ID`, `roles/ID`). */
export type NameOf = (path: string) => string | undefined;

export function namesIn(figures: Figures | undefined): NameOf {
  const names = new Map<string, string>();
  for (const kind of ["flows", "roles", "units", "people"] as const)
    for (const { id, name } of figures?.[kind] ?? []) names.set(`${kind}/${id}`, name);
  for (const flow of figures?.flows ?? [])
    for (const { id, name } of flow.nodes) names.set(`flows/${flow.id}/nodes/${id}`, name);
  return (path) => names.get(path);
}

/** The label of a figure by its path in all figures, such as `flows/1.001612/nodes/check/waitingMs/p90`. */
export function measureOf(path: string, nameOf: NameOf): Label {
  const parts = path.split("/");
  const [kind = ""] = parts;
  if (kind === "whole") return figureLabel(parts.slice(1));
  if (kind === "staff") return of(figureLabel(parts.slice(1)), "cả đơn vị", "everybody");
  if (!["flows", "roles", "units", "people"].includes(kind)) return figureLabel(parts);
  const member = memberAt(parts, 2, nameOf);
  if (kind !== "flows" || parts[member.next] !== "nodes")
    return of(figureLabel(parts.slice(member.next)), member.name, member.name);
  const node = memberAt(parts, member.next + 2, nameOf);
  const name = `${member.name} › ${node.name}`;
  return of(figureLabel(parts.slice(node.next)), name, name);
}

/** Ids may hold slashes: the longest path that has a name wins, else one part is taken. */
function memberAt(
  parts: readonly string[],
  least: number,
  nameOf: NameOf,
): { readonly name: string; readonly next: number } {
  for (let next = parts.length - 1; next >= least; next -= 1) {
    const name = nameOf(parts.slice(0, next).join("/"));
    if (name !== undefined) return { name, next };
  }
  return { name: parts[least - 1] ?? "", next: least };
}

const of = (label: Label, vi: string, en: string): Label => ({
  ...label,
  vi: `${label.vi} – ${vi}`,
  en: `${label.en} – ${en}`,
});

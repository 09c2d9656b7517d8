import type { FaultList } from "./faults.ts";
import { inDiagram } from "./faults.ts";

/** An element as bpmn-moddle gives it: a type, an id and whatever the standard says it holds. */
export interface Element {
  readonly $type: string;
  readonly id?: string;
  readonly name?: string;
  readonly [property: string]: unknown;
}

const isElement = (value: unknown): value is Element =>
  typeof value === "object" && value !== null && "$type" in value && typeof value.$type === "string";

export const elementAt = (element: Element, property: string): Element | undefined => {
  const value = element[property];
  return isElement(value) ? value : undefined;
};
export const elementsAt = (element: Element, property: string): readonly Element[] => {
  const value = element[property];
  return Array.isArray(value) ? value.filter(isElement) : [];
};
export const asElement = (value: unknown): Element | undefined => (isElement(value) ? value : undefined);

export const idOf = (element: Element): string => element.id ?? "";
/** What people call it: its name on one line, else its id. */
export const nameOf = (element: Element): string =>
  (element.name ?? "").replaceAll(/\s+/g, " ").trim() || idOf(element);
export const typeOf = (element: Element): string => element.$type.replace(/^bpmn:/, "");

/** A reason in both languages. */
export const because = (vi: string, en: string): { readonly vi: string; readonly en: string } => ({ vi, en });

/** One line for each thing the simulator cannot do, with id, name and type. */
export function refuse(element: Element, why: { readonly vi: string; readonly en: string }, faults: FaultList): void {
  const shown = `${typeOf(element)} ${JSON.stringify(nameOf(element))} (${idOf(element)})`;
  faults.add(
    "bpmn.unsupported",
    `không hỗ trợ ${shown}: ${why.vi}`,
    `${shown} is not supported: ${why.en}`,
    inDiagram(idOf(element)),
  );
}

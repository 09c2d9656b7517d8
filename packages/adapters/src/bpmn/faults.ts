import type { ErrorCode, Fault } from "@motcua/core";

/** Everything wrong with the two files, gathered so that it is told at once. */
export class FaultList {
  readonly all: Fault[] = [];
  /** What does not stop the run and should be known. */
  readonly notes: Fault[] = [];

  /** @param path `bpmn:ELEMENT` or `params:PATH` */
  add(code: ErrorCode, vi: string, en: string, path: string): void {
    this.all.push({ code, text: { vi, en }, path });
  }

  note(vi: string, en: string, path: string): void {
    this.notes.push({ code: "bpmn.assumed", text: { vi, en }, path });
  }
}

export const inDiagram = (id: string): string => `bpmn:${id}`;
export const inParameters = (path: readonly PropertyKey[]): string =>
  `params:${path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "")}`;

import type { Fault } from "@motcua/core";
import { LineCounter, type Node, parseDocument } from "yaml";

/** A file that was read, under the name it was asked for. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** A fault with file and line before it. Readers of BPMN keep no lines: the element's id is looked for in the text. */
export function placed(fault: Fault, bpmn: NamedText, params: NamedText): Fault {
  const { path = "" } = fault;
  const where = path.startsWith("params:")
    ? at(params.file, lineOfPath(params.text, path.slice("params:".length)))
    : at(bpmn.file, lineOfElement(bpmn.text, path.replace(/^bpmn:/, "")) ?? lineSaid(fault));
  const said = (text: string): string => `${where}: ${text.replace(/ line: \d+ column: \d+/, "")}`;
  return { ...fault, text: { vi: said(fault.text.vi), en: said(fault.text.en) } };
}

const at = (file: string, line: number | undefined): string => (line === undefined ? file : `${file}:${line}`);

/** Parsers that say where they stopped count from 0. */
function lineSaid({ code, text }: Fault): number | undefined {
  const [, line] = code === "bpmn.malformed" ? (/\bline: (\d+)/.exec(text.en) ?? []) : [];
  return line === undefined ? undefined : Number(line) + 1;
}

export function lineOfElement(xml: string, path: string): number | undefined {
  // What a flattened sub-process adds is called after it.
  const [id = ""] = path.split("~");
  if (id === "") return undefined;
  // What is in comments is no element; lines stay where they are.
  const text = xml.replaceAll(/<!--[\s\S]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, " "));
  const name = id.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(`\\sid\\s*=\\s*(["'])${name}\\1`).exec(text);
  return found === null ? undefined : lineAt(text, found.index + 1);
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n|\r|\n/).length;

/** The line of the deepest part of a path that is there. @param path as `a.b[0].c` */
export function lineOfPath(json: string, path: string): number | undefined {
  const lines = new LineCounter();
  // JSON is YAML too, and this reader keeps places.
  const document = parseDocument(json.replace(/^\uFEFF/, ""), { lineCounter: lines });
  const parts = [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([part, place]) =>
    place === undefined ? part : Number(place),
  );
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const node = document.getIn(parts.slice(0, depth), true) as Node | undefined;
    const [offset] = node?.range ?? [];
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return undefined;
}

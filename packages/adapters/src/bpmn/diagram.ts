/// <reference path="./bpmn-moddle.d.ts" />
import { BpmnModdle } from "bpmn-moddle";
import { asElement, because, type Element, elementsAt, idOf, nameOf, refuse } from "./element.ts";
import type { NodeKind } from "./element-kind.ts";
import { type FaultList, inDiagram } from "./faults.ts";
import { ScopeReader } from "./scope-reader.ts";

/** The order of work as a plain graph: sub-processes are flattened, decoration is gone. */
export interface Diagram {
  readonly processId: string;
  readonly name: string;
  readonly nodes: ReadonlyMap<string, DiagramNode>;
  readonly flows: ReadonlyMap<string, DiagramFlow>;
}
export interface DiagramFlow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}
export interface DiagramNode {
  readonly id: string;
  readonly name: string;
  kind: NodeKind;
  readonly incoming: DiagramFlow[];
  readonly outgoing: DiagramFlow[];
  /** How long an event waits, where the diagram says it. */
  readonly waitMs?: number;
  /** An end that ends everything else of the case too. */
  readonly terminates: boolean;
  /** A receive task may stand behind an event-based gateway. */
  readonly receives: boolean;
  /** The boundary event that interrupts this task. */
  boundary?: string;
  /** Waits for everything under way in its sub-process. */
  gathers?: boolean;
}

/** @returns nothing when no graph could be made; the faults say why */
export async function readDiagram(
  xml: string,
  faults: FaultList,
  processId: string | undefined,
): Promise<Diagram | undefined> {
  const definitions = await parse(xml, faults);
  const process = definitions && chooseProcess(definitions, faults, processId);
  if (process === undefined) return undefined;
  const reader = new ScopeReader(faults);
  reader.read(process, undefined);
  reader.finish();
  return { processId: idOf(process), name: nameOf(process), nodes: reader.nodes, flows: reader.flows };
}

const quotedMax = 200;

async function parse(xml: string, faults: FaultList): Promise<Element | undefined> {
  const malformed = (said: string): void => {
    const whole = said.replaceAll(/\s+/g, " ").trim();
    // It quotes the file, all of it where nothing can be read.
    const line = whole.length > quotedMax ? `${whole.slice(0, quotedMax)}…` : whole;
    faults.add(
      "bpmn.malformed",
      `tệp BPMN không đọc được: ${moddleWord(line)}`,
      `not readable as BPMN: ${line}`,
      "bpmn:",
    );
  };
  try {
    const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
    for (const { message, property, value, element } of warnings) {
      if (property !== undefined) unresolved(asElement(element), property, value ?? "", faults);
      // Elements of other vendors' namespaces hold nothing of BPMN.
      else if (!message.includes("unrecognized element <")) malformed(message);
    }
    return asElement(rootElement);
  } catch (error) {
    malformed(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** What the reader reports, in Vietnamese: it speaks English only. */
function moddleWord(said: string): string {
  const [, content] = /^unparsable content (.*?) detected/.exec(said) ?? [];
  if (content !== undefined) return `không hiểu nội dung ${content}`;
  const [, twice] = /duplicate ID <(.*?)>/.exec(said) ?? [];
  if (twice !== undefined) return `mã "${twice}" ghi hai lần`;
  if (/failed to parse document/.test(said)) return "không phải tài liệu BPMN, cần <definitions> của BPMN 2.0";
  if (/unclosed|closing tag|close tag|missing start/.test(said)) return "thẻ mở và đóng không khớp";
  return /namespace|prefix/.test(said) ? "tiền tố không gian tên chưa được đặt" : "sai cú pháp XML hoặc BPMN";
}

/** References that the order of work hangs on; those of drawings and documentation do not matter. */
const references: ReadonlySet<string> = new Set([
  "sourceRef",
  "targetRef",
  "attachedToRef",
  "incoming",
  "outgoing",
  "default",
]);

function unresolved(element: Element | undefined, property: string, value: string, faults: FaultList): void {
  const name = property.replace(/^bpmn:/, "");
  if (!references.has(name)) return;
  const id = element === undefined ? "" : idOf(element);
  faults.add(
    "bpmn.unknown_reference",
    `${id}: ${name} trỏ tới "${value}", không có phần tử này`,
    `${id}: ${name} refers to "${value}", which is not in the file`,
    inDiagram(id),
  );
}

function chooseProcess(definitions: Element, faults: FaultList, wanted: string | undefined): Element | undefined {
  const all = elementsAt(definitions, "rootElements").filter((element) => element.$type === "bpmn:Process");
  const filled = all.filter((process) => elementsAt(process, "flowElements").length > 0);
  const chosen = wanted === undefined ? filled : all.filter((process) => idOf(process) === wanted);
  if (chosen.length === 1) return chosen[0];
  const ids = filled.map(idOf).join(", ");
  if (wanted !== undefined)
    faults.add(
      "bpmn.unknown_reference",
      `không có quy trình "${wanted}"; các quy trình: ${ids}`,
      `there is no process "${wanted}"; there are ${ids}`,
      inDiagram(wanted),
    );
  else if (chosen.length === 0)
    faults.add("bpmn.malformed", "tệp không có quy trình nào", "the file holds no process", "bpmn:");
  for (const process of chosen)
    refuse(
      process,
      because("nhiều quy trình trong một tệp, hãy chọn một", "one of several processes; choose one"),
      faults,
    );
  return undefined;
}

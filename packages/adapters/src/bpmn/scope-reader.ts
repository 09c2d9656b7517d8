import type { DiagramFlow, DiagramNode } from "./diagram.ts";
import { because, type Element, elementAt, elementsAt, idOf, nameOf, refuse } from "./element.ts";
import { checkActivity, eventKind, kindOf, type NodeKind, timerMsOf } from "./element-kind.ts";
import { type FaultList, inDiagram } from "./faults.ts";

interface Scope {
  readonly subProcess: Element | undefined;
  /** Its own nodes, and those of sub-processes within. */
  readonly members: Set<string>;
}

const endOf = (subProcessId: string): string => `${subProcessId}~end`;

/** Nodes and flows of a process and of everything in it. `read` once, then `finish`. */
export class ScopeReader {
  readonly nodes = new Map<string, DiagramNode>();
  readonly flows = new Map<string, DiagramFlow>();
  readonly #scopes: Scope[] = [];
  readonly #faults: FaultList;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  /** Reads a process or a sub-process with everything in it. */
  read(container: Element, parent: Scope | undefined): void {
    const scope: Scope = { subProcess: parent && container, members: new Set() };
    this.#scopes.push(scope);
    const elements = elementsAt(container, "flowElements");
    const here = new Set(elements.map(idOf));
    for (const element of elements) this.#readNode(element, scope);
    for (const element of elements) {
      if (element.$type === "bpmn:SequenceFlow") this.#readFlow(element, here);
      if (element.$type === "bpmn:BoundaryEvent") this.#attach(element);
    }
    if (scope.subProcess !== undefined) this.#tie(scope.subProcess, elements);
    for (const id of scope.members) parent?.members.add(id);
  }

  #readNode(element: Element, scope: Scope): void {
    if (element.$type === "bpmn:SubProcess") {
      this.#readSubProcess(element, scope);
      return;
    }
    const kind = kindOf(element, this.#faults);
    if (kind === undefined) return;
    const inner = scope.subProcess !== undefined && (kind === "start" || kind === "end");
    this.#addNode(element, inner ? "pass" : kind, idOf(element), scope);
  }

  #addNode(element: Element, kind: NodeKind, id: string, scope: Scope): void {
    const waitMs = timerMsOf(element);
    scope.members.add(id);
    this.nodes.set(id, {
      id,
      name: nameOf(element),
      kind,
      incoming: [],
      outgoing: [],
      terminates: elementsAt(element, "eventDefinitions").some((definition) => eventKind(definition) === "Terminate"),
      receives: element.$type === "bpmn:ReceiveTask",
      ...(waitMs === undefined ? {} : { waitMs }),
    });
  }

  #readSubProcess(element: Element, scope: Scope): void {
    checkActivity(element, this.#faults);
    if (element.triggeredByEvent === true) {
      refuse(element, because("quy trình con theo sự kiện", "a sub-process started by an event"), this.#faults);
      return;
    }
    this.#addNode(element, "pass", idOf(element), scope);
    this.#addNode(element, "pass", endOf(idOf(element)), scope);
    this.read(element, scope);
  }

  #readFlow(element: Element, here: ReadonlySet<string>): void {
    const source = elementAt(element, "sourceRef");
    const target = elementAt(element, "targetRef");
    // A reference to nothing has been named when the file was parsed; one to something refused, by its own name.
    if (source === undefined || target === undefined) return;
    for (const end of [source, target]) {
      if (here.has(idOf(end))) continue;
      this.#faults.add(
        "bpmn.unknown_reference",
        `luồng ${idOf(element)} vượt ra ngoài quy trình của nó, tới ${idOf(end)}`,
        `flow ${idOf(element)} crosses the border of its process or sub-process to ${idOf(end)}`,
        inDiagram(idOf(element)),
      );
      return;
    }
    const from = source.$type === "bpmn:SubProcess" ? endOf(idOf(source)) : idOf(source);
    this.#connect(idOf(element), from, idOf(target));
    const chooses = source.$type.endsWith("Gateway");
    if (
      !chooses &&
      (elementAt(element, "conditionExpression") !== undefined || elementAt(source, "default") === target)
    )
      refuse(
        element,
        because("luồng có điều kiện không qua cổng", "a conditional flow without a gateway"),
        this.#faults,
      );
  }

  #connect(id: string, from: string, to: string): void {
    const [source, target] = [this.nodes.get(from), this.nodes.get(to)];
    if (source === undefined || target === undefined) return;
    const flow = { id, from, to };
    this.flows.set(id, flow);
    source.outgoing.push(flow);
    target.incoming.push(flow);
  }

  #attach(element: Element): void {
    const host = elementAt(element, "attachedToRef");
    if (host === undefined) return;
    const node = this.nodes.get(idOf(host));
    if (node?.kind !== "task")
      refuse(element, because("chỉ gắn được vào một công việc", "it can only stand on a task"), this.#faults);
    else if (node.boundary !== undefined)
      refuse(element, because("công việc đã có sự kiện biên", "its task has another boundary event"), this.#faults);
    else node.boundary = idOf(element);
  }

  /** The way into a sub-process leads to its start, the ways to its ends lead out of it. */
  #tie(subProcess: Element, elements: readonly Element[]): void {
    const id = idOf(subProcess);
    const starts = elements.filter((element) => element.$type === "bpmn:StartEvent");
    if (starts.length !== 1)
      this.#faults.add(
        "bpmn.no_start",
        `quy trình con ${id} cần đúng một sự kiện bắt đầu, đang có ${starts.length}`,
        `sub-process ${id} needs exactly one start event, it has ${starts.length}`,
        inDiagram(id),
      );
    for (const start of starts) this.#connect(`${id}~in`, id, idOf(start));
    for (const end of elements)
      if (end.$type === "bpmn:EndEvent") this.#connect(`${idOf(end)}~out`, idOf(end), endOf(id));
  }

  /** A sub-process in which several tokens can be under way ends when all of them have. */
  finish(): void {
    for (const { subProcess, members } of this.#scopes) {
      if (subProcess === undefined) continue;
      const inside = [...members].flatMap((id) => this.nodes.get(id) ?? []);
      if (!inside.some(splits)) continue;
      const end = this.nodes.get(endOf(idOf(subProcess)));
      if (end !== undefined) {
        end.kind = "inclusive";
        end.gathers = true;
      }
      for (const node of inside)
        if (node.terminates && node.kind === "pass")
          this.#faults.add(
            "bpmn.unsupported",
            `không hỗ trợ sự kiện chấm dứt ${node.id} trong quy trình con có nhánh song song`,
            `EndEvent "${node.name}" (${node.id}) is not supported: it terminates a sub-process with parallel branches`,
            inDiagram(node.id),
          );
    }
  }
}

/** Whether several tokens can leave a node at once. */
const splits = ({ kind, outgoing }: DiagramNode): boolean =>
  outgoing.length > 1 && kind !== "exclusive" && kind !== "event-based";

import { because, type Element, elementAt, elementsAt, refuse, typeOf } from "./element.ts";
import type { FaultList } from "./faults.ts";

/** What an element is to the simulator. `pass`: takes no time, tokens pass one by one. */
export type NodeKind =
  | "start"
  | "end"
  | "task"
  | "catch"
  | "pass"
  | "exclusive"
  | "parallel"
  | "inclusive"
  | "event-based";

const kinds: { readonly [type: string]: NodeKind } = {
  StartEvent: "start",
  EndEvent: "end",
  IntermediateCatchEvent: "catch",
  IntermediateThrowEvent: "pass",
  BoundaryEvent: "pass",
  Task: "task",
  UserTask: "task",
  ManualTask: "task",
  ServiceTask: "task",
  ScriptTask: "task",
  BusinessRuleTask: "task",
  SendTask: "task",
  ReceiveTask: "task",
  ExclusiveGateway: "exclusive",
  ParallelGateway: "parallel",
  InclusiveGateway: "inclusive",
  EventBasedGateway: "event-based",
};
/** Say nothing about the order of work. */
const silent: ReadonlySet<string> = new Set([
  "DataObject",
  "DataObjectReference",
  "DataStoreReference",
  "SequenceFlow",
]);
/** Events by the kinds of event they may be; an event without a kind is allowed everywhere but at a boundary. */
const events: { readonly [type: string]: readonly string[] } = {
  StartEvent: ["Message", "Timer", "Signal", "Conditional"],
  EndEvent: ["Message", "Signal", "Terminate"],
  IntermediateCatchEvent: ["Message", "Timer", "Signal"],
  IntermediateThrowEvent: ["Message", "Signal"],
  BoundaryEvent: ["Timer"],
};

/** The kind of an element, after naming everything in it that cannot be simulated; `undefined` where it is not a node. */
export function kindOf(element: Element, faults: FaultList): NodeKind | undefined {
  const type = typeOf(element);
  if (silent.has(type)) return undefined;
  const kind = kinds[type];
  if (kind === undefined) {
    refuse(
      element,
      because("loại phần tử này không mô phỏng được", "this kind of element cannot be simulated"),
      faults,
    );
    return undefined;
  }
  checkEvent(element, type, faults);
  checkActivity(element, faults);
  if (kind === "event-based" && element.instantiate === true)
    refuse(element, because("cổng khởi tạo quy trình", "a gateway that starts the process"), faults);
  return kind;
}

function checkEvent(element: Element, type: string, faults: FaultList): void {
  const allowed = events[type];
  if (allowed === undefined) return;
  const definitions = elementsAt(element, "eventDefinitions").map(eventKind);
  for (const definition of definitions)
    if (!allowed.includes(definition))
      refuse(element, because(`sự kiện kiểu ${definition}`, `an event of kind ${definition}`), faults);
  if (definitions.length > 1) refuse(element, because("nhiều kiểu sự kiện", "several kinds of event in one"), faults);
  if (type !== "BoundaryEvent") return;
  if (definitions.length === 0)
    refuse(element, because("sự kiện biên không có kiểu", "a boundary event without a kind"), faults);
  if (element.cancelActivity === false)
    refuse(element, because("sự kiện biên không ngắt công việc", "a boundary event that does not interrupt"), faults);
}

/** Also for sub-processes. */
export function checkActivity(element: Element, faults: FaultList): void {
  const loop = elementAt(element, "loopCharacteristics");
  if (loop !== undefined) refuse(element, because(typeOf(loop), typeOf(loop)), faults);
  if (element.isForCompensation === true) refuse(element, because("bù trừ", "compensation"), faults);
}

/** `Timer` of `bpmn:TimerEventDefinition`. */
export const eventKind = (definition: Element): string => typeOf(definition).replace(/EventDefinition$/, "");

const isoDuration =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const unitsMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];

/** The duration of a timer as the diagram itself says it (ISO 8601, weeks to seconds), when it does. */
export function timerMsOf(element: Element): number | undefined {
  for (const definition of elementsAt(element, "eventDefinitions")) {
    const body = elementAt(definition, "timeDuration")?.body;
    const found = typeof body === "string" ? isoDuration.exec(body.trim()) : null;
    if (found === null || found.slice(1).every((part) => part === undefined)) continue;
    return unitsMs.reduce((sum, unitMs, i) => sum + Number(found[i + 1] ?? 0) * unitMs, 0);
  }
  return undefined;
}

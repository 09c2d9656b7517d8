import { type BpmnModel, type BpmnOptions, readBpmnModel } from "@motcua/adapters/bpmn";
import type { EpochMs, Fault } from "@motcua/core";

export const startAt = Date.parse("2026-01-05T09:00:00Z") as EpochMs;

/** A BPMN file around the elements of one process. */
export const bpmn = (elements: string, around = ""): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:qbp="http://www.qbp-simulator.com/Schema201212" id="d" targetNamespace="urn:test">
  ${around}<bpmn:process id="p" name="P">${elements}</bpmn:process></bpmn:definitions>`;

/** `a>b` is a flow of that id. */
export const flows = (...all: readonly string[]): string =>
  all
    .map((id) => {
      const [from = "", to = ""] = id.split(">");
      return `<bpmn:sequenceFlow id="${id.replace(">", "-")}" sourceRef="${from}" targetRef="${to}"/>`;
    })
    .join("");

export const element = (type: string, id: string, inside = "", more = ""): string =>
  `<bpmn:${type} id="${id}" ${more}>${inside}</bpmn:${type}>`;
export const timer = "<bpmn:timerEventDefinition/>";

export const always = [{ from: "MONDAY", to: "SUNDAY", beginTime: "00:00:00", endTime: "24:00:00" }];
export const seconds = (value: number) => ({ distribution_name: "fix", distribution_params: [{ value }] });

/** Parameters for tasks with fixed durations, enough people around the clock, and whatever else is given. */
export function parameters(
  tasks: { readonly [task: string]: number },
  more: object = {},
): { [section: string]: unknown } {
  return {
    resource_profiles: [
      {
        id: "pool",
        name: "Pool",
        resource_list: [{ id: "r", name: "R", cost_per_hour: 36, amount: 50, calendar: "c" }],
      },
    ],
    resource_calendars: [{ id: "c", name: "c", time_periods: always }],
    arrival_time_distribution: seconds(1_000_000),
    arrival_time_calendar: always,
    task_resource_distribution: Object.entries(tasks).map(([task_id, value]) => ({
      task_id,
      resources: [{ resource_id: "r", ...seconds(value) }],
    })),
    ...more,
  };
}

export const shares = (gateway: string, paths: { readonly [path: string]: number }) => ({
  gateway_id: gateway,
  probabilities: Object.entries(paths).map(([path_id, value]) => ({ path_id, value })),
});

export async function read(xml: string, params: unknown, options: Partial<BpmnOptions> = {}): Promise<BpmnModel> {
  const made = await readBpmnModel(xml, params, { cases: 1, startAt, ...options });
  if (!made.ok) throw new Error(shown(made.error).join("\n"));
  return made.value;
}

/** Codes and places of everything refused. */
export async function refused(xml: string, params: unknown): Promise<readonly string[]> {
  const made = await readBpmnModel(xml, params, { cases: 1, startAt });
  if (made.ok) throw new Error("nothing was refused");
  for (const { text } of made.error) {
    if (text.vi.length < 5 || text.en.length < 5) throw new Error("a fault without words");
  }
  return shown(made.error);
}

export const shown = (faults: readonly Fault[]): readonly string[] => faults.map(({ code, path }) => `${code} ${path}`);

import { z } from "zod";
import { type FaultList, inParameters } from "./faults.ts";

// The parameter file in both of its layouts: lists of objects with ids, and the older one of objects by id. What is read
// is always the first. Numbers may be written as texts.

const numeral = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const number = z.preprocess(
  (value) => (typeof value === "string" && numeral.test(value) ? Number(value) : value),
  z.number(),
);
const text = z.string().min(1);
const weekDays = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
const weekDay = z.preprocess((value) => (typeof value === "string" ? value.toUpperCase() : value), z.enum(weekDays));

/** Unknown keys are refused when looked for (`strict`) and passed over when the file is read. */
type Mode = "strict" | "loose";

function schemaFor(mode: Mode, raw: Sections) {
  const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
    (mode === "strict" ? z.strictObject(shape) : z.object(shape)) as z.ZodObject<Shape>;
  /** A list, or an object whose keys become the ids of a list. */
  const listOrMap = <Item extends z.ZodType, Value extends z.ZodType>(
    section: keyof Sections,
    item: Item,
    value: Value,
    itemOf: (id: string, value: z.output<Value>) => z.output<Item>,
  ): z.ZodType<z.output<Item>[]> =>
    Array.isArray(raw[section]) || raw[section] === undefined
      ? z.array(item)
      : (z
          .record(z.string(), value)
          .transform((map) =>
            Object.entries(map).map(([id, entry]) => itemOf(id, entry as z.output<Value>)),
          ) as unknown as z.ZodType<z.output<Item>[]>);

  const distributionShape = {
    distribution_name: text,
    distribution_params: z
      .array(z.union([number, object({ value: number }).transform(({ value }) => value)]))
      .default([]),
    histogram_data: object({ cdf: z.array(number), bin_midpoints: z.array(number) }).optional(),
  };
  const distribution = object(distributionShape);
  const period = object({
    from: weekDay,
    to: weekDay,
    beginTime: text,
    endTime: text,
    probability: number.optional(),
  });
  const periods = z.array(period);
  const resource = object({
    id: text,
    name: text.optional(),
    cost_per_hour: number.default(0),
    amount: number.default(1),
    calendar: text.optional(),
    assigned_tasks: z.array(z.string()).optional(),
    assignedTasks: z.array(z.string()).optional(),
  });
  const pool = { name: text.optional(), resource_list: z.array(resource) };
  const path = object({ path_id: text, value: number.optional(), condition_id: text.optional() });
  const rule = object({
    attribute: text,
    comparison: text,
    value: z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]),
  });
  const rules = z.array(z.array(rule));
  const byKey = z.array(object({ key: z.union([z.string(), z.number()]).transform(String), value: number }));
  const sized = byKey.default([]);

  return object({
    model_type: z.string().optional(),
    granule_size: z.unknown().optional(),
    resource_profiles: listOrMap("resource_profiles", object({ id: text, ...pool }), object(pool), (id, entry) => ({
      id,
      ...entry,
    })).default([]),
    resource_calendars: listOrMap(
      "resource_calendars",
      object({ id: text, name: z.string().optional(), time_periods: periods, workload_ratio: z.unknown().optional() }),
      periods,
      (id, time_periods) => ({ id, time_periods }),
    ),
    arrival_time_distribution: distribution,
    arrival_time_calendar: periods.optional(),
    task_resource_distribution: listOrMap(
      "task_resource_distribution",
      object({ task_id: text, resources: z.array(object({ resource_id: text, ...distributionShape })) }),
      z.record(z.string(), distribution),
      (task_id, resources) => ({
        task_id,
        resources: Object.entries(resources).map(([resource_id, entry]) => ({ resource_id, ...entry })),
      }),
    ),
    gateway_branching_probabilities: listOrMap(
      "gateway_branching_probabilities",
      object({ gateway_id: text, probabilities: z.array(path) }),
      z.record(z.string(), number),
      (gateway_id, shares) => ({
        gateway_id,
        probabilities: Object.entries(shares).map(([path_id, value]) => ({ path_id, value })),
      }),
    ).default([]),
    event_distribution: z.array(object({ event_id: text, ...distributionShape })).default([]),
    batch_processing: z
      .array(
        object({
          task_id: text,
          type: z.enum(["Sequential", "Concurrent", "Parallel"]),
          size_distrib: sized,
          duration_distrib: sized,
          firing_rules: rules.default([]),
        }),
      )
      .default([]),
    case_attributes: z
      .array(
        z.discriminatedUnion("type", [
          object({ name: text, type: z.literal("discrete"), values: byKey }),
          object({ name: text, type: z.literal("continuous"), values: distribution }),
        ]),
      )
      .default([]),
    prioritisation_rules: z.array(object({ priority_level: number, rules })).default([]),
    branch_rules: z.array(object({ id: text, rules })).default([]),
    gateway_execution_limit: number.optional(),
    // Read so that they can be refused by name.
    global_attributes: z.array(z.unknown()).default([]),
    event_attributes: z.array(z.unknown()).default([]),
    multitasking: z.unknown().optional(),
  });
}
type Sections = { readonly [section: string]: unknown };

export type Parameters = z.output<ReturnType<typeof schemaFor>>;
export type RawDistribution = Parameters["arrival_time_distribution"];
export type Period = NonNullable<Parameters["arrival_time_calendar"]>[number];
export type Rule = Parameters["branch_rules"][number]["rules"][number][number];
export type RawBatch = Parameters["batch_processing"][number];

/** Everything wrong with the form of the file at once; keys nobody knows are noted. */
export function readParameters(json: unknown, faults: FaultList): Parameters | undefined {
  const raw = typeof json === "object" && json !== null ? (json as Sections) : {};
  if (hasFuzzyCalendars(raw)) return refuseFuzzy(faults);
  const read = schemaFor("loose", raw).safeParse(json);
  if (!read.success) {
    const inVietnamese = schemaFor("loose", raw).safeParse(json, { error: z.locales.vi().localeError });
    read.error.issues.forEach(({ path: parts, message }, i) => {
      const path = inParameters(parts);
      const said = inVietnamese.error?.issues[i]?.message ?? message;
      const shown = parts.length === 0 ? "params" : path;
      faults.add("bpmn.parameters", `tham số sai tại ${shown}: ${said}`, `${shown}: ${message}`, path);
    });
    return undefined;
  }
  noteUnknownKeys(schemaFor("strict", raw).safeParse(json).error?.issues ?? [], faults);
  refuseSections(read.data, faults);
  return read.data;
}

function noteUnknownKeys(issues: readonly z.core.$ZodIssue[], faults: FaultList): void {
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") continue;
    for (const key of issue.keys) {
      const path = inParameters([...issue.path, key]);
      faults.note(`không biết khóa ${path}, bỏ qua`, `${path} is not known and not used`, path);
    }
  }
}

/** Availability by probability, in the form of the first fuzzy engine. */
const hasFuzzyCalendars = ({ resource_calendars: calendars }: Sections): boolean =>
  Array.isArray(calendars) &&
  calendars.some(
    (calendar) => typeof calendar === "object" && calendar !== null && "availability_probabilities" in calendar,
  );

function refuseFuzzy(faults: FaultList): undefined {
  faults.add(
    "bpmn.unsupported",
    "không hỗ trợ lịch mờ (availability_probabilities): hãy dùng lịch CRISP",
    "fuzzy calendars (availability_probabilities) are not supported: use crisp ones",
    "params:resource_calendars",
  );
  return undefined;
}

function refuseSections(parameters: Parameters, faults: FaultList): void {
  const refused = (["global_attributes", "event_attributes"] as const).filter((name) => parameters[name].length > 0);
  for (const name of refused)
    faults.add(
      "bpmn.unsupported",
      `không hỗ trợ ${name}: thuộc tính chỉ được rút khi hồ sơ đến`,
      `${name} is not supported: attributes are drawn at arrival only`,
      `params:${name}`,
    );
  const { multitasking, gateway_execution_limit: limit } = parameters;
  if (multitasking !== undefined && multitasking !== null && multitasking !== false)
    faults.add("bpmn.unsupported", "không hỗ trợ multitasking", "multitasking is not supported", "params:multitasking");
  if (limit !== undefined)
    faults.note(
      `không dùng gateway_execution_limit (${limit}): vòng lặp kết thúc theo xác suất`,
      `gateway_execution_limit (${limit}) is not used: loops end by their shares`,
      "params:gateway_execution_limit",
    );
}

import { invariant } from "../../base/invariant.ts";
import type { Attribute, Condition, Stream } from "../model.ts";
import { holds } from "./attributes.ts";
import type { Compiling } from "./compile.ts";
import type { CompiledAttribute, CompiledCondition, CompiledStream, Hazard } from "./compiled.ts";
import { cumulative, numberSamplerOf, samplerOf } from "./sampler.ts";
import type { StaffClock } from "./staff-clock.ts";

export function compileStreams(compiling: Compiling): readonly CompiledStream[] {
  return compiling.model.streams.map((stream, index) => compileStream(compiling, stream, index));
}

function compileStream(compiling: Compiling, stream: Stream, index: number): CompiledStream {
  const { model, clocks, element } = compiling;
  const { arrivals } = stream;
  const clock = stream.calendar === undefined ? undefined : clocks.get(stream.calendar);
  const flowOf = (id: string): number => model.flows.findIndex((flow) => flow.id === id);
  const members = stream.members ?? [];
  return {
    index,
    flow: flowOf(stream.flow),
    number: element(`stream ${stream.id}`),
    element: element(`stream ${stream.id}`),
    gap: arrivals.kind === "between" ? samplerOf(arrivals.ms) : undefined,
    clock: clock?.always === true ? undefined : clock,
    hazard:
      arrivals.kind === "weekly-rate"
        ? hazardOf(arrivals.perHour, clock, model.startAt, model.endAt ?? Number.NaN)
        : undefined,
    list: arrivals.kind === "list" ? arrivals.at.filter((at) => at >= model.startAt).sort((a, b) => a - b) : undefined,
    dossiersMax: stream.dossiersMax ?? Number.POSITIVE_INFINITY,
    attributes: (stream.attributes ?? []).map((attribute) => compileAttribute(attribute, element)),
    members: members.map((member) => ({
      flow: flowOf(member.flow),
      after: (member.dependsOn ?? []).map((id) => members.findIndex((other) => other.flow === id)),
    })),
  };
}

function compileAttribute({ name, values }: Attribute, element: Compiling["element"]): CompiledAttribute {
  const shares = values.kind === "shares" ? values.of : undefined;
  return {
    name,
    element: element(`attribute ${name}`),
    values: shares?.map(({ value }) => value),
    upTo: cumulative(shares?.map(({ share }) => share) ?? []),
    sampler: values.kind === "number" ? numberSamplerOf(values.of) : undefined,
    distribution: values.kind === "number" ? values.of : undefined,
  };
}

/** A condition, decided already for streams all of whose dossiers are alike in that. */
export function compileCondition({ model, element }: Compiling, when: Condition): CompiledCondition {
  const decided = Int8Array.from(model.streams, ({ attributes = [] }) => {
    const attribute = attributes.find(({ name }) => name === when.attribute);
    if (attribute === undefined) return 0;
    const value = onlyValueOf(attribute);
    return value === undefined ? -1 : Number(holds(when, value));
  });
  return { ...when, element: element(`attribute ${when.attribute}`), decided };
}

function onlyValueOf({ values }: Attribute): string | number | undefined {
  if (values.kind === "number") return values.of.kind === "fixed" ? values.of.ms : undefined;
  const [first, ...others] = values.of.filter(({ share }) => share > 0);
  return others.length === 0 ? first?.value : undefined;
}

const hourMs = 3_600_000;
/** Local time of the office, for the hour of the week (Asia/Ho_Chi_Minh has no daylight saving). */
const officeOffsetMs = 7 * hourMs;
const mondayOffsetMs = -3 * 24 * hourMs;

/** The hour of the week at an instant, 0 = Monday 00:00 to 168, at the office. */
export const hourOfWeek = (at: number): number => {
  const hours = Math.floor((at + officeOffsetMs - mondayOffsetMs) / hourMs);
  return hours - 168 * Math.floor(hours / 168);
};

/** The weekly profile over the whole run, hour by hour, in open time only where there is a calendar. */
export function hazardOf(
  perHour: readonly number[],
  clock: StaffClock | undefined,
  startAt: number,
  endAt: number,
): Hazard {
  invariant(perHour.length === 168 && Number.isFinite(endAt), "a weekly profile has 168 hours and a run that ends");
  const from: number[] = [];
  const perMs: number[] = [];
  const before: number[] = [0];
  const piece = (begin: number, finish: number, rate: number): void => {
    if (rate <= 0 || finish <= begin) return;
    from.push(begin);
    perMs.push(rate);
    before.push((before[before.length - 1] as number) + rate * (finish - begin));
  };
  for (let at = startAt; at < endAt; ) {
    const next = Math.min(endAt, (Math.floor(at / hourMs) + 1) * hourMs);
    const rate = (perHour[hourOfWeek(at)] as number) / hourMs;
    if (clock === undefined) piece(at, next, rate);
    else clock.eachSpan(at, next, (begin, finish) => piece(begin, finish, rate));
    at = next;
  }
  return {
    from: Float64Array.from(from),
    perMs: Float64Array.from(perMs),
    before: Float64Array.from(before),
    endsAt: endAt,
  };
}

/** The instant by which so many are expected; Infinity beyond the end. */
export function instantOf({ from, perMs, before }: Hazard, expected: number): number {
  let low = 0;
  let high = from.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((before[middle + 1] as number) > expected) high = middle;
    else low = middle + 1;
  }
  if (low === from.length) return Number.POSITIVE_INFINITY;
  return Math.round((from[low] as number) + (expected - (before[low] as number)) / (perMs[low] as number));
}

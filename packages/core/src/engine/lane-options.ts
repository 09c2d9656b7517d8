import { InvariantError } from "../base/invariant.ts";
import { dayOf, instantAt, minuteMs } from "../calendar/civil-date.ts";
import { isOpen, type OfficeTime } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import { readLaneName } from "../dossier/lane.ts";
import type { OutboxMessage } from "../ports/storage.ts";

/** Hands one message to the outside. Throw `AdapterError` to say who helps; anything else is tried later. `skipped`, with a
 *  code, says that there is nothing to send and nobody has to help. `pending`, with a code, says that the other side has it
 *  and is at it: the message goes out again then, which counts neither as an attempt nor against the backend. The signal says that time is up: the lease ends soon,
 *  and another worker would send the same message again. */
export type Deliver = (
  message: OutboxMessage,
  call: { readonly idempotencyKey: string; readonly signal: AbortSignal },
) => Promise<{ readonly providerRef?: string } | { readonly skipped: string } | Pending | undefined>;

/** @param againAfterMs a second to a day; an hour by default */
export interface Pending {
  readonly pending: string;
  /** The other side was shown nothing: it waits here, and says nothing of whether they are there. */
  readonly asked?: false;
  readonly againAfterMs?: number;
}

/** How a lane is served. A plain `Deliver` is the same with nothing but `send`. */
export interface LaneOptions {
  readonly send: Deliver;
  /** Lanes of one backend share its circuit: what is down for one is down for all. Default the lane's own name. */
  readonly backend?: string;
  /** Whole hours of the day, Vietnamese time, in which nobody is disturbed: 21 to 7 is from nine in the evening until seven
   *  in the morning. */
  readonly quietHours?: { readonly fromHour: number; readonly toHour: number };
  /** In the opening hours of the worker's `time` only: neither in the evening nor on a day of rest. */
  readonly workingTimeOnly?: boolean;
  /** By kind of message, how long after it could first have gone out it is no use any more: a reminder of yesterday. It is
   *  skipped with the code `delivery.expired`. Kinds not named never expire. */
  readonly expiresAfterMs?: { readonly [kind: string]: number };
}

/** A lane ready to be served. */
export interface ServedLane {
  readonly name: string;
  readonly send: Deliver;
  readonly backend: string;
  /** Whether anything may go out at an instant of law time. */
  readonly isOpen: (at: EpochMs) => boolean;
  readonly isExpired: (message: OutboxMessage, at: EpochMs) => boolean;
}

const backendPattern = /^(?!.*\d{4})[a-z][a-z0-9./-]{0,63}$/;

/** @throws InvariantError `lane.malformed`, `delivery.malformed`: said when the worker is made, not when a night has passed */
export function servedLane(name: string, given: Deliver | LaneOptions, time: OfficeTime | undefined): ServedLane {
  const options = typeof given === "function" ? { send: given } : given;
  const named = readLaneName(name);
  if (!named.ok) throw new InvariantError(named.error.text.en, named.error.code);
  const { send, backend = name, quietHours, workingTimeOnly = false, expiresAfterMs = {} } = options;
  must(typeof send === "function", name, "send is a function");
  must(backendPattern.test(backend), name, "backend is a short name in small letters");
  if (quietHours !== undefined) {
    const { fromHour, toHour } = quietHours;
    must(
      isHour(fromHour) && isHour(toHour) && fromHour !== toHour,
      name,
      "quietHours are two different hours, 0 to 23",
    );
  }
  must(!workingTimeOnly || time !== undefined, name, "workingTimeOnly needs the worker's time");
  for (const ms of Object.values(expiresAfterMs))
    must(Number.isSafeInteger(ms) && ms > 0, name, "expiresAfterMs are whole milliseconds above 0");
  const lives = new Map(Object.entries(expiresAfterMs));
  return {
    name,
    send,
    backend,
    isOpen: (at) =>
      !(quietHours !== undefined && isQuiet(quietHours, at)) &&
      !(workingTimeOnly && time !== undefined && !isOpen(time, at)),
    isExpired: ({ kind, notBefore }, at) => {
      const livesMs = lives.get(kind);
      return livesMs !== undefined && at - notBefore > livesMs;
    },
  };
}

function must(holds: boolean, lane: string, rule: string): void {
  if (!holds) throw new InvariantError(`lane ${lane}: ${rule}`, "delivery.malformed");
}

const isHour = (hour: unknown): boolean => Number.isInteger(hour) && (hour as number) >= 0 && (hour as number) <= 23;

/** From the first hour on, until the second begins. */
function isQuiet({ fromHour, toHour }: { readonly fromHour: number; readonly toHour: number }, at: EpochMs): boolean {
  const hour = Math.floor((at - instantAt(dayOf(at), 0)) / (60 * minuteMs));
  return fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
}

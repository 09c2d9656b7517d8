import type { EpochMs } from "../../calendar/types.ts";
import { samplerOf } from "../kernel/sampler.ts";
import { StaffClock } from "../kernel/staff-clock.ts";
import type { Flow, FlowNode, Model, OpenCase } from "../model.ts";
import { Random } from "../random.ts";

const samples = 2_000;

/**
 * Some citizens never answer, and the longer one has not, the likelier it is one of them. Their share among those who still
 * have not answered, by Bayes, from the shares of the choice before the wait and how long waits last.
 * @returns `undefined` where the wait is no branch of such a choice
 */
export function otherPlace(model: Model, flow: Flow, at: FlowNode, since: EpochMs): OpenCase["orAt"] {
  if (at.kind !== "delay") return undefined;
  const silent = silentOf(at.id);
  if (silent === undefined) return undefined;
  const before = flow.nodes.find(({ id }) => id === `${at.id}?`);
  const never = flow.nodes.find(({ id }) => id === silent);
  if (before?.kind !== "choice" || never?.kind !== "delay") return undefined;
  const prior = before.branches.find(({ to }) => to === never.id)?.share ?? 0;
  const still = (1 - prior) * stillWaiting(model, at, since);
  return { node: never.id, share: prior === 0 ? 0 : prior / (prior + still) };
}

const silentOf = (node: string): string | undefined => /^(.*)~supplement$/.exec(node)?.[1]?.concat("~silent");

/** Share of waits that last at least until now. */
function stillWaiting(model: Model, { delay }: Extract<FlowNode, { kind: "delay" }>, since: EpochMs): number {
  const calendar = model.calendars.find(({ id }) => id === delay.calendar);
  const now = model.startAt;
  const waitedMs =
    calendar === undefined ? now - since : new StaffClock(calendar, since).onBetween(since, Math.max(since, now));
  const random = new Random(0);
  const sampler = samplerOf(delay.ms);
  let longer = 0;
  for (let i = 0; i < samples; i += 1) {
    random.place(1, 0, 0, i);
    if (sampler(random) >= waitedMs) longer += 1;
  }
  return longer / samples;
}

import type { FollowedMoment, RecordedMoment, StepDefinition, StepKind } from "./types.ts";

/** Persons of one party that can be invited or be there. */
export const partyMax = 10_000;

/** What can be recorded at a step of each kind. */
const recordedAt: { readonly [kind in StepKind]?: readonly RecordedMoment[] } = {
  session: ["scheduled", "attended", "adjourned"],
  "on-site": ["scheduled", "visited"],
  posting: ["posted", "objected"],
  "wait-payment": ["paid", "debt-recorded"],
  confirm: ["confirmed", "declined"],
};

/** What people say or bring: an action follows from it, or it would count for nothing. */
const heard: ReadonlySet<RecordedMoment> = new Set(["objected", "paid", "debt-recorded", "confirmed", "declined"]);

/** What can be recorded at a step: of its kind, and not what the definition lets lead nowhere. */
export const recordable = ({ kind, follows = {} }: StepDefinition): readonly RecordedMoment[] =>
  (recordedAt[kind] ?? []).filter((moment) => !heard.has(moment) || follows[moment as FollowedMoment] !== undefined);

/** What an action can follow from at a step of each kind, beside the end of its wait. */
const followedAt: { readonly [kind in StepKind]?: readonly FollowedMoment[] } = {
  session: ["held", "absent-again"],
  "on-site": ["visited"],
  posting: ["objected"],
  "wait-payment": ["paid", "debt-recorded"],
  confirm: ["confirmed", "declined"],
};

/** The moments of a step that an action may follow from. */
export const followable = ({ kind, wait }: StepDefinition): readonly FollowedMoment[] => [
  ...(wait === undefined ? [] : (["over"] as const)),
  ...(followedAt[kind] ?? []),
];

/** Which moment an action of the step follows from; `undefined` for one that a person takes. */
export function momentOf({ follows }: StepDefinition, action: string): FollowedMoment | undefined {
  if (follows === undefined) return undefined;
  for (const [moment, id] of Object.entries(follows)) if (id === action) return moment as FollowedMoment;
  return undefined;
}

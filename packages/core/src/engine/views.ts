import type { DossierCode } from "../base/ids.ts";
import { availableActions } from "../dossier/available.ts";
import type { Actor } from "../dossier/people.ts";
import type { DossierState } from "../dossier/state.ts";
import { explainLimit } from "../limit/explain.ts";
import type { Clock } from "../ports/clock.ts";
import type { Directory, DossierView, Engine } from "./engine-types.ts";
import { noFacts } from "./facts.ts";
import type { LawBook } from "./law-book.ts";

/** What answers about a dossier rest on, beside its state. */
export interface ViewSources {
  readonly laws: LawBook;
  readonly clock: Clock;
  readonly directory: Directory | undefined;
}

/** The state of a dossier as engines give it out. */
export const viewOf = (state: DossierState | undefined): DossierView | undefined =>
  state === undefined ? undefined : { state, version: state.version };

/** Which acts are open to this person now, and why the others are not. */
export async function availableNow(
  { laws, clock, directory }: ViewSources,
  view: DossierView | undefined,
  actor: Actor,
): ReturnType<Engine["available"]> {
  if (view === undefined) return [];
  const { officeId, dossierId, law } = view.state;
  const resolved =
    directory === undefined ? noFacts : await directory.resolve({ officeId, dossierId, command: "act", by: actor });
  // The code is drawn only when a dossier is really accepted; on trial any will do.
  const trial = { ...resolved, code: resolved.code ?? ("TRIAL-000000-0000" as DossierCode) };
  return availableActions(await laws.load(law), view.state, actor, clock.now(), trial);
}

/** Every limit of a dossier as it stands now, day by day. */
export async function explainNow(
  { laws, clock }: ViewSources,
  view: DossierView | undefined,
): ReturnType<Engine["explain"]> {
  if (view === undefined) return undefined;
  const law = await laws.load(view.state.law);
  const now = clock.now();
  return Object.entries(view.state.limits).map(([limit, { ledger }]) => ({
    limit,
    explanation: explainLimit(law.time, ledger, now),
  }));
}

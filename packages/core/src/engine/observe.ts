import mitt, { type Emitter } from "mitt";
import type { DossierId, OfficeId } from "../base/ids.ts";
import type { DossierEvent } from "../dossier/events.ts";

/** What goes out in process after a commit: a convenience, never a guarantee; the outbox is the guarantee. */
export type Observations = {
  committed: { readonly dossierId: DossierId; readonly officeId: OfficeId; readonly events: readonly DossierEvent[] };
  /** A dossier was stopped by a bug of ours; the office goes on. */
  incident: { readonly dossierId: DossierId; readonly code: string };
};

export type Observer = Pick<Emitter<Observations>, "on" | "off">;

/** An observer with its sending end. */
export interface Announcer extends Observer {
  emit<Name extends keyof Observations>(name: Name, observation: Observations[Name]): void;
}

/** A listener that throws is its own affair: the commit stands, the other listeners are told, and a warning names the
 *  kind of error. Its message is left out; nobody knows what it quotes. */
export function newObserver(): Announcer {
  const emitter = mitt<Observations>();
  const guarded = (tell: () => void): void => {
    try {
      tell();
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      process.emitWarning(`a listener of the engine threw ${kind}`, { code: "MOTCUA_LISTENER" });
    }
  };
  // A copy, so that a listener may take itself off.
  const listenersTo = (name: keyof Observations | "*") =>
    [...(emitter.all.get(name) ?? [])] as ((...told: unknown[]) => void)[];
  return {
    on: emitter.on,
    off: emitter.off,
    emit(name, observation) {
      for (const listener of listenersTo(name)) guarded(() => listener(observation));
      for (const listener of listenersTo("*")) guarded(() => listener(name, observation));
    },
  };
}

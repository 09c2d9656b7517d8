import type { DossierId } from "../base/ids.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { Directory, Engine, Numbering } from "../engine/engine-types.ts";
import type { LawInForce } from "../engine/law-book.ts";
import type { Storage } from "../ports/storage.ts";
import type { EngineDesk } from "./engine-desk.ts";

/** What some engines can and others cannot. */
export interface EngineSupports {
  /** What was answered is still there after everything was stopped. */
  readonly survivesRestart: boolean;
  /** A command id used for one dossier is refused for another of the office at once. */
  readonly commandIdsAcrossDossiers: boolean;
}

/** What a case brings: the harness opens its engine on these and on nothing else. */
export interface EngineParts {
  /** Law time at the beginning; the clock stands until it is moved. */
  readonly startAt: EpochMs;
  readonly law: LawInForce;
  readonly directory: Directory;
  readonly numbering: Numbering;
  /** Lanes that are served; nothing is delivered unless the case does it. */
  readonly adapters: readonly string[];
}

/** An engine with whatever fires its wakes, and the storage its dossiers come to lie in. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** For looking. What was answered is in it once `settled` has answered. */
  readonly storage: Storage;
  now(): EpochMs;
  /** Law time goes on to that instant and stands there; answers when every wake due by then was taken, tried or parked,
   *  and what came of them is in storage. */
  advanceTo(at: EpochMs): Promise<void>;
  /** Puts the clock somewhere at once, also backwards. Nothing is waited for. */
  stepTo(at: EpochMs): void;
  settled(): Promise<void>;
  /** Dossiers that were stopped by a bug or wait for an operator. */
  incidents(): Promise<readonly { readonly dossierId: DossierId; readonly code: string }[]>;
  /** An operator's word: what waits is tried again. */
  retry(dossierId: DossierId): Promise<void>;
  close(): Promise<void>;
}

/** What an engine brings to the kit. */
export interface EngineHarness {
  /** A fresh engine without dossiers at every call. */
  open(parts: EngineParts): Promise<EngineUnderTest>;
  /** Stops everything without a word and starts again on the same data, at the same instant. Needed where
   *  `survivesRestart`. */
  restart?(running: EngineUnderTest, parts: EngineParts): Promise<EngineUnderTest>;
  /** Removes what `open` made; called once after each case, when its engines are closed. */
  dispose?(): Promise<void>;
}

export interface EngineCase {
  readonly name: string;
  /** Left out where the engine says that it cannot. */
  readonly needs?: keyof EngineSupports;
  readonly run: (desk: EngineDesk) => Promise<void>;
}

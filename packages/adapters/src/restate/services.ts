import { type Clock, type Directory, LawBook, type LawInForce, type Storage, servedLanes } from "../shared/core.ts";
import { namesWith } from "./contract.ts";
import { dossierObject } from "./dossier-object.ts";
import { GroupWriter } from "./group-writer.ts";
import { projectorObject } from "./projector-object.ts";
import { Remembered } from "./remembered.ts";
import { codesObject, commandsObject, incidentsObject } from "./small-objects.ts";

export interface RestateServicesOptions {
  /** Where dossiers are projected to, and where the law they were received under is kept. PostgreSQL for many processes. */
  readonly storage: Storage;
  readonly clock: Clock;
  /** What new dossiers are received under. Absent: only dossiers already there are worked on. */
  readonly law?: LawInForce;
  /** Asked when a dossier is woken. */
  readonly directory: Directory;
  /** Lanes that a worker serves, as for `createEngine`. Messages for others are not written. */
  readonly adapters?: readonly string[];
  /** Begins the names of the objects on the cluster. Default `motcua`. */
  readonly prefix?: string;
}

/**
 * What a process serves to a Restate cluster: `serve({ services: restateServices(…), port })` of `@restatedev/restate-sdk`.
 * Any number of processes behind one address do the same work.
 * @throws InvariantError `lane.malformed`
 */
export function restateServices(options: RestateServicesOptions) {
  const { storage, clock, directory } = options;
  const names = namesWith(options.prefix);
  const laws = new LawBook(storage, options.law);
  const lanes = servedLanes(options.adapters ?? []);
  return [
    dossierObject({ names, laws, clock, directory, lanes, storage, unanswered: new Remembered() }),
    projectorObject({ names, clock, storage, writer: new GroupWriter(storage), attempts: new Remembered() }),
    commandsObject(names),
    codesObject(names),
    incidentsObject(names),
  ];
}

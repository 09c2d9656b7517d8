import { handlers, type ObjectContext, type ObjectSharedContext, object } from "@restatedev/restate-sdk";
import type { CommandId, DossierId } from "../shared/core.ts";
import type { CommandRecord, Incident, ObjectNames, TakenCommand } from "./contract.ts";
import { objectOptions } from "./options.ts";

/** One object per office and dossier code: the first dossier that claims it has it, for ever. */
export function codesObject(names: ObjectNames) {
  return object({
    name: names.codes.name,
    handlers: {
      claim: handlers.object.exclusive(
        { ingressPrivate: true },
        async (context: ObjectContext, dossierId: DossierId) => {
          const holder = await context.get<DossierId>("dossier");
          if (holder === null) context.set("dossier", dossierId);
          return holder === null || holder === dossierId;
        },
      ),
    },
    options: objectOptions,
  });
}

/** One object per dossier that took more commands than it keeps by itself: those before, for ever, one key each. A call
 *  reads the key it needs and not all of them. */
export function commandsObject(names: ObjectNames) {
  const own = { ingressPrivate: true } as const;
  return object({
    name: names.commands.name,
    handlers: {
      put: handlers.object.exclusive(own, async (context: ObjectContext, taken: readonly TakenCommand[]) => {
        for (const { commandId, bodyHash, version } of taken)
          context.set<CommandRecord>(commandId, { bodyHash, version });
      }),
      // Takes its turn, and so comes behind what was sent before it.
      find: handlers.object.exclusive(
        own,
        async (context: ObjectContext, commandId: CommandId) => await context.get<CommandRecord>(commandId),
      ),
    },
    options: { ...objectOptions, enableLazyState: true },
  });
}

const incidentKey = ({ dossierId, kind }: Pick<Incident, "dossierId" | "kind">): string => `${kind}:${dossierId}`;

/** One object per office: the list of what waits for a person. The incidents themselves are with their dossiers. */
export function incidentsObject(names: ObjectNames) {
  const own = { ingressPrivate: true } as const;
  return object({
    name: names.incidents.name,
    handlers: {
      put: handlers.object.exclusive(own, async (context: ObjectContext, incident: Incident) =>
        context.set(incidentKey(incident), incident),
      ),
      remove: handlers.object.exclusive(
        own,
        async (context: ObjectContext, which: Pick<Incident, "dossierId" | "kind">) =>
          context.clear(incidentKey(which)),
      ),
      list: handlers.object.shared(async (context: ObjectSharedContext) => {
        const incidents: Incident[] = [];
        for (const key of (await context.stateKeys()).toSorted()) {
          const incident = await context.get<Incident>(key);
          if (incident !== null) incidents.push(incident);
        }
        return incidents;
      }),
    },
    options: objectOptions,
  });
}

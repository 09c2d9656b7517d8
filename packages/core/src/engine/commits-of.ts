import type { OfficeId } from "../base/ids.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { StoredEvent } from "../ports/storage.ts";
import { originOf } from "./verify.ts";

/**
 * A history as the commits it was written by: events of one command stand together, and what came from another engine stands
 * with the event by which this office took it over, or declined to.
 */
export function commitsOf(history: readonly StoredEvent[], officeId: OfficeId): readonly (readonly StoredEvent[])[] {
  const groups: StoredEvent[][] = [];
  let here = (originOf(history) ?? officeId) === officeId;
  let begins = true;
  for (const event of history) {
    const open = groups.at(-1);
    const last = open?.at(-1);
    const joins = here ? last?.commandId === event.commandId : true;
    if (open === undefined || begins || !joins) groups.push([event]);
    else open.push(event);
    begins = false;
    const told = transferIn(event);
    if (told === undefined) continue;
    if (told.type === "taken-over" && told.to === officeId) here = true;
    if (told.type === "handed-over" && told.from === officeId) [here, begins] = [false, true];
    if (told.type === "hand-over-declined" && told.to === officeId) begins = true;
  }
  return groups;
}

function transferIn({ type, bytes }: StoredEvent) {
  if (type !== "handed-over" && type !== "taken-over" && type !== "hand-over-declined") return undefined;
  const event = JSON.parse(bytes) as DossierEvent;
  return event.type === "handed-over" || event.type === "taken-over" || event.type === "hand-over-declined"
    ? event
    : undefined;
}

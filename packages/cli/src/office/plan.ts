import { type CommandId, civilDateOf, type DossierCode, dayOf, type EpochMs } from "@motcua/core";
import type { Cabinet } from "./cabinet.ts";
import type { Act } from "./case.ts";
import { nextAct } from "./planner.ts";
import { officeOf, type Plan, type PlannedCommand } from "./record.ts";
import type { Setting } from "./setting.ts";

/** Spells out everything that is due at an instant. Running numbers are drawn here, in order of ordinal. */
export function planOf(setting: Setting, cabinet: Cabinet, at: EpochMs): Plan {
  const day = civilDateOf(dayOf(at)).slice(2).replaceAll("-", "");
  let codes = cabinet.codesOf(day);
  let letters = cabinet.letters;
  const commands: PlannedCommand[] = [];
  for (const ordinal of cabinet.agenda.takeThrough(at)) {
    const filing = setting.filing(ordinal);
    const expectedVersion = cabinet.version(ordinal);
    const act = nextAct(setting.world, filing, cabinet.state(ordinal));
    if (act === undefined) continue;
    if (act.needs === "code") codes += 1;
    if (act.needs === "letter") letters += 1;
    commands.push({
      ordinal,
      request: {
        ...act.body,
        // What is sent follows from the dossier's own version: a restart can only make the same id.
        commandId: `${filing.dossierId}:${expectedVersion}:${act.body.type}` as CommandId,
        // And is only taken there: what a process sends that was asleep for a while finds the dossier moved on.
        expectedVersion,
        dossierId: filing.dossierId,
        officeId: officeOf,
        by: act.by,
      } as PlannedCommand["request"],
      own: ownFacts(act, day, codes, letters),
    });
  }
  return { at, facts: setting.world.people.factsAt(at), commands };
}

function ownFacts(act: Act, day: string, codes: number, letters: number): PlannedCommand["own"] {
  return {
    ...(act.assignee === undefined ? {} : { assignee: act.assignee }),
    ...(act.needs === "code" ? { code: `${officeOf}-${day}-${String(codes).padStart(4, "0")}` as DossierCode } : {}),
    ...(act.needs === "letter" ? { letterNumber: `${letters}/PXL-UBND` } : {}),
    ...(act.signing === undefined ? {} : { signing: act.signing }),
  };
}

import { dayOf, epochDayOf } from "@motcua/core";
import { vietnamCalendar } from "@motcua/core/vietnam";
import type { Told } from "./by-track.ts";

const holidays = vietnamCalendar.entries.filter(({ kind }) => kind !== "make-up").map(({ date }) => epochDayOf(date));

/** What a life went through, to know that a run has tried it. */
export function featuresOf(told: readonly Told[]): readonly string[] {
  const features = new Set<string>();
  const open = new Set<string>();
  let acceptedDay = 0;
  for (const fact of told) {
    features.add(fact.kind);
    switch (fact.kind) {
      case "accepted":
        acceptedDay = dayOf(fact.at);
        break;
      case "promised":
        if (holidays.some((day) => day > acceptedDay && day < fact.day)) features.add("holiday in the limit");
        if (fact.kept !== undefined) features.add("missed promise moved");
        features.add(`promised: ${fact.cause}`);
        break;
      case "limit-suspended":
        features.add(`ground ${fact.ground}`);
        if (open.add(fact.groundId).size > 1) features.add("two grounds");
        break;
      case "limit-resumed":
        open.delete(fact.groundId);
        break;
      case "apology-owed":
        features.add(`owed: ${fact.cause}`);
        break;
      case "rung-taken":
        features.add(`rung of ${fact.limit.replace(/:.*/, "")}`);
        break;
      case "escalated":
        features.add(`to ${fact.target}`);
        break;
      case "acted":
        if (fact.action === "silent") features.add("silence counts");
        break;
      case "resolved":
        features.add(fact.verdict);
        break;
      case "ended":
        features.add(fact.outcome);
        break;
      case "supplement-requested":
        features.add(fact.late ? "asked late" : "asked in time");
        break;
      case "answered-on-time":
        features.add(`answer ${fact.answer}`);
        break;
    }
  }
  return [...features];
}

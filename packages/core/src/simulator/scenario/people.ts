import type { Person } from "../model.ts";
import type { OfficeCalendars } from "./office-calendars.ts";
import type { Scenario, StaffEntry } from "./types.ts";

/** The staff of a scenario, person by person. */
export function peopleOf(
  scenario: Scenario,
  calendars: OfficeCalendars,
  report: (path: string, vi: string, en: string) => void,
): { readonly people: readonly Person[]; readonly entryOfPerson: readonly number[] } {
  const people: Person[] = [];
  const entryOfPerson: number[] = [];
  scenario.staff.forEach((entry, i) => {
    const { count = 1 } = entry;
    for (let number = 1; number <= count; number += 1) {
      const id = count === 1 ? entry.id : `${entry.id}-${number}`;
      // What is wrong with several alike is said once.
      const say = number === 1 ? report : () => {};
      const calendar = calendars.ofPerson(entry, number, id, scenario.absenceSeed ?? 1, `staff[${i}]`, say);
      // Several alike are told apart in logs and reports.
      const name = entry.name === undefined || count === 1 ? entry.name : `${entry.name} ${number}`;
      people.push(personOf(entry, id, name ?? id, calendar));
      entryOfPerson.push(i);
    }
  });
  return { people, entryOfPerson };
}

function personOf(entry: StaffEntry, id: string, name: string, calendar: string): Person {
  const { unit, roles, levels, speed, costPerHour } = entry;
  return {
    id,
    name,
    unit,
    role: roles[0] ?? "",
    skills: [...new Set([...roles.map((role) => `${role}@${unit}`), ...(entry.skills ?? [])])],
    calendar,
    ...(levels === undefined ? {} : { skillLevels: levels }),
    ...(speed === undefined ? {} : { speed }),
    ...(costPerHour === undefined ? {} : { costPerHour }),
  };
}

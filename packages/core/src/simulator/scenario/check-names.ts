import { epochDayOf } from "../../calendar/civil-date.ts";
import type { ProcedureDefinition, StepDefinition } from "../../procedure/types.ts";
import { channelNames } from "../../procedure/words.ts";
import { listed } from "../check/report.ts";
import type { ProcedureSettings, Scenario, StaffEntry, StepSettings } from "./types.ts";

// Names that lead nowhere would change nothing, and nobody would notice: they are told, with what there is.

type Report = (path: string, vi: string, en: string) => void;

const channels: readonly string[] = Object.keys(channelNames);
const channelsAndOther: readonly string[] = [...channels, "other"];

/** Reports what the settings of all procedures name and none of them has, channels that nobody knows, and what is said of
 *  staff and can never be. @param definitions of all procedures that have one */
export function checkNames(scenario: Scenario, definitions: readonly ProcedureDefinition[], report: Report): void {
  const { settings, staff, channels: shares } = scenario;
  if (settings !== undefined) {
    checkChannelSettings(settings, "settings", report);
    if (definitions.length > 0)
      checkSteps(
        settings,
        definitions.flatMap(({ steps }) => steps),
        "settings",
        ["không thủ tục nào trong kịch bản có", "no procedure of the scenario has"],
        report,
      );
  }
  checkChannels(shares, "channels", channels, report);
  staff.forEach((entry, i) => {
    checkStaffEntry(entry, `staff[${i}]`, report);
  });
}

/** The same for the settings of one procedure. */
export function checkOwnNames(
  own: ProcedureSettings,
  definition: ProcedureDefinition,
  path: string,
  report: Report,
): void {
  checkChannelSettings(own, path, report);
  checkSteps(own, definition.steps, path, ["thủ tục không có", "the procedure has no"], report);
}

export const checkChannelNames = (shares: object | undefined, path: string, report: Report): void =>
  checkChannels(shares, path, channels, report);

function checkChannels(shares: object | undefined, path: string, known: readonly string[], report: Report): void {
  for (const channel of Object.keys(shares ?? {}))
    if (!known.includes(channel))
      report(
        `${path}.${channel}`,
        `không có kênh "${channel}" (có: ${listed(known)})`,
        `there is no channel "${channel}" (there are ${listed(known)})`,
      );
}

function checkChannelSettings(settings: ProcedureSettings, path: string, report: Report): void {
  checkChannels(settings.intake?.receive, `${path}.intake.receive`, channelsAndOther, report);
  const ways = settings.return?.ways;
  checkChannels(ways, `${path}.return.ways`, channelsAndOther, report);
  for (const [channel, shares] of Object.entries(ways ?? {})) {
    const sum = Object.values(shares).reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) > 1e-3)
      report(
        `${path}.return.ways.${channel}`,
        `các tỷ lệ cộng lại bằng ${Number(sum.toFixed(6))}, phải bằng 1`,
        `the shares add up to ${Number(sum.toFixed(6))}, not to 1`,
      );
  }
}

function checkSteps(
  { steps = {}, kinds = {} }: ProcedureSettings,
  known: readonly StepDefinition[],
  path: string,
  [vi, en]: readonly [string, string],
  report: Report,
): void {
  const check = (
    name: string,
    field: "id" | "kind",
    at: string,
    viWord: string,
    enWord: string,
  ): readonly StepDefinition[] => {
    const named = known.filter((step) => step[field] === name);
    if (named.length > 0) return named;
    const there = listed([...new Set(known.map((step) => step[field]))]);
    report(at, `${vi} ${viWord} "${name}" (có: ${there})`, `${en} ${enWord} "${name}" (there are ${there})`);
    return [];
  };
  for (const [id, settings] of Object.entries(steps)) {
    const at = `${path}.steps.${id}`;
    checkActions(settings, check(id, "id", at, "bước", "step"), at, `bước "${id}"`, `step "${id}"`, report);
  }
  for (const [kind, settings] of Object.entries(kinds)) {
    const at = `${path}.kinds.${kind}`;
    const named = check(kind, "kind", at, "loại bước", "kind of step");
    checkActions(settings, named, at, `loại bước "${kind}"`, `a step of kind "${kind}"`, report);
  }
}

/** @param steps those that the settings are for; none where that is told already */
function checkActions(
  { actions = {}, supplement }: StepSettings,
  steps: readonly StepDefinition[],
  path: string,
  vi: string,
  en: string,
  report: Report,
): void {
  if (steps.length === 0) return;
  const known = [...new Set(steps.flatMap((step) => step.actions.map(({ id }) => id)))];
  for (const action of Object.keys(actions))
    if (!known.includes(action))
      report(
        `${path}.actions.${action}`,
        `${vi} không có thao tác "${action}" (có: ${listed(known)})`,
        `${en} has no action "${action}" (it has ${listed(known)})`,
      );
  if ((supplement?.share ?? 0) > 0 && !steps.some(({ mayAskSupplement }) => mayAskSupplement))
    report(`${path}.supplement`, `ở ${vi} không được yêu cầu bổ sung`, `no supplement can be asked for from ${en}`);
}

/** Reports more rounds of supplements than the law allows. @param most Infinity without law */
export function checkRounds(settings: ProcedureSettings, path: string, most: number, report: Report): void {
  for (const where of ["steps", "kinds"] as const)
    for (const [name, { supplement }] of Object.entries(settings[where] ?? {}))
      if ((supplement?.rounds ?? 0) > most)
        report(
          `${path}.${where}.${name}.supplement.rounds`,
          `pháp luật chỉ cho yêu cầu bổ sung ${most} lần`,
          `the law allows ${most} supplements at most`,
        );
}

function checkStaffEntry(entry: StaffEntry, path: string, report: Report): void {
  const { count = 1, leave = [], exceptions = [], levels = {}, roles, skills = [], unit } = entry;
  leave.forEach(({ from, to }, i) => {
    if (epochDayOf(from) > epochDayOf(to))
      report(
        `${path}.leave[${i}]`,
        `ngày đầu ${from} sau ngày cuối ${to}`,
        `the first day ${from} comes after the last, ${to}`,
      );
  });
  // Of an entry that is switched off nobody is there.
  const checkWhich = (of: number | undefined, at: string): void => {
    if (of !== undefined && count > 0 && of > count)
      report(`${at}.of`, `chỉ có ${count} người, không có người thứ ${of}`, `there are only ${count}, no number ${of}`);
  };
  leave.forEach(({ of }, i) => {
    checkWhich(of, `${path}.leave[${i}]`);
  });
  exceptions.forEach(({ of }, i) => {
    checkWhich(of, `${path}.exceptions[${i}]`);
  });
  const able = [...new Set([...roles.map((role) => `${role}@${unit}`), ...skills])];
  for (const skill of Object.keys(levels))
    if (!able.includes(skill))
      report(
        `${path}.levels.${skill}`,
        `"${entry.id}" không có kỹ năng "${skill}" (có: ${listed(able)})`,
        `"${entry.id}" has no skill "${skill}" (there are ${listed(able)})`,
      );
}

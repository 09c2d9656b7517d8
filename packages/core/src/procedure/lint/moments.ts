import { followable } from "../moments.ts";
import type { FollowedMoment, ProcedureDefinition, SessionMoment, StepDefinition } from "../types.ts";
import { momentNames } from "../words.ts";
import { type Finding, find, type LintRule } from "./finding.ts";

/** What follows by itself must always be possible: nobody is there to give input, to wait for a fact, or to be another person. */
export const moments: LintRule = (definition) =>
  definition.steps.flatMap((step, index) => [
    ...Object.entries(step.follows ?? {}).flatMap(([moment, action]) =>
      followed(step, moment as FollowedMoment, action, `steps[${index}].follows.${moment}`),
    ),
    ...overs(step, `steps[${index}]`),
    ...sessions(step, `steps[${index}]`),
    ...sharedParties(definition, step, index),
  ]);

/** What only silence may lead to: whoever speaks must be heard, and the silence must end. */
function overs({ id, kind, wait, actions, follows = {} }: StepDefinition, at: string): readonly Finding[] {
  if (follows.over === undefined) return [];
  const no = kind === "posting" ? "objected" : kind === "confirm" ? "declined" : undefined;
  const found: Finding[] = [];
  if (no !== undefined && follows[no] === undefined)
    found.push(
      find(
        "follows.unheard",
        `${at}.follows.over`,
        `bước "${id}": im lặng thì đi tiếp, còn "${momentNames[no].vi}" không tự dẫn đến đâu`,
        `step "${id}": silence leads on, and nothing follows from "${no}"`,
      ),
    );
  if (actions.some(({ id: action, to }) => action === follows.over && to.startsWith("end:")))
    found.push(
      find(
        "follows.ends",
        `${at}.follows.over`,
        `bước "${id}": im lặng thì kết thúc hồ sơ như đã trả kết quả`,
        `step "${id}": silence ends the dossier as if its result had been handed out`,
      ),
    );
  if (wait?.budget.unit === "until")
    found.push(
      find(
        "follows.dated",
        `${at}.wait.budget`,
        `bước "${id}" kết thúc vào một ngày cố định; hồ sơ đến sau ngày đó sẽ không bao giờ đi tiếp`,
        `step "${id}" ends on a fixed date; a dossier that comes after it would never go on`,
      ),
    );
  return found;
}

/** Absences are counted by party for the whole dossier, so another session's parties have ids of their own. */
function sharedParties({ steps }: ProcedureDefinition, { session }: StepDefinition, index: number): readonly Finding[] {
  const before = new Set(steps.slice(0, index).flatMap((step) => (step.session?.parties ?? []).map(({ id }) => id)));
  const shared = session?.parties.find(({ id }) => before.has(id));
  return shared === undefined
    ? []
    : [
        find(
          "session.parties",
          `steps[${index}].session`,
          `thành phần "${shared.id}" trùng mã với thành phần của một phiên họp khác`,
          `party "${shared.id}" shares its id with a party of another session`,
        ),
      ];
}

function followed(step: StepDefinition, moment: FollowedMoment, id: string, path: string): readonly Finding[] {
  if (!followable(step).includes(moment))
    return [
      find(
        "follows.no-moment",
        path,
        `bước "${step.id}" không có việc "${momentNames[moment]?.vi ?? moment}"`,
        `step "${step.id}" never has the moment "${moment}"`,
      ),
    ];
  const action = step.actions.find((one) => one.id === id);
  if (action === undefined)
    return [
      find(
        "follows.unknown-action",
        path,
        `bước "${step.id}" không có thao tác "${id}"`,
        `step "${step.id}" has no action "${id}"`,
      ),
    ];
  const needs = (action.guard ?? []).length > 0 || (action.input ?? []).some((field) => field.public && field.required);
  const others = moment === "over" && (step.notSamePersonAs ?? []).length > 0;
  return needs || others
    ? [
        find(
          "follows.not-by-itself",
          path,
          `thao tác "${id}" cần dữ kiện, thông tin nhập hoặc người khác, nên không thể tự diễn ra`,
          `action "${id}" asks for facts, input or another person, so it cannot follow by itself`,
        ),
      ]
    : [];
}

const ofAttendance: readonly SessionMoment[] = ["held", "absent-again"];

function sessions(step: StepDefinition, at: string): readonly Finding[] {
  const { session, follows = {}, kind } = step;
  const wrong = (vi: string, en: string): readonly Finding[] => [find("session.parties", `${at}.session`, vi, en)];
  if (session === undefined)
    return ofAttendance.some((moment) => follows[moment] !== undefined)
      ? wrong(`bước "${step.id}" không nói ai phải có mặt`, `step "${step.id}" does not say who must be there`)
      : [];
  if (kind !== "session") return wrong(`bước "${step.id}" không phải là phiên họp`, `step "${step.id}" is no session`);
  const ids = session.parties.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) return wrong("hai thành phần trùng mã", "two parties share an id");
  const counted = session.parties.some(({ absencesMax }) => absencesMax !== undefined);
  if (session.parties.some(({ atLeast, absencesMax }) => atLeast === 0 && absencesMax !== undefined))
    return wrong("thành phần không bắt buộc thì không tính số lần vắng", "whoever need not be there is never absent");
  return counted === (follows["absent-again"] !== undefined)
    ? []
    : wrong(
        "số lần vắng và thao tác tiếp theo phải đi cùng nhau",
        "a number of absences and what follows from it go together",
      );
}

/** Phases: each is begun by an action that counts anew, and has a limit for every dossier. */
export const phases: LintRule = (definition) => [
  ...(definition.phases ?? []).flatMap(({ id, limits }, index) => {
    const { when, budget } = limits.at(-1) ?? {};
    const open =
      budget === undefined || limits.some((rule) => rule.budget.unit === "none" || rule.budget.unit === "stages");
    const conditional = when?.case !== undefined || when?.channel !== undefined || (when?.facts ?? []).length > 0;
    return open || conditional
      ? [
          find(
            "phase.no-limit",
            `phases[${index}].limits`,
            `giai đoạn "${id}" không có thời hạn cho mọi hồ sơ`,
            `phase "${id}" has no limit for every dossier`,
          ),
        ]
      : [];
  }),
  ...begun(definition),
];

function begun(definition: ProcedureDefinition): readonly Finding[] {
  const declared = new Set((definition.phases ?? []).map(({ id }) => id));
  const first = definition.limits.some(({ budget }) => budget.unit !== "none" && budget.unit !== "stages");
  return definition.steps.flatMap((step, index) =>
    step.actions.flatMap((action, at) => {
      if (action.phase === undefined) return [];
      const path = `steps[${index}].actions[${at}].phase`;
      if (!declared.has(action.phase))
        return [
          find("phase.unknown", path, `không có giai đoạn "${action.phase}"`, `there is no phase "${action.phase}"`),
        ];
      return action.clock === "restart" && first
        ? []
        : [
            find(
              "phase.not-counted",
              path,
              `thao tác "${action.id}" bắt đầu giai đoạn mà không tính lại thời hạn`,
              `action "${action.id}" begins a phase without counting the limit anew`,
            ),
          ];
    }),
  );
}

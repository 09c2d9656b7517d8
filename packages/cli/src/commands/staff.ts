import { epochDayOf, type Fault, instantAt } from "@motcua/core";
import { needsLaw, parseTarget, targetNames } from "@motcua/core/simulator";
import { type CliIo, exitDone, exitRefused, exitUsage, printFault, readArguments, usageFault } from "../cli-io.ts";
import { failed } from "../failed.ts";
import { readRun } from "../simulate/options.ts";
import { prepareScenario } from "../simulate/prepare.ts";
import { beyondCalendar } from "../simulate/run-scenario.ts";
import { searchStaff } from "../staff/search.ts";
import { staffDocument, staffText } from "../staff/text.ts";
import { writeStaffReport } from "../staff/write-report.ts";

const help = `motcua staff: cần ít nhất bao nhiêu người / the least people that reach a target

  motcua staff SCENARIO --target 'onTime>=0.99' [--roles A,B] [--max N] [--replications 40] [--seed 1]
              [--threads 1] [--json] [--report FILE.html]

  --target        ${targetNames.join(", ")}; >= hoặc/or <=; nối bằng/joined by &&
  --roles         chỉ đổi số người của các dòng hoặc vai trò này / only these entries or roles of the staff may change
  --max           nhiều nhất mỗi dòng / the most of each entry; mặc định/default 3 × số hiện có/present + 2
  --replications  nhiều nhất mỗi phương án / the most for each staffing
  --threads       số luồng, kết quả như nhau / threads, the same answer with any number
`;

const options = {
  target: { type: "string" },
  roles: { type: "string" },
  max: { type: "string" },
  replications: { type: "string", default: "40" },
  seed: { type: "string", default: "1" },
  threads: { type: "string", default: "1" },
  json: { type: "boolean" },
  report: { type: "string" },
} as const;

const countMax = 500;

/** Exit status: 0 found, 1 the target cannot be reached or has no figure, or the scenario is faulty, 2 wrong use. */
export async function runStaff(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments(args, options, help, io, true);
  if (typeof read === "number") return read;
  const { values, positionals } = read;
  const [file, ...more] = positionals;
  const wrong = (vi: string, en: string): number => {
    printFault(io, usageFault(vi, en));
    return exitUsage;
  };
  if (file === undefined || more.length > 0)
    return wrong("cần đúng một tệp kịch bản", "exactly one scenario file is required");
  if (values.target === undefined) return wrong("thiếu --target", "--target is required");
  const goals = parseTarget(values.target);
  if (!goals.ok) return wrong(goals.error.text.vi, goals.error.text.en);
  const settings = readRun(values);
  if ("code" in settings) {
    printFault(io, settings);
    return exitUsage;
  }
  const max = values.max === undefined ? undefined : Number(values.max);
  if (max !== undefined && !(Number.isInteger(max) && max >= 1 && max <= countMax))
    return wrong(`--max từ 1 đến ${countMax}`, `--max is 1 to ${countMax}`);
  // Who is there now must be able to do the work: what they cannot do nobody of them can, however many.
  const prepared = await prepareScenario(file, true, io);
  if (typeof prepared === "number") return prepared;
  const { scenario, model } = prepared;
  const asked = values.roles?.split(",").map((role) => role.trim());
  const known = new Set(scenario.staff.flatMap(({ id, roles }) => [id, ...roles]));
  const unknown = asked?.filter((role) => !known.has(role)) ?? [];
  if (unknown.length > 0) {
    const names = [...known].join(", ");
    return wrong(
      `--roles: không có ${unknown.join(", ") || '""'}; có ${names}`,
      `--roles: there is no ${unknown.join(", ") || '""'}; there are ${names}`,
    );
  }
  const entries = scenario.staff.filter(
    ({ id, roles }) => asked === undefined || asked.includes(id) || roles.some((role) => asked.includes(role)),
  );
  const lawless = model.flows.every(({ law }) => law === undefined) ? goals.value.find(needsLaw) : undefined;
  if (lawless !== undefined) {
    printFault(io, noFigure(file, lawless.name));
    return exitRefused;
  }
  try {
    const found = await searchStaff({
      ...{ scenario, entries, goals: goals.value, ...settings },
      ...(max === undefined ? {} : { max }),
    });
    const { answer, cutOff } = found;
    // Nobody knows whether it can be reached.
    if (cutOff !== undefined) return prepared.refuse([cutOff]);
    const none = answer.best.values.findIndex(({ mean }) => mean === null);
    if (none >= 0) {
      printFault(io, noFigure(file, goals.value[none]?.name ?? ""));
      return exitRefused;
    }
    const [goal] = goals.value;
    if (values.report !== undefined && goal !== undefined)
      await writeStaffReport(values.report, {
        ...{ scenario, entries, goal, seed: settings.seed, answer },
        startAt: instantAt(epochDayOf(scenario.start), 0),
      });
    const document = staffDocument(scenario, entries, goals.value, settings.seed, found);
    io.stdout(values.json ? `${JSON.stringify(document)}\n` : staffText(document));
    return document.chosen === null ? exitRefused : exitDone;
  } catch (error) {
    const beyond = beyondCalendar(error);
    return beyond === undefined ? failed(io, error) : prepared.refuse([beyond]);
  }
}

const noFigure = (file: string, name: string): Fault => ({
  code: "staff.no_figure",
  text: {
    vi: `${file}: kịch bản không cho chỉ tiêu ${name}: không thủ tục nào có hạn theo luật, hoặc không hồ sơ nào có hạn được giải quyết; hãy thêm luật và thủ tục trong danh mục, hoặc dùng waitingDays, cycleDays, utilisation`,
    en: `${file}: the scenario gives no ${name}: no procedure has a limit in law, or no dossier that has one is resolved; add law and a procedure of the catalogue, or ask for waitingDays, cycleDays or utilisation`,
  },
});

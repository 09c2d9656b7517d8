import { type Fault, fault } from "../../base/errors.ts";
import type { Findings } from "./find.ts";
import { fewValues } from "./fit.ts";
import type { Concurrency, Trace } from "./traces.ts";

/** Fewer dossiers tell nothing that could be simulated. */
export const dossiersMin = 10;

/** Why nothing can be calibrated from these dossiers; everything at once. */
export function faultsOf(traces: readonly Trace[]): readonly Fault[] {
  const visits = traces.flatMap((trace) => trace.visits);
  const faults: Fault[] = [];
  if (traces.length === 0) {
    const vi = "nhật ký không có việc nào đã xong; kiểm tra có đúng tệp không";
    return [fault("log.empty", vi, "the log has no finished work item; see whether it is the right file")];
  }
  if (traces.length > 1 && visits.length === traces.length)
    faults.push(
      fault(
        "log.one_event",
        `cả ${traces.length} hồ sơ đều chỉ có một việc nên không hiệu chỉnh được; kiểm tra cột mã hồ sơ`,
        `each of ${traces.length} cases has one event only, so nothing can be calibrated; check the column of the case`,
      ),
    );
  if (traces.length < dossiersMin)
    faults.push(
      fault(
        "calibrate.too_few",
        `chỉ có ${traces.length} hồ sơ, cần ít nhất ${dossiersMin}; hãy xuất nhật ký dài hơn`,
        `there are ${traces.length} dossiers only, ${dossiersMin} are needed; export a longer log`,
      ),
    );
  if (visits.every(({ person }) => person === undefined))
    faults.push(
      fault(
        "calibrate.no_people",
        'không việc nào ghi người làm; hãy ghi tên cột vào tệp ánh xạ: {"resource": "Cán bộ"}',
        'no work item says who did it; name the column in the map: {"resource": "Cán bộ"}',
      ),
    );
  if (visits.every(({ startAt, endAt }) => startAt === endAt))
    faults.push(
      fault(
        "calibrate.no_durations",
        "mọi việc đều tức thời: nhật ký chỉ có lúc xong, không biết mất bao lâu; hãy xuất cả lúc bắt đầu",
        "all work is instantaneous: the log has ends only, which tell no durations; export starts too",
      ),
    );
  return faults;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
/** Several of a kind are told in one line, the first few by name. */
const some = (names: readonly string[]): string =>
  `${names
    .slice(0, 5)
    .map((name) => JSON.stringify(name.slice(0, 40)))
    .join(", ")}${names.length > 5 ? `, … (${names.length})` : ""}`;

/** What a reader of the scenario should know of the log. */
export function warningsOf(findings: Findings, concurrency: Concurrency): readonly Fault[] {
  const { staff, times, flows, multitaskers } = findings;
  const warnings: Fault[] = [];
  const warn = (code: Fault["code"], vi: string, en: string): void => void warnings.push(fault(code, vi, en));
  if (multitaskers.size > 0) {
    const most = Math.max(...staff.people.map(({ multitasking }) => multitasking));
    const who = some([...multitaskers]);
    warn(
      "calibrate.multitasking",
      `làm nhiều việc cùng lúc (đến ${percent(most)} thời gian): ${who}; thời gian chung được chia đều cho các việc, vì mô phỏng làm từng việc một; kiểm tra lúc bắt đầu có phải lúc nhận việc không`,
      `several things at once (up to ${percent(most)} of the time): ${who}; time shared by k items counts 1/k for each, because a simulated person does one after the other; see whether starts are not when work was handed over`,
    );
  }
  if (!staff.hasHours)
    warn(
      "calibrate.no_hours",
      "nhật ký không đủ để biết giờ làm việc; coi như làm cả ngày đêm; hãy lấy nhật ký dài hơn hoặc ghi giờ vào kịch bản",
      "the log shows too little to tell working hours; people are there day and night; take a longer log, or write hours into the scenario",
    );
  const activities = times.flatMap(({ work }) => [...work.values()]);
  const few = activities.filter(({ all }) => all.count < fewValues && all.distribution.kind !== "fixed");
  if (few.length > 0)
    warn(
      "calibrate.few_items",
      `quá ít lần để tìm phân phối (dưới ${fewValues}), dùng đúng các giá trị đã thấy: ${some(few.map(({ activity }) => activity))}`,
      `too few items to tell a distribution (under ${fewValues}), the values seen are drawn again: ${some(few.map(({ activity }) => activity))}`,
    );
  const instant = activities.filter(({ instantaneous, unattended }) => instantaneous > 0.5 && unattended < 0.5);
  if (instant.length > 0)
    warn(
      "calibrate.instantaneous",
      `việc của người mà phần lớn không có thời gian: ${some(instant.map(({ activity }) => activity))}; mô phỏng sẽ thiếu tải; hãy xuất lúc bắt đầu`,
      `work of people that mostly takes no time: ${some(instant.map(({ activity }) => activity))}; the simulation will lack that load; export starts`,
    );
  const untold = flows.filter(({ actions }) => actions !== undefined && untoldShare(actions) > 0.1);
  if (untold.length > 0)
    warn(
      "calibrate.untold_actions",
      `nhiều bước không rõ đã chọn hướng nào, tỷ lệ lấy từ phần còn lại: ${some(untold.map(({ id }) => id))}`,
      `at many steps what came next tells no action; shares are those of the rest: ${some(untold.map(({ id }) => id))}`,
    );
  if (concurrency.pairs.length > 0)
    warn(
      "calibrate.concurrent",
      `có việc làm song song trong một hồ sơ: ${some(concurrency.pairs.map((pair) => pair.join(" | ")))}; kịch bản tách thành nhánh song song`,
      `some work on a dossier goes on side by side: ${some(concurrency.pairs.map((pair) => pair.join(" | ")))}; the scenario has parallel branches for it`,
    );
  return warnings;
}

function untoldShare({ untold, visits }: NonNullable<Findings["flows"][number]["actions"]>): number {
  const all = [...visits.values()].reduce((sum, count) => sum + count, 0);
  return all === 0 ? 0 : untold / all;
}

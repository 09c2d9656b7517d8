import type { Estimate, Figures, LawFiguresOf, Simulated } from "@motcua/core/simulator";
import { shownCount, shownPercent, shownTime, table } from "./numbers.ts";
import { notReached } from "./precision.ts";
import type { Prepared } from "./prepare.ts";

/** What a simulation came to, for a person at a terminal. */
export function simulationText(prepared: Prepared, seed: number, { figures, verdict }: Simulated): string {
  const { scenario } = prepared;
  const heading = [
    `${scenario.name}`,
    `${figures.replications} lần lặp, hạt giống ${seed}; ± là nửa khoảng tin cậy 95 % / ` +
      `${figures.replications} replications, seed ${seed}; ± is half of the 95 % interval`,
    ...(verdict === undefined || verdict.kind === "reached"
      ? []
      : [`chưa đạt độ chính xác mong muốn / the wanted precision was not reached: ${notReached(verdict.goals)}`]),
  ];
  const parts = [heading.join("\n"), wholeText(figures), flowsText(figures), rolesText(figures)];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function wholeText({ whole }: Figures): string {
  const rows: (readonly string[])[] = [
    ["hồ sơ đến / dossiers arrived", shownCount(whole.arrived)],
    ["đã xong / finished", shownCount(whole.finished)],
    ["rút, không tiếp nhận, bị đóng / withdrawn, not taken in, closed", shownCount(whole.withdrawn)],
    // Nobody is left to work them off, or the run stops: figures of those finished say nothing about them.
    ...((whole.open.mean ?? 0) > 0 ? [["còn mở khi kết thúc / still open at the end", shownCount(whole.open)]] : []),
    ["từ lúc nộp đến lúc trả / from filing to return", shownTime(whole.cycleMs.mean)],
    ["  95 % không quá / 95 % within", shownTime(whole.cycleMs.p95)],
    ["chờ người làm, mỗi hồ sơ / waiting for people, each", shownTime(whole.waitingMs.mean)],
    ["người làm, mỗi hồ sơ / worked on, each", shownTime(whole.processingMs.mean)],
  ];
  const { law } = whole;
  if (law !== undefined) rows.push(...lawRows(law));
  return table(rows);
}

function lawRows(law: LawFiguresOf<Estimate>): readonly (readonly string[])[] {
  return [
    ["đúng hạn theo ngày hẹn / on time by the promised date", shownPercent(law.onTimeLocalShare)],
    ["đúng hạn theo Cổng quốc gia / on time by the National Portal", shownPercent(law.onTimeNationalShare)],
    ...((law.openLate.mean ?? 0) > 0
      ? [["còn giải quyết, đã quá hạn / still open and late", shownCount(law.openLate)]]
      : []),
    ["số ngày trễ, hồ sơ trễ / days over, of those late", shownCount(law.daysOver.mean)],
    ["lần yêu cầu bổ sung / supplements", shownCount(law.supplements)],
    ["phiếu xin lỗi phải có / apologies owed", shownCount(law.apologiesOwed)],
    ["  đã gửi / issued", shownCount(law.apologiesIssued)],
    ...Object.entries(law.escalations).map(([target, value]) => [
      `báo cáo vượt cấp tới / escalated to ${target}`,
      shownCount(value),
    ]),
  ];
}

function flowsText({ flows }: Figures): string {
  const shown = flows.filter(({ arrived }) => (arrived.mean ?? 0) > 0);
  const head = ["thủ tục / procedure", "đến / arrived", "đúng hạn / on time", "trả sau / return", "p95"];
  const rows = shown.map(({ id, name, arrived, cycleMs, law }) => [
    id === name ? id : `${id} ${name}`.slice(0, 48),
    shownCount(arrived),
    law === undefined ? "-" : shownPercent(law.onTimeLocalShare),
    shownTime(cycleMs.mean),
    shownTime(cycleMs.p95),
  ]);
  return table([head, ...rows]);
}

function rolesText({ people }: Figures): string {
  if (people.length === 0) return "";
  const head = ["người / person", "đơn vị / unit", "bận / busy", "lượt việc / tasks"];
  const rows = people.map(({ id, unit, utilisationShare, tasks }) => [
    id,
    unit,
    shownPercent(utilisationShare),
    shownCount(tasks),
  ]);
  return table([head, ...rows]);
}

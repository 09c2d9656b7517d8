import { table } from "../simulate/numbers.ts";
import type { ForecastDocument } from "./document.ts";
import type { ForecastOutcome } from "./score.ts";

const rowsMax = 20;
type Row = ForecastDocument["dossiers"][number];

/** A forecast for a person at a terminal. */
export function forecastText(document: ForecastDocument): string {
  const { dossiers, helpFirst, replications, seed, at, scenario, underOtherLaw, unplaced } = document;
  const byId = new Map(dossiers.map((one) => [one.id, one]));
  const first = helpFirst.slice(0, rowsMax).flatMap((id) => byId.get(id) ?? []);
  const likely = dossiers
    .filter(({ known, lateProbability }) => !known && (lateProbability ?? 0) > 0)
    .sort((a, b) => (b.lateProbability ?? 0) - (a.lateProbability ?? 0));
  const known = dossiers.filter((one) => one.known).length;
  const heading = [
    `${scenario}, ${at}`,
    `${replications} lần lặp, hạt giống ${seed} / ${replications} replications, seed ${seed}`,
    `hồ sơ đang mở / open dossiers: ${dossiers.length}, đã có kết quả / with a result: ${known}`,
    `dự kiến trễ hạn / expected to be late: ${document.lateExpected.toFixed(1)}`,
  ];
  const parts = [heading.join("\n")];
  if (likely.length > 0)
    parts.push(section("Có thể trễ hạn / may be late", likely.slice(0, rowsMax)), more(likely.length));
  if (first.length > 0) parts.push(section("Nên giúp trước / help first", first), more(helpFirst.length));
  if (underOtherLaw.length > 0)
    parts.push(
      `theo luật hay định nghĩa khác kịch bản / under law or a definition other than the scenario's: ${underOtherLaw.length}`,
    );
  if (unplaced.length > 0)
    parts.push(
      [
        `không dự báo được / not forecast: ${unplaced.length}`,
        ...unplaced.slice(0, rowsMax).map(({ dossierId, reason }) => `  ${dossierId}  ${reasons[reason]}`),
      ].join("\n"),
    );
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const reasons: { readonly [reason in ForecastDocument["unplaced"][number]["reason"]]: string } = {
  "law-unknown": "luật của hồ sơ không còn trong cơ sở dữ liệu / its law is not stored",
  "step-unknown": "quy trình không có bước hiện tại / its procedure has no such step",
  "nobody-able": "kịch bản không có người làm được các bước còn lại / nobody in the scenario can do what is left",
  unreadable: "không đọc được, hãy chạy verify / cannot be read, run verify",
};

const more = (count: number): string =>
  count > rowsMax ? `  … và ${count - rowsMax} hồ sơ nữa, xem --json / ${count - rowsMax} more, see --json` : "";

function section(title: string, rows: readonly Row[]): string {
  const head = [
    "hồ sơ / dossier",
    "ở bước / at",
    "hẹn / due",
    "trễ / late",
    "95 %",
    "xong / ready p50",
    "p90",
    "cứu / saved",
    "ngày / days",
  ];
  return `${title}\n${table([head, ...rows.map(cells)])}`;
}

const cells = (row: Row): readonly string[] => [
  row.code ?? row.id,
  row.node,
  shortTime(row.dueAt),
  percent(row.lateProbability),
  row.late95 === null ? "-" : `${percent(row.late95[0] ?? 0)}–${percent(row.late95[1] ?? 0)}`,
  shortTime(row.finishP50),
  shortTime(row.finishP90),
  percent(row.savedProbability),
  row.savedDays.toFixed(2),
];

const percent = (share: number | null): string => (share === null ? "-" : `${(share * 100).toFixed(0)} %`);
const shortTime = (at: string | null): string => (at === null ? "-" : at.slice(0, 16).replace("T", " "));

export function scoreText({ score, stillOpen, missing, readyByP50Share, readyByP90Share }: ForecastOutcome): string {
  const shown = (value: number | null): string => (value === null ? "-" : value.toFixed(4));
  const figures = table([
    ["đã biết kết quả / decided by now", String(score.count)],
    ["trễ hạn / late", String(score.happened)],
    ["chưa ngã ngũ / still open", String(stillOpen)],
    ["không còn trong dữ liệu / not in the database", String(missing)],
    ["điểm Brier, 0 là tốt nhất / Brier score, 0 is best", shown(score.brier)],
    ["hơn tỷ lệ trung bình / better than the mean share", shown(score.brierSkill)],
    ["AUC, 1 là tốt nhất / AUC, 1 is best", shown(score.auc)],
    ["lệch hiệu chuẩn / calibration error", shown(score.expectedCalibrationError)],
    ["xong trước p50, nên là 0.5 / ready by p50, should be 0.5", shown(readyByP50Share)],
    ["xong trước p90, nên là 0.9 / ready by p90, should be 0.9", shown(readyByP90Share)],
  ]);
  const rows = score.calibration.map(({ from, to, count, meanProbability, happenedShare }) => [
    `${from.toFixed(1)}–${to.toFixed(1)}`,
    String(count),
    meanProbability.toFixed(3),
    happenedShare.toFixed(3),
  ]);
  const bins = table([["xác suất / probability", "hồ sơ / dossiers", "dự báo / said", "thực tế / happened"], ...rows]);
  return `${figures}\n\n${bins}\n`;
}

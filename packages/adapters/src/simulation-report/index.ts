export type {
  ReportComparison,
  ReportForecast,
  ReportInput,
  ReportItem,
  ReportMap,
  ReportMapEdge,
  ReportMapNode,
  ReportMark,
  ReportSample,
  ReportSimulation,
  ReportStaffing,
  ReportText,
} from "./input.ts";
export type { ReportActivity, ReportCell, ReportDistance, ReportLog, ReportLogs, ReportTable } from "./input-logs.ts";
export { reportLog } from "./logs-of.ts";
export { reportMaps } from "./map-from-model.ts";
export { renderReport } from "./render-report.ts";
export { reportSample } from "./sample-from-log.ts";

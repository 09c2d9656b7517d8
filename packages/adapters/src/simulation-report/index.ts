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
export { reportMaps } from "./map-from-model.ts";
export { renderReport } from "./render-report.ts";
export { reportSample } from "./sample-from-log.ts";

import { err, type Fault, ok, type Result } from "@motcua/core";
import { FaultList, shown } from "./faults.ts";
import { zoneOf } from "./zones.ts";

export const logFormats = ["csv", "xes", "ocel"] as const;
export type LogFormat = (typeof logFormats)[number];

/** Columns of CSV, by what stands in them. */
export const columnRoles = [
  "caseId",
  "activity",
  "start",
  "end",
  "enabled",
  "resource",
  "unit",
  "flow",
  "cost",
  "batch",
  "transition",
  "instance",
] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** How a log of somebody else's is read; every part has a default. */
export interface LogMap extends Partial<Readonly<Record<ColumnRole, string>>> {
  /** Columns of CSV that tell of the dossier: kept as its attributes. */
  readonly attributes?: readonly string[];
  /** Zone of instants that are written without one. */
  readonly zone?: string;
  /** Between columns of CSV; absent: the one of comma, semicolon and tab that the first line has most of. */
  readonly delimiter?: string;
  /** Absent: by the name of the file. */
  readonly format?: LogFormat;
  /** Types of objects of OCEL that are the dossiers, and the people; absent: `dossier` and `person`. */
  readonly caseType?: string;
  readonly resourceType?: string;
}

const texts: readonly string[] = [...columnRoles, "zone", "delimiter", "format", "caseType", "resourceType"];

/** A map as it stands in a JSON file, checked. */
export function readLogMap(value: unknown): Result<LogMap, readonly Fault[]> {
  const faults = new FaultList();
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    faults.add(
      "log.map",
      'ánh xạ phải là một đối tượng JSON, ví dụ {"caseId": "Mã hồ sơ"}',
      'a map is a JSON object, e.g. {"caseId": "Mã hồ sơ"}',
    );
    return err(faults.all());
  }
  for (const [name, of] of Object.entries(value)) checkEntry(name, of, faults);
  return faults.none ? ok(value as LogMap) : err(faults.all());
}

function checkEntry(name: string, value: unknown, faults: FaultList): void {
  const wrong = (vi: string, en: string): void => faults.add("log.map", vi, en, name);
  if (name === "attributes") {
    if (!Array.isArray(value) || value.some((each) => typeof each !== "string"))
      wrong("phải là danh sách tên cột", "is a list of names of columns");
  } else if (!texts.includes(name)) {
    const known = [...texts, "attributes"].join(", ");
    wrong(`không có mục này; các mục: ${known}`, `there is no such entry; one of ${known}`);
  } else if (typeof value !== "string" || value === "") {
    wrong("phải là một chuỗi", "is a text");
  } else if (name === "zone" && zoneOf(value) === undefined) {
    wrong(
      `không có múi giờ ${shown(value)}; ghi +07:00 hoặc Asia/Ho_Chi_Minh`,
      `there is no zone ${shown(value)}; write +07:00 or Asia/Ho_Chi_Minh`,
    );
  } else if (name === "delimiter" && !/^[^"\r\n\p{L}\p{N}]$/u.test(value)) {
    wrong("phải là một ký tự phân cách", "is one character that separates");
  } else if (name === "format" && !logFormats.some((format) => format === value)) {
    wrong(`phải là ${logFormats.join(", ")}`, `is one of ${logFormats.join(", ")}`);
  }
}

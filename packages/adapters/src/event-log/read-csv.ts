import { CsvParser, type CsvTrouble } from "@motcua/core/simulator";
import { lineOf, shown } from "./faults.ts";
import type { Known, LogIntake } from "./intake.ts";
import { type ColumnRole, columnRoles, type LogMap } from "./log-map.ts";

/** Names that columns have in files of known tools, in lower case; the first of them that is there is taken. */
const usual: { readonly [role in ColumnRole]: readonly string[] } = {
  caseId: ["case_id", "case:concept:name", "caseid", "case id", "case"],
  activity: ["activity", "concept:name", "task"],
  start: ["start_time", "start_timestamp", "starttime", "start"],
  end: ["end_time", "time:timestamp", "complete_timestamp", "endtime", "end", "timestamp"],
  enabled: ["enable_time", "enabled_time"],
  resource: ["resource", "org:resource"],
  unit: ["unit", "org:group"],
  flow: ["flow"],
  cost: ["cost", "cost:total"],
  batch: ["batch"],
  transition: ["lifecycle:transition"],
  instance: ["concept:instance"],
};
const dossierColumn = /^case:(?!concept:name$)(.+)$/;

/** Reads CSV in pieces. */
export class CsvLogReader {
  readonly #intake: LogIntake;
  readonly #map: LogMap;
  #parser: CsvParser | undefined;
  /** Pieces until the first line is whole: it says what the delimiter is. */
  #head = "";
  #columns: { readonly [role in ColumnRole]?: number } = {};
  #attributes: readonly (readonly [name: string, column: number])[] = [];
  #width = 0;
  /** Attributes are repeated in every row of a dossier; the first one is taken. */
  readonly #seen = new Set<string>();

  constructor(intake: LogIntake, map: LogMap) {
    this.#intake = intake;
    this.#map = map;
  }

  push(chunk: string): void {
    if (this.#parser !== undefined) this.#parser.push(chunk);
    else {
      this.#head += chunk;
      if (/[\r\n]/.test(this.#head)) this.#begin();
    }
  }

  end(): void {
    if (this.#parser === undefined) this.#begin();
    this.#parser?.end();
    const trouble = this.#parser?.trouble;
    if (trouble !== undefined) this.#intake.faults.add("log.malformed", ...words[trouble.kind], lineOf(trouble.line));
    else if (this.#width === 0)
      this.#intake.faults.add("log.empty", "tệp trống, không có dòng tiêu đề", "the file is empty, there is no header");
  }

  #begin(): void {
    const [first = ""] = this.#head.split(/[\r\n]/, 1);
    const delimiter = this.#map.delimiter ?? delimiterOf(first);
    this.#parser = new CsvParser((fields, line) => {
      if (this.#width === 0) this.#header(fields, line);
      else if (!this.#intake.faults.full) this.#row(fields, line);
    }, delimiter);
    this.#parser.push(this.#head);
    this.#head = "";
  }

  #header(fields: readonly string[], line: number): void {
    this.#width = fields.length;
    const names = fields.map((field) => field.trim());
    const lower = names.map((name) => name.toLowerCase());
    const missing: string[] = [];
    const columns: { [role in ColumnRole]?: number } = {};
    for (const role of columnRoles) {
      const named = this.#map[role];
      const known = usual[role].find((name) => lower.includes(name)) ?? "";
      const place = named === undefined ? lower.indexOf(known) : names.indexOf(named);
      if (place >= 0) columns[role] = place;
      else if (named !== undefined || role === "caseId" || role === "activity" || role === "end")
        missing.push(named === undefined ? role : `${role} (${shown(named)})`);
    }
    this.#columns = columns;
    for (const place of new Set(Object.values(columns)))
      if (lower.indexOf(lower[place] ?? "") !== lower.lastIndexOf(lower[place] ?? ""))
        this.#intake.faults.add(
          "log.columns",
          `có hai cột tên ${shown(names[place] ?? "")}; không rõ cột nào đúng`,
          `two columns are called ${shown(names[place] ?? "")}; there is no telling which is meant`,
          lineOf(line),
        );
    this.#attributes = this.#attributeColumns(names, missing);
    if (missing.length === 0) return;
    const [what, there] = [missing.join(", "), names.map(shown).join(", ")];
    this.#intake.faults.add(
      "log.columns",
      `thiếu cột ${what}; tệp có ${there}; hãy ghi tên cột vào tệp ánh xạ, ví dụ {"caseId": ${shown(names[0] ?? "")}}`,
      `missing columns: ${what}; the file has ${there}; name them in a map, e.g. {"caseId": ${shown(names[0] ?? "")}}`,
      lineOf(line),
    );
  }

  #attributeColumns(names: readonly string[], missing: string[]): readonly (readonly [string, number])[] {
    const { attributes } = this.#map;
    if (attributes === undefined)
      return names.flatMap((name, column) => {
        const [, attribute] = dossierColumn.exec(name) ?? [];
        return attribute === undefined ? [] : [[attribute, column] as const];
      });
    return attributes.flatMap((name) => {
      const column = names.indexOf(name);
      if (column >= 0) return [[name, column] as const];
      missing.push(shown(name));
      return [];
    });
  }

  #row(fields: readonly string[], line: number): void {
    const { faults, clock } = this.#intake;
    const path = lineOf(line);
    const { caseId, activity: activityColumn, end } = this.#columns;
    if (fields.length !== this.#width) {
      const [has, wants] = [fields.length, this.#width];
      faults.add("log.malformed", `dòng có ${has} cột, cần ${wants}`, `the row has ${has} columns, not ${wants}`, path);
      return;
    }
    // Without these columns the rows say nothing; that has been noted.
    if (caseId === undefined || activityColumn === undefined || end === undefined) return;
    const dossier = fields[caseId] ?? "";
    const activity = fields[activityColumn] ?? "";
    if (dossier === "") {
      faults.add("log.malformed", "dòng không có mã hồ sơ", "the row names no case", path);
      return;
    }
    this.#note(dossier, fields);
    const at = (role: ColumnRole): number | undefined => {
      const text = this.#text(fields, role);
      return text === undefined ? undefined : clock.read(text, path);
    };
    const endAt = at("end");
    if (endAt === undefined) {
      this.#intake.leaveOut();
      return;
    }
    const enabledAt = at("enabled");
    const known = { ...(enabledAt === undefined ? {} : { enabledAt }), ...this.#known(fields, path) };
    const transition = this.#text(fields, "transition");
    if (transition !== undefined && this.#columns.start === undefined) {
      const instance = this.#text(fields, "instance");
      const of = instance === undefined ? {} : { instance };
      this.#intake.event({ dossier, activity, at: endAt, transition, ...of, known }, path);
    } else {
      const startAt = at("start");
      this.#intake.item({ dossier, activity, ...known, ...(startAt === undefined ? {} : { startAt }), endAt }, path);
    }
  }

  #known(fields: readonly string[], path: string): Known {
    const person = this.#text(fields, "resource");
    const unit = this.#text(fields, "unit");
    const flow = this.#text(fields, "flow");
    const cost = this.#number(fields, "cost", path);
    const batch = this.#number(fields, "batch", path);
    return {
      ...(person === undefined ? {} : { person }),
      ...(unit === undefined ? {} : { unit }),
      ...(flow === undefined ? {} : { flow }),
      ...(cost === undefined ? {} : { cost }),
      ...(batch === undefined ? {} : { batch }),
    };
  }

  #text(fields: readonly string[], role: ColumnRole): string | undefined {
    const column = this.#columns[role];
    const text = column === undefined ? undefined : fields[column];
    return text === "" ? undefined : text;
  }

  #number(fields: readonly string[], role: ColumnRole, path: string): number | undefined {
    const text = this.#text(fields, role)?.trim();
    if (text === undefined || text === "") return undefined;
    const value = Number(text);
    if (Number.isFinite(value) && (role !== "batch" || Number.isInteger(value))) return value;
    const said = `${role}: ${shown(text)}`;
    this.#intake.faults.add("log.malformed", `không phải số: ${said}`, `not a number: ${said}`, path);
    return undefined;
  }

  #note(dossier: string, fields: readonly string[]): void {
    if (this.#attributes.length === 0 || this.#seen.has(dossier)) return;
    this.#seen.add(dossier);
    const of = this.#attributes.map(([name, column]) => [name, numberOrText(fields[column] ?? "")] as const);
    this.#intake.attributes(dossier, Object.fromEntries(of.filter(([, value]) => value !== "")));
  }
}

/** A number where it would be written the same way. */
const numberOrText = (text: string): string | number =>
  text !== "" && String(Number(text)) === text ? Number(text) : text;

const delimiterOf = (line: string): string =>
  [",", ";", "\t"].reduce((best, each) => (line.split(each).length > line.split(best).length ? each : best));

const words: { readonly [kind in CsvTrouble["kind"]]: readonly [vi: string, en: string] } = {
  "quote-inside": [
    'dấu " nằm giữa ô không đặt trong dấu ngoặc kép; ghi cả ô trong "…", dấu " bên trong thành ""',
    'a " inside a field that is not quoted; quote the field, and write "" for the one inside',
  ],
  "after-quote": ['có chữ sau dấu " đóng', 'text after a closing "'],
  "open-quote": ['dấu " mở không được đóng', 'a " that is never closed'],
};

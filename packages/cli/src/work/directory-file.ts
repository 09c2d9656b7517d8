import { readFileSync, statSync } from "node:fs";
import {
  AdapterError,
  type Directory,
  officeId,
  personId,
  type ResolvedFacts,
  type Result,
  type UnitPost,
  unitId,
} from "@motcua/core";
import { parse } from "yaml";

type Offices = ReadonlyMap<string, ResolvedFacts>;

/** How old, in real time, what was read may be before the file is looked at again. */
const lookEveryMs = 2_000;
const leaders = ["signer", "director", "chairperson", "province"] as const;

export interface DirectoryFile extends Directory {
  /** Offices it names. */
  readonly offices: number;
}

/**
 * Who heads which unit, by office, from a YAML or JSON file that people change while the worker runs: a new version is
 * taken up by itself, a faulty one is told and the last good one stays.
 * @throws AdapterError `directory.malformed` when there is no good one to begin with
 */
export function directoryFile(file: string, onFaulty: (code: string) => void): DirectoryFile {
  let mark = markOf(file);
  let offices = readOffices(file);
  let lookedAt = performance.now();
  const current = (): Offices => {
    if (performance.now() - lookedAt < lookEveryMs) return offices;
    lookedAt = performance.now();
    const now = markOf(file);
    if (now === mark) return offices;
    mark = now;
    try {
      offices = readOffices(file);
    } catch (error) {
      onFaulty(AdapterError.is(error) ? error.code : "directory.malformed");
    }
    return offices;
  };
  return {
    get offices() {
      return offices.size;
    },
    resolve({ officeId: office }) {
      const facts = current().get(office);
      if (facts !== undefined) return facts;
      throw new AdapterError(
        "directory.unknown_office",
        `danh bạ không có cơ quan ${office} / the directory does not know office ${office}`,
        { retry: "operator" },
      );
    },
  };
}

function markOf(file: string): string {
  const { mtimeMs = 0, size = 0, ino = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size} ${ino}`;
}

function readOffices(file: string): Offices {
  let value: unknown;
  try {
    // JSON is YAML as well; some editors begin a file with a byte order mark.
    value = parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch {
    throw malformed(file, "", "không đọc được", "cannot be read");
  }
  const offices = new Map<string, ResolvedFacts>();
  const found = record(value, file, "").offices;
  for (const [name, office] of Object.entries(record(found, file, "offices"))) {
    const path = `offices.${name}`;
    id(officeId, name, file, path);
    offices.set(name, factsOf(record(office, file, path), file, path));
  }
  return offices;
}

function factsOf(office: Fields, file: string, path: string): ResolvedFacts {
  const units: { [unitFunction: string]: UnitPost } = {};
  for (const [name, given] of Object.entries(record(office.units, file, `${path}.units`))) {
    const at = `${path}.units.${name}`;
    const post = record(given, file, at);
    units[name] = {
      unit: id(unitId, post.unit, file, `${at}.unit`),
      head: id(personId, post.head, file, `${at}.head`),
    };
  }
  const given = record(office.leadership, file, `${path}.leadership`);
  const [signer, director, chairperson, province] = leaders.map((place) =>
    id(personId, given[place], file, `${path}.leadership.${place}`),
  );
  if (signer === undefined || director === undefined || chairperson === undefined || province === undefined)
    throw malformed(file, path, "thiếu lãnh đạo", "a leader is missing");
  return { units, leadership: { signer, director, chairperson, province } };
}

type Fields = { readonly [field: string]: unknown };

function record(value: unknown, file: string, path: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw malformed(file, path, "phải là một nhóm trường", "must be a group of fields");
}

/** Codes of people and units, as they stand in events; never names. What was written is not repeated. */
function id<Id>(door: (raw: string) => Result<Id, "malformed">, value: unknown, file: string, path: string): Id {
  const read = typeof value === "string" ? door(value) : undefined;
  if (read?.ok) return read.value;
  throw malformed(file, path, "phải là một mã (chữ, số, dấu . _ : ~ -)", "must be a code (letters, digits, . _ : ~ -)");
}

/** @param path of the field; empty for the whole file */
function malformed(file: string, path: string, vi: string, en: string): AdapterError {
  const where = path === "" ? file : `${file} ${path}`;
  return new AdapterError("directory.malformed", `${where}: ${vi} / ${where}: ${en}`, { retry: "operator" });
}

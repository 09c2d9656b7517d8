import {
  type ContentDraft,
  type Fault,
  type Import,
  type ImportedAcceptance,
  type ImportedSupplement,
  parseInstant,
  type Result,
} from "@motcua/core";
import { usageFault } from "../cli-io.ts";

/** One line of the file, as a command lacks it: who brings it in, and where. */
export type ImportedLine = Pick<
  Import,
  "procedure" | "channel" | "caseId" | "facts" | "intakeRef" | "submittedAt" | "accepted" | "returnBy"
> & { readonly officer?: string; readonly applicant?: ContentDraft["body"] };

type Fields = { readonly [field: string]: unknown };

/** What is wrong stands in the exception until `readLine` has caught it: a reader of nested fields that returns values only. */
class Wrong extends Error {
  readonly path: string;
  readonly vi: string;
  readonly en: string;
  constructor(path: string, vi: string, en: string) {
    super(en);
    this.path = path;
    this.vi = vi;
    this.en = en;
  }
}

/** Reads one line of JSON. The fault names the field; what was written there is not repeated, it may be somebody's name. */
export function readLine(text: string): Result<ImportedLine, Fault> {
  try {
    return { ok: true, value: lineOf(record(parsed(text), "")) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    const { path, vi, en } = error;
    return { ok: false, error: { ...usageFault(vi, en), ...(path === "" ? {} : { path }) } };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Wrong("", "dòng không phải JSON", "the line is no JSON");
  }
}

const known = [
  "procedure",
  "channel",
  "case",
  "facts",
  "ref",
  "submittedAt",
  "accepted",
  "returnBy",
  "officer",
  "applicant",
];
const knownOfAccepted = [
  "at",
  "startAt",
  "code",
  "step",
  "stepSince",
  "promises",
  "supplements",
  "phase",
  "posted",
  "absences",
];

function lineOf(line: Fields): ImportedLine {
  only(line, known, "");
  const { accepted, applicant, returnBy, officer } = line;
  return {
    procedure: text(line, "procedure", ""),
    channel: text(line, "channel", "") as Import["channel"],
    caseId: line.case === undefined ? "general" : text(line, "case", ""),
    facts: line.facts === undefined ? {} : factsOf(record(line.facts, "facts")),
    intakeRef: text(line, "ref", ""),
    submittedAt: instant(line, "submittedAt", ""),
    ...(accepted === undefined ? {} : { accepted: acceptedOf(record(accepted, "accepted")) }),
    ...(returnBy === undefined ? {} : { returnBy: returnByOf(text(line, "returnBy", "")) }),
    ...(officer === undefined ? {} : { officer: text(line, "officer", "") }),
    ...(applicant === undefined ? {} : { applicant: record(applicant, "applicant") as ContentDraft["body"] }),
  };
}

function acceptedOf(accepted: Fields): ImportedAcceptance {
  const path = "accepted";
  only(accepted, knownOfAccepted, path);
  const { startAt, stepSince, promises, supplements } = accepted;
  return {
    at: instant(accepted, "at", path),
    code: text(accepted, "code", path) as ImportedAcceptance["code"],
    step: text(accepted, "step", path),
    ...(startAt === undefined ? {} : { startAt: instant(accepted, "startAt", path) }),
    ...(stepSince === undefined ? {} : { stepSince: instant(accepted, "stepSince", path) }),
    ...(promises === undefined
      ? {}
      : {
          promises: list(promises, `${path}.promises`).map(({ row, at }) => ({
            date: text(only(row, ["date", "madeAt"], at), "date", at) as never,
            madeAt: instant(row, "madeAt", at),
          })),
        }),
    ...(supplements === undefined
      ? {}
      : { supplements: list(supplements, `${path}.supplements`).map(({ row, at }) => supplementOf(row, at)) }),
    ...standingOf(accepted, path),
  };
}

/** The phase it is in, and what happened at its step before. */
function standingOf({ phase, posted, absences }: Fields, path: string): Partial<ImportedAcceptance> {
  const [phaseAt, postedAt, absencesAt] = [`${path}.phase`, `${path}.posted`, `${path}.absences`];
  return {
    ...(phase === undefined
      ? {}
      : { phase: phaseOf(only(record(phase, phaseAt), ["id", "startAt"], phaseAt), phaseAt) }),
    ...(posted === undefined
      ? {}
      : { posted: postedOf(only(record(posted, postedAt), ["at", "place"], postedAt), postedAt) }),
    ...(absences === undefined ? {} : { absences: countsOf(record(absences, absencesAt), absencesAt) }),
  };
}

const phaseOf = (row: Fields, at: string) => ({ id: text(row, "id", at), startAt: instant(row, "startAt", at) });
const postedOf = (row: Fields, at: string) => ({ at: instant(row, "at", at), place: text(row, "place", at) });

function countsOf(counts: Fields, at: string): { readonly [party: string]: number } {
  for (const [party, count] of Object.entries(counts))
    if (typeof count !== "number") throw new Wrong(`${at}.${party}`, "phải là một số", "must be a number");
  return counts as { readonly [party: string]: number };
}

function supplementOf(row: Fields, at: string): ImportedSupplement {
  only(row, ["reason", "askedAt", "receivedAt", "effect"], at);
  const effect = text(row, "effect", at);
  if (effect !== "restart" && effect !== "suspend")
    throw new Wrong(`${at}.effect`, "phải là restart hoặc suspend", "must be restart or suspend");
  return {
    reason: text(row, "reason", at),
    askedAt: instant(row, "askedAt", at),
    ...(row.receivedAt === undefined ? {} : { receivedAt: instant(row, "receivedAt", at) }),
    effect,
  };
}

function returnByOf(value: string): NonNullable<Import["returnBy"]> {
  if (value === "counter" || value === "post" || value === "electronic") return value;
  throw new Wrong("returnBy", "phải là counter, post hoặc electronic", "must be counter, post or electronic");
}

function factsOf(facts: Fields): { readonly [fact: string]: boolean } {
  for (const [name, value] of Object.entries(facts))
    if (typeof value !== "boolean")
      throw new Wrong(`facts.${name}`, "phải là true hoặc false", "must be true or false");
  return facts as { readonly [fact: string]: boolean };
}

const within = (path: string, field: string): string => (path === "" ? field : `${path}.${field}`);

function only(row: Fields, names: readonly string[], path: string): Fields {
  for (const name of Object.keys(row))
    if (!names.includes(name))
      throw new Wrong(
        within(path, name),
        `không có trường này; có ${names.join(", ")}`,
        `there is no such field; there are ${names.join(", ")}`,
      );
  return row;
}

function text(row: Fields, field: string, path: string): string {
  const value = row[field];
  if (typeof value === "string" && value !== "") return value;
  throw new Wrong(within(path, field), "phải là chữ", "must be a text");
}

function instant(row: Fields, field: string, path: string): number {
  const read = parseInstant(text(row, field, path));
  if (read.ok) return read.value;
  throw new Wrong(within(path, field), "phải như 2026-08-20T09:00:00+07:00", "must be like 2026-08-20T09:00:00+07:00");
}

function record(value: unknown, path: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Wrong(path, "phải là một nhóm trường", "must be a group of fields");
}

function list(value: unknown, path: string): readonly { readonly row: Fields; readonly at: string }[] {
  if (!Array.isArray(value)) throw new Wrong(path, "phải là một danh sách", "must be a list");
  return value.map((row: unknown, i) => ({ row: record(row, `${path}[${i}]`), at: `${path}[${i}]` }));
}

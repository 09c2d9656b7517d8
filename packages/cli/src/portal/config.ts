import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { g1, g1r, g3, type LengthRule, type PortalOffice, type PortalProfile } from "@motcua/adapters/national-portal";
import { AdapterError } from "@motcua/core";
import { parse } from "yaml";

/** How `motcua portal` reaches the portal. Secrets come from the surroundings or the file and are never printed. */
export interface PortalConfig {
  readonly profile: PortalProfile;
  readonly connection: { readonly [name: string]: unknown };
  readonly offices: { readonly [officeId: string]: PortalOffice };
  readonly privateHosts: readonly string[];
  readonly timeoutMs?: number;
  /** PEM of the authority the portal's certificate is signed by. */
  readonly ca?: string;
  /** Module with `factsOf` and `personOf`, as the office's own programs use them. */
  readonly facts?: string;
}

type Fields = { readonly [field: string]: unknown };
export type Surroundings = { readonly [name: string]: string | undefined };

const profiles: { readonly [id: string]: PortalProfile } = { g1, g1r, g3 };

/** Field of the connection by the variable that wins over the file. */
const variables = {
  url: "MOTCUA_PORTAL_URL",
  username: "MOTCUA_PORTAL_USERNAME",
  password: "MOTCUA_PORTAL_PASSWORD",
  clientId: "MOTCUA_PORTAL_CLIENT_ID",
  clientSecret: "MOTCUA_PORTAL_CLIENT_SECRET",
} as const;

/** What each transport needs, and what it may have. */
const connectionFields: { readonly [transport in PortalProfile["transport"]]: readonly [string[], string[]] } = {
  envelope: [
    ["url", "username", "password", "agencyCode"],
    ["authUrl", "destination"],
  ],
  relay: [
    ["url", "agencyCode"],
    ["headers", "paths"],
  ],
  rest: [["url", "clientId", "clientSecret", "agencyCode"], ["paths"]],
};

const otherFields = ["profile", "offices", "privateHosts", "timeoutMs", "ca", "facts"];
const settings = ["lengths", "stepsPerCall", "unknownSteps", "refusedIntake", "unnamedOfficer"] as const;

/**
 * Reads a configuration of the portal, YAML or JSON.
 * @throws AdapterError `portal.malformed_config` names the field, never what is in it
 */
export function readPortalConfig(file: string, surroundings: Surroundings): PortalConfig {
  const fields = fieldsIn(file);
  const base = profiles[String(fields.profile ?? "g1")];
  if (base === undefined) throw malformed("profile", "g1, g1r hoặc g3", "g1, g1r or g3");
  const [needed, possible] = connectionFields[base.transport];
  const known = new Set([...otherFields, ...settings, ...Object.keys(variables), ...needed, ...possible]);
  for (const field of Object.keys(fields)) if (!known.has(field)) throw malformed(field, "không có", "no such field");
  const given: Fields = { ...fields, ...fromSurroundings(surroundings) };
  for (const field of needed) textOf(given, field);
  const { timeoutMs } = fields;
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && Number(timeoutMs) > 0))
    throw malformed("timeoutMs", "số nguyên dương", "a positive whole number");
  const beside = (field: string): string => resolve(dirname(file), textOf(fields, field));
  return {
    profile: { ...base, ...settingsOf(fields) },
    connection: Object.fromEntries([...needed, ...possible].flatMap((f) => (f in given ? [[f, given[f]]] : []))),
    offices: officesOf(fields.offices),
    privateHosts: hostsOf(fields.privateHosts),
    ...(timeoutMs === undefined ? {} : { timeoutMs: Number(timeoutMs) }),
    ...(fields.ca === undefined ? {} : { ca: readFileSync(beside("ca"), "utf8") }),
    ...(fields.facts === undefined ? {} : { facts: beside("facts") }),
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function fieldsIn(file: string): Fields {
  const text = readFileSync(file, "utf8");
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    // The parser quotes the line it stumbles over, and that may hold a password.
    throw malformed(file, "không phải YAML hoặc JSON", "neither YAML nor JSON");
  }
  if (!isFields(value)) throw malformed(file, "phải là các trường", "is to hold fields");
  return value;
}

function fromSurroundings(surroundings: Surroundings): Fields {
  const found = Object.entries(variables).flatMap(([field, name]) => {
    const value = surroundings[name];
    return value === undefined || value === "" ? [] : [[field, value]];
  });
  return Object.fromEntries(found);
}

function textOf(fields: Fields, field: string): string {
  const value = fields[field];
  if (typeof value === "string" && value !== "") return value;
  const variable = variables[field as keyof typeof variables];
  const or = variable === undefined ? "" : ` (${variable})`;
  throw malformed(field, `thiếu hoặc không phải chữ${or}`, `missing, or no text${or}`);
}

function officesOf(value: unknown): PortalConfig["offices"] {
  if (!isFields(value)) throw malformed("offices", "cần mã đơn vị của từng cơ quan", "needs each office's agency code");
  for (const [id, office] of Object.entries(value)) {
    if (!isFields(office)) throw malformed(`offices.${id}`, "phải là các trường", "is to hold fields");
    for (const field of ["agencyCode", "agencyName"])
      if (typeof office[field] !== "string" || office[field] === "")
        throw malformed(`offices.${id}.${field}`, "thiếu hoặc không phải chữ", "missing, or no text");
  }
  return value as PortalConfig["offices"];
}

function hostsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((host) => typeof host === "string")) return value;
  throw malformed("privateHosts", "phải là danh sách tên máy", "is to be a list of hosts");
}

function settingsOf(fields: Fields): Partial<PortalProfile> {
  const { lengths, stepsPerCall, unknownSteps, refusedIntake, unnamedOfficer } = fields;
  if (stepsPerCall !== undefined && !(Number.isSafeInteger(stepsPerCall) && Number(stepsPerCall) > 0))
    throw malformed("stepsPerCall", "số nguyên dương", "a positive whole number");
  oneOf("unknownSteps", unknownSteps, ["look-up", "send-again", "operator"]);
  oneOf("refusedIntake", refusedIntake, ["withhold", "by-reference"]);
  if (unnamedOfficer !== undefined) textOf(fields, "unnamedOfficer");
  const given = { stepsPerCall, unknownSteps, refusedIntake, unnamedOfficer };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...set, ...(lengths === undefined ? {} : { lengths: lengthsOf(lengths) }) };
}

function oneOf(field: string, value: unknown, values: readonly string[]): void {
  if (value !== undefined && !values.includes(String(value)))
    throw malformed(field, values.join(", "), values.join(", "));
}

function lengthsOf(value: unknown): { readonly [field: string]: LengthRule } {
  if (!isFields(value)) throw malformed("lengths", "phải là các trường", "is to hold fields");
  for (const [field, rule] of Object.entries(value)) {
    const { max, over } = isFields(rule) ? rule : {};
    if (!Number.isSafeInteger(max) || Number(max) < 1 || (over !== "truncate" && over !== "refuse"))
      throw malformed(
        `lengths.${field}`,
        "cần max và over: truncate hoặc refuse",
        "needs max, and over: truncate or refuse",
      );
  }
  return { ...g1.lengths, ...(value as { readonly [field: string]: LengthRule }) };
}

const malformed = (field: string, vi: string, en: string): AdapterError =>
  new AdapterError("portal.malformed_config", `${field}: ${vi} / ${field}: ${en}`, { retry: "operator" });

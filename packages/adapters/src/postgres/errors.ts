import { AdapterError, InvariantError } from "../shared/core.ts";

type Fault = readonly [code: string, text: string, retry: "later" | "never" | "operator"];

const LOST: Fault = [
  "storage.connection_lost",
  "The connection to PostgreSQL was lost; whether the last request was taken is unknown.",
  "later",
];
const UNREACHABLE: Fault = [
  "storage.unreachable",
  "No PostgreSQL answers at this host and port. Is it running, and is the address right?",
  "later",
];
const BUSY: Fault = ["storage.busy", "PostgreSQL or its connections were busy for too long.", "later"];
const LOGIN: Fault = ["storage.login_refused", "PostgreSQL refused the user or the password.", "operator"];
const READ_ONLY: Fault = ["storage.read_only", "This PostgreSQL, or this session, takes no writes.", "operator"];
const DAMAGED: Fault = [
  "storage.damaged_file",
  "PostgreSQL reports damaged data. Restore them from a backup.",
  "operator",
];
const NOT_MIGRATED: Fault = [
  "storage.not_migrated",
  "There is no motcua in this schema of the database, or a part of it is missing. Run: motcua migrate --db URL",
  "operator",
];

/** By SQLSTATE, or by its class of two letters. */
const faults: { readonly [sqlState: string]: Fault } = {
  "08": LOST,
  "28": LOGIN,
  "3D000": ["storage.no_database", "This PostgreSQL has no database of that name.", "operator"],
  "3F000": NOT_MIGRATED,
  "42P01": NOT_MIGRATED,
  "42883": NOT_MIGRATED,
  "25006": READ_ONLY,
  "42501": ["storage.no_privilege", "The database user lacks a privilege on motcua's schema or tables.", "operator"],
  "40": BUSY,
  "53100": ["storage.disk_full", "The disk of PostgreSQL is full. Nothing was saved; free some space.", "operator"],
  "53300": ["storage.busy", "PostgreSQL takes no more connections (max_connections).", "later"],
  "55P03": BUSY,
  "57014": ["storage.timeout", "PostgreSQL did not finish a statement in time; nothing of it was saved.", "later"],
  "57P01": LOST,
  "57P02": LOST,
  "57P03": ["storage.unreachable", "PostgreSQL is starting up or shutting down.", "later"],
  "57P05": LOST,
  "58": ["storage.io_failed", "PostgreSQL could not read or write its files.", "operator"],
  XX001: DAMAGED,
  XX002: DAMAGED,
};

const networkFaults: { readonly [code: string]: Fault } = {
  ECONNREFUSED: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  ENOTFOUND: ["storage.unreachable", "No host of this name is known. Is the address right?", "operator"],
  ECONNRESET: LOST,
  EPIPE: LOST,
};

const textOf = (error: unknown, name: "code" | "message" | "constraint" | "routine"): string => {
  const value = typeof error === "object" && error !== null ? (error as { [name: string]: unknown })[name] : undefined;
  return typeof value === "string" ? value : "";
};

/** PostgreSQL's own code of five letters; nothing when it did not say it. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = textOf(error, "code");
  return /^[0-9A-Z]{5}$/.test(code) && !(code in networkFaults) ? code : undefined;
}

/** Two writers met: nothing of the statement was written, and asked again it has another answer. */
export const isCollision = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  return state === "23505" || state === "40P01" || state === "40001";
};

/**
 * Another writer took the command, the id or the code, and this transaction cannot see it: it began before (REPEATABLE
 * READ, in a host's hands). Begun again it can.
 */
export const isLostRace = (error: unknown): boolean =>
  sqlStateOf(error) === "23505" &&
  ["commit_by_command", "dossier_by_id", "dossier_by_code"].includes(textOf(error, "constraint"));

/** The connection cannot be used again. */
export const isConnectionBroken = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  return state === undefined || state.startsWith("08") || state.startsWith("57P");
};

// Messages of the driver, which gives them no code.
function driverFault(message: string): Fault {
  if (/timeout exceeded when trying to connect/.test(message))
    return ["storage.busy", "All connections to PostgreSQL were in use for too long.", "later"];
  if (/connection timeout/.test(message)) return UNREACHABLE;
  if (/query read timeout/i.test(message))
    return ["storage.timeout", "PostgreSQL did not answer in time; whether the request was taken is unknown.", "later"];
  if (/terminated|not queryable|ended|closed/i.test(message)) return LOST;
  if (/password|SASL|SCRAM/i.test(message)) return LOGIN;
  return ["storage.failed", "PostgreSQL or its driver reported an error.", "later"];
}

function faultOf(error: unknown): Fault {
  const state = sqlStateOf(error);
  if (state !== undefined)
    return (
      faults[state] ?? faults[state.slice(0, 2)] ?? ["storage.failed", `PostgreSQL reported error ${state}.`, "later"]
    );
  return networkFaults[textOf(error, "code")] ?? driverFault(textOf(error, "message"));
}

/** What PostgreSQL said about itself; its messages and details hold values of rows, so they stay behind. */
const causeOf = (error: unknown): Error =>
  new Error([textOf(error, "code"), textOf(error, "constraint"), textOf(error, "routine")].filter(Boolean).join(" "));

/** What PostgreSQL or its driver said, in the user's terms. Errors that are ours already pass unchanged. */
export function toAdapterError(error: unknown): Error {
  if (AdapterError.is(error) || InvariantError.is(error)) return error;
  const state = sqlStateOf(error) ?? "";
  if (isLostRace(error)) return adapterError(BUSY, error);
  if (state.startsWith("23")) return new InvariantError("a row contradicts what is stored already");
  if (state.startsWith("22")) return new InvariantError("a value does not fit its column");
  return adapterError(faultOf(error), error);
}

const adapterError = ([code, text, retry]: Fault, error: unknown): AdapterError =>
  new AdapterError(code, text, { retry, cause: causeOf(error) });

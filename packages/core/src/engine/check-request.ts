import { type CommandType, commandTypes } from "../dossier/commands.ts";
import { done, type Step } from "../dossier/draft.ts";
import { refuse } from "../dossier/refusal.ts";
import type { CommandRequest } from "./engine-types.ts";

/** The alphabet of ids (they stand in events, logs and file names); a little longer than `dossierId` and its like allow,
 *  for ids made of others. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,255}$/;

const isId = (value: unknown): value is string => typeof value === "string" && idPattern.test(value);

/**
 * The door for what the types cannot keep out: a host that is not TypeScript, a cast, a request body passed through. Looks
 * at the envelope; the body is looked at where it is used. Never echoes what it was given.
 */
export function checkRequest(request: CommandRequest): Step {
  const wrong = wrongField(request as unknown);
  return wrong === undefined
    ? done
    : refuse(
        "command.input",
        `Lệnh có trường không hợp lệ: ${wrong}`,
        `the command has a field that is wrong: ${wrong}`,
      );
}

function wrongField(request: unknown): string | undefined {
  if (!isRecord(request)) return "command";
  const { type, commandId, dossierId, officeId, by } = request;
  if (typeof type !== "string" || !Object.hasOwn(commandTypes, type) || ownCommands.has(type)) return "type";
  if (!isId(commandId) || commandId.startsWith(transferCommands)) return "commandId";
  if (!isId(dossierId)) return "dossierId";
  if (!isId(officeId)) return "officeId";
  if (!isRecord(by) || !isId(by.person) || !isId(by.unit) || !Array.isArray(by.roles)) return "by";
  return begins.has(type as CommandType) ? wrongFiling(request) : undefined;
}

/** Given by an engine to itself after it verified what another one sent: from outside they would make two holders. */
const ownCommands: ReadonlySet<string> = new Set(["take-over", "decline-hand-over"]);

/** Ids of those commands begin so: whoever used one up beforehand would keep a dossier from ever being taken over. */
export const transferCommands = "transfer:";

const begins: ReadonlySet<CommandType> = new Set(["submit", "open", "serve", "import"]);

function wrongFiling({
  procedure,
  caseId,
  facts,
  intakeRef,
}: {
  readonly [field: string]: unknown;
}): string | undefined {
  if (typeof procedure !== "string") return "procedure";
  if (typeof caseId !== "string") return "caseId";
  if (typeof intakeRef !== "string") return "intakeRef";
  return isRecord(facts) && Object.values(facts).every((fact) => typeof fact === "boolean") ? undefined : "facts";
}

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

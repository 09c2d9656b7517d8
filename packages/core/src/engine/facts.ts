import { canonicalJson } from "../base/canonical-json.ts";
import { fault } from "../base/errors.ts";
import type { DossierId, Hash } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import { civilDateOf, dayOf } from "../calendar/civil-date.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { ResolvedFacts } from "../dossier/people.ts";
import type { ContentRecord } from "../ports/storage.ts";
import { bodyHash } from "./chain.ts";
import type { CommandRequest, ContentDraft, Directory, Numbering, Rejected } from "./engine-types.ts";
import { searchTokens } from "./search-tokens.ts";

/** Who is asked for what a command does not bring along. */
export interface FactSources {
  readonly directory: Directory | undefined;
  readonly numbering: Numbering | undefined;
  /** The procedure a dossier is under, also while its filing is on its way; `undefined` when there is no such dossier. */
  procedureOf(dossierId: DossierId): Promise<string | undefined>;
}

/** The facts a command lacks: of the directory, and the dossier code when it is accepted and none was brought. */
export async function resolveFacts(sources: FactSources, request: CommandRequest, at: EpochMs): Promise<ResolvedFacts> {
  if (request.resolved !== undefined) return request.resolved;
  const { directory, numbering } = sources;
  const { officeId, dossierId, commandId, by, type } = request;
  const facts = directory === undefined ? noFacts : await directory.resolve({ officeId, dossierId, command: type, by });
  if (numbering === undefined || facts.code !== undefined || (type !== "accept" && type !== "serve")) return facts;
  const procedure = await sources.procedureOf(dossierId);
  // No such dossier: refused later, and no number is spent on it.
  if (procedure === undefined) return facts;
  const day = civilDateOf(dayOf(at));
  return { ...facts, code: await numbering.issueCode({ officeId, dossierId, commandId, procedure, day }) };
}

/** What a body holds is stored as exact text; a fraction, NaN or a date object has none. */
export function hashOfBody(request: CommandRequest): Result<Hash, Rejected> {
  try {
    return ok(bodyHash(request));
  } catch (error) {
    if (!InvariantError.is(error)) throw error;
    return err(
      fault(
        "command.input",
        "Lệnh chỉ chứa chữ, số nguyên, đúng/sai và danh sách của chúng",
        `a command holds text, whole numbers, booleans and lists of them (${error.message})`,
      ),
    );
  }
}

/** Content as it is stored: exact text, with the words it is found by. */
export function contentRecord(dossierId: DossierId, draft: ContentDraft): ContentRecord {
  const { contentId, version, kind, body, searchText } = draft;
  return {
    contentId,
    version,
    dossierId,
    kind,
    body: canonicalJson(body),
    searchTokens: searchText === undefined ? [] : searchTokens(searchText),
  };
}

/** Without a directory nobody is known; commands that need a unit are refused and say so. */
export const noFacts: ResolvedFacts = {
  units: {},
  leadership: {
    signer: "unassigned" as ResolvedFacts["leadership"]["signer"],
    director: "unassigned" as ResolvedFacts["leadership"]["director"],
    chairperson: "unassigned" as ResolvedFacts["leadership"]["chairperson"],
    province: "unassigned" as ResolvedFacts["leadership"]["province"],
  },
};

import { canonicalJson, type Json } from "../base/canonical-json.ts";
import { type Fault, fault } from "../base/errors.ts";
import type { DossierId, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { ContentRecord, Storage, StoredEvent } from "../ports/storage.ts";
import type { CarriedContent } from "./transfer-message.ts";

const keyOf = ({ contentId, version }: { readonly contentId: unknown; readonly version: unknown }): string =>
  `${String(contentId)}#${String(version)}`;

/** Records of content that events refer to. */
export function contentNamedIn(history: readonly StoredEvent[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { bytes } of history) if (bytes.includes('"contentId"')) collect(JSON.parse(bytes), named);
  return named;
}

/** How much of a history an engine has the content of: up to where it handed the dossier over last. What it only declined
 *  came without. */
export function heldUpTo(history: readonly StoredEvent[], isItsOwn: (office: OfficeId) => boolean): number {
  for (let i = history.length - 1; i >= 0; i -= 1) {
    const { type, bytes } = history[i] as StoredEvent;
    if (type === "handed-over" && isItsOwn((JSON.parse(bytes) as { readonly from: OfficeId }).from)) return i + 1;
  }
  return 0;
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  const record = value as { readonly [field: string]: unknown };
  if ("contentId" in record && "version" in record)
    into.add(keyOf({ contentId: record.contentId, version: record.version }));
  for (const inner of Object.values(record)) collect(inner, into);
}

/**
 * Which of the records that came along are taken: those the new part of the history refers to. What our own part refers to we
 * have, or have erased on purpose; what nothing refers to has no business here.
 */
export async function takeContent(
  storage: Storage,
  dossierId: DossierId,
  carried: readonly CarriedContent[],
  named: { readonly before: ReadonlySet<string>; readonly since: ReadonlySet<string> },
): Promise<Result<readonly ContentRecord[], Fault>> {
  const taken = new Map<string, ContentRecord>();
  for (const { contentId, version, kind, body, searchTokens } of carried) {
    const key = keyOf({ contentId, version });
    if (named.before.has(key)) continue;
    const record = { contentId, version, kind, body, searchTokens, dossierId };
    if (!named.since.has(key) || taken.has(key) || !isCanonical(body)) return err(unlike());
    const known = await storage.loadContent({ contentId, version });
    if (known !== undefined) return err(unlike());
    taken.set(key, record);
  }
  return ok([...taken.values()]);
}

function isCanonical(body: string): boolean {
  try {
    return canonicalJson(JSON.parse(body) as Json) === body;
  } catch {
    return false;
  }
}

const unlike = (): Fault =>
  fault(
    "transfer.content_unlike",
    "Nội dung kèm theo không phải nội dung mà lịch sử nêu, hoặc trùng mã với nội dung khác",
    "content that came along is not what the history refers to, or its id is in use",
  );

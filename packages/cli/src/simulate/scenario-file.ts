import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { err, type Fault, ok, type Result } from "@motcua/core";
import { mergeScenario } from "@motcua/core/simulator";
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { usageFault } from "../cli-io.ts";
import { fileCodeOf, fileWords } from "../file-words.ts";
import { aliasWord, yamlWord } from "../syntax-words.ts";
import { arrivalsFromLog, isFromLog } from "./arrivals-from-log.ts";

/** A scenario with all it extends merged into it, and where everything stands. */
export interface ScenarioFile {
  /** As it was asked for. */
  readonly name: string;
  readonly value: unknown;
  /** `file:line` of the deepest part of a path that stands in a file; nearest file first. */
  placeOf(path: string): string | undefined;
}

interface ReadFile {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** A chain longer than this is a slip. */
const extendsMax = 20;

/** Reads a scenario from YAML or JSON, and what it extends, each named relative to the file that says so. */
export async function readScenarioFile(file: string): Promise<Result<ScenarioFile, readonly Fault[]>> {
  const chain: ReadFile[] = [];
  const values: unknown[] = [];
  let asker: string | undefined;
  for (let next: string | undefined = file; next !== undefined; ) {
    const path: string = resolve(next);
    const cycle = chain.findIndex((known) => resolve(known.file) === path);
    if (cycle >= 0 || chain.length > extendsMax)
      return err([
        faulty(`các tệp "extends" nối thành vòng: ${next}`, `files extend one another in a circle: ${next}`),
      ]);
    const read: Result<ReadFile & { readonly value: unknown }, readonly Fault[]> = await readOne(next, asker);
    if (!read.ok) return read;
    const { value, ...one } = read.value;
    chain.push(one);
    const base = (value as { readonly extends?: unknown } | null)?.extends;
    if (base !== undefined && typeof base !== "string")
      return err([faulty(`${next}: "extends" phải là tên tệp`, `${next}: "extends" must be the name of a file`)]);
    const defined = await withDefinitions(withoutExtends(value), path);
    if (!defined.ok) return defined;
    const own = await withLogs(defined.value, path);
    if (!own.ok) return own;
    values.push(own.value);
    asker = `${next}: extends`;
    next = base === undefined ? undefined : shown(resolve(dirname(path), base));
  }
  const value = values.reduceRight((base, variant) => mergeScenario(base, variant));
  return ok({ name: file, value, placeOf: (path) => placeIn(chain, value, path) });
}

/** As a person would write it from where they are. */
const shown = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
};

const faulty = (vi: string, en: string): Fault => ({ code: "scenario.faulty", text: { vi, en } });

/** @param asker the file that names it, and where in it */
async function readOne(
  file: string,
  asker?: string,
): Promise<Result<ReadFile & { readonly value: unknown }, readonly Fault[]>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { vi, en } = fileWords(file, fileCodeOf(error));
    if (asker === undefined) return err([usageFault(vi, en)]);
    return err([usageFault(`${vi}, mà ${asker} nhắc tới`, `${en}, which ${asker} names`)]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ""), { lineCounter: lines });
  if (document.errors.length > 0)
    return err(
      document.errors.map((error) => {
        const [message = ""] = error.message.split("\n");
        const where = `${file}:${error.linePos?.[0].line ?? 1}`;
        return faulty(`${where}: sai cú pháp: ${yamlWord(error.code)}`, `${where}: does not parse: ${message}`);
      }),
    );
  try {
    return ok({ file, document, lines, value: document.toJS() });
  } catch (error) {
    // Names of parts written elsewhere (`*name`) that lead nowhere, or to too much.
    const said = error instanceof Error ? error.message : String(error);
    return err([faulty(`${file}: sai cú pháp: ${aliasWord(said)}`, `${file}: does not parse: ${said}`)]);
  }
}

function withoutExtends(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { extends: _, ...rest } = value as { readonly extends?: unknown };
  return rest;
}

type Entry = { readonly definition?: unknown };

/** A procedure's definition may stand in a file of its own. */
async function withDefinitions(value: unknown, from: string): Promise<Result<unknown, readonly Fault[]>> {
  const procedures = (value as { readonly procedures?: unknown } | null)?.procedures;
  if (!Array.isArray(procedures)) return ok(value);
  const filled: unknown[] = [];
  for (const entry of procedures as readonly (Entry | null)[]) {
    if (typeof entry?.definition !== "string") {
      filled.push(entry);
      continue;
    }
    const read = await readOne(shown(resolve(dirname(from), entry.definition)), `${shown(from)}: definition`);
    if (!read.ok) return read;
    filled.push({ ...entry, definition: read.value.value });
  }
  return ok({ ...(value as object), procedures: filled });
}

/** Arrivals may be those of a log. */
async function withLogs(value: unknown, from: string): Promise<Result<unknown, readonly Fault[]>> {
  const arrivals = (value as { readonly arrivals?: unknown } | null)?.arrivals;
  if (!Array.isArray(arrivals)) return ok(value);
  const filled: unknown[] = [];
  for (const entry of arrivals as readonly ({ readonly arrive?: unknown } | null)[]) {
    if (!isFromLog(entry?.arrive)) {
      filled.push(entry);
      continue;
    }
    const read = await arrivalsFromLog(entry.arrive, shown(resolve(dirname(from), entry.arrive.file)));
    if (!read.ok) return read;
    filled.push({ ...entry, arrive: read.value });
  }
  return ok({ ...(value as object), arrivals: filled });
}

// ---------------------------------------------------------------------------------------------------------- places

/** A path's parts, with the name of the list entry each index means in the merged value: files count differently. */
function partsOf(value: unknown, path: string): readonly { readonly key: string | number; readonly name?: string }[] {
  let here: unknown = value;
  return (path.match(/[^.[\]]+/g) ?? []).map((text) => {
    const key = Array.isArray(here) ? Number(text) : text;
    here = (here as { readonly [key: string | number]: unknown } | null | undefined)?.[key];
    const entry = here as { readonly id?: unknown; readonly code?: unknown; readonly procedure?: unknown } | null;
    const name = typeof key === "number" ? (entry?.id ?? entry?.code ?? entry?.procedure) : undefined;
    return typeof name === "string" ? { key, name } : { key };
  });
}

function placeIn(chain: readonly ReadFile[], value: unknown, path: string): string | undefined {
  const parts = partsOf(value, path);
  let best: { readonly depth: number; readonly place: string } | undefined;
  for (const { file, document, lines } of chain) {
    const { depth, node } = deepest(document, parts);
    const [offset] = node?.range ?? [];
    if (offset === undefined || (best !== undefined && depth <= best.depth)) continue;
    best = { depth, place: `${file}:${lines.linePos(offset).line}` };
  }
  return best?.place;
}

function deepest(document: Document, parts: ReturnType<typeof partsOf>) {
  let node = document.contents as Node | null;
  let depth = 0;
  for (const part of parts) {
    const found = childOf(node, part);
    if (found === undefined) break;
    node = found;
    depth += 1;
  }
  return { depth, node };
}

function childOf(node: Node | null, { key, name }: { readonly key: string | number; readonly name?: string }) {
  if (isMap(node)) {
    const pair = node.items.find(({ key: known }) => isScalar(known) && String(known.value) === String(name ?? key));
    // The key is what a person looks for; a value of several lines begins below it.
    return (pair?.value ?? pair?.key) as Node | undefined;
  }
  if (!isSeq(node)) return undefined;
  if (name === undefined) return node.items[Number(key)] as Node | undefined;
  return node.items.find(
    (item) => isMap(item) && ["id", "code", "procedure"].some((field) => item.get(field) === name),
  ) as Node | undefined;
}

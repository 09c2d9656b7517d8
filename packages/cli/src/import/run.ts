import { open } from "node:fs/promises";
import {
  type Clock,
  type CommandRequest,
  type ContentDraft,
  createEngine,
  type Directory,
  dossierId,
  type Engine,
  type Fault,
  importRole,
  type OfficeId,
  type PersonId,
  personId,
  type Storage,
  type UnitId,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { usageFault } from "../cli-io.ts";
import { type ImportedLine, readLine } from "./read-line.ts";

export interface ImportOptions {
  readonly file: string;
  readonly office: OfficeId;
  readonly system: string;
  readonly directory: Directory;
  readonly storage: Storage;
  /** Lanes that somebody serves. */
  readonly lanes: readonly string[];
  readonly onFault: (line: number, fault: Fault) => void;
}

export interface Imported {
  readonly taken: number;
  /** The same line had been taken before. */
  readonly known: number;
  readonly refused: number;
}

const clock: Clock = { now: () => Date.now(), delayUntil: (dueAt) => Math.max(0, dueAt - Date.now()) };
/** Lines on their way at once: the engine commits them in groups. */
const underWayMax = 256;
const lineCharsMax = 1_000_000;

/** Takes what can be taken, line by line, and tells of each that cannot. The same file may be given again: what was taken is
 *  known by its reference. @throws AdapterError when the database cannot be used, and what the file system says of the file */
export async function importFile(options: ImportOptions): Promise<Imported> {
  const { storage, directory, lanes, onFault } = options;
  const engine = createEngine({ storage, clock, law: vietnamLaw(), directory, adapters: lanes });
  const counts = { taken: 0, known: 0, refused: 0 };
  const underWay = new Set<Promise<void>>();
  let number = 0;
  try {
    for await (const text of linesOf(options.file)) {
      number += 1;
      if (text.trim() === "") continue;
      const line = number;
      const one = importLine(engine, options, text).then((answer) => {
        if (typeof answer === "string") counts[answer] += 1;
        else {
          counts.refused += 1;
          onFault(line, answer);
        }
      });
      underWay.add(one);
      void one.then(
        () => underWay.delete(one),
        () => underWay.delete(one),
      );
      if (underWay.size >= underWayMax) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } finally {
    await engine.close();
  }
  return counts;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  // Opened first: what cannot be read is told before anything is written.
  const handle = await open(file);
  let first = true;
  for await (const line of handle.readLines()) {
    yield first ? line.replace(/^\uFEFF/, "") : line;
    first = false;
  }
}

async function importLine(engine: Engine, options: ImportOptions, text: string): Promise<"taken" | "known" | Fault> {
  if (text.length > lineCharsMax) return usageFault("dòng quá dài", "the line is too long");
  const read = readLine(text);
  if (!read.ok) return read.error;
  const made = await commandOf(read.value, options);
  if ("code" in made) return made;
  const answer = await engine.submit(made.request, made.content);
  if (!answer.ok) return answer.error;
  return answer.value.duplicate ? "known" : "taken";
}

/** Named by system and reference, so that the same dossier is never taken twice. */
async function commandOf(
  { officer, applicant, ...line }: ImportedLine,
  { office, system, directory }: ImportOptions,
): Promise<{ readonly request: CommandRequest; readonly content: readonly ContentDraft[] } | Fault> {
  const id = dossierId(`${office}:${system}:${line.intakeRef}`);
  if (!id.ok)
    return {
      ...usageFault("ref chỉ gồm chữ, số và . _ : ~ -", "a ref has letters, digits and . _ : ~ - only"),
      path: "ref",
    };
  const assignee = officer === undefined ? undefined : personId(officer);
  if (assignee !== undefined && !assignee.ok)
    return { ...usageFault("phải là một mã", "must be a code"), path: "officer" };
  const by = { person: "import" as PersonId, unit: "system" as UnitId, roles: [importRole] };
  const facts = await directory.resolve({ officeId: office, dossierId: id.value, command: "import", by });
  const contentId = `${id.value}:applicant`;
  const content = applicant === undefined ? [] : [{ contentId, version: 1, kind: "applicant", body: applicant }];
  return {
    request: {
      ...line,
      type: "import",
      commandId: `import:${id.value}` as CommandRequest["commandId"],
      dossierId: id.value,
      officeId: office,
      by,
      system,
      ...(applicant === undefined ? {} : { applicant: { contentId, version: 1 } }),
      resolved: { ...facts, ...(assignee === undefined ? {} : { assignee: assignee.value }) },
    },
    content,
  };
}

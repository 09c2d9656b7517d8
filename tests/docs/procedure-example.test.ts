import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStorage } from "@motcua/adapters/memory";
import { createEngine, dossierId, must } from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { expect, it } from "vitest";
import { readProcedure } from "../../packages/cli/src/definition/read.ts";
import { codeBlocks } from "./docs-files.ts";

it("the procedure of the guide is clean and runs from counter to return", async () => {
  const folder = await mkdtemp(join(tmpdir(), "motcua-docs-"));
  const file = join(folder, "damage.yaml");
  await writeFile(file, codeBlocks("docs/guide/procedures.md").find((one) => one.language === "yaml")?.text ?? "");
  const found = await readProcedure(file, { stdout: () => {}, stderr: () => {} });
  await rm(folder, { recursive: true });
  expect(found?.faults).toEqual([]);
  expect(found?.findings).toEqual([]);
  const definition = found?.definition;
  if (definition === undefined) throw new Error("no definition");

  const { person, envelope, directory, numbering } = sampleOffice();
  const clock = virtualClock("2026-08-17T09:00:00+07:00");
  const law = vietnamLaw({ procedures: [definition] });
  const engine = createEngine({ storage: memoryStorage(), clock, directory, numbering, law });
  const id = must(dossierId("hs-1"));
  const desk = person("one-stop", "one-stop-officer");
  const form = {
    procedure: definition.code,
    channel: "counter",
    caseId: "house",
    facts: {},
    intakeRef: "T-1",
  } as const;
  const act = (unit: string, role: string, step: string, action: string) =>
    engine.submit({ ...envelope(id, person(unit, role)), type: "act", step, action });
  const answers = [
    await engine.submit({ ...envelope(id, desk), type: "submit", ...form }),
    await engine.submit({ ...envelope(id, desk), type: "accept", facts: { needsVisit: true } }),
    await act("social", "officer", "check", "visit"),
    await act("social", "officer", "visit", "report"),
    await act("leadership", "leader", "sign", "approve"),
    await act("one-stop", "one-stop-officer", "return", "handOver"),
  ];
  expect(answers.filter((answer) => !answer.ok)).toEqual([]);
  const state = (await engine.read(id))?.state;
  expect(state?.promises.map((promise) => promise.date)).toEqual(["2026-08-22"]);
  expect([state?.outcome, state?.verdict]).toEqual(["granted", "early"]);
});

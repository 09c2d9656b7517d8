import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { procedureSheet } from "@motcua/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDiagram } from "../../packages/cli/src/commands/diagram.ts";
import { runLint } from "../../packages/cli/src/commands/lint.ts";
import { runProcedures } from "../../packages/cli/src/commands/procedures.ts";
import { runSheet } from "../../packages/cli/src/commands/sheet.ts";
import { sample } from "./sample.ts";

type Run = (
  args: readonly string[],
  io: { stdout(text: string): void; stderr(text: string): void },
) => number | Promise<number>;

async function call(run: Run, ...args: readonly string[]) {
  let out = "";
  let error = "";
  const status = await run(args, {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      error += text;
    },
  });
  return { status, out, error };
}

let folder = "";
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "motcua-procedures-"));
  const written = await readFile(new URL("../fixtures/procedures/sample.yaml", import.meta.url), "utf8");
  await writeFile(file("good.yaml"), written);
  await writeFile(file("good.json"), JSON.stringify(sample()));
  await writeFile(file("marked.json"), `\uFEFF${JSON.stringify(sample())}`);
  await writeFile(file("marked.yaml"), `\uFEFF${written.replaceAll("\n", "\r\n")}`);
  const bad = written.replace("startStep: officer", "startStep: nowhere").replace("version: 1", "version: 0");
  await writeFile(file("bad.yaml"), bad);
  await writeFile(file("torn.json"), "{ torn");
});
afterAll(() => rm(folder, { recursive: true }));

describe("motcua lint", () => {
  it("is content with what is right, as YAML and as JSON", async () => {
    const done = await call(runLint, file("good.yaml"), file("good.json"), "1.001193");
    expect(done).toMatchObject({ status: 0, error: "" });
    expect(done.out.split("\n").map((line) => line.replace(/.*\//, ""))).toEqual([
      "good.yaml: ok",
      "good.json: ok",
      "1.001193: ok",
      "",
    ]);
  });

  it("does not mind a byte order mark or another system's line ends", async () => {
    expect(await call(runLint, file("marked.json"), file("marked.yaml"))).toMatchObject({ status: 0, error: "" });
  });

  it.each([runLint, runDiagram, runSheet, runProcedures])("%# helps when asked", async (run) => {
    for (const asked of ["--help", "-h"])
      expect(await call(run, asked)).toMatchObject({ status: 0, out: expect.stringContaining("motcua "), error: "" });
  });

  it("shows faults of form and of meaning, with paths", async () => {
    const done = await call(runLint, file("bad.yaml"));
    expect(done.status).toBe(1);
    expect(done.out).toContain("error definition.faulty version: ");
    expect(done.out).toContain("error name.unknown-start startStep: ");
  });

  it("shows a warning and does not fail for it", async () => {
    const done = await call(runLint, "1.012812");
    expect(done.status).toBe(0);
    expect(done.out).toContain("warning share.exceeds-limit steps: ");
  });

  it("writes one JSON document", async () => {
    const done = await call(runLint, "1.012812", file("bad.yaml"), file("torn.json"), "--json");
    const reports = JSON.parse(done.out);
    expect(done.status).toBe(1);
    expect(reports.map((report: { ok: boolean }) => report.ok)).toEqual([true, false, false]);
    expect(reports[2].faults).toHaveLength(1);
  });

  it.each<[string, readonly string[], number, string]>([
    ["no argument", [], 2, "error cli.usage: "],
    ["an unknown option", ["--loud"], 2, "error cli.usage: "],
    ["no such file", ["nowhere.yaml"], 2, "error cli.usage: "],
    ["no such code", ["9.999999"], 1, "error definition.unknown_procedure: "],
  ])("%s", async (_, args, status, error) => {
    const done = await call(runLint, ...args);
    expect(done.status).toBe(status);
    expect(done.error.startsWith(error)).toBe(true);
    expect(done.error.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("motcua diagram and sheet", () => {
  it("of a code and of a file", async () => {
    expect((await call(runDiagram, "1.001612")).out).toMatch(/^stateDiagram-v2\n/);
    // The file says the same as the value it was written from.
    expect((await call(runSheet, file("good.yaml"))).out).toBe(procedureSheet(sample()));
    const json = JSON.parse((await call(runSheet, "1.001612", "--json")).out);
    expect(json).toMatchObject({ code: "1.001612", text: expect.stringContaining("Tổng các bước") });
  });
  it("refuse what is faulty, line by line, and show nothing", async () => {
    const done = await call(runDiagram, file("bad.yaml"));
    expect(done).toMatchObject({ status: 1, out: "" });
    expect(done.error).toContain("error definition.faulty: startStep: ");
    expect((await call(runSheet, "9.999999")).status).toBe(1);
    expect((await call(runSheet, "1.001193", "1.001612")).status).toBe(2);
  });
});

describe("motcua procedures", () => {
  it("lists them", async () => {
    const done = await call(runProcedures);
    expect(done.status).toBe(0);
    expect(done.out.trimEnd().split("\n")).toHaveLength(54);
    expect(done.out).toMatch(/1\.013949 +land +15d\*/);
  });
  it("as one JSON array, by family", async () => {
    const list = JSON.parse((await call(runProcedures, "--json", "--family", "land")).out);
    expect(list.map((item: { code: string }) => item.code)).toContain("1.013949");
    expect(list).toHaveLength(5);
    expect((await call(runProcedures, "--family", "weather")).status).toBe(2);
  });
});

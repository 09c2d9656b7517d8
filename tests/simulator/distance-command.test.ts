import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readLogFile, writeLogFile } from "@motcua/adapters/event-log";
import { type LogDistances, logDistanceNames } from "@motcua/core/simulator";
import { afterAll, expect, it } from "vitest";
import { runDistance } from "../../packages/cli/src/commands/distance.ts";
import { motcua } from "../office/helpers.ts";

const logs = fileURLToPath(new URL("../fixtures/log-distance", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "motcua-distance-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const [a, b, c] = ["a", "b", "c"].map((name) => join(logs, `${name}.csv`)) as [string, string, string];
const expected = JSON.parse(readFileSync(join(logs, "expected.json"), "utf8")) as {
  readonly [pair: string]: LogDistances;
};

async function run(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const status = await runDistance(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { status, stdout, stderr };
}

it("prints the distances under their published names", async () => {
  const { status, stdout, stderr } = await motcua("distance", a, c, "--json");
  expect([status, stderr]).toEqual([0, ""]);
  const distances = JSON.parse(stdout) as LogDistances;
  expect(Object.keys(distances)).toEqual([...logDistanceNames]);
  for (const name of logDistanceNames)
    expect(Math.abs(distances[name] - (expected["a-c"]?.[name] ?? NaN))).toBeLessThanOrEqual(1e-9);
});

it("is the same for the same log in another format", async () => {
  const read = await readLogFile(b);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  for (const name of ["b.xes", "b.ocel.json", "b.csv.gz"]) {
    await writeLogFile(join(folder, name), read.value.log);
    const { stdout } = await run(b, join(folder, name), "--json");
    expect(Object.values(JSON.parse(stdout) as LogDistances).every((distance) => distance === 0)).toBe(true);
  }
});

it("shows both logs and what each figure means", async () => {
  const { status, stdout } = await run(a, b);
  expect(status).toBe(0);
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(2 + logDistanceNames.length);
  expect(lines[0]).toBe(`A: ${a}, 120 hồ sơ / dossiers, 444 việc / work items`);
  expect(lines.find((line) => line.startsWith("case_arrival_hours"))).toMatch(/ 11\.3833 .* \/ arrivals, hours$/);
});

it("reads each log by its own map", async () => {
  const renamed = readFileSync(a, "utf8").replace("case_id,activity", "Mã,Việc").replaceAll("Z", "");
  const mine = file("mine.csv", renamed);
  const map = file("map.json", '{"caseId": "Mã", "activity": "Việc", "zone": "UTC"}');
  expect(await run(mine, a, "--map", map, "--map", "-", "--json")).toMatchObject({ status: 0, stderr: "" });
  expect(await run(mine, mine, "--map", map, "--json")).toMatchObject({ status: 0, stderr: "" });
  expect((await run(mine, a, "--map", map)).stderr).toMatch(
    /^error log\.columns: .*a\.csv:1: .* \/ .*missing columns: caseId/,
  );
});

it("says what is wrong with file and line, status 1", async () => {
  const wrong = file("wrong.csv", "case_id,activity,start_time,end_time\nH1,a,today,2026-01-05T09:00:00Z\n");
  const { status, stdout, stderr } = await run(wrong, wrong, "--json");
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).toMatch(/^error log\.instant: \S+wrong\.csv:2: .*"today".* \/ /);
  expect((await run(a, file("log.txt", ""))).stderr).toContain("error log.unknown_format: ");
  expect((await run(a, file("cut.csv.gz", gzipSync("x".repeat(9999)).subarray(0, 20)))).stderr).toContain("damaged");
  expect(await run(a, b, "--map", file("bad.json", "{"))).toMatchObject({ status: 1 });
  expect((await run(a, b, "--map", file("odd.json", '{"zone": "here"}'))).stderr).toMatch(
    /error log\.map: \S+odd\.json, zone: /,
  );
});

it("tells faults of one map for both logs once, and of a column that is there twice", async () => {
  const { stderr } = await run(a, b, "--map", file("number.json", '{"zone": 7}'));
  expect(stderr).toMatch(/^error log\.map: \S+number\.json, zone: .*\n$/);
  const twice = file("twice.csv", "case_id,Case_ID,activity,end_time\nH1,H2,a,2026-01-05T09:00:00Z\n");
  expect((await run(twice, a)).stderr).toMatch(/^error log\.columns: \S+twice\.csv:1: .*two columns are called/);
});

it("warns of a log that only serves in part, and answers", async () => {
  const thin = file("thin.csv", "case_id,activity,end_time\nH1,a,2026-01-05T09:00:00Z\n");
  const { status, stderr } = await run(thin, thin, "--json");
  expect(status).toBe(0);
  expect(stderr.match(/^warning log\.one_event: /gm)).toHaveLength(2);
  expect(stderr.match(/^warning log\.no_start: /gm)).toHaveLength(2);
});

it.each([[[]], [["a.csv"]], [["a", "b", "c"]], [["--colour"]], [["a", "b", "--map", "1", "--map", "2", "--map", "3"]]])(
  "%j is wrong use, status 2",
  async (args) => {
    const { status, stderr } = await run(...args);
    expect([status, stderr.split("\n").length]).toEqual([2, 2]);
    expect(stderr).toMatch(/^error cli\.usage: .* \/ /);
  },
);

it("writes a page with both logs side by side", async () => {
  const page = join(folder, "page.html");
  const { status, stderr, stdout } = await run(a, c, "--report", page, "--json");
  expect([status, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse((await run(a, c, "--json")).stdout));
  const html = readFileSync(page, "utf8");
  for (const id of ["distances", "log-arrivals", "log-times", "log-work", "numbers"])
    expect(html).toContain(`<section id="${id}"`);
  for (const name of [...logDistanceNames, "A: a.csv", "B: c.csv"]) expect(html).toContain(name);
  expect(await run(a, c, "--report", join(folder, "page.txt"))).toMatchObject({ status: 2, stdout: "" });
});

it.each([
  ["none.csv", "there is no file"],
  ["none", "there is no file"],
  [".", "is a folder"],
])("says of %s that %s, whatever its name", async (name, said) => {
  const { status, stdout, stderr } = await run(join(folder, name), a);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^error cli\.usage: .* \/ .*\n$/);
  expect(stderr).toContain(said);
});

it("a file that is not there is wrong use", async () => {
  expect(await run(join(folder, "none.csv"), a)).toMatchObject({ status: 2, stdout: "" });
  expect(await run(a, b, "--map", join(folder, "none.json"))).toMatchObject({ status: 2, stdout: "" });
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLogFile } from "@motcua/adapters/event-log";
import { dossierOrder } from "@motcua/core/simulator";
import { afterAll, describe, expect, it } from "vitest";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";
import type { BpmnStatistics } from "../../packages/cli/src/simulate/bpmn-statistics.ts";

const cases = fileURLToPath(new URL("../fixtures/simulation/cases/", import.meta.url));
const files = ["--bpmn", `${cases}x1-rework-loop.bpmn`, "--params", `${cases}x1-rework-loop.json`];
const folder = mkdtempSync(join(tmpdir(), "motcua-bpmn-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulate = (...args: readonly string[]) => call(...files, ...args);
async function call(...args: readonly string[]) {
  const said = { out: "", error: "" };
  const status = await runSimulate(args, {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.error += text;
    },
  });
  return { status, ...said };
}
const figuresOf = (out: string): Omit<BpmnStatistics, "wallMs"> => {
  const { wallMs, ...figures } = JSON.parse(out) as BpmnStatistics;
  expect(wallMs).toBeGreaterThan(0);
  return figures;
};

describe("motcua simulate --bpmn", () => {
  it("gives the same figures on 1, 2 and 3 threads", async () => {
    const size = ["--replications", "7", "--cases", "120", "--json"];
    const [one, ...more] = await Promise.all(["1", "2", "3"].map((threads) => simulate(...size, "--threads", threads)));
    expect(one?.error).toBe("");
    for (const other of more) expect(figuresOf(other.out)).toEqual(figuresOf(one?.out ?? ""));
    expect(figuresOf(one?.out ?? "").cases).toBe(7 * 120);
  }, 60_000);

  it("keeps the log of the first replication, in every format", async () => {
    for (const name of ["log.csv", "log.xes", "log.ocel.json"]) {
      const { status, error } = await simulate("--replications", "2", "--cases", "40", "--log", at(name));
      expect({ status, error }).toEqual({ status: 0, error: "" });
      const read = await readLogFile(at(name));
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      expect(dossierOrder(read.value.log.items).dossiers.length).toBe(40);
    }
    expect(readFileSync(at("log.csv"), "utf8")).toMatch(
      /^case_id,activity,enable_time,start_time,end_time,resource\narrivals-0,/,
    );
  });

  it("writes a report with the map of the process", async () => {
    const page = at("page.html");
    const { status, error, out } = await simulate("--replications", "3", "--cases", "60", "--report", page, "--json");
    expect({ status, error }).toEqual({ status: 0, error: "" });
    expect(figuresOf(out).cases).toBe(180);
    const html = readFileSync(page, "utf8");
    expect(html).toContain("x1-rework-loop.bpmn");
    for (const section of ["key", "maps", "staff", "sample", "numbers"]) expect(html).toContain(`id="${section}"`);
    expect(html).toContain("Request info");
    // The calendar of the parameters is 09:00 to 17:00 in UTC, and so are the hours of the report.
    expect(html).toContain("UTC+0");
    const hours = html.slice(html.indexOf('id="chart-hours"'), html.indexOf('id="chart-people-hours"'));
    expect(
      [...hours.matchAll(/>(\d\d):00</g)].map(([, hour]) => Number(hour)).filter((hour) => hour < 9 || hour > 16),
    ).toEqual([]);
    expect(hours).toContain(">09:00<");
  });

  it("refuses names and numbers it cannot use before anything runs", async () => {
    for (const args of [
      ["--threads", "0"],
      ["--threads", "two"],
      ["--log", at("log.txt")],
      ["--log", at("no/where.csv")],
      ["--report", at("page.pdf")],
      ["--precision", "0.1"],
    ]) {
      const { status, out, error } = await simulate(...args, "--cases", "100000000");
      expect([args.join(" "), status, out]).toEqual([args.join(" "), 2, ""]);
      expect(error).toMatch(/^error cli\.usage: .+ \/ .+\n$/);
    }
    expect(existsSync(at("log.txt"))).toBe(false);
  });

  const xml = readFileSync(files[1] ?? "", "utf8");
  const json = JSON.parse(readFileSync(files[3] ?? "", "utf8")) as { readonly [section: string]: unknown };
  /** The line of the text at which something stands. */
  const lineIn = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;

  it.each([
    [
      "an unsupported element",
      (text: string) => text.replace(/bpmn:task( id="Check".*)bpmn:task/, "bpmn:callActivity$1bpmn:callActivity"),
      'id="Check"',
      "bpmn.unsupported",
    ],
    [
      "a reference to nothing",
      (text: string) => text.replace('targetRef="Check"', 'targetRef="Chec"'),
      'id="f2"',
      "bpmn.unknown_reference",
    ],
    ["a dead end", (text: string) => text.replace(/<bpmn:sequenceFlow id="f7".*/, ""), 'id="Decide"', "bpmn.dead_end"],
    [
      "XML that is cut off",
      (text: string) => text.slice(0, text.indexOf('id="Decide"')),
      'id="Decide"',
      "bpmn.malformed",
    ],
    [
      "a comment that looks like an element",
      (text: string) =>
        `<!-- id="Check" -->${text
          .replace(/^<\?.*\?>/, "")
          .replace('targetRef="Check"', 'targetRef="Chec"')
          .replace('id="f2"', "id='f2'")}`,
      "id='f2'",
      "bpmn.unknown_reference",
    ],
  ])("names file and line of %s", async (_, change, where, code) => {
    const text = change(xml);
    expect(text).not.toBe(xml);
    writeFileSync(at("bad.bpmn"), text);
    const { status, out, error } = await call("--bpmn", at("bad.bpmn"), ...files.slice(2));
    expect([status, out]).toEqual([1, ""]);
    const place = `${at("bad.bpmn")}:${lineIn(text, where)}: `;
    const line = error.split("\n").find((each) => each.startsWith(`error ${code}: ${place}`));
    expect(line, error).toContain(` / ${place}`);
  });

  it.each([
    [
      "gateway_branching_probabilities",
      '"gateway_id": "xs"',
      (section: unknown) =>
        (section as { probabilities: { value: number }[] }[]).map((gateway) => ({
          ...gateway,
          probabilities: gateway.probabilities.map((path) => ({ ...path, value: 0.9 })),
        })),
      "bpmn.bad_shares",
    ],
    [
      "arrival_time_distribution",
      "",
      () => ({ distribution_name: "fix", distribution_params: [{ value: -5 }] }),
      "bpmn.bad_duration",
    ],
    ["resource_calendars", "", () => "none", "bpmn.parameters"],
  ] as const)("names file and line of faulty %s", async (section, _where, change, code) => {
    const text = JSON.stringify({ ...json, [section]: change(json[section]) }, null, 2);
    writeFileSync(at("bad.json"), text);
    const { status, error } = await call(...files.slice(0, 2), "--params", at("bad.json"));
    expect(status).toBe(1);
    const [, line] = new RegExp(`^error ${code.replace(".", "\\.")}: \\S*bad\\.json:(\\d+): `, "m").exec(error) ?? [];
    const from = lineIn(text, `"${section}"`);
    expect(Number(line), error).toBeGreaterThanOrEqual(from);
    expect(Number(line)).toBeLessThanOrEqual(from + 4);
  });

  it("names files that are no such files", async () => {
    writeFileSync(at("empty.bpmn"), " \n");
    writeFileSync(at("no.json"), '{\n"a": 1,\n}');
    const said = async (bpmn: string, params: string) => (await call("--bpmn", bpmn, "--params", params)).error;
    expect(await said(at("empty.bpmn"), files[3] ?? "")).toMatch(/^error cli\.usage: .* is empty\n$/);
    expect(await said(folder, files[3] ?? "")).toContain("is a folder");
    expect(await said(files[1] ?? "", at("none.json"))).toContain("there is no file");
    expect(await said(files[1] ?? "", at("no.json"))).toMatch(/^error bpmn\.parameters: \S*no\.json:3: /);
    expect(await said(files[1] ?? "", files[1] ?? "")).toMatch(/^error bpmn\.parameters: \S*\.bpmn: /);
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDefinitionTools } from "@motcua/core";
import { loadScenarioTools } from "@motcua/core/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBpmnModel } from "../../packages/adapters/src/bpmn/index.ts";
import { readScenarioFile } from "../../packages/cli/src/simulate/scenario-file.ts";
import { aliasWord, jsonWord, yamlWord } from "../../packages/cli/src/syntax-words.ts";

// What schemas and parsers say in English has a Vietnamese sentence of its own.

const { parseScenario } = await loadScenarioTools();
/** Sentences of parsers and schemas; field names and file names may be in any language. */
const english =
  /\b(expected|received|invalid|too small|unknown|must|should|token|implicit|indent|missing|unresolved|at line)\b/i;

describe("what is wrong with data", () => {
  it("is told in Vietnamese, in every kind that a schema knows", () => {
    const scenario = parseScenario({
      format: "motcua-scenario/1",
      name: "",
      start: 20260105,
      length: { days: 0 },
      offices: 1e9,
      preset: "other",
      procedures: [],
      staff: [{ id: "a", unit: "b", roles: "clerk", speed: 0, count: 1.5, absenceShare: 2 }],
      arrivals: "none",
      law: { rules: true },
      colour: 1,
    });
    if (scenario.ok) throw new TypeError("it has faults");
    const told = new Map(scenario.error.map(({ path, text }) => [path, text.vi]));
    expect(Object.fromEntries(told)).toEqual({
      name: "không được để trống",
      start: "sai kiểu, cần chữ",
      "length.days": "quá nhỏ, phải từ 1 trở lên",
      offices: "quá lớn, tối đa 100000",
      preset: "giá trị không hợp lệ, phải là một trong: motcua, prosimos",
      procedures: "cần ít nhất 1 mục",
      "staff[0].roles": "sai kiểu, cần danh sách",
      "staff[0].speed": "quá nhỏ, phải lớn hơn 0",
      "staff[0].count": "sai kiểu, cần số nguyên",
      "staff[0].absenceShare": "quá lớn, tối đa 1",
      arrivals: "sai kiểu, cần danh sách",
      "law.rules": "giá trị không hợp lệ, phải là một trong: vietnam, none",
      colour: "trường không có trong định dạng: colour",
    });
  });

  it("of a definition likewise", async () => {
    const { checkProcedure } = await loadDefinitionTools();
    const { faults } = checkProcedure({ code: 1, name: "x", steps: {}, channels: [], version: "one" });
    expect(faults.length).toBeGreaterThan(3);
    for (const { text } of faults) expect(text.vi).not.toMatch(english);
  });

  it("and of parameters for BPMN", async () => {
    const made = await readBpmnModel(
      "<definitions/>",
      { resource_profiles: 3, arrival_time_distribution: [] },
      {
        cases: 1,
        startAt: 0,
        preset: "prosimos",
      },
    );
    if (made.ok) throw new TypeError("it has faults");
    const told = made.error.filter(({ code }) => code === "bpmn.parameters");
    expect(told.length).toBeGreaterThan(0);
    for (const { text } of told) {
      expect(text.vi).toMatch(/^tham số sai tại /);
      expect(text.vi.replace(/^tham số sai tại \S+: /, "")).not.toMatch(english);
    }
  });
});

describe("a file that does not parse", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "motcua-words-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  async function told(text: string, name = "a.yaml"): Promise<readonly { readonly vi: string; readonly en: string }[]> {
    await writeFile(join(folder, name), text);
    const read = await readScenarioFile(join(folder, name));
    return read.ok ? [] : read.error.map((fault) => fault.text);
  }

  it("is told in Vietnamese, with its line", async () => {
    for (const [text, words] of [
      ["a: [1\nb: 2\n", /:\d+: sai cú pháp: (thiếu dấu|thụt đầu dòng|nhóm nhiều dòng|có ký tự|khóa)/],
      ["a: 1\na: 2\n", /:2: sai cú pháp: một khóa ghi hai lần/],
      ["a:\n\t- 1\n", /sai cú pháp: .*(Tab|ký tự)/],
      ["a: 'b\n", /sai cú pháp: thiếu dấu/],
      ["name: *nobody\n", /sai cú pháp: bí danh \*nobody chưa được đặt/],
      ["---\na: 1\n---\nb: 2\n", /sai cú pháp: tệp có nhiều phần/],
    ] as const) {
      const [first] = await told(text);
      expect(first?.vi, text).toMatch(words);
      expect(first?.vi.replace(folder, ""), text).not.toMatch(english);
    }
  });

  it("has words for every code of the parser and what a JSON parser throws", () => {
    const unclear = yamlWord("IMPOSSIBLE");
    for (const code of ["BAD_INDENT", "DUPLICATE_KEY", "TAB_AS_INDENT", "UNEXPECTED_TOKEN", "BAD_ALIAS"])
      expect(yamlWord(code)).not.toBe(unclear);
    for (const text of ["{", "[1,]", '{"a" 1}', "{a: 1}", '{"a": "\n"}', "", "nul", '{"a": 1,}']) {
      let message = "";
      try {
        JSON.parse(text);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).not.toBe("");
      expect(jsonWord(message), message).not.toMatch(english);
    }
    expect(aliasWord("Excessive alias count indicates a resource exhaustion attack")).not.toMatch(english);
  });

  it("that is not there is named together with the file that asked for it", async () => {
    const [base] = await told("extends: nowhere.yaml\n", "child.yaml");
    expect(base?.vi).toMatch(/nowhere\.yaml.*, mà .*child\.yaml: extends nhắc tới$/);
    expect(base?.en).toMatch(/nowhere\.yaml.*, which .*child\.yaml: extends names$/);
    const [definition] = await told("procedures: [{ definition: none.yaml }]\n", "own.yaml");
    expect(definition?.en).toMatch(/none\.yaml.*, which .*own\.yaml: definition names$/);
  });
});

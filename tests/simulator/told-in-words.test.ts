import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CliIo } from "../../packages/cli/src/cli-io.ts";
import { runCalibrate } from "../../packages/cli/src/commands/calibrate.ts";
import { runDistance } from "../../packages/cli/src/commands/distance.ts";
import { runForecastCommand } from "../../packages/cli/src/commands/forecast.ts";
import { runOfficeCommand } from "../../packages/cli/src/commands/office.ts";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";

// What commands say of wrong use and of files: the Vietnamese half is Vietnamese, and both say the same.

const folder = mkdtempSync(join(tmpdir(), "motcua-words-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
type Command = (args: readonly string[], io: CliIo) => Promise<number>;
async function told(command: Command, ...args: readonly string[]): Promise<readonly string[]> {
  let said = "";
  await command(args, {
    stdout() {},
    stderr: (text) => {
      said += text;
    },
  });
  return said.replaceAll(`${folder}/`, "").trimEnd().split(" / ");
}

describe("options", () => {
  it("a number below nought is told its range, as one above it", async () => {
    const range = ["error cli.usage: --seed từ 0 đến 4294967295", "--seed is 0 to 4294967295"];
    for (const seed of ["-1", "4294967296", "", "1e3"]) {
      expect(await told(runSimulate, "a.yaml", "--seed", seed)).toEqual(range);
      expect(await told(runForecastCommand, "--db", "a.db", "--seed", seed)).toEqual(range);
      expect(await told(runCalibrate, "a.csv", "--seed", seed)).toEqual(range);
      expect(await told(runOfficeCommand, "--seed", seed)).toEqual(range);
      expect(await told(runSimulate, "--bpmn", "a.bpmn", "--params", "a.json", "--seed", seed)).toEqual(range);
    }
  });

  it("one without its value, one with a value it does not take, one that is not for a process", async () => {
    expect(await told(runSimulate, "--bpmn")).toEqual([
      "error cli.usage: tham số --bpmn thiếu giá trị",
      "option --bpmn lacks its value",
    ]);
    expect(await told(runSimulate, "a.yaml", "--json=1")).toEqual([
      "error cli.usage: tham số --json không nhận giá trị",
      "option --json takes no value",
    ]);
    for (const option of ["--precision=5%", "--propose-warm-up"]) {
      const [name = ""] = option.split("=");
      expect(await told(runSimulate, "--bpmn", "a.bpmn", "--params", "a.json", option)).toEqual([
        `error cli.usage: ${name} không đi với --bpmn`,
        `${name} does not go with --bpmn`,
      ]);
    }
  });
});

describe("files", () => {
  it("a database that is not there, and an empty one, with what to do", async () => {
    const [none, noneEn] = await told(runForecastCommand, "--db", join(folder, "none.db"));
    expect(none).toMatch(/^error storage\.not_found: không có cơ sở dữ liệu ở none\.db; hãy xem lại --db, .*migrate$/);
    expect(noneEn).toMatch(/no database at none\.db; look at --db again/);
    const [empty, emptyEn] = await told(runForecastCommand, "--db", file("empty.db", ""));
    expect(empty).toMatch(/tệp trống; hãy xem lại --db/);
    expect(emptyEn).toMatch(/empty\.db is empty/);
  });

  it.each([
    ["<html>\n</html>", "a.xes:1: tệp bắt đầu bằng <html>, nhật ký XES bắt đầu bằng <log>"],
    ["<log>\n<trace>\n</log>", "a.xes:3: XML sai: thẻ mở và đóng không khớp"],
    ["<log>\n<trace a=1/></log>", "a.xes:2: XML sai: thuộc tính viết sai"],
    ["<log>\n&nothing;</log>", "a.xes:2: XML sai: ký hiệu & viết sai, hoặc thực thể không được đặt"],
  ])("a log %j, once, with file and line", async (text, vi) => {
    const log = file("a.xes", text);
    const said = await told(runDistance, log, log);
    expect(said).toHaveLength(2);
    expect(said[0]).toBe(`error log.malformed: ${vi}`);
  });

  it.each([
    [
      "nothing of XML",
      /^error bpmn\.malformed: a\.bpmn(:\d+)?: tệp BPMN không đọc được: [^a-z]*(không|thẻ|sai|mã|tiền) /,
    ],
    ["<html></html>", /không phải tài liệu BPMN|không hiểu nội dung|tiền tố|sai cú pháp/],
  ])("a process %j", async (text, vi) => {
    const [said = ""] = await told(runSimulate, "--bpmn", file("a.bpmn", text), "--params", file("a.json", "{}"));
    expect(said).toMatch(vi);
    expect(said).not.toMatch(/\b(tag|missing|failed|parse|unparsable|detected|error:)/);
  });
});

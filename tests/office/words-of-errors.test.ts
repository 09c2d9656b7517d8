import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { adapterWords } from "../../packages/cli/src/adapter-words.ts";
import { usageFaultOf } from "../../packages/cli/src/cli-io.ts";
import { failed } from "../../packages/cli/src/failed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** First words of the codes that adapters throw and operators see. */
const families = [
  "storage",
  "office",
  "http",
  "portal",
  "email",
  "exchange",
  "post",
  "sms",
  "zalo",
  "webhook",
  "transfer",
];
const codes = new RegExp(`"((?:${families.join("|")})\\.[a-z_]+)"`, "g");

describe("errors people see are Vietnamese with English beside", () => {
  it("has words for every code the adapters use, and for no other", () => {
    const folder = join(root, "packages/adapters/src");
    const used = new Set<string>();
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
      if (name.endsWith(".ts") && !name.endsWith(".test.ts"))
        for (const found of readFileSync(join(folder, name), "utf8").matchAll(codes))
          if (found[1] !== undefined) used.add(found[1]);
    expect(Object.keys(adapterWords).sort()).toEqual([...used].sort());
  });

  it("puts them before the adapter's own message, once", () => {
    const lines: string[] = [];
    const io = { stdout: () => {}, stderr: (text: string) => void lines.push(text) };
    const foreign = Object.assign(new Error("x.db belongs to another program"), { code: "storage.foreign_file" });
    failed(io, foreign);
    failed(io, Object.assign(new Error("hai / two"), { code: "storage.foreign_file" }));
    expect(lines).toEqual([
      "error storage.foreign_file: tệp này thuộc chương trình khác, không thay đổi gì / x.db belongs to another program\n",
      "error storage.foreign_file: hai / two\n",
    ]);
  });

  it.each([
    [["office", "--days", "-1"], "--days từ 1 đến", "--days is 1 to"],
    [["office", "--days"], "tham số --days thiếu giá trị", "option --days lacks its value"],
    [["office", "--colour", "red"], "không có tham số --colour", "there is no option --colour"],
    [["due", "tomorrow"], 'không hiểu "tomorrow"', '"tomorrow" is not expected'],
  ])("says what is wrong with %j in both languages, on one line, with status 2", (args, vi, en) => {
    const main = join(root, "packages/cli/src/main.ts");
    const flags = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning"];
    const done = spawnSync(process.execPath, [...flags, main, ...args], { encoding: "utf8" });
    expect([done.status, done.stdout, done.stderr.split("\n").length]).toEqual([2, "", 2]);
    expect(done.stderr).toContain(vi);
    expect(done.stderr).toContain(en);
  });

  it("keeps what it does not know as it was said, in the language it was said in", () => {
    expect(usageFaultOf(new Error("odd")).text).toEqual({ vi: "tham số không hợp lệ", en: "bad arguments: odd" });
  });
});

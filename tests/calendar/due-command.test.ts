import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runDue } from "../../packages/cli/src/commands/due.ts";

async function run(args: readonly string[], input: readonly (string | Uint8Array)[] = []) {
  let out = "";
  let err = "";
  const status = await runDue(args, {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    stdin: async function* () {
      yield* input;
    },
  });
  return { status, out, err };
}

const folder = mkdtempSync(join(tmpdir(), "motcua-due-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("--json prints one document and nothing else", async () => {
  const { status, out, err } = await run(["--start", "2026-08-20T09:00:00+07:00", "--limit", "3wd", "--json"]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(JSON.parse(out)).toEqual({
    dueOn: "2026-08-24",
    dueAt: "2026-08-24T17:00:00+07:00",
    provisional: false,
    calendarRevision: "vn-2026-11-22",
  });
});

test("policy and hours are heeded, and --explain adds the day list", async () => {
  const { out } = await run(
    "--start 2026-08-20T09:15:00+07:00 --limit 1wd --policy same-time --hours 07:00-09:00 --explain --json".split(" "),
  );
  expect(JSON.parse(out)).toMatchObject({
    dueAt: "2026-08-21T09:00:00+07:00",
    explanation: [
      { date: "2026-08-20", verdict: "start" },
      { date: "2026-08-21", verdict: "counted", number: 1 },
    ],
  });
});

test("without --json the answer is text in both languages; days come with --explain", async () => {
  const short = await run(["--start", "2026-08-20T09:00+07:00", "--limit", "3wd"]);
  expect(short.out).toContain("hạn 2026-08-24");
  expect(short.out).toContain("due on 2026-08-24");
  expect(short.out).not.toContain("Chủ Nhật");
  const long = await run(["--start", "2026-08-20T09:00+07:00", "--limit", "3wd", "--explain"]);
  expect(long.out).toContain("2026-08-23  Chủ Nhật: nghỉ hằng tuần / Sun: weekly rest");
});

test.for<[string, number, string]>([
  ["--start 2040-12-31T09:00+07:00 --limit 3wd", 1, "calendar.horizon"],
  ["--start 2026-08-20 --limit 3wd", 2, "instant.malformed"],
  ["--start 2026-08-20T09:00Z --limit 3", 2, "limit.malformed"],
  ["--start 2026-08-20T09:00Z --limit 0wd", 2, "limit.out_of_range"],
  ["--start 2026-08-20T09:00Z --limit until:2026-08-19", 2, "limit.out_of_range"],
  ["--start 2026-08-20T09:00Z --limit 1wd --hours 09:00-08:00", 2, "hours.malformed"],
  ["--start 2026-08-20T09:00Z --limit 1wd --policy noon", 2, "cli.usage"],
  ["--start 2026-08-20T09:00Z", 2, "cli.usage"],
  ["--nonsense", 2, "cli.usage"],
  ["extra", 2, "cli.usage"],
  ["--batch - --start 2026-08-20T09:00Z", 2, "cli.usage"],
  ["--batch /nowhere/at/all.jsonl", 2, "cli.usage"],
])("`due %s` ends with status %i and one line naming %s", async ([args, status, code]) => {
  for (const json of [[], ["--json"]]) {
    const answer = await run([...args.split(" "), ...json]);
    expect(answer.status).toBe(status);
    expect(answer.out).toBe("");
    expect(answer.err).toMatch(new RegExp(`^error ${code.replace(".", "\\.")}: .+ / .+\n$`));
    expect(answer.err.trimEnd()).not.toContain("\n");
  }
});

test("a line break in an argument does not break the error line", async () => {
  const { err } = await run(["--start", "2026\n\u001b[31m", "--limit", "3wd", "--what\never"]);
  expect(err.trimEnd()).not.toMatch(/\p{Cc}/u);
});

test("a batch answers in order; bad lines are answered with their error and the rest goes on", async () => {
  const lines = [
    '{"id":1,"start":"2026-08-20T09:00:00+07:00","limit":"3wd"}',
    "not json",
    "",
    '{"id":"hồ sơ 2","start":"2026-08-20T09:00:00+07:00","limit":"2h","policy":"same-time"}',
    '{"id":3,"start":"2026-08-20","limit":"3wd"}',
    '{"id":4,"start":"2026-08-20T09:00:00+07:00","limit":"1wd","hours":"08:00-10:00"}',
    '{"id":5,"start":"2026-08-20T09:00:00+07:00","limit":7}',
    '{"id":6,"start":"2040-12-31T09:00:00+07:00","limit":"1wd"}',
    "[]",
    '{"start":"2026-08-20T09:00:00+07:00","limit":"3wd"}',
  ];
  const { status, out, err } = await run(["--batch", "-"], [new TextEncoder().encode(`\uFEFF${lines.join("\r\n")}`)]);
  expect({ status, err }).toEqual({ status: 1, err: "" });
  const answers = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map(({ id, dueAt, error }) => [id, dueAt ?? error.code])).toEqual([
    [1, "2026-08-24T17:00:00+07:00"],
    [null, "cli.usage"],
    ["hồ sơ 2", "2026-08-20T11:00:00+07:00"],
    [3, "instant.malformed"],
    [4, "2026-08-21T10:00:00+07:00"],
    [5, "cli.usage"],
    [6, "calendar.horizon"],
    [null, "cli.usage"],
    [null, "2026-08-24T17:00:00+07:00"],
  ]);
  expect(answers[0]).toEqual({
    id: 1,
    dueOn: "2026-08-24",
    dueAt: "2026-08-24T17:00:00+07:00",
    provisional: false,
    calendarRevision: "vn-2026-11-22",
  });
});

test("an empty policy or hours of a line is none; other kinds are refused by name", async () => {
  const line = (own: object) => JSON.stringify({ id: 1, start: "2026-08-20T09:00+07:00", limit: "1wd", ...own });
  const lines = [line({ policy: null, hours: null }), line({ policy: 3 })];
  const { out } = await run(["--batch", "-", "--policy", "same-time"], [lines.join("\n")]);
  const [empty, wrong] = out.split("\n");
  expect(JSON.parse(empty ?? "")).toMatchObject({ dueAt: "2026-08-21T09:00:00+07:00" });
  expect(JSON.parse(wrong ?? "").error.message).toContain("policy và hours phải là chuỗi / policy and hours are texts");
});

test.for([
  ["--policy", "noon", "cli.usage"],
  ["--hours", "17:00-07:30", "hours.malformed"],
])("a batch under %s %s is wrong use, said once, before any line is read", async ([option, value, code]) => {
  const { status, out, err } = await run(["--batch", "-", option ?? "", value ?? ""], ["never read"]);
  expect({ status, out }).toEqual({ status: 2, out: "" });
  expect(err).toMatch(new RegExp(`^error ${code?.replace(".", "\\.")}: .+\n$`));
});

test("a letter cut in two between pieces arrives whole, and a good batch ends with 0", async () => {
  const bytes = new TextEncoder().encode('{"id":"đơn","start":"2026-08-20T09:00:00+07:00","limit":"3wd"}');
  const cut = bytes.indexOf(0xc4) + 1;
  const { status, out } = await run(["--batch", "-", "--policy", "same-time"], [bytes.slice(0, cut), bytes.slice(cut)]);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ id: "đơn", dueAt: "2026-08-24T09:00:00+07:00" });
});

test("the program itself: 100,000 lines from a file, dispatch and exit status", () => {
  const main = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url));
  const motcua = (args: readonly string[]) =>
    spawnSync(process.execPath, ["--conditions=motcua-source", main, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 27,
    });
  const file = join(folder, "many.jsonl");
  const limits = ["3wd", "16wh", "2h", "10d", "2mo", "same-day@15:00", "until:2026-12-31"];
  let text = "";
  for (let i = 0; i < 100_000; i += 1) {
    const start = new Date(Date.UTC(2026, 0, 1) + i * 300_000).toISOString();
    text += `${JSON.stringify({ id: i, start, limit: limits[i % 7], hours: `0${i % 10}:00-12:00` })}\n`;
  }
  writeFileSync(file, text);
  const startedAt = performance.now();
  const many = motcua(["due", "--batch", file]);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(many.stderr).toBe("");
  expect(many.status).toBe(0);
  const lines = many.stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(100_000);
  expect(JSON.parse(lines[99_999] ?? "").id).toBe(99_999);

  for (const asked of ["--help", "-h"])
    expect(motcua([asked])).toMatchObject({ status: 0, stdout: expect.stringContaining("procedures"), stderr: "" });
  const unknown = motcua(["nonsense"]);
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toMatch(/^error cli\.usage: .+ \/ .+\n$/);
  expect(motcua(["due", "--start", "2041-01-01T00:00Z", "--limit", "1d", "--json"])).toMatchObject({
    status: 1,
    stdout: "",
  });
});

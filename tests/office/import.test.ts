import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { motcua, tempFolder } from "./helpers.ts";

const folder = tempFolder();
const file = (name: string, ...lines: readonly (object | string)[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return path;
};
const posts = ["one-stop", "economic", "justice", "land", "office", "leadership"];
const directory = file("people.yaml", {
  offices: {
    "xa-1": {
      units: Object.fromEntries(posts.map((unit) => [unit, { unit, head: `head-${unit}` }])),
      leadership: { signer: "an", director: "binh", chairperson: "chi", province: "tinh" },
    },
  },
});
const db = join(folder, "office.db");
const into = ["--db", db, "--directory", directory, "--office", "xa-1", "--system", "egov-2"];

const line = (ref: string, more: object = {}, accepted: object = {}) => ({
  procedure: "1.001612",
  channel: "counter",
  ref,
  submittedAt: "2026-08-20T09:00:00+07:00",
  accepted: {
    at: "2026-08-20T09:30:00+07:00",
    code: `H26.1-260820-${ref.padStart(4, "0")}`,
    step: "officer",
    promises: [{ date: "2026-08-24", madeAt: "2026-08-20T09:30:00+07:00" }],
    ...accepted,
  },
  officer: "minh",
  applicant: { name: "Nguyễn Thị Ẩn Danh" },
  ...more,
});
const good = Array.from({ length: 40 }, (_, i) => line(String(i + 1)));

describe("motcua import", () => {
  beforeAll(async () => {
    expect((await motcua("migrate", "--db", db)).status).toBe(0);
  });

  it("looks without writing, then takes each once, however often it is told to", async () => {
    const path = file("good.jsonl", ...good, "");
    const dry = await motcua("import", path, ...into, "--dry-run", "--json");
    expect([dry.status, JSON.parse(dry.stdout)]).toEqual([0, { taken: 40, known: 0, refused: 0, dryRun: true }]);
    const first = await motcua("import", path, ...into, "--json");
    expect([first.status, JSON.parse(first.stdout)]).toEqual([0, { taken: 40, known: 0, refused: 0, dryRun: false }]);
    const again = await motcua("import", file("more.jsonl", ...good, line("41")), ...into, "--json");
    expect([again.status, JSON.parse(again.stdout)]).toEqual([0, { taken: 1, known: 40, refused: 0, dryRun: false }]);
    expect((await motcua("verify", "--db", db)).status).toBe(0);
    const inbox = await motcua("inbox", "--db", db, "--at", "2026-08-21T08:00:00+07:00", "--json");
    expect(inbox.stdout).toContain("H26.1-260820-0041");
  });

  it("names each line that cannot be taken, takes the others, and repeats nobody's name", async () => {
    const bad = file(
      "bad.jsonl",
      line("51"),
      "{ not json",
      line("52", { nmae: "Nguyễn Thị Ẩn Danh" }),
      line("53", { submittedAt: "20/08/2026" }),
      line("54", {}, { step: "moon" }),
      line("55", {}, { code: "H26.1-260820-0001" }),
      line("ô 56"),
      line(
        "57",
        {},
        { supplements: [{ reason: "missing-lease", askedAt: "2026-08-19T09:00:00+07:00", effect: "restart" }] },
      ),
      line("1", { channel: "online" }),
    );
    const done = await motcua("import", bad, ...into);
    expect(done.status).toBe(1);
    expect(done.stdout).toBe("Đã nhập 1, đã có 0, không nhập được 8 / taken 1, known 0, refused 8\n");
    const told = done.stderr
      .trim()
      .split("\n")
      .map((row) => /^error (\S+): .*bad\.jsonl:(\d+)/.exec(row)?.slice(1, 3).join(" "))
      .sort();
    expect(told).toEqual([
      "cli.usage 2",
      "cli.usage 3",
      "cli.usage 4",
      "cli.usage 7",
      "command.reused 9",
      "import.out_of_order 8",
      "import.unknown_step 5",
      "numbering.code_taken 6",
    ]);
    expect(done.stderr).not.toContain("Ẩn Danh");
  });

  it("takes a dossier in its second phase, and says what is missing where a line does not say so", async () => {
    const again = (ref: string, more: object) =>
      line(ref, { procedure: "1.013949", facts: {}, case: "general", submittedAt: "2026-08-03T09:00:00+07:00" }, more);
    const accepted = { at: "2026-08-03T09:30:00+07:00", promises: [], step: "officer" };
    const done = await motcua(
      "import",
      file(
        "phases.jsonl",
        again("71", { ...accepted, phase: { id: "phase-2", startAt: "2026-08-10T09:00:00+07:00" } }),
        again("72", { ...accepted, phase: { id: "phase-2" } }),
        again("73", { ...accepted, posted: { at: "2026-08-10T09:00:00+07:00", place: "board" } }),
        again("74", { ...accepted, absences: { neighbour: "two" } }),
      ),
      ...into,
    );
    expect(done.status).toBe(1);
    const told = done.stderr.match(/^error (\S+)(?=:)/gm) ?? [];
    expect(told.sort()).toEqual(["error cli.usage", "error cli.usage", "error import.moment", "error import.phase"]);
    expect(done.stderr).toMatch(/accepted\.phase\.startAt/);
  });

  it.each([
    [["import"], 2],
    [["import", "nowhere.jsonl", ...into], 2],
    [["import", "x.jsonl", ...into, "--system", "a b"], 2],
    [["import", "x.jsonl", ...into, "--office", "xã 1"], 2],
  ])("%j is refused with status %i", async (args, status) => {
    const done = await motcua(...args);
    expect([done.status, done.stdout]).toEqual([status, ""]);
    expect(done.stderr).toMatch(/^error \S+: .+ \/ .+\n$/);
  });
});

import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { vietnamCalendar } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { runCalendar } from "../../packages/cli/src/commands/calendar.ts";
import { runDefinition } from "../../packages/cli/src/commands/definition.ts";
import { runReplay } from "../../packages/cli/src/commands/replay.ts";
import { act, business, people } from "../dossier/kit.ts";
import { freshFile, openOffice, openSqlite } from "../engine/engine-kit.ts";
import { changes, limitedTo, plan, published, raised, renamed } from "./change-kit.ts";

type Run = typeof runReplay;
async function call(run: Run, ...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const status = await run(args, { stdout: (text) => void out.push(text), stderr: (text) => void error.push(text) });
  return { status, out: out.join(""), error: error.join("") };
}

/** A file with one dossier at the officer and one at intake; closed again. */
async function aFile() {
  const file = freshFile();
  const storage = openSqlite(file);
  const office = openOffice(storage);
  await office.accept("d1");
  await office.good("d1", people.desk, act("intake", "forward"));
  await office.accept("d2");
  await office.engine.close();
  await storage.close();
  const write = (name: string, value: unknown): string => {
    const path = join(dirname(file), name);
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  return { file, write };
}
const at = "2026-08-20T09:30:00+07:00";

describe("motcua definition", () => {
  const next = changes(raised, renamed("officer", "appraiser"), limitedTo(5))(published(business));
  const moved = plan(business, { states: { officer: "appraiser" }, limits: { principal: "recompute" } });

  it("looks first, moves, lists the versions in use, and takes it back", async () => {
    const { file, write } = await aFile();
    const args = [
      "migrate",
      write("plan.json", moved),
      "--db",
      file,
      "--definition",
      write("v2.json", next),
      "--at",
      at,
    ];
    const look = await call(runDefinition, ...args, "--dry-run");
    expect(look.error).toBe("");
    expect(look.out).toContain("d1  officer → appraiser  hẹn trả / promised 2026-08-24 → 2026-08-26");
    const before = JSON.parse((await call(runDefinition, "list", "--db", file, "--json")).out);
    expect(before.map((one: { version: number; open: number }) => [one.version, one.open])).toEqual([[1, 2]]);

    const done = await call(runDefinition, ...args, "--json");
    expect([done.status, JSON.parse(done.out).moved.length]).toEqual([0, 2]);
    const list = await call(runDefinition, "list", "--db", file);
    expect(list.out).toMatch(/1\.001612 +1 +0 [\s\S]*1\.001612 +2 +2 /);

    const undone = await call(runDefinition, ...args, "--undo");
    expect([undone.status, undone.out.split("\n")[0]]).toEqual([0, "Đã hoàn tác / taken back   2"]);
    expect((await call(runReplay, "--db", file)).out).toContain("Không khác biệt / no difference");
  });

  it("says all that is wrong with a plan, and with how it was asked", async () => {
    const { file, write } = await aFile();
    const bad = write("bad.json", { ...plan(business), reason: "hai từ", limits: { principal: "heal" } });
    const refused = await call(runDefinition, "migrate", bad, "--db", file);
    expect(refused.status).toBe(1);
    expect(refused.error.split("\n").filter((line) => line.startsWith("error migration.plan_malformed:"))).toHaveLength(
      2,
    );
    const unmapped = await call(
      runDefinition,
      "migrate",
      write("plan.json", plan(business)),
      "--db",
      file,
      "--definition",
      write("v2.json", next),
    );
    expect([unmapped.status, unmapped.error.includes('states["officer"]')]).toEqual([1, true]);
    expect((await call(runDefinition, "migrate", "--db", file)).status).toBe(2);
    expect((await call(runDefinition, "migrate", bad, "--db", file, "--dry-run", "--undo")).status).toBe(2);
    expect((await call(runDefinition, "migrate", "/nowhere.json", "--db", file)).status).toBe(2);
  });
});

describe("motcua calendar", () => {
  const change = {
    extends: vietnamCalendar.revision,
    revision: "vn-2026-08-20",
    add: [{ date: "2026-08-24", kind: "holiday", name: { vi: "Nghỉ", en: "Day off" }, source: "Thông báo 1/TB" }],
  };

  it("looks first, announces, lists, shows, and goes back to the one shipped", async () => {
    const { file, write } = await aFile();
    const args = ["announce", write("notice.json", change), "--db", file, "--at", at];
    const look = await call(runCalendar, ...args, "--dry-run");
    expect(look.error).toBe("");
    expect(look.out).toContain("d1  principal: 2026-08-24 → 2026-08-25  (+2026-08-24)");
    expect((await call(runCalendar, "list", "--db", file)).out).toContain("nothing announced");
    const done = await call(runCalendar, ...args);
    expect([done.status, done.out]).toEqual([0, look.out.replace("Sẽ", "Đã").replace("would announce", "announced")]);
    expect((await call(runCalendar, "list", "--db", file)).out).toContain(
      "1  2026-08-20T09:30:00+07:00  vn-2026-08-20",
    );
    expect(JSON.parse((await call(runCalendar, "show", "--db", file)).out).revision).toBe("vn-2026-08-20");
    const stale = await call(runCalendar, ...args);
    expect(stale.error).toContain("error calendar.other_base: extends:");
    const back = await call(runCalendar, "announce", "shipped", "--db", file, "--at", at, "--json");
    expect(JSON.parse(back.out).moved.map((one: { promise?: object }) => one.promise)).toEqual([
      { from: "2026-08-25", to: "2026-08-24" },
      { from: "2026-08-25", to: "2026-08-24" },
    ]);
  });

  it("leaves a dossier with a rung due to the worker when nobody knows the people, and says so", async () => {
    const { file, write } = await aFile();
    const notice = write("notice.json", change);
    const left = await call(runCalendar, "announce", notice, "--db", file, "--at", "2026-08-24T09:00:00+07:00");
    expect([left.status, left.out.match(/office\.rungs_due/g)?.length]).toEqual([1, 2]);
  });

  it("wrong use and wrong files are said", async () => {
    const { file, write } = await aFile();
    expect((await call(runCalendar, "announce", "--db", file)).status).toBe(2);
    expect((await call(runCalendar, "forget", "--db", file)).status).toBe(2);
    expect((await call(runCalendar, "announce", write("x.json", { id: "vn" }), "--db", file)).status).toBe(1);
    const bad = await call(runCalendar, "announce", write("y.json", change), "--db", file, "--at", "tomorrow");
    expect([bad.status, bad.error.includes("--at")]).toEqual([2, true]);
  });
});

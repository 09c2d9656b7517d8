import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { aFolder } from "../faults/storage/helpers.ts";
import { motcua } from "../office/helpers.ts";

it("moves an office between two files by one command, and says what went", async () => {
  const folder = aFolder();
  const [week, province] = [join(folder, "week.db"), join(folder, "province.db")];
  expect((await motcua("office", "--days", "3", "--per-day", "8", "--db", week, "--json")).status).toBe(0);

  const dry = await motcua("move", "--from", week, "--to", province, "--dry-run", "--json");
  expect([province, `${province}.lock`].filter((file) => existsSync(file))).toEqual([]);
  const moved = await motcua("move", "--from", week, "--to", province, "--json");
  expect([dry.status, moved.status]).toEqual([0, 0]);
  const report = JSON.parse(moved.stdout) as {
    dossiers: number;
    notMoved: unknown[];
    anchorFrom: string;
    anchorTo: string;
  };
  expect(JSON.parse(dry.stdout)).toMatchObject({ dossiers: report.dossiers, anchorFrom: report.anchorFrom });
  expect(report.dossiers).toBeGreaterThan(10);
  expect(report.anchorTo).toBe(report.anchorFrom);

  const verified = await Promise.all([week, province].map((db) => motcua("verify", "--db", db, "--json")));
  const anchors = verified.map(({ stdout }) => (JSON.parse(stdout) as { anchor: string }).anchor);
  expect(anchors).toEqual([report.anchorFrom, report.anchorFrom]);
  expect((await motcua("inbox", "--db", province)).status).toBe(0);
});

it("refuses wrong use with one line, and makes no file where there was none", async () => {
  const folder = aFolder();
  const nowhere = join(folder, "nowhere.db");
  const target = join(folder, "target.db");
  const tries = [
    { args: ["--from", nowhere, "--to", target], status: 1, says: /^error storage\.not_found: .+ \/ .+\n$/ },
    { args: ["--from", nowhere, "--to", nowhere], status: 2, says: /^error cli\.usage: .+ \/ .+\n$/ },
    { args: ["--from", nowhere], status: 2, says: /^error cli\.usage: / },
  ];
  for (const { args, status, says } of tries) {
    const ended = await motcua("move", ...args);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(says);
  }
  expect([nowhere, target].filter((file) => existsSync(file))).toEqual([]);
});

/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ReportInput, type ReportLog, renderReport, reportLog } from "@motcua/adapters/simulation-report";
import { LogBuilder } from "@motcua/core/simulator";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { startBrowser } from "./browser.ts";

const hourMs = 3_600_000;
const startAt = Date.parse("2026-03-02T00:00:00+07:00");

interface Row {
  readonly dossier: number;
  readonly activity: number;
  readonly startHours: number;
  readonly hours: number;
}
function logOf(rows: readonly Row[]) {
  const builder = new LogBuilder();
  for (const { dossier, activity, startHours, hours } of rows) {
    const begin = startAt + startHours * hourMs;
    builder.item({ dossier: `H${dossier}`, activity: `A${activity}`, startAt: begin, endAt: begin + hours * hourMs });
  }
  return builder.log();
}
const row = fc.record({
  dossier: fc.nat(12),
  activity: fc.nat(3),
  startHours: fc.integer({ min: -30, max: 400 }),
  hours: fc.nat(50),
});

describe("a log at a glance", () => {
  it("counts what counting by hand does", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const seen = reportLog([logOf(rows)], { vi: "a", en: "a" });
        const dossiers = [...new Set(rows.map(({ dossier }) => dossier))];
        expect([seen.dossiers, seen.items]).toEqual([dossiers.length, rows.length]);
        const firsts = dossiers.map((dossier) =>
          Math.min(...rows.filter((each) => each.dossier === dossier).map(({ startHours }) => startHours)),
        );
        const firstDay = startAt / (24 * hourMs) + 7 / 24;
        for (const day of new Set(firsts.map((hours) => Math.floor(hours / 24))))
          expect(seen.arrivalsByDay[firstDay + day - seen.firstDay]).toBe(
            firsts.filter((hours) => Math.floor(hours / 24) === day).length,
          );
        expect(seen.arrivalsByDay.reduce((sum, count) => sum + count, 0)).toBe(dossiers.length);
        const cycles = dossiers.map((dossier, i) => {
          const ends = rows
            .filter((each) => each.dossier === dossier)
            .map(({ startHours, hours }) => startHours + hours);
          return Math.max(...ends) - (firsts[i] ?? 0);
        });
        expect(seen.cycleMs[0]).toBe(Math.min(...cycles) * hourMs);
        expect(seen.cycleMs[100]).toBe(Math.max(...cycles) * hourMs);
        for (let hour = 0; hour < 24; hour += 1) {
          const here = rows.flatMap(({ startHours, hours }) => [startHours, startHours + hours]);
          const count = here.filter((at) => ((at % 24) + 24) % 24 === hour).length;
          expect(seen.hourShares[hour]).toBeCloseTo(count / (2 * rows.length), 9);
        }
        for (const { name, perDossier, meanMs } of seen.activities) {
          const of = rows.filter(({ activity }) => `A${activity}` === name);
          expect(perDossier).toBeCloseTo(of.length / dossiers.length, 9);
          expect(meanMs).toBeCloseTo((of.reduce((sum, { hours }) => sum + hours, 0) / of.length) * hourMs, 3);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("is the mean of replications", () => {
    const rows = [0, 1, 2, 3].map((dossier) => ({ dossier, activity: 0, startHours: dossier * 3, hours: 2 }));
    const one = reportLog([logOf(rows)], { vi: "a", en: "a" });
    const { logs, ...three } = reportLog([logOf(rows), logOf(rows), logOf(rows)], { vi: "a", en: "a" });
    expect(logs).toBe(3);
    expect({ logs: 1, ...three }).toEqual(one);
  });
});

/** Names as an enemy would choose them. */
const hostile = `</script><img src=x onerror=alert(1)>"'&{{`;
const rows = Array.from({ length: 200 }, (_, i) => ({
  ...{ dossier: i >> 2, activity: i % 4, hours: (i * 7) % 30 },
  startHours: (i >> 2) * 11 + (i % 4) * 9,
}));
const named = (log: ReportLog): ReportLog => ({
  ...log,
  activities: log.activities.map((activity, i) => (i === 0 ? { ...activity, name: hostile } : activity)),
});
const input: ReportInput = {
  title: `Hiệu chỉnh ${hostile}`,
  kind: "calibration",
  simulation: { scenario: "log.csv", startAt, endAt: startAt + 600 * hourMs, replications: 5, seed: 1 },
  logs: {
    a: named(reportLog([logOf(rows)], { vi: "Thực tế", en: "Observed" })),
    b: named(
      reportLog([logOf(rows.map((each) => ({ ...each, hours: each.hours + 3 })))], { vi: "Mô phỏng", en: "Simulated" }),
    ),
    distances: [
      { name: "x", meaning: { vi: "lúc đến", en: "arrivals" }, distance: 3, floor: 2, verdict: "close" },
      { name: "y", meaning: { vi: "thời gian", en: "times" }, distance: 5, floor: 2, verdict: "fair" },
      { name: "z", meaning: { vi: "giờ", en: "hours" }, distance: 9, floor: 0, verdict: "poor" },
      { name: "none", meaning: { vi: "không có", en: "none" }, distance: Number.NaN },
    ],
  },
  tables: [
    {
      title: { vi: "Việc", en: "Work" },
      columns: [{ name: { vi: "Tên", en: "Name" } }, { name: { vi: "Lần", en: "Times" }, isNumber: true }],
      rows: [[hostile, { value: 1234, unit: "count" }]],
    },
  ],
};

const withoutScript = (page: string): string => page.slice(0, page.lastIndexOf("<script>"));

describe("a page of two logs", () => {
  it("is the same every time, and lets no name out of its place", () => {
    const page = renderReport(input);
    expect(renderReport(input)).toBe(page);
    expect(page).not.toContain("<img");
    expect(page).toContain("1.234");
    expect(page).toContain("Báo cáo hiệu chỉnh");
    expect(withoutScript(page)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("can be made of logs with nothing in common, and of one day", () => {
    const few = (activity: number, startHours: number) =>
      reportLog([logOf([{ dossier: 1, activity, startHours, hours: 0 }])], { vi: "x", en: "x" });
    const page = renderReport({ ...input, logs: { a: few(0, 0), b: few(1, 9), distances: [] } });
    expect(withoutScript(page)).not.toMatch(/NaN|undefined|Infinity/);
  });
});

const started = await startBrowser();
const browser = "browser" in started ? started.browser : undefined;
const folder = mkdtempSync(join(tmpdir(), "motcua-logs-"));
const file = join(folder, "page.html");
writeFileSync(file, renderReport(input));
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(browser === undefined)("a page of two logs in a browser", () => {
  it.each([1000, 360])("fits %i pixels, fetches nothing and runs nothing of the names", async (width) => {
    const page = await (browser as NonNullable<typeof browser>).newPage({ viewport: { width, height: 800 } });
    const trouble: string[] = [];
    page.on("console", (message) => trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("dialog", (dialog) => trouble.push(dialog.message()));
    page.on("request", (request) => {
      if (!/^(file|blob):/.test(request.url())) trouble.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    const seen = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      charts: [...document.querySelectorAll(".chart")].map((chart) => {
        const svg = [...chart.querySelectorAll("svg")].find((each) => each.getBoundingClientRect().width > 0);
        return { id: chart.id, marks: svg?.querySelectorAll("path").length ?? 0 };
      }),
      images: document.querySelectorAll("img").length,
    }));
    expect(trouble).toEqual([]);
    expect(seen.width).toBe(width);
    expect(seen.images).toBe(0);
    const ids = ["distances", "log-arrivals", "log-times", "log-hours", "log-durations"].map((id) => `chart-${id}`);
    expect(seen.charts.map(({ id }) => id)).toEqual(ids);
    for (const { marks } of seen.charts) expect(marks).toBeGreaterThan(2);
    await page.close();
  });
});

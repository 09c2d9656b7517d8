/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { renderReport } from "@motcua/adapters/simulation-report";
import type { Locator, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { startBrowser } from "./browser.ts";
import { madeHostile } from "./hostile.ts";
import { sampleReport } from "./sample-report.ts";

const started = await startBrowser();
const browser = "browser" in started ? started.browser : undefined;
const name = "why" in started ? `the report in a browser (left out: ${started.why})` : "the report in a browser";

const folder = mkdtempSync(join(tmpdir(), "motcua-report-"));
const input = sampleReport();
const good = join(folder, "report.html");
const bad = join(folder, "hostile.html");
writeFileSync(good, renderReport(input));
writeFileSync(bad, renderReport(madeHostile(input)));
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page, and everything that should not have happened on it. */
async function open(
  file: string,
  width: number,
): Promise<{ readonly page: Page; readonly trouble: readonly string[] }> {
  const page = await (browser as NonNullable<typeof browser>).newPage({ viewport: { width, height: 800 } });
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("dialog", (dialog) => trouble.push(dialog.message()));
  page.on("request", (request) => {
    if (!/^(file|blob):/.test(request.url())) trouble.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, trouble };
}

/** As a reader sees it: without the language that is hidden. */
// biome-ignore lint/performance/useDomNodeTextContent: what is hidden must not count
const seenText = (locator: Locator): Promise<string> => locator.innerText();

/** Charts with what is seen of them. */
const chartsOf = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".chart")].map((chart) => {
      const seen = [...chart.querySelectorAll("svg")]
        .map((svg) => svg.getBoundingClientRect())
        .filter((box) => box.width > 0);
      const [box] = seen;
      return {
        id: chart.id,
        seen: seen.length,
        width: box?.width ?? 0,
        height: box?.height ?? 0,
        right: box?.right ?? 0,
      };
    }),
  );

const chartIds = [
  "forecast-bins",
  "staffing",
  "compared-points",
  "compared-percent",
  "open",
  "work",
  "lateness",
].concat(["people", "hours", "people-hours", "responsible", "gantt"]);

describe.skipIf(browser === undefined)(name, () => {
  it.each([360, 768, 1280])("shows every chart once and fits a screen of %d pixels", async (width) => {
    const { page, trouble } = await open(good, width);
    const charts = await chartsOf(page);
    expect(charts.map(({ id }) => id)).toEqual(chartIds.map((id) => `chart-${id}`));
    for (const chart of charts) {
      expect(chart).toMatchObject({ seen: 1 });
      expect(chart.width).toBeGreaterThan(Math.min(width, 840) * 0.85);
      expect(chart.right).toBeLessThanOrEqual(width);
      expect(chart.height).toBeGreaterThan(60);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.locator(".map svg:visible").count()).toBe(1);
    expect(trouble).toEqual([]);
    await page.screenshot({ path: join(folder, `${width}.png`), fullPage: true });
    await page.close();
  });

  it("fits a phone in each language and with every part opened", async () => {
    const { page } = await open(good, 360);
    await page.evaluate(() => {
      for (const one of document.querySelectorAll("details")) one.open = true;
    });
    for (const language of ["vi", "en", "both"]) {
      await page.locator(`#lang-${language}`).check();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    }
    await page.close();
  });

  it("speaks Vietnamese first, English when asked, and both", async () => {
    const { page } = await open(good, 1280);
    const heading = page.locator("#key-title");
    const language = () => page.evaluate(() => document.documentElement.lang);
    expect([await seenText(heading), await language()]).toEqual(["Con số chính", "vi"]);
    await page.locator("#lang-en").check();
    expect([await seenText(heading), await language()]).toEqual(["Key figures", "en"]);
    expect(await page.locator("#chart-hours svg:visible text", { hasText: "Mon" }).count()).toBe(1);
    expect(await seenText(page.locator("#numbers-status"))).toMatch(/^1 to 25 of /);
    await page.locator("#lang-both").check();
    // The stroke between them is drawn by the style.
    expect(await seenText(heading)).toBe("Con số chínhKey figures");
    await page.close();
  });

  it("finds rows with and without marks, by group, page by page, from the keyboard", async () => {
    const { page } = await open(good, 1280);
    const rows = page.locator("#numbers-body tr");
    await page.locator("#numbers-filter").focus();
    await page.keyboard.type("xin loi ca don vi");
    const texts = await rows.allInnerTexts();
    expect(texts.length).toBe(3);
    for (const text of texts) expect(text.toLowerCase()).toContain("xin lỗi");
    await page.locator("#numbers-filter").fill("");
    await page.locator("#numbers-group").selectOption({ label: "Người" });
    expect(await seenText(page.locator("#numbers-status"))).toBe("Dòng 1 đến 25 trong 35");
    await page.locator("#numbers-after").focus();
    await page.keyboard.press("Enter");
    expect(await seenText(page.locator("#numbers-status"))).toBe("Dòng 26 đến 35 trong 35");
    expect(await rows.count()).toBe(10);
    await page.locator("#numbers-filter").fill("không có gì như thế");
    expect(await rows.count()).toBe(0);
    await page.close();
  });

  it("gives every row as CSV that a Vietnamese Excel opens", async () => {
    const { page } = await open(good, 1280);
    const all = await page.evaluate(
      () => JSON.parse(document.getElementById("numbers-data")?.textContent ?? "").rows.length,
    );
    await page.locator("#numbers-filter").fill("xin loi");
    for (const [button, separator, comma] of [
      ["#numbers-csv", ";", ","],
      ["#numbers-csv-plain", ",", "."],
    ] as const) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(button).click()]);
      expect(download.suggestedFilename()).toBe("xa-tan-phu-mot-quy-o-bo-phan-mot-cua.csv");
      const bytes = readFileSync(await download.path());
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      const lines = bytes.toString("utf8").trimEnd().split("\r\n");
      expect(lines.length).toBe(all + 1);
      const line = lines.find((one) => one.includes("Tỷ lệ đúng hạn (theo ngày") && one.startsWith("Cả đơn vị"));
      expect(line).toContain(`${separator}%${separator}`);
      expect(line).toMatch(comma === "," ? /;95,\d+;/ : /,95\.\d+,/);
    }
    await page.close();
  });

  it("tells what is under the pointer", async () => {
    const { page } = await open(good, 1280);
    const drawing = page.locator("#chart-people .drawing.wide svg");
    await drawing.scrollIntoViewIfNeeded();
    await drawing.hover({ position: { x: 300, y: 20 } });
    expect(await seenText(page.locator("#chart-people .tip"))).toMatch(/^Phạm Anh Tuấn\n\d+(,\d+)? % ± /);
    await page.close();
  });

  it("prints on A4 without cutting a chart", async () => {
    const { page } = await open(good, 718);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(5);
    await page.emulateMedia({ media: "print" });
    const charts = await chartsOf(page);
    expect(charts.filter(({ seen }) => seen !== 1)).toEqual([]);
    const sheet = { width: 718, height: 1_020 };
    for (const { width, height } of charts) {
      expect(width).toBeLessThanOrEqual(sheet.width);
      expect(height).toBeLessThanOrEqual(sheet.height);
    }
    const kept = await page.evaluate(() =>
      [...document.querySelectorAll("figure")].map((one) => getComputedStyle(one).breakInside),
    );
    expect(new Set(kept)).toEqual(new Set(["avoid"]));
    const maps = await page.evaluate(() =>
      [...document.querySelectorAll(".map svg")]
        .map((svg) => svg.getBoundingClientRect())
        .filter((box) => box.width > 0)
        .map((box) => [box.width, box.height]),
    );
    expect(maps.length).toBe(input.maps?.length);
    for (const [width = 0, height = 0] of maps) {
      expect(width).toBeLessThanOrEqual(sheet.width);
      expect(height).toBeLessThanOrEqual(sheet.height);
    }
    await page.close();
  });

  it("may fetch nothing and run nothing but its own script", async () => {
    const { page } = await open(good, 1280);
    const stopped = await page.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
      const image = document.createElement("img");
      image.src = "http://127.0.0.1:9/x.png";
      document.body.append(image);
      const script = document.createElement("script");
      script.textContent = "window.broken = 1";
      document.body.append(script);
      await fetch("http://127.0.0.1:9/").catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { seen, broken: "broken" in window };
    });
    expect(new Set(stopped.seen)).toEqual(new Set(["img-src", "script-src-elem", "connect-src"]));
    expect(stopped.broken).toBe(false);
    await page.close();
  });

  it("shows hostile names as they are, and gives them to a spreadsheet as text", async () => {
    const { page, trouble } = await open(bad, 360);
    const found = await page.evaluate(() => ({
      broken: "broken" in window,
      images: document.images.length,
      scripts: document.scripts.length,
    }));
    expect(found).toEqual({ broken: false, images: 0, scripts: 2 });
    expect(await seenText(page.locator("h1"))).toContain("</script></style></title><img src=x onerror=");
    expect((await chartsOf(page)).filter(({ seen }) => seen !== 1)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#numbers-csv").click()]);
    const text = readFileSync(await download.path(), "utf8");
    expect(text).toContain(`;"'=HYPERLINK(""x"")`);
    expect(text).not.toMatch(/(^|;)"?=/m);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it("can be read without its script", async () => {
    const context = await (browser as NonNullable<typeof browser>).newContext({
      javaScriptEnabled: false,
      viewport: { width: 1280, height: 800 },
    });
    const page = await context.newPage();
    await page.goto(pathToFileURL(good).href);
    expect(await page.locator("#numbers noscript").count()).toBe(1);
    await page.locator("label", { has: page.locator("#lang-en") }).click();
    expect(await seenText(page.locator("#key-title"))).toBe("Key figures");
    expect(await page.locator("#chart-open svg:visible").count()).toBe(1);
    await context.close();
  });

  it("names its drawings and its controls", async () => {
    const { page } = await open(good, 1280);
    const nameless = await page.evaluate(() => {
      const drawings = [...document.querySelectorAll("svg")].filter(
        (svg) => svg.getAttribute("aria-hidden") !== "true" && !svg.getAttribute("aria-label"),
      );
      const controls = [...document.querySelectorAll("input, select, button")].filter(
        (one) => !(one.textContent?.trim() || (one as HTMLInputElement).labels?.length),
      );
      const tables = [...document.querySelectorAll("table")].filter(
        (table) => !table.caption && table.id !== "numbers-table",
      );
      return drawings.length + controls.length + tables.length;
    });
    expect(nameless).toBe(0);
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    await page.close();
  });
});

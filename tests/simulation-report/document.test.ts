import { renderReport } from "@motcua/adapters/simulation-report";
import { beforeAll, describe, expect, it } from "vitest";
import { hostile, madeHostile } from "./hostile.ts";
import { sampleReport } from "./sample-report.ts";

const input = sampleReport();
let html = "";
beforeAll(() => {
  html = renderReport(input);
});

/** Values that were no text, where a reader would meet them; the page's own script and style aside. */
const oddWords = (page: string): readonly string[] =>
  page.replace(/<(script|style)>.*?<\/\1>/gs, "").match(/NaN|undefined|\[object|Infinity/g) ?? [];

describe("the report as a document", () => {
  it("is the same for the same input, whatever was drawn before", () => {
    renderReport({ title: "khác", simulation: { startAt: 0 } });
    expect(renderReport(input) === html).toBe(true);
  });

  it("stays small enough to send by mail", () => expect(Buffer.byteLength(html)).toBeLessThan(700_000));

  it("refers to nothing outside of itself", () => {
    const marked = html.replace(/<script>.*?<\/script>/gs, "");
    const outside = marked.match(/\b(?:src|href|action|poster|srcset)\s*=\s*(?:["'](?!#)|[^\s"'])|url\((?!#)/gi) ?? [];
    expect(outside).toEqual([]);
    expect(html.match(/https?:\/\/[^\s"'<]+|@import|@font-face/g) ?? []).toEqual([]);
    expect(html.includes("default-src &#39;none&#39;; script-src &#39;sha256-")).toBe(true);
  });

  it("has a section for each part of the input and none for parts that are not there", () => {
    const ids = [...html.matchAll(/<section id="([\w-]+)"/g)].map((found) => found[1]);
    expect(ids).toEqual(
      ["key", "forecast", "staffing", "comparison", "procedures", "maps", "over-time", "lateness", "staff"].concat([
        "responsibility",
        "sample",
        "numbers",
        "notes",
      ]),
    );
    const bare = renderReport({ title: "Trống", simulation: { startAt: 0 } });
    expect(bare).not.toContain("<section id=");
    expect(bare).toContain("Trống");
  });

  it("draws figures of one replication without intervals, and of an office without law", () => {
    const figures = JSON.parse(
      JSON.stringify(input.figures, (key, value) => (key === "half95" || key === "sd" ? null : value)),
    ) as typeof input.figures & object;
    const { law: _, ...whole } = figures.whole;
    const flows = figures.flows.map(({ law: __, ...flow }) => flow);
    const one = renderReport({ ...input, figures: { ...figures, whole, flows, replications: 1 } });
    expect(one.includes("Chỉ có một lần lặp")).toBe(true);
    expect(one.includes('id="lateness"')).toBe(false);
    expect(oddWords(one)).toEqual([]);
  });

  it("writes numbers the Vietnamese way, and nothing that is no number", () => {
    expect(oddWords(html)).toEqual([]);
    expect(html.includes("95,8 %")).toBe(true);
    expect(html.match(/\d\.\d{3} giờ/)).not.toBeNull();
  });

  it("has every estimate and every bin in its table", () => {
    const data = html.match(/<script type="application\/json" id="numbers-data"[^>]*>(.*?)<\/script>/s)?.[1] ?? "";
    const { rows } = JSON.parse(data) as { readonly rows: readonly (readonly number[])[] };
    const counted = (value: unknown): number => {
      if (typeof value !== "object" || value === null) return 0;
      if ("half95" in value && "mean" in value) {
        const { mean } = value as { readonly mean: unknown };
        // By hour of the week only where there is work.
        return Array.isArray(mean) ? (mean.length === 168 ? mean.filter((one) => one !== 0).length : mean.length) : 1;
      }
      return Object.values(value).reduce<number>((sum, one) => sum + counted(one), 0);
    };
    const compared = input.comparison?.variants.reduce((sum, variant) => sum + 3 * variant.compared.length, 0) ?? 0;
    const others = (input.staffing?.tried.length ?? 0) + (input.forecast?.dossiers.length ?? 0);
    expect(rows.length).toBe(counted(input.figures) + compared + others);
    expect(rows.length).toBeGreaterThan(1_500);
  });

  it("lets no name become markup", () => {
    const page = renderReport(madeHostile(input));
    expect(page.includes("<img")).toBe(false);
    expect(page.includes(hostile)).toBe(false);
    expect(page.match(/<script/g)?.length).toBe(2);
    expect(page.match(/<\/script/g)?.length).toBe(2);
    expect(page.match(/<\/style/g)?.length).toBe(1);
    expect(page.includes("&lt;/script&gt;&lt;/style&gt;")).toBe(true);
  });
});

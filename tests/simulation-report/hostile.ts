import type { ReportInput } from "@motcua/adapters/simulation-report";

/** What a file from elsewhere may have in any name. */
export const hostile = `=HYPERLINK("x")</script></style></title><img src=x onerror="window.broken=1">'&<!--\u2028\u0001]]>`;

/** Words that choose what is drawn, and numbers that are text. */
const kept = new Set(["kind", "is", "measure"]);
/** Maps whose keys are names. */
const keyed = new Set(["responsibleMs", "responsibleShare", "escalations", "outcomes", "rungs"]);

/** The same report with every name, text and id made hostile. */
export const madeHostile = (input: ReportInput): ReportInput => changed(input, "") as ReportInput;

function changed(value: unknown, key: string): unknown {
  if (typeof value === "string") return kept.has(key) ? value : `${hostile}${value}`;
  if (Array.isArray(value)) return value.map((one) => changed(one, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [keyed.has(key) ? `${hostile}${name}` : name, changed(one, name)]),
  );
}

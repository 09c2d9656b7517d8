import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const core = join(root, "packages/core/src");

/** Which rooms a room may import, beside itself (docs/architecture.md). */
const mayImport: { readonly [room: string]: readonly string[] } = {
  base: [],
  calendar: ["base"],
  limit: ["base", "calendar"],
  rules: ["base", "calendar", "limit"],
  procedure: ["base", "calendar", "limit", "rules"],
  message: ["base", "calendar"],
  payment: ["base", "calendar (types)", "procedure", "ports (types)"],
  post: ["base", "calendar (types)", "ports (types)"],
  // The shapes of stored messages, commands and summaries are types of the ports; no behaviour comes from there.
  dossier: ["base", "calendar", "limit", "rules", "procedure", "payment", "post", "ports (types)"],
  ports: ["base", "calendar (types)", "procedure (types)", "message (types)", "post (types)"],
  engine: ["base", "calendar", "limit", "rules", "procedure", "message", "dossier", "ports"],
  simulator: ["base", "calendar", "limit", "rules", "procedure", "dossier"],
  report: ["base", "calendar", "limit", "rules", "procedure", "dossier"],
  vietnam: ["base", "calendar", "limit", "rules", "procedure", "message (types)"],
  testing: ["base", "calendar", "limit", "rules", "procedure", "dossier", "ports"],
  // An engine is judged by what it stored, and `verify` and the fold are the judges; it is driven in a sample office.
  conformance: [
    "base",
    "calendar",
    "procedure",
    "payment (types)",
    "ports",
    "dossier (types)",
    "engine",
    "testing",
    "vietnam",
  ],
};
const groundFloor = [
  "base",
  "calendar",
  "limit",
  "rules",
  "procedure",
  "message",
  "dossier",
  "dossier",
  "payment",
  "post",
  "simulator",
  "report",
  "vietnam",
];
/** Each outside library has its homes in core. */
const homesOf: { readonly [library: string]: readonly string[] } = {
  xstate: ["procedure/compile.ts"],
  "date-fns": ["calendar/civil-date.ts"],
  mitt: ["engine/observe.ts"],
  // Two kinds of file that people write: definitions and scenarios.
  zod: [
    "procedure/definition.ts",
    "simulator/scenario/schema.ts",
    "simulator/scenario/schema-faults.ts",
    "simulator/scenario/schema-office.ts",
    "simulator/scenario/schema-procedures.ts",
    "simulator/scenario/schema-times.ts",
  ],
};
const forbiddenBelow: readonly (readonly [string, RegExp])[] = [
  ["async", /\basync\b|\bawait\b|\bPromise\b/],
  ["Date.now", /\bDate\.now\b/],
  ["argument-less new Date()", /\bnew Date\(\s*\)/],
  ["Math.random", /\bMath\.random\b/],
  ["timers", /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ["fetch", /\bfetch\(/],
  ["process", /\bprocess\./],
  ["performance", /\bperformance\./],
  ["crypto randomness", /\brandomUUID\b|\bgetRandomValues\b|\brandomBytes\b/],
  ["node:*", /["']node:/],
];

interface ImportLine {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): readonly ImportLine[] {
  const lines: ImportLine[] = [];
  const text = readFileSync(file, "utf8");
  for (const found of text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']/gm))
    lines.push({ file, typeOnly: found[1] !== undefined, from: found[2] ?? "" });
  for (const found of text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g))
    lines.push({ file, typeOnly: false, from: found[1] ?? "" });
  return lines;
}

const roomOf = (path: string): string => relative(core, path).split(sep)[0] ?? "";
const nameOf = (path: string): string => relative(root, path).split(sep).join("/");
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/[^\n]*/g, "$1");

describe("rooms of core", () => {
  const files = sources(core).filter((file) => roomOf(file) !== "index.ts");

  it("finds the house", () => {
    expect(files.length).toBeGreaterThan(50);
    const rooms = new Set(files.map(roomOf));
    expect([...rooms].filter((room) => mayImport[room] === undefined)).toEqual([]);
  });

  it("imports only the rooms below", () => {
    const wrong = files.flatMap(importsOf).filter(({ file, from, typeOnly }) => {
      if (!from.startsWith(".")) return false;
      const room = roomOf(file);
      const target = roomOf(resolve(dirname(file), from));
      const allowed = mayImport[room] ?? [];
      return !(target === room || allowed.includes(target) || (typeOnly && allowed.includes(`${target} (types)`)));
    });
    expect(wrong.map(({ file, from }) => `${nameOf(file)} imports ${from}`)).toEqual([]);
  });

  it("keeps each library in its homes", () => {
    const wrong = files.flatMap(importsOf).filter(({ file, from }) => {
      if (from.startsWith(".") || from.startsWith("node:")) return false;
      const library = from.startsWith("@") ? from : (from.split("/")[0] ?? from);
      return !homesOf[library]?.includes(relative(core, file).split(sep).join("/"));
    });
    expect(wrong.map(({ file, from }) => `${nameOf(file)} imports ${from}`)).toEqual([]);
  });

  it("reads no clock, randomness or surroundings on the ground floor", () => {
    const wrong = files
      .filter((file) => groundFloor.includes(roomOf(file)))
      .flatMap((file) => {
        const code = withoutComments(readFileSync(file, "utf8")).replace(/import\(["'][^"']+["']\)/g, "");
        // `loadDefinitionTools` is the one promise below: a dynamic import keeps zod off the start-up path.
        const exempt = nameOf(file) === "packages/core/src/procedure/define.ts" ? ["async"] : [];
        return forbiddenBelow
          .filter(([what, pattern]) => !exempt.includes(what) && pattern.test(code))
          .map(([what]) => `${nameOf(file)}: ${what}`);
      });
    expect(wrong).toEqual([]);
  });

  it("would notice a forbidden word", () => {
    const noticed = (code: string): readonly string[] =>
      forbiddenBelow.filter(([, pattern]) => pattern.test(withoutComments(code))).map(([what]) => what);
    expect(noticed("const a = Date.now();")).toEqual(["Date.now"]);
    expect(noticed("const a = new Date( );")).toEqual(["argument-less new Date()"]);
    expect(noticed('import { x } from "node:fs";')).toEqual(["node:*"]);
    expect(noticed("// Date.now() is not read here")).toEqual([]);
  });
});

/** What each folder of the adapters package takes from outside; nobody else does. */
const driversOf: { readonly [adapter: string]: readonly string[] } = {
  bpmn: ["bpmn-moddle", "zod"],
  email: ["nodemailer"],
  "event-log": ["saxes"],
  "exchange-http": ["zod"],
  otel: ["@opentelemetry/api"],
  postgres: ["pg"],
  restate: ["@restatedev/restate-sdk", "@restatedev/restate-sdk-clients"],
  "simulation-report": [
    "@dagrejs/dagre",
    "echarts",
    "echarts/charts",
    "echarts/components",
    "echarts/core",
    "echarts/renderers",
  ],
};

describe("rooms at the rim", () => {
  /** Folders that users copy: their tests are part of what is copied. */
  const isToCopy = (folder: string): boolean => /examples.[^/\\]+.src$/.test(folder);
  const importsIn = (folder: string): readonly ImportLine[] =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && (!name.endsWith(".test.ts") || isToCopy(folder)))
      .flatMap((name) => importsOf(join(folder, name)));
  const rim = (name: string): readonly ImportLine[] => importsIn(join(root, "packages", name, "src"));

  it("core never imports adapters or the command line", () => {
    const wrong = sources(core)
      .flatMap(importsOf)
      .filter(({ from }) => from.includes("@motcua/") || from === "motcua");
    expect(wrong.map(({ file, from }) => `${nameOf(file)} imports ${from}`)).toEqual([]);
  });

  it("an adapter imports core's entry points, its own driver, its own files and `shared`, never a sibling", () => {
    const base = join(root, "packages/adapters/src");
    const folder = (path: string): string => relative(base, path).split(sep)[0] ?? "";
    const wrong = rim("adapters").filter(({ file, from }) => {
      if (driversOf[folder(file)]?.includes(from)) return false;
      if (!from.startsWith(".")) return !/^(node:|@motcua\/core(\/|$))/.test(from);
      const target = folder(resolve(dirname(file), from));
      return target !== folder(file) && target !== "shared";
    });
    expect(wrong.map(({ file, from }) => `${nameOf(file)} imports ${from}`)).toEqual([]);
  });

  it("command line and examples use public entry points only", () => {
    const wrong = [
      "cli/src",
      "examples/src",
      "examples/custom-adapter/src",
      "examples/provincial-one-stop/src",
      "examples/post-counter/src",
    ].flatMap((name) => {
      const base = join(root, "packages", name);
      return importsIn(base).filter(({ file, from }) => {
        if (from.startsWith(".")) return relative(base, resolve(dirname(file), from)).startsWith("..");
        return from.startsWith("@motcua/") && from.includes("/src");
      });
    });
    expect(wrong.map(({ file, from }) => `${nameOf(file)} imports ${from}`)).toEqual([]);
  });
});

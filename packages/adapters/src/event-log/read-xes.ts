import type { DossierAttributes, LegalFactKind } from "@motcua/core/simulator";
import { legalFactKinds } from "@motcua/core/simulator";
import { SaxesParser } from "saxes";
import { lineOf, shown } from "./faults.ts";
import type { Known, LogIntake } from "./intake.ts";

type Value = string | number;
const typed: ReadonlySet<string> = new Set(["string", "date", "int", "float", "boolean", "id"]);
/** Attributes of a trace that are not the dossier's. */
const traceKeys: ReadonlySet<string> = new Set(["concept:name", "identity:id"]);

/** Reads XES in pieces, one trace at a time. Attributes inside attributes, and those of the log, are passed over. */
export class XesLogReader {
  readonly #intake: LogIntake;
  readonly #parser = new SaxesParser();
  readonly #path: string[] = [];
  #traces = 0;
  #trace = new Map<string, Value>();
  #events: XesEvent[] = [];
  #event = new Map<string, Value>();
  #failed = false;

  constructor(intake: LogIntake) {
    this.#intake = intake;
    this.#parser.on("error", (error) => {
      const said = error.message.replace(/^\d+:\d+: /, "");
      this.#fail(`XML sai: ${xmlWord(said)}`, `not well-formed XML: ${said}`);
    });
    this.#parser.on("opentag", ({ name, attributes }) => this.#open(name, attributes));
    this.#parser.on("closetag", ({ name }) => this.#close(name));
  }

  push(chunk: string): void {
    if (!this.#failed) this.#parser.write(chunk);
  }

  end(): void {
    if (!this.#failed) this.#parser.close();
  }

  #fail(vi: string, en: string): void {
    if (this.#failed) return;
    this.#failed = true;
    const { line } = this.#parser;
    this.#intake.faults.add("log.malformed", vi, en, lineOf(line));
  }

  #open(tag: string, attributes: { readonly [name: string]: string }): void {
    const name = localName(tag);
    const depth = this.#path.push(name);
    if (depth === 1 && name !== "log") {
      this.#fail(
        `tệp bắt đầu bằng <${name}>, nhật ký XES bắt đầu bằng <log>`,
        `it begins with <${name}>, not with <log>`,
      );
    } else if (name === "trace" && depth === 2) {
      this.#traces += 1;
      this.#trace = new Map();
      this.#events = [];
    } else if (name === "event" && depth === 3) {
      this.#event = new Map();
    } else if (typed.has(name)) {
      const parent = this.#path[depth - 2];
      if (this.#path[1] !== "trace") return;
      if (parent === "trace" && depth === 3) this.#attribute(this.#trace, name, attributes);
      else if (parent === "event" && depth === 4) this.#attribute(this.#event, name, attributes);
    }
  }

  #attribute(
    into: Map<string, Value>,
    type: string,
    { key = "", value = "" }: { readonly [name: string]: string },
  ): void {
    const number = type === "int" || type === "float";
    const read = number ? Number(value) : type === "boolean" ? value.toLowerCase() : value;
    if (number && (value.trim() === "" || Number.isNaN(read))) {
      const said = `${key}: ${shown(value)}`;
      this.#intake.faults.add("log.malformed", `không phải số: ${said}`, `not a number: ${said}`, this.#here());
    } else if (!into.has(key)) into.set(key, read);
  }

  #here(): string {
    return lineOf(this.#parser.line);
  }

  #close(tag: string): void {
    const name = localName(tag);
    const depth = this.#path.length;
    this.#path.pop();
    if (name === "event" && depth === 3) this.#events.push({ of: this.#event, path: this.#here() });
    else if (name === "trace" && depth === 2) this.#endTrace();
  }

  #endTrace(): void {
    const dossier = text(this.#trace, "concept:name") ?? text(this.#trace, "identity:id") ?? `#${this.#traces}`;
    const attributes: DossierAttributes = Object.fromEntries([...this.#trace].filter(([key]) => !traceKeys.has(key)));
    if (Object.keys(attributes).length > 0) this.#intake.attributes(dossier, attributes);
    for (const event of this.#events) this.#take(dossier, event);
  }

  #take(dossier: string, { of, path }: XesEvent): void {
    const { clock, faults } = this.#intake;
    const activity = text(of, "concept:name");
    const time = text(of, "time:timestamp");
    if (activity === undefined || time === undefined) {
      const missing = activity === undefined ? "concept:name" : "time:timestamp";
      faults.add("log.columns", `sự kiện thiếu ${missing}`, `an event lacks ${missing}`, path);
      return;
    }
    const at = clock.read(time, path);
    const kind = legalFactKinds.find((each) => each === activity);
    const since = of.get("wait") === "true" ? text(of, "since") : undefined;
    if (since !== undefined) {
      const flow = text(of, "flow");
      const wait = { dossier, activity, from: clock.read(since, path), to: at };
      this.#intake.wait(flow === undefined ? wait : { ...wait, flow }, path);
    } else if (kind !== undefined && of.get("legal") === "true") this.#fact(dossier, kind, at, of, path);
    else {
      const instance = text(of, "concept:instance");
      const transition = text(of, "lifecycle:transition") ?? "complete";
      const known = this.#known(of, path);
      const named = instance === undefined ? {} : { instance };
      this.#intake.event({ dossier, activity, at, transition, ...named, known }, path);
    }
  }

  #fact(dossier: string, kind: LegalFactKind, at: number, of: ReadonlyMap<string, Value>, path: string): void {
    const detail = text(of, "detail");
    const due = text(of, "dueAt");
    this.#intake.fact({
      dossier,
      at,
      kind,
      ...(detail === undefined ? {} : { detail }),
      ...(due === undefined ? {} : { dueAt: this.#intake.clock.read(due, path) }),
    });
  }

  #known(of: ReadonlyMap<string, Value>, path: string): Known {
    const person = text(of, "org:resource");
    const unit = text(of, "org:group");
    const flow = text(of, "flow");
    const enabled = text(of, "enabledAt");
    const cost = of.get("cost:total");
    const batch = of.get("batch");
    return {
      ...(person === undefined ? {} : { person }),
      ...(unit === undefined ? {} : { unit }),
      ...(flow === undefined ? {} : { flow }),
      ...(enabled === undefined ? {} : { enabledAt: this.#intake.clock.read(enabled, path) }),
      ...(typeof cost === "number" ? { cost } : {}),
      ...(typeof batch === "number" ? { batch } : {}),
    };
  }
}

interface XesEvent {
  readonly of: ReadonlyMap<string, Value>;
  readonly path: string;
}

/** What the parser reports, in Vietnamese: it speaks English only. */
function xmlWord(said: string): string {
  if (/\btag\b/.test(said)) return "thẻ mở và đóng không khớp";
  if (/attribute/.test(said)) return "thuộc tính viết sai";
  if (/entity/.test(said)) return "ký hiệu & viết sai, hoặc thực thể không được đặt";
  if (/prefix|namespace/.test(said)) return "tiền tố không gian tên chưa được đặt";
  return /unexpected end|unclosed/.test(said) ? "tệp kết thúc giữa chừng" : "có ký tự không ngờ tới ở đây";
}

const localName = (tag: string): string => tag.slice(tag.indexOf(":") + 1);

function text(of: ReadonlyMap<string, Value>, key: string): string | undefined {
  const value = of.get(key);
  return value === undefined ? undefined : String(value);
}

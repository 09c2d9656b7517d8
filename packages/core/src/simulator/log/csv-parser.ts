/** Why a CSV text cannot be read on from a line. */
export interface CsvTrouble {
  readonly kind: "quote-inside" | "after-quote" | "open-quote";
  /** From 1, as an editor counts. */
  readonly line: number;
}

type Place = "field-start" | "plain" | "quoted" | "quote-in-quoted";

/**
 * CSV as in RFC 4180, in pieces of any size: quotes with `""` for one, line breaks inside quotes, rows that end with LF,
 * CRLF or CR, a byte-order mark at the start. Empty lines are left out. Beyond the RFC only the delimiter may differ.
 */
export class CsvParser {
  readonly #delimiter: string;
  readonly #onRow: (fields: string[], line: number) => void;
  /** Ends a plain field. */
  readonly #stop: RegExp;
  #trouble: CsvTrouble | undefined;
  #place: Place = "field-start";
  #fields: string[] = [];
  #field = "";
  #line = 1;
  #rowLine = 1;
  #first = true;
  #afterReturn = false;

  /** @param onRow called with each row and the line it begins on
   *  @param delimiter one character */
  constructor(onRow: (fields: string[], line: number) => void, delimiter = ",") {
    this.#onRow = onRow;
    this.#delimiter = delimiter;
    this.#stop = new RegExp(`[${delimiter === "\t" ? "\\t" : `\\${delimiter}`}\r\n"]`, "g");
  }

  /** What was wrong; nothing more is read after it. */
  get trouble(): CsvTrouble | undefined {
    return this.#trouble;
  }

  push(chunk: string): void {
    let at = 0;
    if (this.#first && chunk !== "") {
      this.#first = false;
      if (chunk.charCodeAt(0) === 0xfeff) at = 1;
    }
    while (at < chunk.length && this.#trouble === undefined) {
      if (this.#place === "quoted") at = this.#inQuotes(chunk, at);
      else at = this.#outside(chunk, at);
    }
  }

  /** The text is over: the last row needs no line break. */
  end(): void {
    if (this.#trouble !== undefined) return;
    if (this.#place === "quoted") this.#trouble = { kind: "open-quote", line: this.#rowLine };
    else if (this.#place !== "field-start" || this.#fields.length > 0) this.#endRow();
  }

  #inQuotes(chunk: string, from: number): number {
    const quote = chunk.indexOf('"', from);
    const to = quote < 0 ? chunk.length : quote;
    this.#field += chunk.slice(from, to);
    this.#countLines(chunk, from, to);
    if (quote < 0) return to;
    this.#place = "quote-in-quoted";
    this.#afterReturn = false;
    return to + 1;
  }

  #outside(chunk: string, from: number): number {
    const next = chunk[from] ?? "";
    if (this.#afterReturn) {
      this.#afterReturn = false;
      if (next === "\n") return from + 1;
    }
    if (next === this.#delimiter) {
      this.#fields.push(this.#field);
      this.#field = "";
      this.#place = "field-start";
      return from + 1;
    }
    if (next === "\n" || next === "\r") {
      this.#line += 1;
      this.#afterReturn = next === "\r";
      this.#endRow();
      return from + 1;
    }
    if (next === '"') return this.#quote(from);
    if (this.#place === "quote-in-quoted") {
      this.#trouble = { kind: "after-quote", line: this.#line };
      return from;
    }
    this.#stop.lastIndex = from;
    const found = this.#stop.exec(chunk);
    const to = found === null ? chunk.length : found.index;
    this.#field += chunk.slice(from, to);
    this.#place = "plain";
    return to;
  }

  #quote(at: number): number {
    if (this.#place === "plain") this.#trouble = { kind: "quote-inside", line: this.#line };
    else if (this.#place === "quote-in-quoted") this.#field += '"';
    this.#place = "quoted";
    return at + 1;
  }

  #endRow(): void {
    const { length } = this.#fields;
    // An empty line is no row; a quoted empty field is one.
    if (length > 0 || this.#place !== "field-start") {
      this.#fields.push(this.#field);
      const fields = this.#fields;
      this.#fields = [];
      this.#field = "";
      this.#onRow(fields, this.#rowLine);
    }
    this.#place = "field-start";
    this.#rowLine = this.#line;
  }

  /** Line breaks within quotes; a CRLF that two pieces share counts once. */
  #countLines(chunk: string, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const code = chunk.charCodeAt(at);
      if (code === 13 || (code === 10 && !this.#afterReturn)) this.#line += 1;
      this.#afterReturn = code === 13;
    }
  }
}

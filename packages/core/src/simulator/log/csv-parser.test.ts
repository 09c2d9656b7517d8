import fc from "fast-check";
import { expect, it } from "vitest";
import { CsvParser } from "./csv-parser.ts";

function parse(chunks: readonly string[], delimiter?: string) {
  const rows: string[][] = [];
  const lines: number[] = [];
  const parser = new CsvParser((fields, line) => {
    rows.push(fields);
    lines.push(line);
  }, delimiter);
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return { rows, lines, trouble: parser.trouble };
}

it.each([
  [
    "rows end with LF, CRLF or CR",
    "a,b\nc,d\r\ne,f\rg,h",
    [
      ["a", "b"],
      ["c", "d"],
      ["e", "f"],
      ["g", "h"],
    ],
    [1, 2, 3, 4],
  ],
  [
    "quotes hold commas, quotes and line breaks",
    '"a,""b""","c\r\nd"\ne,f\n',
    [
      ['a,"b"', "c\r\nd"],
      ["e", "f"],
    ],
    [1, 3],
  ],
  ["a byte-order mark is no part of the first field", "\uFEFFa,b\n", [["a", "b"]], [1]],
  [
    "empty fields are kept, empty lines are not",
    ",\n\n\r\n,,\n",
    [
      ["", ""],
      ["", "", ""],
    ],
    [1, 4],
  ],
  ["a quoted empty field alone is a row", '""\n', [[""]], [1]],
  ["the last row needs no line break", "a,", [["a", ""]], [1]],
  ["a last field may end with its quote", 'a,"b"', [["a", "b"]], [1]],
])("%s", (_name, text, rows, lines) => {
  expect(parse([text])).toEqual({ rows, lines, trouble: undefined });
});

it.each([
  ["quote-inside", 'a,b\nc"d,e\n', 2],
  ["after-quote", 'a,b\n"c"d,e\n', 2],
  ["open-quote", 'a,b\nc,d\n"e,f\n\ng', 3],
] as const)("says where %s stands", (kind, text, line) => {
  expect(parse([text]).trouble).toEqual({ kind, line });
});

it("takes another delimiter, and a comma is text then", () => {
  expect(parse(["a;b,c\n"], ";").rows).toEqual([["a", "b,c"]]);
  expect(parse(["a\tb|c\n"], "\t").rows).toEqual([["a", "b|c"]]);
  expect(parse(["a|b\n"], "|").rows).toEqual([["a", "b"]]);
});

const field = fc.string({ unit: fc.constantFrom("a", "b", ",", '"', "\n", "\r", " ", "ế"), maxLength: 6 });
const rowsOfFields = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

it("reads what was written, in pieces cut anywhere, and knows the line of every row", () => {
  fc.assert(
    fc.property(rowsOfFields, fc.array(fc.nat(60)), fc.constantFrom("\n", "\r\n", "\r"), (rows, cuts, ending) => {
      const texts = rows.map((fields) => `${fields.map(quoted).join(",")}${ending}`);
      const text = texts.join("");
      const places = [0, ...cuts.filter((cut) => cut < text.length).sort((x, y) => x - y), text.length];
      const chunks = places.slice(1).map((to, i) => text.slice(places[i], to));
      const read = parse(chunks);
      expect(read.rows).toEqual(rows);
      const lineOf = (row: number): number =>
        (texts
          .slice(0, row)
          .join("")
          .match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
      // Where a field ends with CR and the row with LF the count of lines is the editor's all the same.
      expect(read.lines).toEqual(rows.map((_, row) => lineOf(row)));
    }),
  );
});

// Vietnamese words for what schemas expect of data that people write.

const types: { readonly [expected: string]: string } = {
  string: "chữ",
  number: "số",
  int: "số nguyên",
  boolean: "true hoặc false",
  array: "danh sách",
  tuple: "danh sách",
  object: "nhóm trường",
  record: "nhóm trường",
  null: "null",
};

/** A type by the name that schemas have for it. */
export const typeWord = (expected: string): string => types[expected] ?? `kiểu ${expected}`;

/** A text, a list or a number below its least. */
export function tooSmallWords(
  origin: string,
  minimum: number | bigint,
  inclusive: boolean | undefined,
): readonly [string, string] {
  if (origin === "string") return ["không được để trống", "must not be empty"];
  if (origin === "array") return [`cần ít nhất ${minimum} mục`, `needs ${minimum} entries at least`];
  return inclusive === false
    ? [`quá nhỏ, phải lớn hơn ${minimum}`, `too small, must be more than ${minimum}`]
    : [`quá nhỏ, phải từ ${minimum} trở lên`, `too small, at least ${minimum}`];
}

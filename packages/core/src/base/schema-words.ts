// Vietnamese and English words for what schemas find wrong in data that people write.

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
const typeWord = (expected: string): string => types[expected] ?? `kiểu ${expected}`;

/** A text, a list or a number below its least. */
function tooSmallWords(
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

/** What a schema finds wrong at one place, as far as words are made of it. */
export interface SchemaIssue {
  readonly code: string;
  readonly message: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
}

/** Vietnamese and English. */
export function issueWords(issue: SchemaIssue): readonly [string, string] {
  switch (issue.code) {
    case "invalid_type":
      return [`sai kiểu, cần ${typeWord(issue.expected ?? "")}`, `wrong type, expected ${issue.expected}`];
    case "invalid_value": {
      const values = (issue.values ?? []).map(String).join(", ");
      return [`giá trị không hợp lệ, phải là một trong: ${values}`, `invalid value, one of: ${values}`];
    }
    case "too_small":
      return tooSmallWords(issue.origin ?? "", issue.minimum ?? 0, issue.inclusive);
    case "too_big":
      return [`quá lớn, tối đa ${issue.maximum}`, `too big, at most ${issue.maximum}`];
    case "invalid_union":
      return ["không khớp dạng nào được phép", "fits none of the allowed forms"];
    default:
      return issue.message === "date"
        ? ["không phải ngày có thật dạng YYYY-MM-DD", "not a real date in the form YYYY-MM-DD"]
        : ["không đúng định dạng", "malformed"];
  }
}

/** What stands at a path of plain data; `undefined` where there is nothing. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as { readonly [key: PropertyKey]: unknown })[key];
  }
  return here;
}

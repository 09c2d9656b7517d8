// What is wrong with a file that does not parse, in Vietnamese: the parsers speak English only.

const yamlWords: { readonly [code: string]: string } = {
  ALIAS_PROPS: "bí danh (*tên) không được kèm nhãn hay neo",
  BAD_ALIAS: "bí danh (*tên) sai hoặc chưa được đặt",
  BAD_COLLECTION_TYPE: "kiểu của nhóm không đúng với nhãn",
  BAD_DIRECTIVE: "chỉ thị % ở đầu tệp sai",
  BAD_DQ_ESCAPE: "ký tự thoát \\ trong ngoặc kép sai",
  BAD_INDENT: "thụt đầu dòng không đều",
  BAD_PROP_ORDER: "nhãn hoặc neo đặt sai chỗ",
  BAD_SCALAR_START: "giá trị không được bắt đầu bằng ký tự này; hãy đặt trong ngoặc kép",
  BLOCK_AS_IMPLICIT_KEY: "một nhóm nhiều dòng nằm cùng dòng với khóa",
  BLOCK_IN_FLOW: "nhóm nhiều dòng không được nằm trong [ ] hoặc { }",
  DUPLICATE_KEY: "một khóa ghi hai lần",
  KEY_OVER_1024_CHARS: "khóa quá dài",
  MISSING_CHAR: "thiếu dấu, ví dụ : , ] } hoặc dấu ngoặc kép",
  MULTILINE_IMPLICIT_KEY: "khóa không được dài quá một dòng",
  MULTIPLE_ANCHORS: "một chỗ có hai neo (&tên)",
  MULTIPLE_DOCS: "tệp có nhiều phần (---), chỉ được một",
  MULTIPLE_TAGS: "một chỗ có hai nhãn (!tên)",
  NON_STRING_KEY: "khóa phải là chữ",
  RESOURCE_EXHAUSTION: "bí danh (*tên) lồng nhau quá nhiều",
  TAB_AS_INDENT: "thụt đầu dòng bằng phím Tab; hãy dùng dấu cách",
  TAG_RESOLVE_FAILED: "không hiểu nhãn hoặc giá trị",
  UNEXPECTED_TOKEN: "có ký tự không ngờ tới ở đây",
};
const unclear = "không đọc được ở chỗ này";

/** What a YAML parser reports by its code. */
export const yamlWord = (code: string): string => yamlWords[code] ?? unclear;

/** What was thrown when names of parts written elsewhere (`*name`) were put in. */
export function aliasWord(message: string): string {
  const [, name] = /^Unresolved alias[^:]*: (.*)$/.exec(message) ?? [];
  if (name !== undefined) return `bí danh *${name} chưa được đặt bằng &${name}`;
  return yamlWords.RESOURCE_EXHAUSTION ?? unclear;
}

/** What `JSON.parse` throws, with the place it names. */
export function jsonWord(message: string): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  const where = line === undefined ? "" : ` (dòng ${line} cột ${column})`;
  if (/unexpected end/i.test(message)) return "tệp kết thúc giữa chừng, thiếu dấu đóng";
  const [, found] = /^Unexpected token '?(.)'?/u.exec(message) ?? [];
  if (found !== undefined) return `có ký tự "${found}" không ngờ tới${where}`;
  if (/double-quoted property name/.test(message)) return `cần tên trường trong ngoặc kép${where}`;
  if (/bad control character/i.test(message)) return `ký tự điều khiển trong chuỗi${where}`;
  return `thiếu dấu hoặc thừa dấu${where}`;
}

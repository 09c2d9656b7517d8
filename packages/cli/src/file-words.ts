interface Words {
  readonly vi: string;
  readonly en: string;
}

const meanings: { readonly [code: string]: Words } = {
  ENOENT: { vi: "không có tệp", en: "there is no file" },
  EISDIR: { vi: "đây là thư mục, không phải tệp:", en: "this is a folder, not a file:" },
  ENOTDIR: {
    vi: "đường dẫn đi qua một tệp không phải thư mục:",
    en: "the path leads through a file that is no folder:",
  },
  EACCES: { vi: "không có quyền với tệp", en: "no permission for file" },
  EPERM: { vi: "không có quyền với tệp", en: "no permission for file" },
  ENOSPC: { vi: "ổ đĩa đã đầy khi ghi", en: "the disk is full, writing" },
};

/** What a code of the file system means for a file that a person has named. Imports nothing: it is loaded with every command. */
export function fileWords(file: string, code: string): Words {
  const known = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  const shown = code === "" ? file : `${file} (${code})`;
  if (known === undefined) return { vi: `không đọc hoặc ghi được ${shown}`, en: `cannot read or write ${shown}` };
  return { vi: `${known.vi} ${shown}`, en: `${known.en} ${shown}` };
}

/** The code of an error of the file system; empty for any other. */
export const fileCodeOf = (error: unknown): string =>
  error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : "";

/** Folds Vietnamese text into search words: NFD without marks, đ→d, lower case; distinct, in order of the text. */
export function searchTokens(text: string): readonly string[] {
  const folded = text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(/đ/gu, "d")
    .replace(/Đ/gu, "d")
    .toLowerCase();
  return [...new Set(folded.match(/[\p{Letter}\p{Number}]+/gu) ?? [])];
}

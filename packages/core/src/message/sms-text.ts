// The basic set of GSM 03.38 and its extension, whose characters take two places.
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const extended = new Set("^{}\\[~]|€\f");

/** How many parts an SMS is sent in: 160 places alone and 153 each in several; 70 and 67 with a letter outside the GSM set,
 *  as most of Vietnamese has (3GPP TS 23.038, 23.040). */
export function smsParts(text: string): number {
  let places = 0;
  let isGsm = true;
  for (const letter of text) {
    if (basic.has(letter)) places += 1;
    else if (extended.has(letter)) places += 2;
    else isGsm = false;
  }
  if (!isGsm) places = text.length;
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  return places <= alone ? 1 : Math.ceil(places / each);
}

/** Vietnamese without accents, for gateways and telephones that know none. */
export const withoutAccents = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(/đ/gu, "d")
    .replace(/Đ/gu, "D")
    .replace(/[–—]/gu, "-")
    .replace(/…/gu, "...");

/**
 * A telephone number as gateways take it: the national form with a leading 0 (national-portal.md §10).
 * @returns `undefined` when it is no number of Vietnam
 */
export function nationalNumber(raw: string): string | undefined {
  const digits = raw.replace(/[\s.()-]/g, "");
  const national = digits.replace(/^(?:\+|00)?84(?:0(?=\d{9,10}$))?/, "0");
  return /^0\d{9,10}$/.test(national) ? national : undefined;
}

import type { ReportText } from "./input.ts";

/** Text that is markup already. Everything else is escaped on its way in. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

const entities: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const allowedControls = "\t\n\r";

/** For text and for attribute values in quotes. Characters that HTML and XML forbid become U+FFFD. */
export const escapeText = (text: string): string =>
  text
    .replace(/[\p{Cc}\ufffe\uffff]/gu, (char) => (allowedControls.includes(char) ? char : "\ufffd"))
    .replace(/[&<>"']/g, (char) => entities[char] ?? "");

/** Markup with values in it; each value is escaped unless it is `Html`. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  let markup = parts[0] ?? "";
  values.forEach((value, i) => {
    markup += markupOf(value) + (parts[i + 1] ?? "");
  });
  return new Html(markup);
}

function markupOf(value: HtmlPart): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "string") return escapeText(value);
  return typeof value === "number" ? String(value) : value.map(markupOf).join("");
}

/** Both languages; the page shows what the reader chose. */
export const both = ({ vi, en }: ReportText): Html =>
  vi === en ? html`${vi}` : html`<span lang="vi">${vi}</span><span lang="en">${en}</span>`;

/** The same inside a drawing. */
export const bothInSvg = ({ vi, en }: ReportText): Html =>
  vi === en ? html`${vi}` : html`<tspan lang="vi">${vi}</tspan><tspan lang="en">${en}</tspan>`;

/** JSON that may stand in a script element: no `</script`, no `<!--`, no line separators. */
export const jsonInScript = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

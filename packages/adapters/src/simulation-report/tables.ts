import type { Estimate } from "@motcua/core/simulator";
import type { Format, Unit } from "./format.ts";
import { both, type Html, html } from "./html.ts";
import type { ReportText } from "./input.ts";

export interface Column {
  readonly name: ReportText;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
}
export type Cell = Html | string;

/** A table that becomes a list of cards on a phone: each cell then says what it is. */
export function tableOf(caption: ReportText, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Html {
  const head = columns.map(({ name, isNumber }) => html`<th scope="col"${number(isNumber)}>${both(name)}</th>`);
  const body = rows.map((cells) => {
    const [first, ...rest] = cells;
    const others = rest.map((cell, i) => {
      const column = columns[i + 1];
      return html`<td${number(column?.isNumber)}><span class="cell-name" aria-hidden="true">${column && both(column.name)}</span><span>${cell}</span></td>`;
    });
    return html`<tr><th scope="row">${first}</th>${others}</tr>`;
  });
  return html`<table class="cards-on-phone"><caption>${both(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

const number = (isNumber: boolean | undefined): Html | undefined =>
  isNumber === true ? html` class="num"` : undefined;

/** A mean with the half-width of its interval. */
export const estimateCell = (value: Estimate | undefined, unit: Unit, format: Format): Html => {
  if (value === undefined || value.mean === null) return html`–`;
  return html`${both(format.mean(value, unit))} <span class="half">${both(format.half(value, unit))}</span>`;
};

/** The numbers beside a chart, closed at first. */
export const tableBeside = (table: Html): Html =>
  html`<details class="numbers-beside"><summary>${both({ vi: "Số liệu của biểu đồ", en: "Numbers of the chart" })}</summary>${table}</details>`;

export const column = (vi: string, en: string): Column => ({ name: { vi, en }, isNumber: true });
export const nameColumn = (vi: string, en: string): Column => ({ name: { vi, en } });

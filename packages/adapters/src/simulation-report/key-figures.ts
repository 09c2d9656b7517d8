import type { Estimate, Figures } from "@motcua/core/simulator";
import type { Format, Unit } from "./format.ts";
import { both, type Html, html } from "./html.ts";
import type { ReportText } from "./input.ts";

interface Line {
  readonly name: ReportText;
  readonly value: Estimate;
  readonly unit: Unit;
}
interface Card {
  readonly name: ReportText;
  readonly lines: readonly Line[];
  readonly tone?: "good" | "bad";
  /** How many of the lines are shown large, side by side. Default 1. */
  readonly big?: number;
}

/** What is asked first, each with its interval. */
export function keyFigures(figures: Figures, format: Format): Html {
  const cards = [...lawCards(figures), ...flowCards(figures)].filter(({ lines }) => lines.length > 0);
  return html`<div class="cards">${cards.map((card) => cardOf(card, format))}</div>`;
}

function cardOf({ name, lines, tone, big = 1 }: Card, format: Format): Html {
  const first = lines
    .slice(0, big)
    .map(
      (one) =>
        html`<div><p class="big"><span class="number">${both(format.mean(one.value, one.unit))}</span> <span class="half">${both(format.half(one.value, one.unit))}</span></p><p class="what">${both(one.name)}</p></div>`,
    );
  const rest = lines
    .slice(big)
    .map(
      (one) =>
        html`<div><dt>${both(one.name)}</dt><dd>${both(format.mean(one.value, one.unit))} <span class="half">${both(format.half(one.value, one.unit))}</span></dd></div>`,
    );
  return html`<section class="card ${tone ?? ""}${big > 1 ? " broad" : ""}"><h3>${both(name)}</h3><div class="bigs">${first}</div>${rest.length > 0 ? html`<dl>${rest}</dl>` : undefined}</section>`;
}

const line = (vi: string, en: string, value: Estimate, unit: Unit): Line => ({ name: { vi, en }, value, unit });

function lawCards({ whole: { law } }: Figures): readonly Card[] {
  if (law === undefined) return [];
  const told = Object.entries(law.escalations);
  const most = told.reduce((sum, [, value]) => sum + (value.mean ?? 0), 0);
  const share = law.onTimeLocalShare.mean;
  return [
    {
      name: { vi: "Đúng hạn", en: "On time" },
      big: 2,
      ...(share === null ? {} : { tone: share >= 0.995 ? "good" : "bad" }),
      lines: [
        line("tại xã, tính theo ngày", "local verdict, by date", law.onTimeLocalShare, "share"),
        line("Cổng quốc gia, tính theo giờ", "national verdict, by instant", law.onTimeNationalShare, "share"),
        line("Hồ sơ có thời hạn", "Dossiers with a limit", law.limited, "count"),
        ...((law.openLate.mean ?? 0) > 0
          ? [line("Còn giải quyết, đã quá hạn", "Still open and late", law.openLate, "count")]
          : []),
        line("Quá hạn, khi quá hạn", "Days over, of those late", law.daysOver.mean, "days"),
      ],
    },
    {
      name: { vi: "Xin lỗi", en: "Apologies" },
      ...((law.apologiesMissed.mean ?? 0) > 0 ? { tone: "bad" } : {}),
      lines: [
        line("phải xin lỗi", "owed", law.apologiesOwed, "count"),
        line("Đã xin lỗi", "Issued", law.apologiesIssued, "count"),
        line("Chưa xin lỗi đúng lúc", "Missed", law.apologiesMissed, "count"),
        line("Hẹn lại", "Rescheduled", law.rescheduled, "count"),
      ],
    },
    {
      name: { vi: "Báo cáo lên cấp trên", en: "Escalations" },
      lines:
        told.length === 0
          ? [line("lần", "times", { mean: 0, sd: null, half95: null, n: law.limited.n }, "count")]
          : [
              line(
                "lần, tất cả các cấp",
                "times, to all",
                sumOf(
                  told.map(([, value]) => value),
                  most,
                ),
                "count",
              ),
              line("Yêu cầu bổ sung", "Supplements asked", law.supplements, "count"),
            ],
    },
  ];
}

/** A sum has no interval of its own here: its parts hang together. */
const sumOf = (values: readonly Estimate[], mean: number): Estimate =>
  values.length === 1 && values[0] !== undefined ? values[0] : { mean, sd: null, half95: null, n: values[0]?.n ?? 0 };

function flowCards({ whole, staff }: Figures): readonly Card[] {
  return [
    {
      name: { vi: "Hồ sơ", en: "Dossiers" },
      lines: [
        line("giải quyết xong", "finished", whole.finished, "count"),
        line("Tiếp nhận", "Arrived", whole.arrived, "count"),
        line("Rút, không tiếp nhận", "Withdrawn or not taken in", whole.withdrawn, "count"),
        line("Còn đang giải quyết", "Still open", whole.open, "count"),
      ],
    },
    {
      name: { vi: "Thời gian giải quyết", en: "Cycle time" },
      lines: [
        line("trung bình mỗi hồ sơ", "mean of a dossier", whole.cycleMs.mean, "elapsed"),
        line("Một nửa không quá", "Half within", whole.cycleMs.p50, "elapsed"),
        line("90 % không quá", "90 % within", whole.cycleMs.p90, "elapsed"),
      ],
    },
    {
      name: { vi: "Thời gian chờ", en: "Waiting" },
      lines: [
        line(
          "trung bình mỗi hồ sơ, cả giờ đóng cửa",
          "mean of a dossier, closed hours included",
          whole.waitingMs.mean,
          "elapsed",
        ),
        ...(whole.waitingOnShiftMs === undefined
          ? []
          : [line("Trong giờ làm việc", "Within shifts", whole.waitingOnShiftMs.mean, "work")]),
        line("90 % không quá", "90 % within", whole.waitingMs.p90, "elapsed"),
      ],
    },
    {
      name: { vi: "Nhân lực", en: "Staff" },
      lines: [
        line("thời gian có mặt được dùng", "of time on shift is used", staff.utilisationShare, "share"),
        line("Giờ làm", "Hours worked", staff.workedMs, "work"),
        line("Xử lý mỗi hồ sơ", "Processing of a dossier", whole.processingMs.mean, "work"),
      ],
    },
    ...((whole.costTotal.mean ?? 0) > 0
      ? [
          {
            name: { vi: "Chi phí", en: "Cost" },
            lines: [
              line("trung bình mỗi hồ sơ", "mean of a dossier", whole.cost.mean, "money"),
              line("Tổng chi phí", "Total", whole.costTotal, "money"),
            ],
          } satisfies Card,
        ]
      : []),
  ];
}

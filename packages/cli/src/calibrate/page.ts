import type { Calibration } from "@motcua/core/simulator";
import { goodnessNames } from "@motcua/core/simulator";
import { goodnessMeanings, verdictWords } from "./text.ts";

/** A page of its own, without network or scripts: what was found, and how near the scenario comes. */
export function calibrationPage(file: string, calibration: Calibration): string {
  const { findings, scenario, warnings } = calibration;
  const { traces, staff } = findings;
  const items = traces.reduce((sum, { visits }) => sum + visits.length, 0);
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(scenario.name)}</title>
<style>${style}</style>
</head>
<body>
<h1>Hiệu chỉnh từ nhật ký <i>Calibrated from a log</i></h1>
<p>${escaped(file)}: ${traces.length} hồ sơ, ${items} việc, ${staff.people.length} người / ${traces.length} dossiers, ${items} work items, ${staff.people.length} people</p>
${warnings.length === 0 ? "" : `<ul class="warnings">${warnings.map(({ text }) => `<li>${escaped(text.vi)}<br><i>${escaped(text.en)}</i></li>`).join("")}</ul>`}
${goodnessTable(calibration)}
${workTable(calibration)}
${arrivalsTable(calibration)}
${peopleTable(calibration)}
</body>
</html>
`;
}

const style = `body{font:16px/1.45 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem;color:#222}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}i{color:#666;font-weight:normal}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.close{background:#e6f4e6}.fair{background:#fff6d9}.poor{background:#fbe0e0;font-weight:bold}
.warnings{background:#fff6d9;padding:.6rem .6rem .6rem 2rem}@media print{body{max-width:none}}`;

const entities: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);

type Cell = string | { readonly number: string } | { readonly mark: string; readonly text: string };

/** @param heads those of numbers begin with `#` */
function table(title: string, english: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const head = heads
    .map((text) =>
      text.startsWith("#") ? `<th class="n">${escaped(text.slice(1))}</th>` : `<th>${escaped(text)}</th>`,
    )
    .join("");
  const body = rows.map((cells) => `<tr>${cells.map(cell).join("")}</tr>`).join("\n");
  return `<h2>${escaped(title)} <i>${escaped(english)}</i></h2>\n<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function cell(of: Cell): string {
  if (typeof of === "string") return `<td>${escaped(of)}</td>`;
  return "number" in of
    ? `<td class="n">${escaped(of.number)}</td>`
    : `<td class="${of.mark}">${escaped(of.text)}</td>`;
}

const hours = (ms: number): Cell => ({ number: (ms / 3_600_000).toFixed(2) });
const minutes = (ms: number): Cell => ({ number: (ms / 60_000).toFixed(1) });
const percent = (share: number): Cell => ({ number: `${Math.round(share * 100)} %` });

function goodnessTable({ goodness }: Calibration): string {
  if (goodness === undefined) return "<p>Chưa thử: quá ít hồ sơ. <i>Not tried: too few dossiers.</i></p>";
  const rows = goodnessNames.map((name): readonly Cell[] => {
    const { distance, floor, verdict } = goodness.by[name];
    const [figure, least] = [{ number: distance.toFixed(3) }, { number: floor.toFixed(3) }];
    return [goodnessMeanings[name], figure, least, { mark: verdict, text: verdictWords[verdict] }];
  });
  const { calibratedOn, heldOut, replications } = goodness;
  const words = `<p>Hiệu chỉnh trên ${calibratedOn} hồ sơ, thử trên ${heldOut} hồ sơ đến sau, ${replications} lần. Sàn là khoảng cách giữa hai nửa của chính các hồ sơ thử. <i>Calibrated on ${calibratedOn} dossiers, tried on the ${heldOut} that came later, ${replications} times. The floor is the distance between two halves of the dossiers tried on.</i></p>`;
  return table("Khớp đến đâu", "How near it comes", ["", "#xa / distance", "#sàn / floor", ""], rows) + words;
}

function workTable({ findings }: Calibration): string {
  const rows = findings.times.flatMap(({ work, waiting, unattended }) =>
    [...work.values()].map(({ activity, all, byPerson }): readonly Cell[] => {
      const wait = waiting.get(activity);
      return [
        activity,
        { number: String(all.count) },
        minutes(all.meanMs),
        unattended.has(activity) ? "không người làm / nobody's" : all.distribution.kind,
        minutes(all.distanceMs),
        { number: byPerson.size > 0 ? String(byPerson.size) : "" },
        wait === undefined ? "" : percent(wait.share),
        wait === undefined ? "" : hours(wait.wait.meanMs),
      ];
    }),
  );
  const heads = [
    "việc / work",
    "#lần / items",
    "#phút / minutes",
    "phân phối / spread",
    "#lệch / off by",
    "#riêng / apart",
    "#chờ / waits",
    "#giờ / hours",
  ];
  return table("Việc và chờ ngoài việc", "Work, and waiting that neither hours nor work explain", heads, rows);
}

function arrivalsTable({ findings }: Calibration): string {
  const rows = findings.flows.map(({ id, arrivals: { count, pattern, openMs } }): readonly Cell[] => [
    id,
    { number: String(count) },
    { number: ((count * 3_600_000) / Math.max(1, openMs)).toFixed(3) },
    pattern.kind === "between" ? pattern.gap.kind : "theo giờ trong tuần / by hour of the week",
  ]);
  const heads = ["thủ tục / procedure", "#hồ sơ / dossiers", "#mỗi giờ / an hour", "cách đến / pattern"];
  return table("Hồ sơ đến", "Arrivals", heads, rows);
}

function peopleTable({ findings }: Calibration): string {
  const rows = findings.staff.people.map((person): readonly Cell[] => [
    person.name,
    person.does.join(", "),
    { number: String(person.items) },
    person.hoursFrom,
    percent(person.support),
    percent(person.multitasking),
  ]);
  const heads = [
    "người / person",
    "làm / does",
    "#lần / items",
    "giờ theo / hours by",
    "#trong giờ / inside",
    "#cùng lúc / at once",
  ];
  return table("Người làm", "People", heads, rows);
}

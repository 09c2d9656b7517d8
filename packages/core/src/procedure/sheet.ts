import type { Bilingual } from "../base/text.ts";
import { momentOf } from "./moments.ts";
import { dong } from "./money.ts";
import { decimal, hundredthsOf } from "./shares.ts";
import type { Confidence, FeeExemption, ProcedureDefinition, SessionParty, StepDefinition } from "./types.ts";
import {
  budgetText,
  channelNames,
  clockMarks,
  kindNames,
  momentNames,
  nameOf,
  outcomeNames,
  portalNames,
  roleNames,
  shareText,
  unitNames,
  whenText,
} from "./words.ts";

/** The internal process sheet (quy trình nội bộ) of a procedure as Markdown: Vietnamese first, English beside it. Marks:
 *  [M] from memory, [U] uncertain; what is read in a source carries none. */
export function procedureSheet(definition: ProcedureDefinition): string {
  return `${[
    `# Quy trình nội bộ: ${definition.name.vi}`,
    `*Internal process: ${definition.name.en}*`,
    header(definition),
    "## Các bước thực hiện / Steps",
    stepTable(definition),
    total(definition),
    ...(definition.interlinked === undefined ? [] : ["## Thủ tục thành phần / Members", members(definition)]),
    ...section("## Chờ và tạm dừng / Waits", waits(definition)),
    ...section("## Phiên họp / Sessions", sessions(definition)),
    ...section("## Ghi chú / Notes", definition.notes),
    ...section("## Mức độ tin cậy / Confidence", confidences(definition)),
    ...section("## Nguồn / Sources", [...new Set(definition.sources)]),
  ].join("\n\n")}\n`;
}

/** What each agency of an interlinked group does, within what, and whom it waits for. */
function members(definition: ProcedureDefinition): string {
  const rows = (definition.interlinked?.members ?? []).map((member, index) => [
    String(index + 1),
    `${both(member.name)}${member.procedure === undefined ? "" : ` (${member.procedure})`}`,
    `${nameOf(unitNames, member.unit).vi}${member.lead === true ? ", chủ trì" : ""}`,
    member.limits
      .map((rule) => {
        const when = whenText(rule, definition);
        return `${when === undefined ? "" : `${both(when)}: `}${both(budgetText(rule.budget))}${mark(rule.confidence)}`;
      })
      .join("<br>"),
    (member.dependsOn ?? []).join(", "),
  ]);
  return table(["TT", "Nội dung / Member", "Cơ quan / Agency", "Thời hạn / Limit", "Sau / After"], rows);
}

function header(definition: ProcedureDefinition): string {
  const { confidence } = definition;
  const rows: (readonly [Bilingual, string])[] = [
    [{ vi: "Mã thủ tục", en: "code" }, `${definition.code} (phiên bản ${definition.version})`],
    [{ vi: "Lĩnh vực", en: "field" }, both(definition.field)],
    [{ vi: "Căn cứ pháp lý", en: "legal basis" }, definition.legalBasis.join("; ")],
    [{ vi: "Hiệu lực", en: "effective" }, `${effective(definition)}${mark(confidence.effective)}`],
    [{ vi: "Thời hạn giải quyết", en: "limit" }, limits(definition)],
    [{ vi: "Gia hạn", en: "extension" }, extensions(definition)],
    [{ vi: "Cách thức nộp", en: "channels" }, channels(definition)],
    [{ vi: "Nơi nộp", en: "place" }, places[definition.placeRule]],
    [{ vi: "Phí, lệ phí", en: "fees" }, fees(definition)],
    [
      { vi: "Kết quả", en: "results" },
      definition.results.map((item) => `${both(item.name)} (${item.code})`).join("<br>"),
    ],
    [{ vi: "Thành phần hồ sơ", en: "documents" }, documents(definition)],
  ];
  return table(
    ["Mục / Item", "Nội dung / Content"],
    rows.filter(([, text]) => text !== "").map(([name, text]) => [both(name), text]),
  );
}

const places = {
  province: "bất kỳ nơi nào trong tỉnh / anywhere in the province",
  nationwide: "toàn quốc / nationwide",
  "by-residence": "theo nơi cư trú / by residence",
  "by-place": "theo địa điểm / by place",
} as const;

const effective = ({ effective: { from, to } }: ProcedureDefinition): string =>
  to === undefined ? `từ ${from}` : `từ ${from} đến ${to}`;

const limits = (definition: ProcedureDefinition): string =>
  [
    limitLines(definition, definition.limits),
    ...(definition.phases ?? []).map(
      ({ name, limits: rules }) => `**${both(name)}**<br>${limitLines(definition, rules)}`,
    ),
  ].join("<br>");

const limitLines = (definition: ProcedureDefinition, rules: ProcedureDefinition["limits"]): string =>
  rules
    .map((rule) => {
      const when = whenText(rule, definition);
      const budget = budgetText(rule.budget);
      const text = when === undefined ? both(budget) : `${both(when)}: ${both(budget)}`;
      return `${text}${mark(rule.confidence)}`;
    })
    .join("<br>");

const extensions = (definition: ProcedureDefinition): string =>
  definition.extensions
    .map((rule) => {
      const parts: string[] = [];
      if (rule.upTo !== undefined)
        parts.push(`${rule.mode === "added" ? "thêm không quá" : "tổng cộng không quá"} ${budgetText(rule.upTo).vi}`);
      if (rule.orLongerByAgreement) parts.push("dài hơn theo thỏa thuận bằng văn bản");
      return `${both(rule.name)}: ${parts.join(", hoặc ")}${mark(rule.confidence)}`;
    })
    .join("<br>");

const channels = (definition: ProcedureDefinition): string =>
  definition.channels
    .map(({ channel, level }) => {
      const about = level === undefined ? "" : level === "full" ? " (toàn trình)" : " (một phần)";
      return `${both(channelNames[channel])}${about}${channel === "vneid" ? mark(definition.confidence.vneid) : ""}`;
    })
    .join("; ");

const fees = (definition: ProcedureDefinition): string =>
  definition.fees
    .map((fee) => {
      const per = fee.per === undefined ? "" : `/${perNames[fee.per]}`;
      const price = fee.amountVnd === undefined || fee.amountVnd === 0 ? "" : `: ${dong(fee.amountVnd)}${per}`;
      const tiers = (fee.tiers ?? []).map(({ from, amountVnd }) => `; từ ${from}: ${dong(amountVnd)}${per}`);
      const most = fee.atMostVnd === undefined ? "" : `; tối đa ${dong(fee.atMostVnd)}`;
      return `${both(fee.name)}${price}${tiers.join("")}${most}${(fee.exemptions ?? []).map(exemption).join("")}`;
    })
    .join("<br>");

const exemption = ({ name, percentOff }: FeeExemption): string =>
  percentOff === 100 ? `; miễn: ${both(name)}` : `; giảm ${percentOff}%: ${both(name)}`;

const perNames = { dossier: "hồ sơ", page: "trang", copy: "bản", person: "người" } as const;

const forms = { original: "bản chính", copy: "bản sao", electronic: "bản điện tử" } as const;

const documents = (definition: ProcedureDefinition): string =>
  definition.cases
    .filter((item) => item.documents.length > 0)
    .map((item) => {
      const list = item.documents.map((one) => `- ${both(one.name)} (${one.copies} ${forms[one.form]})`);
      return [`**${both(item.name)}**`, ...list].join("<br>");
    })
    .join("<br>");

function stepTable(definition: ProcedureDefinition): string {
  const rows = definition.steps.map((step, index) => [
    String(index + 1),
    `${both(step.name)}${kindMark(step)}${mark(step.confidence)}`,
    nameOf(unitNames, step.unit).vi,
    `${nameOf(roleNames, step.role).vi}${others(definition, step)}`,
    step.within === undefined ? "" : shareText(step.within),
    actions(definition, step),
    `${step.portalStatus} ${portalNames[step.portalStatus] ?? "?"}`,
  ]);
  return [
    table(
      [
        "TT",
        "Nội dung / Step",
        "Đơn vị / Unit",
        "Trách nhiệm / Role",
        "Thời gian / Share",
        "Thao tác / Actions",
        "Trạng thái Cổng / Portal",
      ],
      rows,
    ),
    "▶ chạy tiếp, ⏸ tạm dừng, ↻ tính lại từ đầu, ⏹ kết thúc thời hạn / runs, suspends, starts again, ends the limit",
  ].join("\n\n");
}

const kindMark = (step: StepDefinition): string =>
  step.kind === "work" || step.kind === "return" ? "" : ` *(${kindNames[step.kind].vi})*`;

function others(definition: ProcedureDefinition, step: StepDefinition): string {
  const names = (step.notSamePersonAs ?? []).map((id) => numberOf(definition, id));
  return names.length === 0 ? "" : ` (khác người ở bước ${names.join(", ")})`;
}

const numberOf = (definition: ProcedureDefinition, id: string): string => {
  const index = definition.steps.findIndex((step) => step.id === id);
  return index < 0 ? id : String(index + 1);
};

function actions(definition: ProcedureDefinition, step: StepDefinition): string {
  const list = step.actions.map((action) => {
    const to = action.to.startsWith("end:") ? "kết thúc" : `bước ${numberOf(definition, action.to)}`;
    const outcome = action.outcome === undefined ? "" : ` (${nameOf(outcomeNames, action.outcome).vi})`;
    const guard = (action.guard ?? []).length === 0 ? "" : ` [${(action.guard ?? []).join(", ")}]`;
    const clock = step.kind === "return" ? "" : `${clockMarks[action.clock]} `;
    const moment = momentOf(step, action.id);
    const when = moment === undefined ? "" : ` (tự động khi: ${momentNames[moment].vi})`;
    return `${clock}${action.name.vi}${outcome}${guard}${when} → ${to}`;
  });
  if (step.mayAskSupplement && step.kind !== "return") list.push("⏸ Yêu cầu bổ sung → chờ người nộp");
  return list.join("<br>");
}

function total(definition: ProcedureDefinition): string {
  const parts = definition.steps.flatMap((step) => (step.within === undefined ? [] : [step.within]));
  const rule = definition.limits.at(-1);
  const unit = parts[0]?.unit;
  if (rule === undefined) return "";
  const limit = `Thời hạn / limit: ${both(budgetText(rule.budget))}`;
  if (unit === undefined || parts.some((part) => part.unit !== unit)) return `**${limit}.**`;
  const sum = parts.reduce((all, part) => all + part.hundredths, 0);
  const later = (definition.phases ?? []).flatMap(({ limits: rules }) => rules.at(-1)?.budget ?? []);
  const wholes = [rule.budget, ...later].map((budget) => hundredthsOf(budget, unit));
  const whole = wholes.includes(undefined) ? undefined : wholes.reduce<number>((all, one) => all + (one ?? 0), 0);
  const compared =
    whole === undefined || whole === sum
      ? ""
      : ` — **không khớp thời hạn (${decimal(whole)}); bảng công bố không phải lúc nào cũng cộng đúng** / does not match the limit`;
  return `**Tổng các bước / total of the steps: ${shareText({ unit, hundredths: sum })}. ${limit}.**${compared}`;
}

const waits = (definition: ProcedureDefinition): readonly string[] =>
  definition.steps.flatMap((step) =>
    step.wait === undefined
      ? []
      : [
          `Bước ${numberOf(definition, step.id)}, ${both(step.name)}: tối đa ${both(budgetText(step.wait.budget))}; căn cứ (ground): ${step.wait.ground}; nguồn: ${step.wait.source}${mark(step.confidence)}`,
        ],
  );

const sessions = (definition: ProcedureDefinition): readonly string[] =>
  definition.steps.flatMap(({ id, session }) =>
    session === undefined
      ? []
      : [
          `Bước ${numberOf(definition, id)}: ${session.parties.map(partyText).join("; ")}; nguồn: ${session.source}${mark(session.confidence)}`,
        ],
  );

const partyText = ({ name, atLeast, absencesMax }: SessionParty): string =>
  `${both(name)}: có mặt ít nhất ${atLeast}${absencesMax === undefined ? "" : `, vắng lần thứ ${absencesMax} thì thôi mời`}`;

const confidences = (definition: ProcedureDefinition): readonly string[] => {
  const parts = Object.entries(definition.confidence);
  const of = (level: Confidence): string =>
    parts
      .filter(([, value]) => value === level)
      .map(([part]) => part)
      .join(", ");
  return [
    ["S, đọc trong nguồn / read in a source", of("S")],
    ["M, theo trí nhớ / from memory", of("M")],
    ["U, chưa chắc chắn / uncertain", of("U")],
  ].flatMap(([name, list]) => (list === "" ? [] : [`${name}: ${list}`]));
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, lines.map((line) => `- ${line}`).join("\n")];

const mark = (confidence: Confidence | undefined): string =>
  confidence === undefined || confidence === "S" ? "" : ` [${confidence}]`;

const both = (text: Bilingual): string => (text.vi === text.en ? text.vi : `${text.vi} / *${text.en}*`);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replace(/\|/g, "\\|").replace(/\n/g, " ")).join(" | ")} |`;

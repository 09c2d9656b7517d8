import { type DossierState, LawBook, type Storage } from "@motcua/core";
import { renderStory, storyOf } from "../dossier/story.ts";
import { isOpenMatter, type RunResult, storedStates, wasIssued } from "./figures.ts";
import { firstLetter } from "./letter.ts";

/** What came of the month, for people: the table, one dossier told in full, one letter, where it all lies. */
export async function reportOf(storage: Storage, result: RunResult, file: string): Promise<string> {
  const states = (await storedStates(storage)).map(({ state }) => state).sort(byCode);
  const told = chosen(states);
  const letter = await firstLetter(storage, states);
  const code = told?.code ?? told?.dossierId ?? "";
  const parts = [
    table(result, states),
    await fieldTable(storage, states),
    ...(told === undefined
      ? []
      : [
          heading("MỘT HỒ SƠ, KỂ ĐẦY ĐỦ / ONE DOSSIER IN FULL"),
          renderStory(await storyOf(storage, { stored: await storedOf(storage, told), state: told })),
        ]),
    ...(letter === undefined ? [] : [heading("MỘT PHIẾU XIN LỖI / ONE LETTER OF APOLOGY"), `${letter}\n`]),
    heading("DỮ LIỆU / DATABASE"),
    `${file}\n\nThử tiếp / try next:\n` +
      `  npm run -s motcua -- inbox --db ${file}\n` +
      (code === "" ? "" : `  npm run -s motcua -- explain ${code} --db ${file}\n`) +
      `  npm run -s motcua -- verify --db ${file}\n`,
  ];
  return parts.join("\n");
}

async function storedOf(storage: Storage, state: DossierState) {
  const [stored] = await storage.load([state.dossierId]);
  if (stored === undefined) throw new RangeError(`dossier ${state.dossierId} is gone`);
  return stored;
}

const keyOf = (state: DossierState): string => (state.code === undefined ? `1${state.dossierId}` : `0${state.code}`);
const byCode = (a: DossierState, b: DossierState): number => (keyOf(a) < keyOf(b) ? -1 : 1);

/** The dossier worth telling: late after a supplement or a suspension, else late, else any with an apology. */
function chosen(states: readonly DossierState[]): DossierState | undefined {
  const apologised = (state: DossierState): boolean => state.apologies.some(wasIssued);
  const moved = (state: DossierState): boolean => state.promises.length > 1;
  const stood = (state: DossierState): boolean =>
    state.promises.some(({ cause }) => cause === "supplement" || cause === "suspension" || cause === "restart");
  const late = states.filter((state) => state.verdict === "late");
  return (
    late.find((state) => stood(state) && apologised(state)) ??
    late.find(stood) ??
    late.find((state) => moved(state) && apologised(state)) ??
    late.find(moved) ??
    late.find((state) => state.limits.principal?.ledger.budget.unit === "working-day" && apologised(state)) ??
    late[0] ??
    states.find(stood) ??
    states.find(moved) ??
    states.find((state) => state.resolvedAt !== undefined)
  );
}

const heading = (text: string): string => `${text}\n${"─".repeat(text.length)}`;
const row = (vi: string, en: string, value: number | string): string =>
  `  ${vi.padEnd(34)} ${en.padEnd(34)} ${String(value).padStart(8)}`;

function table({ figures, counts }: RunResult, states: readonly DossierState[]): string {
  const of = (fits: (state: DossierState) => boolean): number => states.filter(fits).length;
  const missed = states.reduce(
    (sum, state) => sum + state.apologies.filter((apology) => apology.missedOn !== undefined).length,
    0,
  );
  const lines = [
    heading("KẾT QUẢ / FIGURES"),
    // A month of one seed that starts with empty desks: whoever reads shares into it is warned.
    "  Một lần chạy, bắt đầu chưa có hồ sơ nào: ví dụ, không phải dự báo",
    "  one run that begins without open dossiers: an example, not a forecast",
    row("Đã nộp", "received", figures.received),
    row("Đã tiếp nhận", "accepted", figures.accepted),
    row("Từ chối tiếp nhận", "intake refused", figures.refused),
    row(
      "Còn ở khâu tiếp nhận",
      "still at intake",
      of((s) => s.acceptedAt === undefined && s.endedAt === undefined),
    ),
    row("Đã có kết quả", "resolved", figures.resolved),
    row("  sớm hạn", "  early", figures.early),
    row("  đúng hạn", "  on time", figures.onTime),
    row("  trễ hạn", "  late", figures.late),
    row(
      "  không có thời hạn",
      "  without a limit",
      of((s) => s.verdict === "no-limit"),
    ),
    row("Đang giải quyết", "open", figures.open),
    row(
      "  trong đó quá hạn",
      "  of them past the promise",
      of((s) => isOpenMatter(s) && s.promiseMissedAt !== undefined),
    ),
    row(
      "Dừng theo yêu cầu",
      "withdrawn",
      of((s) => s.outcome === "withdrawn"),
    ),
    row(
      "Đóng sau 15 ngày",
      "closed",
      of((s) => s.outcome === "closed"),
    ),
    row(
      "Hủy tiếp nhận",
      "voided",
      of((s) => s.outcome === "voided"),
    ),
    row("Yêu cầu bổ sung", "supplements", figures.supplements),
    row("Hỏi đúng hạn hay trễ", "asked: on time or late", counts.asked),
    row("Phải xin lỗi", "apologies owed", figures.apologiesOwed),
    row("  đã gửi phiếu", "  issued", figures.apologiesIssued),
    row("  không đúng ngày luật định", "  missed the day the law names", missed),
    row("Đôn đốc, báo cáo cấp trên", "escalations", figures.escalations),
    ...counts.escalatedBy.map(([rung, told]) => row(`  ${rung}`, "", told)),
    row("Sự kiện", "events", figures.events),
    row("Thời gian chạy", "wall time", `${(figures.wallMs / 1000).toFixed(1)} s`),
    "",
    `  digest ${figures.digest}`,
    "",
  ];
  return lines.join("\n");
}

async function fieldTable(storage: Storage, states: readonly DossierState[]): Promise<string> {
  const laws = new LawBook(storage, undefined);
  const fields = new Map<string, { received: number; resolved: number; late: number; open: number }>();
  for (const state of states) {
    const { field } = (await laws.load(state.law)).procedure.definition;
    const counts = fields.get(field.vi) ?? { received: 0, resolved: 0, late: 0, open: 0 };
    counts.received += 1;
    if (state.resolvedAt !== undefined) counts.resolved += 1;
    if (state.verdict === "late") counts.late += 1;
    if (isOpenMatter(state)) counts.open += 1;
    fields.set(field.vi, counts);
  }
  const cells = (values: readonly (string | number)[]): string =>
    values.map((value) => String(value).padStart(10)).join("");
  return [
    heading("THEO LĨNH VỰC / BY FIELD"),
    `  ${"".padEnd(54)}${cells(["received", "resolved", "late", "open"])}`,
    ...[...fields]
      .sort(([a, x], [b, y]) => y.received - x.received || (a < b ? -1 : 1))
      .map(([name, c]) => `  ${name.padEnd(54)}${cells([c.received, c.resolved, c.late, c.open])}`),
    "",
  ].join("\n");
}

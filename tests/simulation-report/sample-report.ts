import type { ReportInput } from "@motcua/adapters/simulation-report";
import { reportMaps, reportSample } from "@motcua/adapters/simulation-report";
import {
  comparePaired,
  compileModel,
  type Estimate,
  estimate,
  type Figures,
  FiguresCollector,
  type LawFiguresOf,
  LogBuilder,
  type Model,
  runUnit,
} from "@motcua/core/simulator";
import { officeModel, startAt } from "./office-model.ts";

const day = 86_400_000;

/** Days that each procedure may take. */
const daysOf = (flow: number): number => [20, 3, 1][flow] ?? 1;

/** Replications of a model, with the same random numbers for every model. */
function simulate(model: Model, replications: number): FiguresCollector {
  const collector = new FiguresCollector(model);
  const compiled = compileModel(model);
  for (let replication = 0; replication < replications; replication += 1)
    collector.add(runUnit(compiled, { seed: 7, replication, office: 0 }));
  return collector;
}

/** The work of one replication, with a due date and what follows from it. */
function logOf(model: Model) {
  const builder = new LogBuilder();
  const nodes = model.flows.flatMap(({ id, nodes }) => nodes.map((node) => ({ flow: id, name: node.name })));
  const begun: { readonly flow: number; readonly at: number }[] = [];
  const name = (dossier: number): string => `H45.12-2603-${String(dossier + 1).padStart(4, "0")}`;
  runUnit(compileModel(model), {
    seed: 7,
    replication: 0,
    office: 0,
    sink: {
      begin(dossier, _stream, flow, _number, at) {
        begun[dossier] = { flow, at };
        const dueAt = at + daysOf(flow) * day;
        builder.fact({ dossier: name(dossier), kind: "accepted", at, dueAt });
      },
      work(dossier, node, person, enabledAt, startedAt, endAt) {
        const { flow = "", name: activity = "" } = nodes[node] ?? {};
        const who = model.people[person]?.name ?? "";
        builder.item({ dossier: name(dossier), flow, activity, person: who, enabledAt, startAt: startedAt, endAt });
      },
      end(dossier, at) {
        const { flow, at: from } = begun[dossier] ?? { flow: 0, at };
        const dueAt = from + daysOf(flow) * day;
        if (at > dueAt) {
          builder.fact({ dossier: name(dossier), kind: "apology-owed", at: dueAt });
          builder.fact({ dossier: name(dossier), kind: "escalated", at: dueAt + day / 4 });
          builder.fact({ dossier: name(dossier), kind: "apology-issued", at: dueAt + day / 2 });
        }
        builder.fact({ dossier: name(dossier), kind: "resolved", at });
      },
    },
  });
  return builder.log();
}

/** Spread around a mean, as ten replications would give it. */
const around = (mean: number, share = 0.06): Estimate =>
  estimate(Array.from({ length: 10 }, (_, i) => mean * (1 + share * Math.sin(i * 2.4))));

/** Figures that the law adds, of a size that goes with the office. */
const lawFigures = (limited: number): LawFiguresOf<Estimate> => {
  const late = limited * 0.043;
  const spread = (mean: number) => ({
    ...{ mean: around(mean), sd: around(mean * 0.8), p50: around(mean * 0.7), p90: around(mean * 2.1) },
    ...{ p95: around(mean * 2.8), p99: around(mean * 4), max: around(mean * 6) },
  });
  const days: { [days: string]: Estimate } = {};
  for (let i = 1; i <= 14; i += 1) days[i] = around(late * 0.36 * 0.68 ** i, 0.3);
  return {
    limited: around(limited),
    openLate: around(0),
    onTimeLocal: around(limited - late),
    onTimeNational: around(limited - late * 1.4),
    onTimeLocalShare: around(0.957, 0.012),
    onTimeNationalShare: around(0.938, 0.015),
    daysOver: spread(2.6),
    lateByDays: { ...days, "over-30": around(1.2, 0.9) },
    earlyMs: spread(1.7 * day),
    lateMs: spread(2.2 * day),
    apologiesOwed: around(late * 1.1),
    apologiesIssued: around(late * 0.9),
    apologiesMissed: around(late * 0.2),
    rescheduled: around(late * 0.7),
    supplements: around(limited * 0.05),
    suspendedMs: around(limited * 0.05 * 4 * day),
    rungs: {
      half: around(limited * 0.4),
      ask: around(late * 1.8),
      due: around(late),
      "after-1": around(late * 0.6),
      "after-3": around(late * 0.3),
    },
    escalations: {
      "unit-head": around(late * 0.4),
      director: around(late),
      chairperson: around(late * 0.6),
      province: around(late * 0.3),
    },
    responsibleMs: {
      "Phòng Kinh tế": around(9e10),
      "Bộ phận Một cửa": around(3e10),
      "Phòng Văn hóa – Xã hội": around(1.1e10),
      "party:applicant": around(4e10),
    },
    responsibleShare: {
      "Phòng Kinh tế": around(0.53),
      "Bộ phận Một cửa": around(0.18),
      "Phòng Văn hóa – Xã hội": around(0.06),
      "party:applicant": around(0.23),
    },
    outcomes: { granted: around(limited * 0.95), refused: around(limited * 0.03), withdrawn: around(limited * 0.02) },
  };
};

const withLaw = (figures: Figures): Figures => ({
  ...figures,
  whole: { ...figures.whole, law: lawFigures(figures.whole.finished.mean ?? 0) },
  flows: figures.flows.map((flow) => ({ ...flow, law: lawFigures(flow.finished.mean ?? 0) })),
});

const compared = [
  "whole/cycleMs/mean",
  "whole/cycleMs/p90",
  "whole/waitingMs/mean",
  "whole/finished",
  "whole/costTotal",
  "staff/utilisationShare",
  `flows/${officeModel.flows[0]?.id}/nodes/draft/waitingMs/mean`,
  "roles/Công chức địa chính – xây dựng/utilisationShare",
];

/** A report with every section, of an office that was simulated. */
export function sampleReport(): ReportInput {
  const base = simulate(officeModel, 10);
  const builders = officeModel.people.filter(({ skills }) => skills.includes("permit")).slice(0, 1);
  const helpers = builders.map((one) => ({ ...one, id: "new", name: "Người mới" }));
  const more = simulate({ ...officeModel, people: [...officeModel.people, ...helpers] }, 10);
  const faster = simulate(
    {
      ...officeModel,
      people: officeModel.people.map((one) => (one.role === "Công chức tiếp nhận" ? { ...one, speed: 1.25 } : one)),
    },
    10,
  );
  const figures = withLaw(base.figures());
  return {
    title: "Xã Tân Phú: một quý ở bộ phận Một cửa",
    simulation: {
      scenario: "tan-phu.yaml",
      seed: 7,
      replications: 10,
      startAt,
      endAt: startAt + 91 * day,
      madeAt: Date.UTC(2026, 10, 26, 3),
    },
    warnings: [
      {
        vi: "Tải của công chức địa chính – xây dựng trên 90 %: hàng chờ có thể rất dài.",
        en: "The load of land and construction officers is above 90 %: queues may become very long.",
      },
    ],
    notes: [
      { vi: "Hồ sơ chỉ đến trong giờ mở cửa.", en: "Dossiers arrive in opening hours only." },
      {
        vi: "Hết ca thì việc dừng, hôm sau người đó làm tiếp.",
        en: "At the end of a shift work pauses, and the same person resumes it.",
      },
    ],
    figures,
    maps: reportMaps(officeModel, figures),
    sample: reportSample(logOf(officeModel), officeModel),
    comparison: {
      base: "Hiện nay",
      variants: [
        {
          name: "Thêm một người",
          changes: [{ vi: "Thêm một công chức địa chính – xây dựng", en: "One more land and construction officer" }],
          compared: comparePaired(base.values(), more.values(), compared),
        },
        {
          name: "Nộp trực tuyến 20 %",
          changes: [{ vi: "Tiếp nhận nhanh hơn 25 %", en: "Intake is 25 % faster" }],
          compared: comparePaired(base.values(), faster.values(), compared),
        },
      ],
    },
    staffing: {
      target: { measure: "whole/law/onTimeLocalShare", is: "at-least", value: 0.99 },
      tried: [0.71, 0.957, 0.991, 0.999].map((value, i) => ({
        people: [
          { role: "Công chức địa chính – xây dựng", count: i + 1 },
          { role: "Công chức tiếp nhận", count: 2 },
        ],
        value: around(value, 0.004 * (4 - i)),
        reached: i >= 2,
        costTotal: 120e6 + 31e6 * i,
      })),
      chosen: 2,
    },
    forecast: {
      at: startAt + 30 * day,
      dossiers: Array.from({ length: 26 }, (_, i) => ({
        id: `H45.12-2603-${String(400 + i)}`,
        flow: "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        step: i % 2 === 0 ? "Kiểm tra thực địa" : "Thẩm định, dự thảo giấy phép",
        person: i % 2 === 0 ? "Phạm Anh Tuấn" : "Hoàng Thu Hà",
        dueAt: startAt + (31 + i) * day,
        lateShare: 1 / (1 + (i / 7) ** 2),
        finishP50At: startAt + (35 + i / 2) * day,
        finishP90At: startAt + (39 + i / 2) * day,
        helps: (i % 5) * 0.21,
      })),
      score: {
        count: 118,
        brier: 0.081,
        auc: 0.913,
        calibration: [
          { meanProbability: 0.05, happenedShare: 0.04, count: 70 },
          { meanProbability: 0.45, happenedShare: 0.5, count: 30 },
          { meanProbability: 0.92, happenedShare: 0.89, count: 18 },
        ],
      },
    },
  };
}

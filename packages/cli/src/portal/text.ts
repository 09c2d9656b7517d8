import type { PortalDifference, Reconciliation } from "@motcua/adapters/national-portal";
import { formatInstant, type PortalRecord } from "@motcua/core";

/** A line for each dossier that differs, then how many were compared. */
export function reconciliationText({ compared, notTold, differences }: Reconciliation): string {
  const lines = differences.map((difference) => `${difference.code}\n${wordsOf(difference).map(indented).join("")}`);
  const sum =
    `Đã so ${compared} hồ sơ, lệch ${differences.length}, không thuộc diện gửi ${notTold} / ` +
    `${compared} dossiers compared, ${differences.length} differ, ${notTold} not the portal's\n`;
  return `${lines.join("")}${sum}`;
}

const indented = (line: string): string => `  ${line}\n`;

function wordsOf(difference: PortalDifference): readonly string[] {
  const { missing, fields, stepsMissing, stepsExtra, outOfOrder, waiting, mended, left, notSent } = difference;
  const steps = stepsMissing.length;
  const said: readonly (readonly [unknown, string])[] = [
    [missing, "Cổng chưa có hồ sơ, cần tạo / the portal does not have it: to be created"],
    [fields.length, `trường khác nhau, cần cập nhật / fields differ, to be updated: ${fields.join(", ")}`],
    [steps, `bước cần gửi (số sự kiện) / steps to send, by event: ${stepsMissing.join(", ")}`],
    [stepsExtra, `bước thừa trên Cổng, không rút lại được / steps too many there, not taken back: ${stepsExtra}`],
    [outOfOrder, "bước sai thứ tự trên Cổng / steps out of order there"],
    [waiting, `thông báo còn chờ gửi / messages that still wait: ${waiting}`],
    [mended, "đã gửi, nay khớp / sent, and the same now"],
    [left, "để tiến trình gửi làm / left to the worker that delivers"],
    [notSent, `chưa gửi được / could not be sent: ${notSent}`],
  ];
  return said.flatMap(([holds, words]) => (holds ? [words] : []));
}

/** What the portal would be told; no personal data is in it. */
export const recordDocument = (code: string | undefined, record: PortalRecord) => ({
  code: code ?? null,
  seq: record.seq,
  status: record.status,
  channel: record.channel,
  submittedAt: formatInstant(record.submittedAt),
  acceptedAt: at(record.acceptedAt),
  appointment: at(record.appointment),
  finishedAt: at(record.finishedAt),
  returnedAt: at(record.returnedAt),
  outcome: record.outcome ?? null,
  steps: record.steps.map(({ seq, status, at: when, done, step }) => ({
    seq,
    status,
    at: formatInstant(when),
    done,
    step: step ?? null,
  })),
  supplements: record.supplements.map(({ requestedAt, completedAt, appointmentBefore, appointmentAfter, reason }) => ({
    reason,
    requestedAt: formatInstant(requestedAt),
    completedAt: at(completedAt),
    appointmentBefore: at(appointmentBefore),
    appointmentAfter: at(appointmentAfter),
  })),
});

const at = (instant: number | undefined): string | null => (instant === undefined ? null : formatInstant(instant));

export function recordText(document: ReturnType<typeof recordDocument>): string {
  const { code, seq, status, acceptedAt, appointment, finishedAt, returnedAt, steps, supplements } = document;
  const lines = [
    code ?? "chưa có mã, chưa gửi / no code yet, not sent",
    `  sau sự kiện / as of event ${seq}: mã / code ${status}`,
    `  tiếp nhận / accepted ${acceptedAt ?? "-"}, hẹn trả / appointment ${appointment ?? "-"}`,
    `  xong / finished ${finishedAt ?? "-"}, trả / returned ${returnedAt ?? "-"}`,
    "  tiến trình / steps:",
    ...steps.map((one) => `    ${String(one.status).padStart(2)}  ${one.at}  ${one.step ?? one.done}  (${one.seq})`),
    ...supplements.map((one) => `  bổ sung / supplement ${one.requestedAt} … ${one.completedAt ?? "-"}: ${one.reason}`),
  ];
  return `${lines.join("\n")}\n`;
}

import { fault } from "../base/errors.ts";
import { err } from "../base/result.ts";
import { isUnderWay } from "../payment/under-way.ts";
import { mayHold, oneStopRole, requireHead, requireRole } from "./authority.ts";
import type { Command } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { isElsewhere } from "./holding.ts";
import { readLaneName } from "./lane.ts";
import type { PinnedLaw } from "./law.ts";
import { keepPapers, sendPapers } from "./papers.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { adoptAnnounced } from "./reproject.ts";
import { settleResponsibility } from "./responsibility.ts";
import type { DossierState } from "./state.ts";
import type { DeclineHandOver, HandOver, TakeOver } from "./transfer-command.ts";
import { takeDueRungs } from "./wake.ts";

/** What another office has is decided there; here only the hand-over itself goes on. */
export function checkHeld(state: DossierState, { type }: Command): Step {
  if (!isElsewhere(state) || type === "take-over" || type === "decline-hand-over") return done;
  const to = state.transfer?.holder ?? state.transfer?.to ?? "";
  return refuse(
    "dossier.handed_over",
    `Hồ sơ đã bàn giao cho ${to}; ở đây chỉ còn để xem`,
    `the dossier was handed over to ${to}; here it can only be looked at`,
  );
}

/** The dossier leaves for another engine. Its limits go on: who takes it over takes what came due on the way. */
export function handOver(draft: Draft, { to, partner, officeId, papers }: HandOver): Step {
  const allowed = requireHands(draft);
  if (!allowed.ok) return allowed;
  const state = stateOf(draft);
  const lane = `transfer/${partner}` as const;
  const known = readLaneName(lane);
  if (!known.ok || to === officeId) return err(noPartner());
  if (state.endedAt !== undefined)
    return refuse(
      "command.not_available",
      "Không bàn giao hồ sơ đã kết thúc",
      "a dossier that has ended is not handed over",
    );
  // Its members answer to this office: their codes, units and engines are known here.
  if (state.members !== undefined && state.resolvedAt === undefined)
    return refuse(
      "command.not_available",
      "Không bàn giao nhóm liên thông khi chưa có kết quả",
      "an interlinked group is not handed over before it has its result",
    );
  // It was asked for in this office's name, and is told here: elsewhere nobody would hear of it.
  if (Object.values(state.payments ?? {}).some((payment) => isUnderWay(payment, effectiveAt(draft))))
    return refuse(
      "payment.under_way",
      "Không bàn giao khi còn tiền có thể đến hoặc phải hoàn",
      "a dossier is not handed over while money can still come, or has to go back",
    );
  const epoch = (state.transfer?.epoch ?? 0) + 1;
  if (papers !== undefined && papers !== "follow")
    return refuse("command.input", "papers chỉ có thể là follow", "papers is follow, or absent");
  if (papers === "follow") sendPapers(draft);
  emit(draft, { type: "handed-over", epoch, from: officeId, to, partner, ...(papers === undefined ? {} : { papers }) });
  send(draft, lane, "hand-over", { epoch, to });
  return done;
}

/** Whoever may decide on its clock, and the one-stop while the dossier is in its hands. */
function requireHands(draft: Draft): Step {
  const allowed = requireRole(draft, "officer", oneStopRole, "unit-head", "leader", "director", "chairperson");
  const { task } = stateOf(draft);
  if (!allowed.ok || task === undefined || requireRole(draft, "leader", "director", "chairperson").ok) return allowed;
  if (mayHold(task, draft.by) || requireHead(draft, task).ok) return done;
  return refuse(
    "task.held_by_other",
    "Hồ sơ đang do người khác giữ ở bước này",
    "somebody else holds the dossier at this step",
  );
}

/**
 * This office has it from now on: its unit answers for the open step, and what came due on the way takes effect at its own
 * time. Nothing starts anew.
 * @param announced the same law with the calendar that was announced here meanwhile, as for everything open here
 */
export function takeOver(draft: Draft, command: TakeOver, announced: PinnedLaw | undefined): Step {
  const { transfer, task, lastAt } = stateOf(draft);
  const { epoch, from, to, head, seal, officeId } = command;
  const taker = transfer?.declined === true ? transfer.from : transfer?.to;
  if (transfer?.holder !== undefined || transfer?.epoch !== epoch || taker !== officeId || to !== officeId)
    return notOnItsWay();
  const open = task === undefined ? undefined : taskHere(draft);
  if (open !== undefined && !("unit" in open)) return open;
  const given = open === undefined ? {} : { task: open };
  emit(draft, { type: "taken-over", epoch, from, to, head, seal, ...given });
  if (transfer.declined === true) keepPapers(draft);
  settleResponsibility(draft);
  const taken = takeDueRungs(draft, command.at, lastAt);
  if (!taken.ok) return taken;
  if (announced !== undefined) adoptAnnounced(draft, announced);
  return done;
}

function taskHere(draft: Draft): NonNullable<EventOf<"taken-over">["task"]> | ReturnType<typeof refuse> {
  const { units, assignee } = draft.command.resolved;
  const at = stateOf(draft).task?.step;
  const unit = draft.law.procedure.definition.steps.find(({ id }) => id === at)?.unit ?? "";
  const post = units[unit];
  if (post === undefined)
    return refuse("office.unknown_unit", `Chưa bố trí đơn vị "${unit}"`, `this office has no unit for "${unit}"`);
  const { unit: id, head } = post;
  return { unit: id, head, ...(assignee === undefined ? {} : { person: assignee }) };
}

/** Never taken over here: the way back is open. Also for an office that is not this one: the dossier stands here under
 *  another, or nobody here is so called. */
export function declineHandOver(draft: Draft, { epoch, from, to, head, seal }: DeclineHandOver): Step {
  const { transfer } = stateOf(draft);
  const isMeant = transfer?.to === to && transfer.epoch === epoch;
  if (!isMeant || transfer.holder !== undefined || transfer.declined === true) return notOnItsWay();
  emit(draft, { type: "hand-over-declined", epoch, from, to, head, seal });
  return done;
}

export const noPartner = (): Refusal =>
  fault("transfer.unknown_partner", "Không có đơn vị nhận bàn giao này", "there is no such partner to hand over to");

const notOnItsWay = () =>
  refuse("transfer.not_under_way", "Hồ sơ không có lần bàn giao này", "no such hand-over is under way");

import type { Branch } from "../model.ts";
import { channelAttribute, type FlowBuilder, ids } from "./flow-builder.ts";
import { restOf, shareBeside, stepEntry } from "./step-nodes.ts";

const plainDesk = { role: "one-stop-officer", unit: "one-stop" } as const;

/** Before acceptance: somebody at the desk looks through the papers, by channel. @returns where the flow starts */
export function intakeNodes(builder: FlowBuilder): string {
  const { definition } = builder;
  const first = definition.steps.find(({ id }) => id === definition.startStep);
  const begin = first === undefined ? ids.end : stepEntry(builder, first);
  const accepted: Branch = { to: begin, share: 1, law: { is: "accept" } };
  // Internal work has no applicant: it is opened and in work at once.
  if (definition.applicant === "none") return builder.choice(`${ids.receive}!`, "Mở hồ sơ", [accepted]);
  const decide = decision(builder, accepted);
  const desk = first?.role === plainDesk.role ? first : plainDesk;
  const skill = `${desk.role}@${desk.unit}`;
  const { receive = {} } = builder.settings.intake ?? {};
  const branches: Branch[] = [];
  for (const [channel, spread] of Object.entries(receive)) {
    if (channel === "other") continue;
    const id = `${ids.receive}:${channel}`;
    builder.task(id, "Tiếp nhận", { skill, work: spread, next: decide });
    branches.push({ to: id, share: 0, when: { attribute: channelAttribute, is: channel } });
  }
  const { other } = receive;
  if (other !== undefined) {
    builder.task(`${ids.receive}:other`, "Tiếp nhận", { skill, work: other, next: decide });
    branches.push({ to: `${ids.receive}:other`, share: 1 });
  } else branches.push({ to: decide, share: 1 });
  return builder.choice(ids.receive, "Kênh nộp", branches);
}

/** Accepted, not taken, or sent home once to complete the papers. */
function decision(builder: FlowBuilder, accepted: Branch): string {
  const { refuseShare = 0, incompleteShare = 0, comesBack, givesUpShare = 0 } = builder.settings.intake ?? {};
  const branches: Branch[] = [];
  const returns = incompleteShare > 0 && comesBack !== undefined;
  const refused = shareBeside(refuseShare, returns ? incompleteShare : 0);
  if (refused > 0) branches.push({ to: ids.end, share: refused, law: { is: "refuse-intake" } });
  if (returns) {
    builder.delay(ids.comesBack, "Công dân hoàn thiện hồ sơ", comesBack, ids.receive);
    const comes: Branch = { to: ids.comesBack, share: 1 - givesUpShare };
    const to = builder.choice(
      `${ids.comesBack}?`,
      "Có quay lại",
      givesUpShare > 0 ? [{ to: ids.end, share: givesUpShare, law: { is: "withdraw" } }, comes] : [comes],
    );
    branches.push({ to, share: incompleteShare, passesMax: 1 });
  }
  return builder.choice(`${ids.receive}!`, "Kết quả tiếp nhận", [
    ...branches,
    { ...accepted, share: restOf(branches) },
  ]);
}

import type { StepDefinition } from "../../procedure/types.ts";
import type { Branch } from "../model.ts";
import { channelAttribute, type FlowBuilder, ids } from "./flow-builder.ts";
import { actionNodes } from "./step-nodes.ts";
import type { ReturnWay } from "./types.ts";

/** A result goes out at the counter, by post or electronically, by the channel it was asked for. */
export function returnNodes(builder: FlowBuilder, step: StepDefinition): void {
  const { other = { counter: 1 }, ...byChannel } = builder.settings.return?.ways ?? {};
  const made = new Map<ReturnWay, string>();
  const entry = (way: ReturnWay): string => {
    const known = made.get(way) ?? wayNodes(builder, step, way);
    made.set(way, known);
    return known;
  };
  const branches: Branch[] = Object.entries(byChannel).map(([channel, ways]) => ({
    to: wayChoice(builder, step, ways, `${step.id}~ways:${channel}`, entry),
    share: 0,
    when: { attribute: channelAttribute, is: channel },
  }));
  const rest = wayChoice(builder, step, other, `${step.id}~ways`, entry);
  // The entry has the name of the step, whatever is behind it.
  builder.add({ id: step.id, name: step.name.vi, kind: "choice", branches: [...branches, { to: rest, share: 1 }] });
}

function wayChoice(
  builder: FlowBuilder,
  step: StepDefinition,
  ways: { readonly [way in ReturnWay]?: number },
  id: string,
  entry: (way: ReturnWay) => string,
): string {
  const branches = (Object.entries(ways) as (readonly [ReturnWay, number])[])
    .filter(([, share]) => share > 0)
    .map(([way, share]) => ({ to: entry(way), share }));
  return builder.choice(id, step.name.vi, branches);
}

/** Handing over one way. @returns its first node */
function wayNodes(builder: FlowBuilder, step: StepDefinition, way: ReturnWay): string {
  const settings = builder.of(step);
  const id = `${step.id}:${way}`;
  const { collect, postal } = builder.settings.return ?? {};
  let endAt: string = ids.end;
  if (way === "post" && postal !== undefined) {
    // What the law asks of the office is done when the post has it.
    endAt = `${step.id}~postal`;
    builder.delay(endAt, "Bưu chính chuyển kết quả", postal, ids.end);
  }
  actionNodes(builder, step, settings, id, endAt);
  if (settings.automatic === true || settings.work === undefined) return `${id}!`;
  const skill = `${step.role}@${step.unit}`;
  builder.task(id, step.name.vi, {
    skill,
    work: settings.work,
    next: `${id}!`,
    settings,
    more: { law: { is: "enter", step: step.id } },
    mayWithdraw: false,
  });
  if (way !== "counter" || collect === undefined) return id;
  builder.delay(`${step.id}~collect`, "Công dân đến nhận kết quả", collect, id);
  return `${step.id}~collect`;
}

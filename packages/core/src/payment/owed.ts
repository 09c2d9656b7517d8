import { type Fault, fault } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Bilingual, Source } from "../base/text.ts";
import { dong, feeUnitsMax, vndMax } from "../procedure/money.ts";
import type { Channel, FeeKind, FeeRule, ProcedureDefinition } from "../procedure/types.ts";
import { whenHolds } from "../procedure/when.ts";

/** What a fee depends on (model.md §1: case × facts × channel), and what was counted and proven at the desk. */
export interface FeeSituation {
  readonly caseId: string;
  readonly channel: Channel;
  readonly facts: { readonly [fact: string]: boolean };
  /** Pages of one copy, copies, persons; needed where a fee is counted by them. Copies are 1 by default. */
  readonly units?: { readonly pages?: number; readonly copies?: number; readonly persons?: number };
  /** Grounds of exemption that are proven, e.g. `poor-household`. Personal data: it is asked here and not kept. */
  readonly grounds?: readonly string[];
}

/** One line of what is owed. */
export interface OwedLine {
  readonly id: string;
  readonly name: Bilingual;
  readonly kind: FeeKind;
  readonly levy?: "phi" | "le-phi";
  /** What it comes to before exemptions, đồng. */
  readonly fullVnd: number;
  readonly amountVnd: number;
  /** How `fullVnd` was counted, `2 × (2 × 2.000 + 3 × 1.000) đồng`. */
  readonly counted: string;
  /** Why less is owed. Personal data: content of the dossier, never part of an event or a message. */
  readonly exemption?: {
    readonly id: string;
    readonly name: Bilingual;
    readonly percentOff: number;
    readonly source: Source;
  };
  readonly source: Source;
}

export interface Owed {
  /** In the order of the rules. */
  readonly lines: readonly OwedLine[];
  readonly totalVnd: number;
  readonly byKind: { readonly [kind in FeeKind]: number };
}

/** What a dossier owes under these rules; all in whole đồng.
 *  Errors: a case, channel, fact or ground that nothing knows; an amount that somebody else sets and no schedule tells;
 *  a count that is missing. Each is told, none is guessed. */
export function owedFees(
  definition: Pick<ProcedureDefinition, "cases" | "channels" | "facts">,
  rules: readonly FeeRule[],
  situation: FeeSituation,
): Result<Owed, readonly Fault[]> {
  const faults = [...unknownNames(definition, rules, situation), ...wrongUnits(situation)];
  if (faults.length > 0) return err(faults);
  const lines: OwedLine[] = [];
  for (const rule of applicable(rules, situation)) {
    const line = lineOf(rule, situation);
    if (line.ok) lines.push(line.value);
    else faults.push(line.error);
  }
  const byKind = { advance: 0, fee: 0, service: 0, shipping: 0 };
  for (const { kind, amountVnd } of lines) byKind[kind] += amountVnd;
  const totalVnd = byKind.advance + byKind.fee + byKind.service + byKind.shipping;
  if (totalVnd > vndMax) faults.push(tooLarge("fees"));
  return faults.length > 0 ? err(faults) : ok({ lines, totalVnd, byKind });
}

/** Of each line the first rule whose conditions hold. */
function applicable(rules: readonly FeeRule[], situation: FeeSituation): readonly FeeRule[] {
  const taken = new Set<string>();
  return rules.filter((rule) => {
    // Names of lines and ids of rules without one are two alphabets.
    const line = rule.line === undefined ? `id:${rule.id}` : `line:${rule.line}`;
    if (taken.has(line) || !whenHolds(rule.when, situation, situation.facts)) return false;
    taken.add(line);
    return true;
  });
}

function lineOf(rule: FeeRule, situation: FeeSituation): Result<OwedLine, Fault> {
  const counted = count(rule, situation);
  if (!counted.ok) return counted;
  const { fullVnd, words } = counted.value;
  const held = (rule.exemptions ?? []).filter(({ id }) => situation.grounds?.includes(id));
  let best = held[0];
  for (const exemption of held) if (best !== undefined && exemption.percentOff > best.percentOff) best = exemption;
  // Less than a đồng is never asked for: what is left is rounded down.
  const amountVnd = Math.floor((fullVnd * (100 - (best?.percentOff ?? 0))) / 100);
  return ok({
    id: rule.id,
    name: rule.name,
    kind: rule.kind ?? "fee",
    ...(rule.levy === undefined ? {} : { levy: rule.levy }),
    fullVnd,
    amountVnd,
    counted: words,
    ...(best === undefined ? {} : { exemption: best }),
    source: rule.source,
  });
}

function count(rule: FeeRule, situation: FeeSituation): Result<{ fullVnd: number; words: string }, Fault> {
  const first = rule.amountVnd;
  if (first === undefined)
    return err(
      fault(
        "fee.not_set",
        `Phí "${rule.id}" do nơi khác quy định, biểu phí đang dùng chưa có mức`,
        `fee "${rule.id}" is set elsewhere, and no schedule in force has its amount`,
        `fees.${rule.id}`,
      ),
    );
  const per = rule.per ?? "dossier";
  const units = unitsOf(per, situation);
  if (units === undefined)
    return err(
      fault(
        "fee.units_missing",
        `Chưa có số ${per === "page" ? "trang" : "người"} để tính phí "${rule.id}"`,
        `fee "${rule.id}" is counted by ${per}s, and their number is missing`,
        per === "page" ? "units.pages" : "units.persons",
      ),
    );
  const steps = [{ from: 1, amountVnd: first }, ...(rule.tiers ?? [])];
  let sum = 0;
  const parts: string[] = [];
  for (const [at, { from, amountVnd }] of steps.entries()) {
    const here = Math.min(units, (steps[at + 1]?.from ?? units + 1) - 1) - from + 1;
    if (here <= 0) continue;
    sum += here * amountVnd;
    parts.push(here === 1 ? dong(amountVnd) : `${here} × ${dong(amountVnd)}`);
  }
  const capped = rule.atMostVnd !== undefined && sum > rule.atMostVnd ? rule.atMostVnd : sum;
  const copies = per === "page" ? (situation.units?.copies ?? 1) : 1;
  const fullVnd = capped * copies;
  if (sum > vndMax || fullVnd > vndMax) return err(tooLarge(`fees.${rule.id}`));
  const words = capped < sum ? `≤ ${dong(capped)}` : parts.join(" + ");
  return ok({ fullVnd, words: copies === 1 ? words : `${copies} × (${words})` });
}

const unitsOf = (per: NonNullable<FeeRule["per"]>, { units = {} }: FeeSituation): number | undefined =>
  per === "dossier" ? 1 : per === "copy" ? (units.copies ?? 1) : per === "page" ? units.pages : units.persons;

const tooLarge = (path: string): Fault =>
  fault("fee.too_large", `Số tiền vượt ${dong(vndMax)}`, `more than ${vndMax} đồng`, path);

function unknownNames(
  definition: Pick<ProcedureDefinition, "cases" | "channels" | "facts">,
  rules: readonly FeeRule[],
  { caseId, channel, facts, grounds = [] }: FeeSituation,
): Fault[] {
  const faults: Fault[] = [];
  if (!definition.cases.some(({ id }) => id === caseId))
    faults.push(
      fault("command.unknown_case", "Thủ tục không có trường hợp này", "the procedure has no such case", "caseId"),
    );
  if (definition.channels.length > 0 && !definition.channels.some((known) => known.channel === channel))
    faults.push(
      fault(
        "command.unknown_channel",
        "Thủ tục không nhận qua kênh này",
        "the procedure is not offered there",
        "channel",
      ),
    );
  for (const name of Object.keys(facts))
    if (!definition.facts.some(({ id }) => id === name))
      faults.push(
        fault(
          "command.unknown_fact",
          "Thủ tục không khai báo dữ kiện này",
          "the procedure declares no such fact",
          `facts.${name}`,
        ),
      );
  // A ground that nothing knows would be an exemption silently not given.
  for (const [at, ground] of grounds.entries())
    if (!rules.some(({ exemptions = [] }) => exemptions.some(({ id }) => id === ground)))
      faults.push(
        fault(
          "fee.unknown_ground",
          "Không có căn cứ miễn, giảm này trong biểu phí của thủ tục",
          "no fee of the procedure has such a ground of exemption",
          `grounds[${at}]`,
        ),
      );
  return faults;
}

function wrongUnits({ units = {} }: FeeSituation): readonly Fault[] {
  return Object.entries(units)
    .filter(([, n]) => !Number.isInteger(n) || n < 1 || n > feeUnitsMax)
    .map(([name]) =>
      fault(
        "fee.bad_units",
        `Số lượng phải là số nguyên từ 1 đến ${feeUnitsMax}`,
        `a count is a whole number from 1 to ${feeUnitsMax}`,
        `units.${name}`,
      ),
    );
}

/** What is owed and why, a line each. With exemptions it is personal data: for the applicant and the desk. */
export function explainOwed(owed: Owed): readonly Bilingual[] {
  const lines = owed.lines.map(({ name, counted, fullVnd, amountVnd, exemption, source }) => {
    const less = (side: "vi" | "en"): string =>
      exemption === undefined
        ? ""
        : side === "vi"
          ? `; giảm ${exemption.percentOff}%: ${exemption.name.vi} (${exemption.source})`
          : `; ${exemption.percentOff}% off: ${exemption.name.en} (${exemption.source})`;
    const sum = `${counted} = ${dong(fullVnd)}`;
    return {
      vi: `${name.vi}: ${sum} [${source}]${less("vi")} → ${dong(amountVnd)}`,
      en: `${name.en}: ${sum} [${source}]${less("en")} → ${dong(amountVnd)}`,
    };
  });
  const total = dong(owed.totalVnd);
  return [...lines, { vi: `Tổng cộng: ${total}`, en: `Total: ${total}` }];
}

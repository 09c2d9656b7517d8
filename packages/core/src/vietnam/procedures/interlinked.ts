import { type Bilingual, bilingual } from "../../base/text.ts";
import type { Budget, CivilDate } from "../../calendar/types.ts";
import { chainWorkingDays, takingPart } from "../../procedure/interlinked.ts";
import type {
  ActionDefinition,
  Channel,
  Confidence,
  Interlinked,
  LimitRule,
  MemberDefinition,
  MemberLimit,
  ProcedureDefinition,
} from "../../procedure/types.ts";
import { act, type Place, returnSteps, stepAt } from "./chain.ts";

// The two interlinked groups of 2026. Which members they have was read; the limit of the whole and some of the members' were
// not (U): an office sets what its province publishes by `vietnamInterlinked(code, { limits })`.

const sameDay: Budget = { unit: "same-day", cutoffMinute: 15 * 60 };
const workingDays = (amount: number): Budget => ({ unit: "working-day", amount });
const limit = (budget: Budget, source: string, confidence: Confidence, facts?: readonly string[]): MemberLimit => ({
  ...(facts === undefined ? {} : { when: { facts } }),
  budget,
  source,
  confidence,
});

const civilStatus = "Luật Hộ tịch 60/2014/QH13; NĐ 63/2024/NĐ-CP (theo trí nhớ / memory)";
const residence = "Luật Cư trú 68/2020/QH14; NĐ 63/2024/NĐ-CP (theo trí nhớ / memory)";
const notRead = "chưa có nguồn: chính sách mặc định / no source read: default policy; NĐ 63/2024/NĐ-CP";

interface Group {
  readonly code: string;
  readonly name: Bilingual;
  readonly facts: ProcedureDefinition["facts"];
  readonly members: readonly MemberDefinition[];
  readonly replaces: readonly string[];
  readonly notes: readonly string[];
}

const birth: Group = {
  code: "3.000722",
  name: bilingual(
    "Liên thông điện tử: đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế, cấp thẻ căn cước cho trẻ em dưới 6 tuổi",
    "Interlinked (electronic): birth, permanent residence, health insurance card and identity card for a child under 6",
  ),
  facts: [],
  members: [
    {
      id: "birth",
      name: bilingual("Đăng ký khai sinh", "Birth registration"),
      procedure: "1.001193",
      unit: "justice",
      lead: true,
      limits: [limit(sameDay, civilStatus, "S")],
    },
    {
      id: "residence",
      name: bilingual("Đăng ký thường trú", "Permanent residence"),
      procedure: "1.004222",
      unit: "police",
      dependsOn: ["birth"],
      limits: [limit(workingDays(7), residence, "M")],
    },
    {
      id: "insurance",
      name: bilingual("Cấp thẻ bảo hiểm y tế", "Health insurance card"),
      unit: "insurance",
      dependsOn: ["birth"],
      limits: [limit(workingDays(2), notRead, "U")],
    },
    {
      id: "identity",
      name: bilingual("Cấp thẻ căn cước cho trẻ em", "Identity card of the child"),
      procedure: "1.014062",
      unit: "police",
      dependsOn: ["birth", "residence"],
      limits: [limit(workingDays(7), "Luật Căn cước 26/2023/QH15", "S")],
    },
  ],
  replaces: ["2.000986", "2.002621", "2.001023"],
  notes: [
    "2.002621 under NĐ 63/2024: at most 4 working days, 6 if verification is needed [M]; not read for this code [U]",
  ],
};

const death: Group = {
  code: "2.002913",
  name: bilingual(
    "Liên thông điện tử: đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí, tử tuất",
    "Interlinked (electronic): death, removal of permanent residence, funeral cost and survivor benefit",
  ),
  facts: [
    { id: "needsVerification", name: bilingual("Cần xác minh", "Needs verification") },
    { id: "insured", name: bilingual("Người chết tham gia bảo hiểm xã hội", "The deceased was socially insured") },
    { id: "protected", name: bilingual("Người chết hưởng bảo trợ xã hội", "The deceased was under social protection") },
    { id: "merit", name: bilingual("Người chết là người có công", "The deceased was a person with merit") },
  ],
  members: [
    {
      id: "death",
      name: bilingual("Đăng ký khai tử", "Death registration"),
      procedure: "1.000656",
      unit: "justice",
      lead: true,
      limits: [limit(workingDays(3), civilStatus, "S", ["needsVerification"]), limit(sameDay, civilStatus, "S")],
    },
    {
      id: "removal",
      name: bilingual("Xóa đăng ký thường trú", "Removal of permanent residence"),
      procedure: "1.003197",
      unit: "police",
      dependsOn: ["death"],
      limits: [limit(workingDays(5), residence, "S")],
    },
    {
      id: "survivor",
      name: bilingual("Mai táng phí, tử tuất bảo hiểm xã hội", "Funeral cost and survivor benefit of social insurance"),
      unit: "insurance",
      dependsOn: ["death"],
      when: { facts: ["insured"] },
      limits: [limit(workingDays(10), notRead, "U")],
    },
    {
      id: "funeral",
      name: bilingual("Hỗ trợ mai táng bảo trợ xã hội", "Funeral support of social protection"),
      unit: "social",
      dependsOn: ["death"],
      when: { facts: ["protected"] },
      limits: [limit(workingDays(5), notRead, "U")],
    },
    {
      id: "merit",
      name: bilingual("Mai táng phí, tử tuất người có công", "Funeral cost and survivor benefit of persons with merit"),
      unit: "social",
      dependsOn: ["death"],
      when: { facts: ["merit"] },
      limits: [limit(workingDays(10), notRead, "U")],
    },
  ],
  replaces: ["2.002622"],
  notes: ["branches by the deceased's status; the longest branch governs [M]"],
};

const groups: readonly Group[] = [birth, death];
const channels: readonly Channel[] = ["counter", "online", "vneid"];

/** What an office sets where nothing was read: limits of members by id, and the limits of the whole. */
export interface InterlinkedChanges {
  readonly members?: { readonly [member: string]: readonly MemberLimit[] };
  readonly limits?: readonly LimitRule[];
}

/** Codes of the interlinked groups. */
export const interlinkedCodes: readonly string[] = groups.map(({ code }) => code);

/**
 * An interlinked group as one procedure with members (NĐ 63/2024/NĐ-CP, NĐ 118/2025 Art. 20(2)); `undefined` for any other
 * code. Where nothing is set the whole takes as long as its longest chain of members, on paper all of them in turn.
 */
export function vietnamInterlinked(code: string, changes: InterlinkedChanges = {}): ProcedureDefinition | undefined {
  const group = groups.find((known) => known.code === code);
  return group && definitionOf(group, changes);
}

const place: Place = { role: "one-stop-officer", unit: "one-stop", confidence: "U" };

function definitionOf(group: Group, changes: InterlinkedChanges): ProcedureDefinition {
  const interlinked: Interlinked = {
    members: group.members.map((member) => ({ ...member, limits: changes.members?.[member.id] ?? member.limits })),
  };
  return {
    format: "motcua-procedure/1",
    code: group.code,
    version: 1,
    name: group.name,
    field: bilingual("Hộ tịch", "Civil status"),
    family: "civil-status",
    legalBasis: ["NĐ 63/2024/NĐ-CP", "NĐ 118/2025/NĐ-CP"],
    effective: { from: "2026-01-01" as CivilDate },
    channels: channels.map((channel) => (channel === "counter" ? { channel } : { channel, level: "full" as const })),
    placeRule: "province",
    cases: [{ id: "general", name: bilingual("Trường hợp chung", "General case"), documents: [] }],
    facts: group.facts,
    limits: changes.limits ?? chainLimits(interlinked, group.facts),
    extensions: [],
    fees: [],
    results: [],
    startStep: "intake",
    steps: [
      stepAt(place, {
        id: "intake",
        name: bilingual("Tiếp nhận, số hóa, chuyển các cơ quan", "Receive, digitise, pass on to the agencies"),
        portalStatus: 2,
        actions: [act("forward", bilingual("Chuyển các cơ quan", "Pass on"), "members", "run")],
      }),
      stepAt(place, {
        id: "members",
        kind: "interlinked",
        name: bilingual("Các cơ quan liên thông giải quyết", "The interlinked agencies at work"),
        actions: ends,
      }),
      ...returnSteps(place),
    ],
    interlinked,
    applicant: "required",
    notes: [...group.notes, `replaces ${group.replaces.join(", ")}`],
    confidence: { code: "S", name: "S", members: "M", limits: "U", steps: "U", effective: "U", onlineLevel: "U" },
    sources: ["Quyết định 3582/QĐ-UBND Hải Phòng (qua kho hongdienvbhp/BangNiemYetVinhBao)", "NĐ 63/2024/NĐ-CP"],
  };
}

const ends: readonly ActionDefinition[] = [
  act("grant", bilingual("Đủ kết quả", "Every result is there"), "return", "stop", { outcome: "granted" }),
  act("partlyGrant", bilingual("Có kết quả một phần", "Part of the results"), "return", "stop", {
    outcome: "partly-granted",
  }),
  act("refuse", bilingual("Từ chối", "Refused"), "return-refusal", "stop", { outcome: "refused" }),
];

/** The longest chain of members, by channel and by the facts that add members or lengthen them; the same last. */
function chainLimits(interlinked: Interlinked, facts: Group["facts"]): readonly LimitRule[] {
  const source = "tổng thời hạn các thủ tục thành phần nối nhau / the members' limits along their longest chain; [U]";
  const rules = channels.flatMap((channel) =>
    everyFact(facts.map(({ id }) => id)).map((holding): LimitRule => {
      const known = Object.fromEntries(holding.map((fact) => [fact, true]));
      const amount = chainWorkingDays(takingPart(interlinked, { caseId: "general", channel, facts: known })) ?? 1;
      const when = holding.length === 0 ? { channel } : { channel, facts: holding };
      return { when, budget: workingDays(Math.max(1, amount)), source, confidence: "U" };
    }),
  );
  const longest = Math.max(...rules.map(({ budget }) => ("amount" in budget ? budget.amount : 0)));
  return [...rules, { budget: workingDays(longest), source, confidence: "U" }];
}

/** Every set of facts, larger ones first, so that the first rule that holds knows all that holds. */
function everyFact(facts: readonly string[]): readonly (readonly string[])[] {
  const sets = Array.from({ length: 1 << facts.length }, (_, bits) =>
    facts.filter((_fact, index) => (bits & (1 << index)) !== 0),
  );
  return sets.sort((a, b) => b.length - a.length);
}

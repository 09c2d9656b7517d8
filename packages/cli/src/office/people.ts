import {
  type Actor,
  dayOf,
  type EpochMs,
  minuteOfDay,
  type PersonId,
  type ResolvedFacts,
  type UnitId,
} from "@motcua/core";
import type { Draws } from "./draws.ts";

export interface Member {
  readonly index: number;
  readonly person: PersonId;
  readonly unit: UnitId;
  readonly roles: readonly string[];
}

/** Who is employed where, first the head, then the deputy. Codes of posts, not names: they stand in events. */
const posts: readonly (readonly [unit: string, person: string, ...roles: string[]])[] = [
  ["one-stop", "mc-truong", "unit-head", "one-stop-officer"],
  ["one-stop", "mc-1", "one-stop-officer"],
  ["one-stop", "mc-2", "one-stop-officer"],
  ["one-stop", "mc-3", "one-stop-officer"],
  ["one-stop", "mc-4", "one-stop-officer"],
  ["justice", "tp-truong", "unit-head"],
  ["justice", "tp-pho", "unit-head"],
  ["justice", "tp-1", "officer"],
  ["justice", "tp-2", "officer"],
  ["justice", "tp-3", "officer"],
  ["economic", "kt-truong", "unit-head"],
  ["economic", "kt-pho", "unit-head"],
  ["economic", "kt-1", "officer"],
  ["economic", "kt-2", "officer"],
  ["land", "dd-truong", "unit-head"],
  ["land", "dd-pho", "unit-head"],
  ["land", "dd-1", "officer"],
  ["land", "dd-2", "officer"],
  ["land", "dd-3", "officer"],
  ["social", "vx-truong", "unit-head"],
  ["social", "vx-1", "officer"],
  ["social", "vx-2", "officer"],
  ["office", "vp-chanh", "unit-head"],
  ["office", "vp-1", "clerk", "officer"],
  ["office", "vp-2", "clerk", "officer"],
  ["police", "ca-truong", "unit-head", "leader"],
  ["police", "ca-pho", "unit-head", "leader"],
  ["police", "ca-1", "officer", "one-stop-officer"],
  ["police", "ca-2", "officer", "one-stop-officer"],
  ["police", "ca-3", "officer", "one-stop-officer"],
  ["land-registry", "cn-truong", "unit-head", "registry-head"],
  ["land-registry", "cn-1", "registry-officer"],
  ["land-registry", "cn-2", "registry-officer"],
  ["leadership", "ct", "unit-head", "leader", "chairperson"],
  ["leadership", "pct-1", "leader", "director"],
  ["leadership", "pct-2", "leader"],
];

/** Signs and stamps at the counter by written authority (NĐ 118/2025 Art. 17(5)): what `serve` needs in one person. */
export const counterSigner: Actor = {
  person: "mc-ky" as PersonId,
  unit: "one-stop" as UnitId,
  roles: ["one-stop-officer", "officer", "leader", "clerk"],
};

/** Beyond the commune: who is consulted, and where the ladder ends. */
export const consultedAgency: Actor = { person: "cq-thue" as PersonId, unit: "tax" as UnitId, roles: ["agency"] };
const province = "tinh-1" as PersonId;

/** The staff, who is absent when, and what `decide` must be told of the day. A pure function of the seed. */
export class People {
  readonly #draws: Draws;
  readonly #members: readonly Member[];
  readonly #units = new Map<string, Member[]>();
  readonly #byPerson = new Map<string, Member>();
  readonly #facts = new Map<number, ResolvedFacts>();

  constructor(draws: Draws) {
    this.#draws = draws;
    this.#members = posts.map(([unit, person, ...roles], index) => ({
      index,
      person: person as PersonId,
      unit: unit as UnitId,
      roles,
    }));
    for (const member of this.#members) {
      const unit = this.#units.get(member.unit) ?? [];
      unit.push(member);
      this.#units.set(member.unit, unit);
      this.#byPerson.set(member.person, member);
    }
  }

  /** On leave the whole day, half of it, or for some days in a row. Nobody else's absence is drawn. */
  isPresent(person: string, at: EpochMs): boolean {
    const member = this.#byPerson.get(person);
    if (member === undefined) return true;
    const day = dayOf(at);
    // Five weeks hold one block of leave for some of the staff.
    const block = Math.floor(day / 35);
    if (this.#draws.chance(4_000, member.index, "leave", block)) {
      const first = block * 35 + this.#draws.between(3, 29, member.index, "leave-from", block);
      if (day >= first && day < first + this.#draws.between(2, 5, member.index, "leave-days", block)) return false;
    }
    const today = this.#draws.of(member.index, "absence", day) % 100;
    if (today < 3) return false;
    if (today < 5) return minuteOfDay(at) >= 12 * 60;
    if (today < 7) return minuteOfDay(at) < 12 * 60;
    return true;
  }

  /** Somebody of a unit with a role, present if anybody is; `turn` spreads the work. */
  pick(unit: string, role: string, turn: number, at: EpochMs, not?: string): Member | undefined {
    const able = (this.#units.get(unit) ?? []).filter((member) => member.roles.includes(role) && member.person !== not);
    for (let i = 0; i < able.length; i += 1) {
      const member = able[(turn + i) % able.length];
      if (member !== undefined && this.isPresent(member.person, at)) return member;
    }
    return able[turn % able.length];
  }

  actor(person: string): Actor {
    const member = this.#byPerson.get(person);
    if (member !== undefined) return { person: member.person, unit: member.unit, roles: member.roles };
    if (person === counterSigner.person) return counterSigner;
    return { person: person as PersonId, unit: "outside" as UnitId, roles: [] };
  }

  /** Who heads a unit now: the head, or the first present of those who may stand in. */
  headOf(unit: string, at: EpochMs): PersonId {
    const members = this.#units.get(unit) ?? [];
    const heads = members.filter((member) => member.roles.includes("unit-head"));
    const head = heads.find((member) => this.isPresent(member.person, at)) ?? heads[0] ?? members[0];
    if (head === undefined) throw new RangeError(`nobody in unit ${unit}`);
    return head.person;
  }

  /** A person and, when they are away, the colleague who answers for them under the standing schedule. */
  actorFor(person: string, at: EpochMs): Actor {
    if (this.isPresent(person, at)) return this.actor(person);
    const absent = this.actor(person);
    const stand = (this.#units.get(absent.unit) ?? []).find(
      (member) => member.person !== person && this.isPresent(member.person, at),
    );
    if (stand === undefined) return absent;
    return {
      ...this.actor(stand.person),
      standsInFor: { person: absent.person, document: "lich-phan-cong-thay-the" },
    };
  }

  /** Heads and leaders of the moment; they change at noon at most, so half-days are kept. */
  factsAt(at: EpochMs): ResolvedFacts {
    const half = dayOf(at) * 2 + (minuteOfDay(at) >= 12 * 60 ? 1 : 0);
    let facts = this.#facts.get(half);
    if (facts === undefined) {
      const units = Object.fromEntries(
        [...this.#units.keys()].map((unit) => [unit, { unit: unit as UnitId, head: this.headOf(unit, at) }]),
      );
      const signer = this.pick("leadership", "leader", 2, at)?.person ?? this.headOf("leadership", at);
      const leadership = {
        signer,
        director: "pct-1" as PersonId,
        chairperson: "ct" as PersonId,
        province,
      };
      facts = { units, leadership };
      this.#facts.set(half, facts);
    }
    return facts;
  }
}

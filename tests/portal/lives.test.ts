import { type DossierFacts, g1, g3, type PortalOffice } from "@motcua/adapters/national-portal";
import {
  type Actor,
  type DossierEvent,
  decide,
  lawKey,
  nationalInputOf,
  nationalVerdict,
  type PortalRecord,
  portalRecord,
} from "@motcua/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { scoreOf } from "../../packages/adapters/src/national-portal/double/score.ts";
import { dossierWire, stepWire } from "../../packages/adapters/src/national-portal/encode-g1.ts";
import { createWire, progressWire, statusWire } from "../../packages/adapters/src/national-portal/encode-g3.ts";
import { type Body, Driver, inForce, people } from "../dossier/kit.ts";
import { type Life, lives } from "../dossier/life.ts";
import { play, secondVersion } from "../dossier/random-life.ts";

// Random lives, with every kind of command, moves to another version included, as the portal is told them in G1 and G3.

const numRuns = Number(process.env.MOTCUA_RUNS ?? 150);
const identity = { dossierId: "d1", officeId: "xa-1" } as never;
const office: PortalOffice = { agencyCode: "000.00.01.H26", agencyName: "UBND xã Mẫu" };
const facts: DossierFacts = {
  documents: [],
  fees: [],
  results: [],
  payment: "none",
  digitised: false,
  vneidVerified: false,
  databases: [],
};

/** Events of a life, and after which of them the portal was told. */
function lived({ code, start, steps, channel = "counter", policies = {} }: Life) {
  const law = inForce(code, { on: "2026-08-17", policies });
  const renamed = (definition: Parameters<typeof secondVersion>[0]) => {
    const second = secondVersion(definition);
    return { ...second, name: { ...second.name, vi: `${second.name.vi} (mới)` } };
  };
  const second = inForce(code, { on: "2026-08-17", policies, definition: renamed });
  const d = new Driver(law, "2026-01-02 00:00");
  d.now = start;
  const told: number[] = [];
  const send = (by: Actor, body: Body): void => {
    const moves = body.type === "migrate-definition" || body.type === "undo-migration";
    const moveTo = moves ? (d.law === law ? second : law) : undefined;
    const decided = decide(d.law, d.state, d.command(by, body), moveTo);
    if (!decided.ok) return;
    d.last = decided.value;
    d.state = decided.value.state;
    d.events.push(...decided.value.events);
    if (moveTo !== undefined) d.law = moveTo;
    for (const { adapter, body: text } of decided.value.outbox)
      if (adapter === "portal") told.push((JSON.parse(text) as { seq: number }).seq);
  };
  const [first] = law.procedure.definition.cases;
  send(people.desk, { type: "submit", procedure: code, channel, caseId: first?.id, facts: {}, intakeRef: "r1" });
  if ((steps[0]?.pick ?? 0) % 10 !== 0) send(people.desk, { type: "accept" });
  // Not every procedure is offered on every channel.
  if (d.state !== undefined) for (const draw of steps) play(d, draw, send);
  const laws = new Map([law, second].map((one) => [lawKey(one.hashes), one]));
  const recordAt = (events: readonly DossierEvent[]): PortalRecord =>
    portalRecord(events, identity, (hashes) => laws.get(lawKey(hashes)) ?? law);
  return { events: d.events, told, recordAt, now: d.now };
}

const silent = (): void => {};
function wiresOf(record: PortalRecord, generation: "g1" | "g3") {
  const out = { code: record.state.code ?? "", record, facts, office, personOf: () => undefined };
  if (generation === "g1")
    return {
      dossier: dossierWire(g1, out, silent),
      steps: record.steps.map((step) => stepWire(g1, out, step, silent)),
    };
  const dossier = { ...createWire(g3, out, silent), ...statusWire(g3, out, silent) };
  return { dossier, steps: record.steps.map((step) => progressWire(g3, out, step, silent)) };
}

const profiles = {
  g1: { id: "g1", dossierDate: "compact", stepDate: "compact", numericStatus: false, stepsMax: 10 },
  g3: { id: "g3", dossierDate: "spaced", stepDate: "iso-ms", numericStatus: true, stepsMax: 10 },
} as const;
const maximumMs = 3 * 86_400_000;

it(`${numRuns} random lives: the last message tells all, no step sent changes, and both scores agree`, () => {
  const verdicts = new Map<string, number>();
  fc.assert(
    fc.property(lives, fc.integer({ min: 0, max: 20 }), (life, daysOn) => {
      const { events, told, recordAt, now } = lived(life);
      if (events.length === 0) return;
      const record = recordAt(events);
      const through = (seq: number) => recordAt(events.slice(0, seq));
      for (const generation of ["g1", "g3"] as const) {
        const whole = wiresOf(record, generation);
        if (record.state.code !== undefined) expect(wiresOf(through(told.at(-1) ?? 0), generation)).toEqual(whole);
        for (const seq of told) {
          const { steps } = wiresOf({ ...through(seq), state: record.state }, generation);
          expect(steps).toEqual(whole.steps.slice(0, steps.length));
        }
        const periodEnd = Math.floor(now / 1_000) * 1_000 + daysOn * 86_400_000;
        const g3Reading = { withoutAppointment: true, supplementsFrom: "steps" as const };
        const input = nationalInputOf(record, { periodEnd, maximumMs, ...(generation === "g3" ? g3Reading : {}) });
        const held = { code: "x", id: "1", dossier: whole.dossier, steps: [...whole.steps], writes: 1 };
        const theirs = scoreOf(profiles[generation], held, { periodEnd, maximumMs: () => maximumMs });
        const ours = input === undefined ? undefined : nationalVerdict(input);
        expect(theirs).toEqual(ours && { verdict: ours.verdict, end: ours.end });
        for (const kind of [`${generation} ${theirs?.verdict}`, ...(ours?.reasons ?? []), record.outcome ?? "open"])
          verdicts.set(kind, (verdicts.get(kind) ?? 0) + 1);
      }
    }),
    { numRuns },
  );
  const wanted = ["g1 on-time", "g1 late", "g3 on-time", "g3 late", "open", "voided"];
  expect(wanted.filter((kind) => !verdicts.has(kind))).toEqual([]);
});

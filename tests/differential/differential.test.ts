import { describe, expect, it } from "vitest";
import { defaultHabits, type LawHabits } from "../../packages/core/src/simulator/law/reactions.ts";
import { EngineLife } from "./by-engine.ts";
import { JudgedTrack, SharedTrack, trackOf } from "./by-track.ts";
import { countTold, type Figures, figuresOf, sumOf } from "./count.ts";
import { firstDifference } from "./difference.ts";
import { featuresOf } from "./features.ts";
import { scriptOf } from "./script.ts";

// More lives by MOTCUA_LIVES; a life is named by its number, and its script is printed where it goes apart.
const lives = Number(process.env.MOTCUA_LIVES ?? 1_200);

/** Lives that have it, at least, of a thousand: so that the comparison never becomes empty. */
const least: { readonly [feature: string]: number } = {
  resolved: 700,
  late: 100,
  "holiday in the limit": 250,
  "limit-suspended": 200,
  "limit-resumed": 120,
  "limit-restarted": 60,
  "apology-sent": 80,
  "apology-missed": 60,
  "apology-lapsed": 15,
  rescheduled: 30,
  "owed: steps-cannot-fit": 15,
  "owed: answered-late": 10,
  "owed: open-at-last-day": 5,
  "owed: new-date-missed": 15,
  "asked late": 20,
  "missed promise moved": 5,
  "two grounds": 1,
  "escalation-acknowledged": 100,
  "rung of ack": 80,
  "to province": 90,
  closed: 40,
  withdrawn: 25,
  "intake-refused": 5,
  "silence counts": 3,
  "promised: phase": 3,
  "rung of wait": 10,
  "ground payment": 6,
  "ground draft-confirmation": 8,
};

/** What people are about to do is not stored; where nobody does anything both go on alike. */
const nobodyReacts: LawHabits = { ...defaultHabits, answer: "never", apologiesForgotten: 1, acknowledged: 0 };

describe("the simulator's law and the engine", () => {
  it(`tell and count the same of ${lives} lives`, async () => {
    const codes = new Set<string>();
    const seen = new Map<string, number>();
    const tracks = new Map<string, SharedTrack>();
    const sums = new Map<SharedTrack, Figures>();
    let facts = 0;
    for (let number = 0; number < lives; number += 1) {
      const script = scriptOf(number);
      codes.add(script.code);
      const engine = await new EngineLife(script).live();
      const figures = countTold(script, engine);
      for (const log of [true, false]) {
        const shared = trackOf(tracks, script, log);
        const told = shared.live(script);
        if (log) expect(firstDifference(script, engine, told)).toBeUndefined();
        // Without a log reminders are passed over; nothing counted may differ.
        const counted = sumOf(sums.get(shared), figures);
        sums.set(shared, counted);
        expect(figuresOf(shared.track.result()), `life ${number}, ${log ? "with" : "without"} a log`).toEqual(counted);
      }
      facts += engine.length;
      for (const feature of featuresOf(engine)) seen.set(feature, (seen.get(feature) ?? 0) + 1);
    }
    if (process.env.MOTCUA_LIVES !== undefined) console.log({ facts, seen: Object.fromEntries([...seen].sort()) });
    expect(facts).toBeGreaterThan(40 * lives);
    expect(codes.size).toBeGreaterThan(30);
    // Most lives find a simulator that others have lived in.
    expect(tracks.size).toBeLessThan(lives);
    for (const [feature, of1000] of Object.entries(least))
      expect((seen.get(feature) ?? 0) * 1_000, feature).toBeGreaterThanOrEqual(of1000 * lives);
  });

  it("go on alike from a dossier that is stored, and judge alike where nothing but the verdict is kept", async () => {
    const midways = Math.ceil(lives / 4);
    let open = 0;
    let held = 0;
    let judged = 0;
    let late = 0;
    for (let number = 0; number < midways; number += 1) {
      const whole = scriptOf(number);
      const script = { ...whole, habits: nobodyReacts, policy: "default" as const };
      const most = 1 + ((number * 7) % Math.min(8, script.moves.length));
      const engine = new EngineLife(script);
      const before = (await engine.live(most)).length;
      const state = await engine.state();
      const after = (await engine.goOn(most)).slice(before);
      expect(firstDifference(script, after, new SharedTrack(script, true).goOn(script, state, most))).toBeUndefined();
      if (state.endedAt === undefined) open += 1;
      if (state.groundParties.length > 0) held += 1;
      for (const [lived, from] of [
        [whole, undefined],
        [script, state],
        [{ ...whole, habits: nobodyReacts }, state],
      ] as const) {
        const followed = new JudgedTrack(lived, false);
        const verdict = new JudgedTrack(lived, true);
        // Three times, in slots that others have left.
        for (let time = 0; time < 3; time += 1) {
          const told = followed.live(lived, from, most);
          expect(verdict.live(lived, from, most), `life ${number}`).toEqual(told);
          judged += told.filter((fact) => "daysOver" in fact).length;
          if (told.some((fact) => "late" in fact && fact.late === true)) late += 1;
        }
      }
    }
    expect(judged).toBeGreaterThan(6 * midways);
    expect(late).toBeGreaterThan(midways / 2);
    expect(open).toBeGreaterThan(midways / 2);
    expect(held).toBeGreaterThan(midways / 40);
  });
});

import { type FaultKind, faultKinds } from "@motcua/adapters/national-portal/double";
import { describe, expect, it } from "vitest";
import { act, people, why } from "../dossier/kit.ts";
import { type Connected, connectedAs, type profiles, stepsHeld } from "./portal-kit.ts";

// Every kind of fault at every call a dossier's life takes: logins, numbers, look-ups, creations, updates, steps. The call
// and the one after it go wrong, so that what follows a fault meets one as well.

async function life({ office }: Connected): Promise<void> {
  const later = () => office.clock.advanceTo(office.clock.now() + 3_600_000);
  await office.accept("d1");
  later();
  await office.good("d1", people.desk, act("intake", "forward"));
  await office.good("d1", people.officer, { type: "claim" });
  await office.good("d1", people.officer, { type: "request-supplement", reason: why("plan-missing") });
  later();
  await office.good("d1", people.desk, { type: "receive-supplement", complete: true });
}

const wanted = ["1 09:00", "2 09:00", "4 10:00", "5 10:00", "4 11:00"];
const limits = { double: { oversizedBytes: 200_000 }, portal: { answerBytesMax: 100_000 } };

/** One life with that fault; what the portal took, from its own book. */
async function lived(profile: keyof typeof profiles, kind: FaultKind | undefined, call: number) {
  const all = await connectedAs(profile, limits.double, limits.portal);
  if (kind !== undefined) all.double.failNext(kind, 2, call);
  await life(all);
  await all.settle();
  const [held, ...more] = [...all.double.dossiers.values()];
  return { all, held, more, calls: all.double.calls.answered };
}

describe.each(["g1", "g1r", "g3"] as const)("trap 28, %s: each fault at each call", (profile) => {
  it.each(faultKinds.map((kind) => [kind]))("%s loses nothing and doubles nothing", async (kind) => {
    const clean = await lived(profile, undefined, 0);
    expect(stepsHeld(clean.held)).toEqual(wanted);
    const runs = Array.from({ length: clean.calls }, async (_, call) => {
      const { all, held, more } = await lived(profile, kind, call);
      const at = `${kind} at call ${call}`;
      // The last call of a life that goes well has none after it.
      expect(all.double.calls.faults.get(kind), at).toBeGreaterThanOrEqual(call < clean.calls - 1 ? 2 : 1);
      expect(more, at).toEqual([]);
      expect(stepsHeld(held), at).toEqual(wanted);
      expect(held?.dossier[profile === "g3" ? "TrangThai" : "TrangThaiHoSo"], at).toEqual(profile === "g3" ? 4 : "4");
      expect(all.double.violations, at).toEqual([]);
    });
    await Promise.all(runs);
    // Fewer would mean that the life was cut short and the loop with it.
    expect(runs.length).toBeGreaterThanOrEqual(8);
  });
});

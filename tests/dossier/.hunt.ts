import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { live, lives } from "./life.ts";

const seen = { taken: 0, refused: 0 };
const seed = process.argv[3] ? Number(process.argv[3]) : Date.now() | 0;
const t = Date.now();
const r = fc.check(
  fc.property(lives, (l) => {
    const c = live(l);
    seen.taken += c.taken;
    seen.refused += c.refused;
  }),
  { numRuns: Number(process.argv[2] ?? 1000), seed },
);
console.log("seed", seed, seen, Date.now() - t, "ms", r.failed ? "FAILED after " + r.numRuns : "ok");
if (r.failed) {
  console.log(
    String((r.errorInstance as Error)?.stack)
      .split("\n")
      .slice(0, 9)
      .join("\n"),
  );
  const l = r.counterexample?.[0];
  writeFileSync("/tmp/dossier-helper/ce.json", JSON.stringify(l));
  console.log(
    JSON.stringify(
      { ...l, steps: l.steps.map((s: any) => [s.kind, s.who, s.wait, s.back, s.pick, s.punctual].join(" ")) },
      null,
      1,
    ),
  );
}

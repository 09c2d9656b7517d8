import { memoryStorage } from "@motcua/adapters/memory";
import { createEngine, createWorker, dossierId, must, renderLimitExplanation } from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";

const { person, envelope, directory, numbering } = sampleOffice();
const clock = virtualClock("2026-08-20T09:00:00+07:00");
const ports = { storage: memoryStorage(), clock, directory, numbering };
const engine = createEngine({ ...ports, law: vietnamLaw() });
const worker = createWorker({ ...ports, engine });

// A household business (hộ kinh doanh) is registered at the counter: 3 working days by law.
const id = must(dossierId("hs-1"));
const desk = person("one-stop", "one-stop-officer");
const form = { procedure: "1.001612", channel: "counter", caseId: "general", facts: {}, intakeRef: "T-1" } as const;
await engine.submit({ ...envelope(id, desk), type: "submit", ...form });
await engine.submit({ ...envelope(id, desk), type: "accept" });
const [principal] = (await engine.explain(id)) ?? [];
if (principal) console.log(renderLimitExplanation(principal.explanation));

// Nobody acts, and the promised day passes: the ladder climbs, and an apology is owed.
clock.advanceTo("2026-08-25T10:00:00+07:00");
while ((await worker.tick()).wakes > 0);
const state = (await engine.read(id))?.state;
const told = state?.escalations.find((one) => one.limit === "principal")?.to;
console.log(`apology ${state?.apologies[0]?.status}, missed on ${state?.apologies[0]?.missedOn}; told: ${told}`);

// A command that cannot be taken is a value: a code for programs, two languages for people.
const early = await engine.submit({ ...envelope(id, desk), type: "act", step: "return", action: "handOver" });
if (!early.ok) console.log(early.error.code, early.error.text);

import { memoryStorage } from "@motcua/adapters/memory";
import { type DossierId, verifyStorage } from "@motcua/core";
import { expect, it } from "vitest";
import { act, at, people, why } from "../dossier/kit.ts";
import { drain, openOffice } from "./engine-kit.ts";

const apology = { apologyId: "apology:1" };

it("runs a household business from counter to return, late, with its apology, through engine, worker and storage", async () => {
  const storage = memoryStorage();
  const office = openOffice(storage, { start: "2026-08-20 09:00" });
  const state = async () => (await office.engine.read("d1" as DossierId))?.state;
  await office.accept("d1");
  expect((await state())?.promises.at(-1)?.date).toBe("2026-08-24");
  await office.good("d1", people.desk, act("intake", "forward"));

  // The make-up Saturday is the last working day before the due day: it is asked, and will be late.
  office.clock.advanceTo(at("2026-08-22 10:00"));
  await drain(office.worker);
  const late = { type: "answer-on-time", answer: "will-be-late", reason: why("overload"), newDate: "2026-08-26" };
  await office.good("d1", people.head, late);
  await office.good("d1", people.officer, { type: "claim" });
  await office.good("d1", people.officer, { type: "draft-apology", ...apology, reason: why("overload") });
  await office.good("d1", people.leader, { type: "sign-apology", ...apology });
  await office.good("d1", people.officer, { type: "send-apology", ...apology });
  await office.good("d1", people.desk, { type: "reschedule", ...apology });

  office.clock.advanceTo(at("2026-08-25 10:00"));
  await drain(office.worker);
  await office.good("d1", people.officer, act("officer", "submit"));
  await office.good("d1", people.head, act("leader", "approve"));
  await office.good("d1", people.desk, act("return", "handOver"));
  expect(await state()).toMatchObject({ verdict: "late", daysOver: 1, rescheduledTo: ["2026-08-26"] });
  expect((await verifyStorage(storage)).damages).toEqual([]);
});

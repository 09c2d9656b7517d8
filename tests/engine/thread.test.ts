import { memoryStorage } from "@motcua/adapters/memory";
import {
  type Actor,
  type CommandRequest,
  createEngine,
  createWorker,
  type DossierId,
  defaultPolicies,
  must,
  parseInstant,
  type ResolvedFacts,
  type UnitId,
  verifyStorage,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { vietnamCalendar, vietnamOpeningHours, vietnamProcedures, vietnamRuleParts } from "@motcua/core/vietnam";
import { expect, it } from "vitest";

const at = (text: string): number => {
  const parsed = parseInstant(`${text}+07:00`);
  if (!parsed.ok) throw new Error(parsed.error.text.en);
  return parsed.value;
};
const person = (id: string, unit: string, ...roles: string[]): Actor => ({
  person: id as Actor["person"],
  unit: unit as UnitId,
  roles,
});
const desk = person("lan", "one-stop", "one-stop-officer");
const officer = person("minh", "economic", "officer");
const head = person("hoa", "economic", "unit-head");
const post = (unit: string, headPerson: string) => ({ unit: unit as UnitId, head: headPerson as Actor["person"] });
const resolved: ResolvedFacts = {
  units: { "one-stop": post("one-stop", "tu"), economic: post("economic", "hoa") },
  leadership: {
    signer: "an",
    director: "binh",
    chairperson: "chi",
    province: "prov",
  } as unknown as ResolvedFacts["leadership"],
};

it("runs a household business from counter to return, and a late one to its apology", async () => {
  const clock = virtualClock(at("2026-08-20T09:00:00"));
  const storage = memoryStorage();
  const engine = createEngine({
    storage,
    clock,
    law: {
      procedures: vietnamProcedures(),
      ruleParts: vietnamRuleParts,
      calendar: vietnamCalendar,
      hours: vietnamOpeningHours,
      policies: defaultPolicies,
    },
    adapters: ["citizen", "desk", "portal"],
  });
  const worker = createWorker({ engine, storage, clock, directory: { resolve: () => resolved } });
  let n = 0;
  const id = "d1" as DossierId;
  const send = async (request: Record<string, unknown>, by: Actor) => {
    n += 1;
    const command = {
      commandId: `c${n}`,
      dossierId: id,
      officeId: "xa-1",
      by,
      resolved: { ...resolved, code: "H26.1-260820-0001" },
      ...request,
    };
    return engine.submit(command as unknown as CommandRequest);
  };
  const good = async (request: Record<string, unknown>, by: Actor) => {
    const answer = await send(request, by);
    expect(answer.ok ? undefined : answer.error).toBeUndefined();
  };
  await good(
    { type: "submit", procedure: "1.001612", channel: "counter", caseId: "general", facts: {}, intakeRef: "r1" },
    desk,
  );
  await good({ type: "accept" }, desk);
  expect((await engine.read(id))?.state.promises.at(-1)?.date).toBe("2026-08-24");
  await good({ type: "act", step: "intake", action: "forward" }, desk);
  clock.advanceTo(at("2026-08-22T10:00:00"));
  while ((await worker.tick()).wakes > 0);
  await good(
    { type: "answer-on-time", answer: "will-be-late", reason: { code: "overload" }, newDate: "2026-08-26" },
    head,
  );
  await good({ type: "draft-apology", apologyId: "apology:1", reason: { code: "overload" } }, officer);
  await good({ type: "sign-apology", apologyId: "apology:1" }, person("an", "leadership", "leader"));
  await good({ type: "send-apology", apologyId: "apology:1" }, officer);
  await good({ type: "reschedule", apologyId: "apology:1" }, desk);
  clock.advanceTo(at("2026-08-25T10:00:00"));
  while ((await worker.tick()).wakes > 0);
  await good({ type: "act", step: "officer", action: "submit" }, officer);
  await good({ type: "act", step: "leader", action: "approve" }, head);
  await good({ type: "act", step: "return", action: "handOver" }, desk);
  const state = (await engine.read(id))?.state;
  expect(state?.verdict).toBe("late");
  expect(state?.daysOver).toBe(1);
  const verified = await verifyStorage(storage);
  expect(verified.damages).toEqual([]);
  void must;
});

import { memoryStorage } from "@motcua/adapters/memory";
import { AdapterError } from "@motcua/core";
import { expect, it } from "vitest";
import { act, at, people } from "../dossier/kit.ts";
import { openOffice, withFaults } from "../engine/engine-kit.ts";

// What the simulation and the chaos runs found, each as the shortest story that shows it.

it("seed 1, step 4749: an attempt that failed, while another process took the same command, tells no events of its own", async () => {
  const storage = memoryStorage();
  const shared = withFaults(storage, { supports: { sharedWriters: true, survivesRestart: true } });
  const other = openOffice(shared);
  await other.accept("d1");
  const forward = { ...act("intake", "forward"), commandId: "once" };
  const broken = withFaults(shared, {
    commit: async () => {
      // The line breaks on the way; meanwhile the client has asked elsewhere, a minute later.
      other.clock.advanceTo(at("2026-08-20 09:01"));
      await other.good("d1", people.desk, forward);
      throw new AdapterError("storage.busy", "no answer", { retry: "later" });
    },
  });
  const office = openOffice(broken, { prefix: "b-" });
  const told: unknown[] = [];
  office.engine.observe.on("committed", (what) => told.push(what));
  const answer = await office.good("d1", people.desk, forward);
  expect([answer.duplicate, answer.events, told]).toEqual([true, [], []]);
  const events = await office.history("d1");
  expect(events.filter((event) => event.commandId === "once").map((event) => event.at)).toContain(
    at("2026-08-20 09:01"),
  );
  expect(events.at(-1)?.seq).toBe(answer.version);
});

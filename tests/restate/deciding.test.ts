import { memoryStorage } from "@motcua/adapters/memory";
import {
  AdapterError,
  type Command,
  createEngine,
  dossierCode,
  type KnownDossier,
  LawBook,
  must,
  type Storage,
  servedLanes,
  storedState,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { expect, it } from "vitest";
import { decideOn } from "../../packages/adapters/src/restate/deciding.ts";
import { Remembered } from "../../packages/adapters/src/restate/remembered.ts";
import { withFaults } from "../engine/engine-kit.ts";
import { asId, firstCommands, insist, office, startAt } from "./kit.ts";

const { directory, numbering } = office;

/** A dossier handed in, as its object knows it, and the command that accepts it. */
async function handedIn(storage: Storage): Promise<{ readonly known: KnownDossier; readonly accept: Command }> {
  const engine = createEngine({ storage, clock: virtualClock(startAt), directory, numbering, law: vietnamLaw() });
  const [submit, accept] = firstCommands(office, "d-1");
  if (submit === undefined || accept === undefined) throw new Error("two commands at least");
  await insist(engine, submit);
  await engine.close();
  const [row] = await storage.load([asId("d-1")]);
  const state = row && storedState(row);
  if (row === undefined || state === undefined) throw new Error("it was handed in");
  const resolved = { ...directory.resolve(), code: must(dossierCode("H26.1-260820-0001")) };
  return {
    known: { state, head: row.head, kept: row.snapshot?.version ?? 0 },
    accept: { ...accept, at: startAt, resolved } as Command,
  };
}

it("trap 23: a call that was decided before its process fell is decided again once storage answers", async () => {
  const good = memoryStorage();
  const { known, accept } = await handedIn(good);
  let down = true;
  const storage = withFaults(good, {
    loadLaw: (hashes) =>
      down
        ? Promise.reject(new AdapterError("storage.gone", "out of order", { retry: "later" }))
        : good.loadLaw(hashes),
  });
  // A process that has not met this law yet: what the one before recorded of the call, only the server knows.
  const parts = {
    laws: new LawBook(storage, undefined),
    lanes: servedLanes([]),
    unanswered: new Remembered<never>(),
  };
  const context = {
    run: () => Promise.reject(new Error("nothing is recorded")),
    request: () => ({ id: "call-1" }),
  } as unknown as Parameters<typeof decideOn>[1];
  const again = async () => (await decideOn(parts, context, known, accept, [])).kind;

  expect(await again()).toBe("unavailable");
  down = false;
  // It may have been told so already, and hears the same; the server refused that if there is more on its record.
  expect(await again()).toBe("unavailable");
  expect(await again()).toBe("decided");
  expect(await again()).toBe("decided");
});

it("trap 23: a process that was given the law and one that reads it back write the same bytes", async () => {
  const storage = memoryStorage();
  const { known, accept } = await handedIn(storage);
  const given = new LawBook(storage, vietnamLaw());
  expect((await given.pin("1.001612", startAt)).ok).toBe(true);
  const context = { request: () => ({ id: "call-1" }) } as unknown as Parameters<typeof decideOn>[1];
  const decided = async (laws: LawBook) => {
    const parts = { laws, lanes: servedLanes([]), unanswered: new Remembered<never>() };
    const outcome = await decideOn(parts, context, known, accept, []);
    return outcome.kind === "decided" ? JSON.stringify(outcome.decided) : outcome.kind;
  };
  const once = await decided(given);
  expect(once).toContain("principal");
  expect(await decided(new LawBook(storage, undefined))).toBe(once);
});

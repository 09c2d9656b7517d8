import type { Commit } from "../ports/storage.ts";
import { commitOne, eventsOf, loadOne } from "./asking.ts";
import { aCommit, asCommand, asOffice } from "./builders.ts";
import { same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

/** Two events that came from another engine, where one command made each, and one of ours. */
function anArrival(on = 0): Commit {
  const commit = aCommit({ on, events: 3, snapshot: null });
  const there = ["there-1", "there-2"];
  const events = commit.events.map((event, i) => ({ ...event, commandId: asCommand(there[i] ?? commit.commandId) }));
  return { ...commit, events, arrived: 2 };
}

export const arrivalCases: readonly StorageCase[] = [
  {
    name: "events that came from another engine keep the commands they had there",
    run: async (h) => {
      const storage = await h.open();
      const first = anArrival();
      same(await storage.commit([first]), [{ kind: "committed", version: 3 }], "the outcome");
      const second = anArrival(3);
      same(await storage.commit([second]), [{ kind: "committed", version: 6 }], "the outcome of the second");
      const all = [...first.events, ...second.events];
      same(await eventsOf(storage), all, "the events");
      same((await loadOne(storage))?.since, all, "the events with the row");
    },
  },
  {
    name: "commands of another engine are none of this one",
    run: async (h) => {
      const storage = await h.open();
      const arrival = anArrival();
      await storage.commit([arrival]);
      same(await storage.findCommand(asOffice("office-1"), asCommand("there-1")), undefined, "it is not known here");
      const outcome = await commitOne(storage, { dossier: "d-2", command: "there-1" });
      same(outcome, { kind: "committed", version: 1 }, "its id is free");
      same(await storage.commit([arrival]), [{ kind: "duplicate_command", version: 3 }], "what arrived, once more");
    },
  },
];

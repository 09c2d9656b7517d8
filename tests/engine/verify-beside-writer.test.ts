import { AdapterError, type Storage, verifyStorage } from "@motcua/core";
import { expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { openOffice, storages } from "./engine-kit.ts";

it("verify beside a running writer reports no damage where a dossier moved on between two reads", async () => {
  const good = storages[0]?.open();
  if (good === undefined) throw new Error("no storage");
  const office = openOffice(good);
  await office.accept("d1");
  let moved = false;
  const moving: Storage = new Proxy(good, {
    get: (target, name) => {
      if (name === "reader")
        return {
          ...target.reader,
          history: async (...args: Parameters<Storage["reader"]["history"]>) => {
            if (!moved) {
              moved = true;
              await office.good("d1", people.desk, act("intake", "forward"));
            }
            return target.reader.history(...args);
          },
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const verified = await verifyStorage(moving);
  expect([moved, verified.damages]).toEqual([true, []]);
  expect(verified.events).toBe((await office.engine.read("d1" as Parameters<typeof office.engine.read>[0]))?.version);
});

it.each([Number.NaN, 1.5, -5, Number.POSITIVE_INFINITY])(
  "a neighbour that asks to be tried in %s ms is tried at a whole instant",
  async (ms) => {
    const storage = storages[0]?.open();
    if (storage === undefined) throw new Error("no storage");
    const office = openOffice(storage, {
      deliver: {
        citizen: () => Promise.reject(new AdapterError("portal.busy", "busy", { retry: "later", retryAfterMs: ms })),
      },
    });
    await office.accept("d1");
    await office.worker.tick();
    const [message] = await storage.reader.messages("d1" as Parameters<Storage["reader"]["messages"]>[0]);
    expect(message).toMatchObject({ status: "pending", attempts: 1, code: "portal.busy" });
  },
);

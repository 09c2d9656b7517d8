import { memoryStorage } from "@motcua/adapters/memory";
import { restateEngine, restateServices } from "@motcua/adapters/restate";
import {
  AdapterError,
  type Clock,
  type CommandRequest,
  createEngine,
  dossierCode,
  must,
  type Storage,
  verifyStorage,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withFaults } from "../engine/engine-kit.ts";
import { type RestateCluster, type ServedServices, serveRestate, startRestate } from "../servers/restate.ts";
import { asId, firstCommands, insist, office, projected, startAt } from "./kit.ts";

const { directory, numbering } = office;

// A server that takes every wait as the end of the process: each handler is run again from its journal at every wait, as
// after a kill just there.
describe("handlers that are run again", () => {
  let cluster: RestateCluster;
  let served: ServedServices | undefined;
  beforeAll(async () => {
    cluster = await startRestate({ settings: { RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: "0s" } });
  });
  afterEach(() => served?.stop());
  afterAll(() => cluster?.stop());

  async function open(prefix: string, storage: Storage, clock: Clock, law = vietnamLaw()) {
    served = await serveRestate(restateServices({ storage, clock, law, directory, prefix }));
    await cluster.register(served.uri);
    const { ingressUrl } = cluster;
    return restateEngine({ ingressUrl, storage, clock, directory, numbering, prefix, timeoutMs: 8_000 });
  }

  it("trap 23: decide the same though storage, and what is in force, have changed in between", async () => {
    const good = memoryStorage();
    let kept = 0;
    const gone = () => Promise.reject(new AdapterError("storage.gone", "out of order", { retry: "later" }));
    const storage = withFaults(good, {
      async putLaw(documents) {
        await good.putLaw(documents);
        kept += 1;
      },
      // Once law was pinned, what is in force cannot be asked for again.
      findLaw: (kind, key) => (kept > 0 ? gone() : good.findLaw(kind, key)),
    });
    const law = vietnamLaw();
    const procedures = law.procedures.map((one) => ({
      ...one,
      steps: one.steps.map((step) => ({ ...step, role: "one-stop-officer", unit: "one-stop" })),
    }));
    const engine = await open("again", storage, virtualClock(startAt), { ...law, procedures } as typeof law);
    const desk = office.person("one-stop", "one-stop-officer");
    const [submit] = firstCommands(office, "s-1") as [CommandRequest];
    const acts = [
      ["intake", "forward"],
      ["officer", "submit"],
      ["leader", "approve"],
      ["issue", "issue"],
      ["return", "handOver"],
    ];
    const serve = {
      ...submit,
      type: "serve",
      procedure: "1.001193",
      by: { ...desk, roles: ["one-stop-officer", "officer", "leader", "clerk"] },
      resolved: { ...directory.resolve(), code: must(dossierCode("H26.1-260820-0001")) },
      actions: acts.map(([step, action]) => ({ step, action })),
    } as CommandRequest;
    // Its code is claimed from another object: a wait after it was decided.

    expect(await engine.submit(serve)).toMatchObject({ ok: true, value: { duplicate: false } });
    expect(kept).toBe(1);
    expect((await engine.read(asId("s-1")))?.state.code).toBeDefined();
    await projected(engine, good, ["s-1"]);
    expect((await verifyStorage(good)).damages).toEqual([]);
    await engine.close();
  });

  it("arm the same delayed call though another delay is left", async () => {
    const storage = memoryStorage();
    const real = virtualClock(startAt);
    const before = createEngine({ storage, clock: real, directory, numbering, law: vietnamLaw() });
    const [submit, accept, forward] = firstCommands(office, "t-1") as [CommandRequest, CommandRequest, CommandRequest];
    await insist(before, submit);
    await insist(before, accept);
    await before.close();
    let asked = 0;
    const clock: Clock = {
      now: () => real.now(),
      delayUntil() {
        asked += 1;
        return asked % 2 === 1 ? 3_600_000 : 0;
      },
    };
    const engine = await open("delay", storage, clock);
    // Taken over and armed; then storage is asked for the command: a wait after the delay was computed.
    expect(await engine.submit(forward)).toMatchObject({ ok: true, value: { duplicate: false } });
    expect(asked).toBeGreaterThan(1);
    await projected(engine, storage, ["t-1"]);
    await engine.close();
  });
});

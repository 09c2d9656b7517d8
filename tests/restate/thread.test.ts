import { memoryStorage } from "@motcua/adapters/memory";
import { restateEngine, restateServices } from "@motcua/adapters/restate";
import { type CommandRequest, dossierId, must } from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { expect, it } from "vitest";
import { serveRestate, startRestate } from "../servers/restate.ts";
import { until } from "./kit.ts";

it("a command goes through the cluster into storage, once", async () => {
  const cluster = await startRestate();
  const { person, envelope, directory, numbering } = sampleOffice();
  const clock = virtualClock("2026-08-20T09:00:00+07:00");
  const storage = memoryStorage();
  const served = await serveRestate(restateServices({ storage, clock, law: vietnamLaw(), directory }));
  try {
    await cluster.register(served.uri);
    const engine = restateEngine({ ingressUrl: cluster.ingressUrl, storage, clock, directory, numbering });
    const id = must(dossierId("hs-1"));
    const desk = person("one-stop", "one-stop-officer");
    const form = { procedure: "1.001612", channel: "counter", caseId: "general", facts: {}, intakeRef: "T-1" } as const;
    const submit = { ...envelope("hs-1", desk), type: "submit", ...form } as CommandRequest;
    expect(await engine.submit(submit)).toMatchObject({ ok: true, value: { version: 1, duplicate: false } });
    expect(await engine.submit(submit)).toMatchObject({ ok: true, value: { version: 1, duplicate: true } });
    const accept = { ...envelope("hs-1", desk), type: "accept" } as CommandRequest;
    expect(await engine.submit(accept)).toMatchObject({ ok: true, value: { version: 6 } });
    await until(async () => (await storage.load([id]))[0]?.version === 6);
    expect((await engine.read(id))?.version).toBe(6);
    await engine.close();
  } finally {
    await served.stop();
    await cluster.stop();
  }
});

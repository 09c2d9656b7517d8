import { memoryStorage } from "@motcua/adapters/memory";
import {
  AdapterError,
  type CommandRequest,
  createEngine,
  createWorker,
  dossierCode,
  type Log,
  must,
  type Numbering,
  type Storage,
  type WorkerOptions,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { describe, expect, it, vi } from "vitest";
import { at, business, people, resolved } from "../dossier/kit.ts";
import { filing, openOffice, storages, withFaults } from "./engine-kit.ts";

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(storages)("a listener that throws, on $name", ({ open }) => {
  it("fails nobody's command: every dossier of the group is answered, and told to the other listeners", async () => {
    const office = openOffice(open());
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const told: string[] = [];
    office.engine.observe.on("committed", ({ dossierId }) => {
      if (dossierId === "d1") throw new TypeError("Nguyễn Văn An");
    });
    office.engine.observe.on("committed", ({ dossierId }) => told.push(dossierId));
    const ids = ["d1", "d2", "d3"];
    const answers = await Promise.all(ids.map((id) => office.send(id, people.desk, filing(business))));
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
    expect(told).toEqual(ids);
    expect(warned).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warned.mock.calls)).not.toContain("Nguyễn");
    warned.mockRestore();
  });
});

describe("a worker that runs", () => {
  /** Passes of a worker left alone for a while, when something is always due. */
  async function passes(faults: Partial<Storage>, more: Partial<WorkerOptions> = {}): Promise<number> {
    const storage = memoryStorage();
    const office = openOffice(storage);
    await office.accept("d1");
    office.clock.advanceTo(at("2026-08-20 16:00"));
    let claims = 0;
    const counted = withFaults(storage, {
      ...faults,
      claimWakes(claim) {
        claims += 1;
        return faults.claimWakes?.(claim) ?? storage.claimWakes(claim);
      },
    });
    const { engine, clock } = office;
    const directory = { resolve: () => resolved };
    const worker = createWorker({ engine, storage: counted, clock, directory, pollMs: 50, ...more });
    worker.start();
    await soon(300);
    await worker.stop();
    return claims;
  }

  it("does not spin while the storage fails", async () => {
    const busy = () => Promise.reject(new AdapterError("storage.busy", "busy", { retry: "later" }));
    expect(await passes({ claimWakes: busy })).toBeLessThan(12);
  });

  it("outlives a storage that throws where it should reject: the next look is made, and it says so", async () => {
    const storage = memoryStorage();
    const office = openOffice(storage);
    await office.accept("d1");
    office.clock.advanceTo(at("2026-08-22 07:30"));
    const faulty = withFaults(storage, {
      settleWake() {
        throw new AdapterError("storage.busy", "busy", { retry: "later" });
      },
    });
    const { engine, clock } = office;
    const directory = {
      resolve() {
        throw new AdapterError("directory.unknown_office", "unknown", { retry: "operator" });
      },
    };
    const told: string[] = [];
    const log: Log = { write: (level, code, fields) => void told.push(`${level} ${code} ${fields.code}`) };
    const worker = createWorker({ engine, storage: faulty, clock, directory, pollMs: 10, leaseMs: 1, log });
    worker.start();
    const twice = () => told.filter((line) => line === "error worker.pass_failed storage.busy").length > 1;
    await vi.waitUntil(twice, { timeout: 30_000 });
    await worker.stop();
    expect(told.at(-1)).toBe("info worker.stopped undefined");
  });

  it("does not spin on messages of a lane it does not serve", async () => {
    expect(await passes({}, { deliver: { agency: async () => undefined } })).toBeLessThan(14);
  });
});

describe("numbering", () => {
  it("knows the procedure of a dossier whose filing is still on its way", async () => {
    const asked: string[] = [];
    const numbering: Numbering = {
      issueCode({ procedure }) {
        asked.push(procedure);
        return must(dossierCode("H26.1-260820-0001"));
      },
    };
    const clock = virtualClock(at("2026-08-20 09:00"));
    const directory = { resolve: () => resolved };
    const engine = createEngine({ storage: memoryStorage(), clock, law: vietnamLaw(), directory, numbering });
    const envelope = { dossierId: "d1", officeId: "xa-1", by: people.desk };
    const both = [
      { ...envelope, commandId: "c1", ...filing(business) },
      { ...envelope, commandId: "c2", type: "accept" },
    ].map((command) => engine.submit(command as unknown as CommandRequest));
    expect((await Promise.all(both)).map((answer) => answer.ok)).toEqual([true, true]);
    expect(asked).toEqual([business]);
  });
});

describe("a request that is none", () => {
  const good = { commandId: "c1", dossierId: "d1", officeId: "xa-1", by: people.desk, ...filing(business) };
  it.each<[string, unknown]>([
    ["nothing", null],
    ["of an unknown type", { ...good, type: "Nguyễn" }],
    ["of a type every object has", { ...good, type: "toString" }],
    ["without a command id", { ...good, commandId: undefined }],
    ["with a dossier id of any text", { ...good, dossierId: "Nguyễn Văn An" }],
    ["with an empty dossier id", { ...good, dossierId: "" }],
    ["with a line break in the office", { ...good, officeId: "xa-1\nNguyễn" }],
    ["from nobody", { ...good, by: undefined }],
    ["from somebody without roles", { ...good, by: { person: "lan", unit: "one-stop" } }],
    ["without facts", { ...good, facts: undefined }],
    ["with facts that are no booleans", { ...good, facts: { urgent: "Nguyễn" } }],
    ["with a number that has no exact text", { ...good, type: "act", step: "a", action: "b", input: { area: 12.5 } }],
    ["without a reference", { ...good, intakeRef: undefined }],
  ])("%s is refused as a value; no dossier is stopped, nothing of it is echoed", async (_name, request) => {
    const office = openOffice(memoryStorage());
    const answer = await office.engine.submit(request as CommandRequest);
    expect(answer.ok ? "" : answer.error.code).toBe("command.input");
    expect(JSON.stringify(answer)).not.toContain("Nguyễn");
    expect(office.incidents).toEqual([]);
  });
});

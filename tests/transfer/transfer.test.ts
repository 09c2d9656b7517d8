import type { DossierId } from "@motcua/core";
import { verifyStorage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { aPair, atWork, ofSide } from "./kit.ts";

const id = (dossier: string) => dossier as DossierId;

describe("a dossier between two engines", () => {
  it("goes to the province, is decided there, and comes back to be returned", async () => {
    const { xa, tinh } = aPair();
    await atWork(xa, "d1");
    const before = await xa.state("d1");
    await xa.handOver("d1", tinh);
    await drain(xa.worker);

    const there = await tinh.state("d1");
    expect(there.transfer).toMatchObject({ epoch: 1, from: "xa-1", to: "tinh-1", holder: "tinh-1" });
    expect(there.limits).toEqual(before.limits);
    expect(there.promises).toEqual(before.promises);
    expect(there.task).toMatchObject({ step: "officer", unit: "tinh.economic", head: "tinh.hoa" });
    expect(await xa.send("d1", people.officer, act("officer", "submit"))).toMatchObject({
      error: { code: "dossier.handed_over" },
    });
    await tinh.good("d1", ofSide(tinh, people.officer), act("officer", "submit"));
    await tinh.good("d1", ofSide(tinh, people.head), act("leader", "approve"));
    await tinh.handOver("d1", xa);
    await drain(tinh.worker);
    await xa.good("d1", people.desk, act("return", "handOver"));

    const [ours, theirs] = [await xa.history("d1"), await tinh.history("d1")];
    expect(ours.slice(0, theirs.length)).toEqual(theirs);
    expect(ours.map(({ type }) => type)).toEqual(expect.arrayContaining(["handed-over", "taken-over", "returned"]));
    expect(ours.filter(({ type }) => type === "accepted")).toHaveLength(1);
    for (const { storage } of [xa, tinh]) expect((await verifyStorage(storage)).damages).toEqual([]);
    expect(await tinh.engine.read(id("d1"))).toBeDefined();
  });
});

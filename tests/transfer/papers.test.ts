import type { DossierId } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, at, people } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { ofSide } from "./parties.ts";
import { filedAt, passOn, watchers } from "./watching.ts";

describe("papers that follow a dossier", () => {
  it.each([
    ["its result is there", false, ["unit-head", "director"]],
    ["its result was handed out", true, ["unit-head"]],
  ])("are due, reminded of and late also when %s before they come", async (_what, isReturned, reached) => {
    const { xa, tinh, clock } = watchers();
    await filedAt(xa, "d1");
    await passOn(xa, tinh, "d1", { papers: "follow" });
    clock.advanceTo(at("2026-08-20 15:00"));
    await tinh.good("d1", ofSide(tinh, people.officer), act("officer", "submit"));
    await tinh.good("d1", ofSide(tinh, people.head), act("leader", "approve"));
    if (isReturned) await tinh.good("d1", ofSide(tinh, people.desk), act("return", "handOver"));
    clock.advanceTo(at("2026-08-28 09:00"));
    await drain(tinh.worker);
    const told = (await tinh.history("d1")).map(({ bytes }) => JSON.parse(bytes));
    expect(
      told.filter(({ type, limit }) => type === "escalated" && limit === "papers").map(({ target }) => target),
    ).toEqual(reached);
    expect(await xa.monitor.ask("tinh", ["d1" as DossierId])).toMatchObject([
      { papers: { dueOn: "2026-08-21", late: true } },
    ]);
    await tinh.good("d1", ofSide(tinh, people.desk), { type: "receive-papers" });
    const { papers, limits } = await tinh.state("d1");
    expect([papers?.late, limits.papers]).toEqual([true, undefined]);
  });

  it("are late by their day also when the dossier was withdrawn, of which nobody is reminded", async () => {
    const { xa, tinh, clock } = watchers();
    await filedAt(xa, "d1");
    await passOn(xa, tinh, "d1", { papers: "follow" });
    await tinh.good("d1", ofSide(tinh, people.desk), { type: "withdraw" });
    expect((await tinh.state("d1")).limits.papers).toBeUndefined();
    clock.advanceTo(at("2026-08-28 09:00"));
    expect(await xa.monitor.ask("tinh", ["d1" as DossierId])).toMatchObject([{ papers: { late: true } }]);
    await tinh.good("d1", ofSide(tinh, people.desk), { type: "receive-papers" });
    expect((await tinh.state("d1")).papers?.late).toBe(true);
  });

  it("stay under way when a later hand-over that said nothing of them is taken back", async () => {
    const { xa, tinh, xb, clock } = watchers();
    await filedAt(xa, "d1");
    await passOn(xa, tinh, "d1", { papers: "follow" });
    clock.advanceTo(at("2026-08-20 15:00"));
    await passOn(tinh, xa, "d1");
    const before = (await xa.state("d1")).papers;
    clock.advanceTo(at("2026-08-20 16:00"));
    await xa.handOver("d1", xb);
    expect(await xa.sender.recall("d1" as DossierId)).toMatchObject({ ok: true });
    const { papers, limits } = await xa.state("d1");
    expect(papers).toEqual(before);
    expect(papers).toMatchObject({ from: "xa-1", to: "tinh-1" });
    expect(limits.papers).toBeDefined();
  });
});

import { type DossierId, type OfficeId, type SignedTransfer, transferMonitor } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { answerText } from "../../packages/core/src/engine/transfer-receiver.ts";
import { privateKeyOf, signText } from "../../packages/core/src/engine/transfer-seal.ts";
import { act, at, people } from "../dossier/kit.ts";
import type { Side } from "./kit.ts";
import { ofSide, partiesOf } from "./parties.ts";
import { all, filedAt, passOn, watchers } from "./watching.ts";

const ids = (...dossiers: readonly string[]) => dossiers as readonly string[] as readonly DossierId[];

/** An answer under the right signature, whatever it says. */
const signed =
  ({ keys }: Side, answer: unknown) =>
  ({ body: asked }: SignedTransfer) => {
    const body = JSON.stringify(answer);
    return { body, signature: signText(privateKeyOf(keys.privateKey), answerText(asked, body)) };
  };

describe("a question how dossiers stand", () => {
  it("is for one office: who passes it on hears nothing", async () => {
    const { xa, tinh, xb, clock } = watchers();
    await filedAt(xa, "d1", { competent: tinh.office });
    const heard: string[] = [];
    const asking = transferMonitor({
      storage: tinh.storage,
      clock,
      parties: partiesOf(tinh, [xa, xb]),
      transports: {
        xb: async (question) => {
          const answer = await xa.receiver.receive(question);
          heard.push(answer.body);
          return answer;
        },
      },
    });
    await expect(all(asking.concerning("xb"))).rejects.toMatchObject({ code: "transfer.unsealed_answer" });
    await expect(asking.ask("xb", ids("d1"))).rejects.toThrow();
    expect(heard.map((body) => JSON.parse(body))).toEqual(
      Array(2).fill({ result: "refused", code: "transfer.not_for_us" }),
    );
    expect(await all(tinh.monitor.concerning("xa"))).toHaveLength(1);
  });

  it("reaches a partner that an office is listed under which it has not", async () => {
    const { xa, tinh, clock } = watchers();
    await filedAt(xa, "d1", { competent: tinh.office });
    const asking = transferMonitor({
      storage: tinh.storage,
      clock,
      parties: partiesOf(tinh, [{ ...xa, office: "xa-cu" as OfficeId, more: [xa.office] }]),
      transports: { xa: (question) => xa.receiver.receive(question) },
    });
    expect(await all(asking.concerning("xa"))).toHaveLength(1);
  });

  it.each([
    ["nothing", { result: "standing", items: [null] }],
    ["a list", { result: "standing", items: [[]] }],
    ["half a standing", { result: "standing", items: [{ dossierId: "d1", phase: "open" }] }],
    ["a place that is none", { result: "standing", items: [], next: 7 }],
    ["a code that is none", { result: "refused", code: "Bà Nguyễn Thị Hoa" }],
    ["no object", null],
    ["more than was asked for", { result: "standing", items: Array(201).fill(null) }],
  ])("that is answered by %s was not answered", async (_what, answer) => {
    const { xa, tinh, instead } = watchers();
    instead.set("tinh", signed(tinh, answer));
    await expect(xa.monitor.ask("tinh", ids("d1"))).rejects.toMatchObject({ code: "transfer.malformed_answer" });
    await expect(all(xa.monitor.concerning("tinh"))).rejects.toMatchObject({ code: "transfer.malformed_answer" });
  });

  it("is answered field by field: a standing with one that is wrong is none, and one nobody knows is left out", async () => {
    const { xa, tinh, instead } = watchers();
    await filedAt(xa, "d1");
    await passOn(xa, tinh, "d1", { papers: "follow" });
    const [good] = await xa.monitor.ask("tinh", ids("d1"));
    for (const [field, value] of Object.entries(good as object)) {
      const wrong = { ...good, [field]: typeof value === "object" ? { from: 1 } : { of: value } };
      instead.set("tinh", signed(tinh, { result: "standing", items: [wrong] }));
      await expect(xa.monitor.ask("tinh", ids("d1")), field).rejects.toMatchObject({
        code: "transfer.malformed_answer",
      });
    }
    instead.set("tinh", signed(tinh, { result: "standing", items: [{ ...good, applicant: "Hoa" }] }));
    expect(await xa.monitor.ask("tinh", ids("d1"))).toEqual([good]);
  });
});

describe("dossiers that are elsewhere", () => {
  it("are told of by everybody but the partner that answers badly, whose stand as known here", async () => {
    const { xa, tinh, xb, instead } = watchers();
    await filedAt(xa, "d1");
    await passOn(xa, tinh, "d1");
    await filedAt(xa, "d2");
    await passOn(xa, xb, "d2");
    instead.set("tinh", signed(tinh, { result: "standing", items: [null] }));
    expect(await all(xa.monitor.elsewhere(xa.office))).toMatchObject([
      { dossierId: "d1", officeId: "xa-1", phase: "elsewhere", unheard: "transfer.malformed_answer" },
      { dossierId: "d2", officeId: "xb-1", phase: "open" },
    ]);
    const stopped = AbortSignal.abort();
    await expect(all(xa.monitor.elsewhere(xa.office, { signal: stopped }))).rejects.toThrow();
  });

  // The last of the way is cut: who is meant still has the copy it handed on before.
  it.each([
    ["to and fro", ["xa", "tinh", "xa", "tinh"]],
    ["in a ring", ["xa", "xb", "tinh", "xb"]],
  ] as const)("%s stand as the newest copy tells, never as an office that had them before", async (_way, way) => {
    const places = watchers();
    const { xa, clock, cut } = places;
    await filedAt(xa, "d1");
    for (const [i, name] of way.slice(0, 3).entries()) {
      clock.advanceTo(at(`2026-08-2${i} 15:00`));
      if (i === 2) cut.add(way[3]);
      await passOn(places[name], places[way[i + 1] ?? "xa"], "d1");
    }
    expect(await all(xa.monitor.elsewhere(xa.office))).toMatchObject([
      {
        officeId: places[way[2]].office,
        epoch: 3,
        elsewhere: { officeId: places[way[3]].office, since: at("2026-08-22 15:00") },
      },
    ]);
  });

  it("have none among them that were only declined, and whom they were meant for does not watch them", async () => {
    const { xa, tinh } = watchers();
    await filedAt(xa, "d1");
    await xa.handOver("d1", tinh);
    expect(await xa.sender.recall("d1" as DossierId)).toMatchObject({ ok: true });
    expect(await all(tinh.monitor.elsewhere(tinh.office))).toEqual([]);
    expect(await tinh.monitor.ask("xa", ids("d1"))).toEqual([]);
    expect(await all(xa.monitor.concerning("tinh"))).toEqual([]);
    expect(await xa.monitor.ask("tinh", ids("d1"))).toEqual([]);
  });

  it("that ended there before a day are left out where that is asked for", async () => {
    const { xa, tinh, clock } = watchers();
    for (const dossier of ["d1", "d2"]) {
      await filedAt(xa, dossier);
      await passOn(xa, tinh, dossier);
    }
    await tinh.good("d1", ofSide(tinh, people.officer), act("officer", "submit"));
    await tinh.good("d1", ofSide(tinh, people.head), act("leader", "approve"));
    await tinh.good("d1", ofSide(tinh, people.desk), act("return", "handOver"));
    clock.advanceTo(at("2026-08-22 09:00"));
    const since = async (endedSince?: number) =>
      (await all(xa.monitor.elsewhere(xa.office, endedSince === undefined ? {} : { endedSince }))).map(
        ({ dossierId, phase }) => `${dossierId} ${phase}`,
      );
    expect(await since()).toEqual(["d1 ended", "d2 open"]);
    expect(await since(at("2026-08-20 00:00"))).toEqual(["d1 ended", "d2 open"]);
    expect(await since(at("2026-08-21 00:00"))).toEqual(["d2 open"]);
  });
});

describe("a member's own dossier", () => {
  const refused = { error: { code: "command.not_available" } };
  it("is not handed over before its result, for its group would never hear of it", async () => {
    const { xa, tinh } = watchers();
    await filedAt(xa, "g1~birth~1", { intakeRef: "liên thông xa-1 g1 birth 1" });
    const to = { type: "hand-over", to: tinh.office, partner: tinh.name };
    expect(await xa.send("g1~birth~1", people.director, to)).toMatchObject(refused);
    // A reference that only looks like one is a reference.
    await filedAt(xa, "d2", { intakeRef: "liên thông xa-1 g1 birth 1" });
    await xa.good("d2", people.director, to);
    await xa.good("g1~birth~1", people.officer, act("officer", "submit"));
    await xa.good("g1~birth~1", people.head, act("leader", "approve"));
    await xa.good("g1~birth~1", people.director, to);
  });
});

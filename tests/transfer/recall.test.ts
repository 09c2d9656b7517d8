import { memoryStorage } from "@motcua/adapters/memory";
import {
  type ContentDraft,
  type DossierId,
  moveDossiers,
  type ResolvedFacts,
  replayStorage,
  verifyStorage,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { describe, expect, it } from "vitest";
import { act, at, business, people } from "../dossier/kit.ts";
import { drain, filing, freshFile, openSqlite } from "../engine/engine-kit.ts";
import { aPair, atWork, ofSide, openSide, party, postsOf, type Side } from "./kit.ts";

const id = "d1" as DossierId;
const nobody = { ...postsOf("tinh."), units: {} } as ResolvedFacts;

/** The province has no unit for the step: it refuses until somebody gives it one. */
function aPairWithoutPosts() {
  const clock = virtualClock(at("2026-08-20 09:00"));
  const [a, b] = [party("xa", "xa-1"), party("tinh", "tinh-1")];
  const carry = (to: string, message: Parameters<Side["receiver"]["receive"]>[0]) =>
    (to === "xa" ? xa : tinh).receiver.receive(message);
  const xa: Side = openSide({ own: a, others: [b], clock, carry });
  let tinh: Side = openSide({ own: b, others: [a], clock, carry, posts: nobody });
  const open = (storage = tinh.storage): void => {
    tinh = openSide({ own: b, others: [a], clock, carry, storage });
  };
  return { xa, clock, tinh: () => tinh, givePosts: () => open() };
}

describe("a hand-over that the other side cannot take", () => {
  it("waits for an operator, who mends what is wrong and sends it again", async () => {
    const { xa, tinh, givePosts } = aPairWithoutPosts();
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh());
    await drain(xa.worker);
    const { items } = await xa.storage.reader.parkedMessages({ limit: 10 });
    expect(items).toMatchObject([{ adapter: "transfer/tinh", code: "office.unknown_unit" }]);
    expect(await tinh().engine.read(id)).toBeUndefined();
    givePosts();
    await xa.storage.releaseParked(items[0]?.messageId ?? "", { kind: "retry" });
    await drain(xa.worker);
    expect((await tinh().state("d1")).transfer?.holder).toBe("tinh-1");
  });

  it("is recalled: the other side signs that it never takes it, and the work goes on here", async () => {
    const { xa, tinh, givePosts } = aPairWithoutPosts();
    await atWork(xa, "d1");
    const before = await xa.state("d1");
    await xa.handOver("d1", tinh());
    await drain(xa.worker);
    expect(await xa.sender.recall(id)).toEqual({ ok: true, value: "recalled" });
    expect((await xa.history("d1")).slice(-3).map(({ type }) => type)).toEqual([
      "handed-over",
      "hand-over-declined",
      "taken-over",
    ]);
    expect((await tinh().history("d1")).at(-1)?.type).toBe("hand-over-declined");
    const after = await xa.state("d1");
    expect([after.limits, after.promises, after.transfer?.holder]).toEqual([before.limits, before.promises, "xa-1"]);
    // The message has nothing left to do, and does not stand in the way of the next one.
    expect((await xa.storage.reader.parkedMessages({ limit: 10 })).items).toEqual([]);
    givePosts();
    await drain(xa.worker);
    expect((await tinh().state("d1")).transfer).toMatchObject({ declined: true });
    expect(await tinh().send("d1", ofSide(tinh(), people.officer), act("officer", "submit"))).toMatchObject({
      error: { code: "dossier.handed_over" },
    });
    // A code of this office is not used up by what it never had, and the next hand-over goes through.
    expect(
      (await tinh().storage.reader.list({ officeId: tinh().office, order: "id" }, { limit: 9 })).items[0]?.code,
    ).toBe(undefined);
    await xa.handOver("d1", tinh(), people.director);
    await drain(xa.worker);
    expect((await tinh().state("d1")).transfer).toMatchObject({ epoch: 2, holder: "tinh-1" });
    for (const { storage } of [xa, tinh()]) {
      expect((await verifyStorage(storage)).damages).toEqual([]);
      expect((await replayStorage(storage)).differences).toEqual([]);
    }
  });

  it("is not recalled once it was taken over", async () => {
    const { xa, tinh } = aPair();
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    expect(await xa.sender.recall(id)).toMatchObject({ error: { code: "transfer.taken_over" } });
    expect(await xa.sender.recall("d9" as DossierId)).toMatchObject({ error: { code: "transfer.not_under_way" } });
    expect(await tinh.sender.recall(id)).toMatchObject({ error: { code: "transfer.not_under_way" } });
    expect((await xa.state("d1")).transfer?.holder).toBeUndefined();
  });

  it("either way there is one decision, when both are asked for at once", async () => {
    for (let run = 0; run < 6; run += 1) {
      const { xa, tinh } = aPair();
      await atWork(xa, "d1");
      await xa.handOver("d1", tinh);
      const both = [() => drain(xa.worker), () => xa.sender.recall(id)];
      await Promise.all((run % 2 === 0 ? both : both.reverse()).map((go) => go()));
      await drain(xa.worker);
      const holders = [xa, tinh].map(async (side) => (await side.state("d1")).transfer?.holder === side.office);
      expect((await Promise.all(holders)).filter(Boolean)).toHaveLength(1);
    }
  });
});

describe("personal data", () => {
  const content = (contentId: string): readonly ContentDraft[] => [
    {
      contentId,
      version: 1,
      kind: "applicant",
      body: { name: `Nguyễn Thị ${contentId}` },
      searchText: `Thị ${contentId}`,
    },
  ];
  const withApplicant = { ...filing(business), applicant: { contentId: "a1", version: 1 } };

  it("goes along where that is agreed, is found there, and comes back once", async () => {
    const sentToXa: string[] = [];
    const { xa, tinh } = aPair({
      wire: async (to, message, pass) => {
        if (to === "xa") sentToXa.push(message.body);
        return await pass(message);
      },
    });
    await xa.good("d1", people.desk, withApplicant as never, content("a1"));
    await xa.handOver("d1", tinh, people.desk);
    await drain(xa.worker);
    const words = { officeId: tinh.office, words: ["thi", "a1"] };
    expect((await tinh.storage.reader.search(words, { limit: 9 })).items).toHaveLength(1);
    const note = { type: "guide-intake", reason: { code: "incomplete", content: { contentId: "n1", version: 1 } } };
    await tinh.good("d1", ofSide(tinh, people.desk), note as never, content("n1"));
    await tinh.handOver("d1", xa, ofSide(tinh, people.desk));
    // Meanwhile the citizen had their data erased here: it does not come back by the way.
    await xa.storage.eraseContent(id);
    await drain(tinh.worker);
    expect((await xa.storage.contentOf(id)).map(({ contentId }) => contentId)).toEqual(["n1"]);
    // Not even sent: who had it needs it no second time.
    expect(sentToXa.join()).toContain("Nguyễn Thị n1");
    expect(sentToXa.join()).not.toContain("Nguyễn Thị a1");
    expect((await xa.state("d1")).transfer?.holder).toBe("xa-1");
  });

  it("stays where it is not agreed", async () => {
    const { xa, tinh } = aPair({ content: "left" });
    await xa.good("d1", people.desk, withApplicant as never, content("a1"));
    await xa.handOver("d1", tinh, people.desk);
    await drain(xa.worker);
    expect(await tinh.storage.contentOf(id)).toEqual([]);
    expect((await tinh.state("d1")).applicant).toEqual({ contentId: "a1", version: 1 });
  });
});

describe("a history that is long", () => {
  it("goes in pages, and on from where the other side stands", async () => {
    let calls = 0;
    let broken = 0;
    const { xa, tinh } = aPair({
      pageBytes: 2_000,
      wire: async (_, message, pass) => {
        calls += 1;
        if (calls % 4 === 0) {
          broken += 1;
          throw new Error("cut off");
        }
        return await pass(message);
      },
    });
    await atWork(xa, "d1");
    for (let n = 0; n < 20; n += 1) {
      await xa.good("d1", people.officer, { type: "claim" });
      await xa.good("d1", people.officer, { type: "hand-back", reason: { code: "overload" } });
    }
    await xa.handOver("d1", tinh);
    for (let n = 0; n < 40 && (await tinh.engine.read(id)) === undefined; n += 1)
      await xa.sender.deliver["transfer/tinh"]?.({ dossierId: id, body: '{"epoch":1}' } as never, {
        idempotencyKey: "",
        signal: new AbortController().signal,
      }).catch(() => undefined);
    expect(broken).toBeGreaterThan(1);
    expect(await tinh.history("d1")).toHaveLength((await xa.history("d1")).length + 1);
    // Not begun anew each time.
    expect(calls).toBeLessThan(40);
  });
});

describe("a database that took dossiers over", () => {
  it("is moved, verified and replayed like any other", async () => {
    const storages = [openSqlite(freshFile()), openSqlite(freshFile())] as const;
    const { xa, tinh } = aPair({ storages });
    for (const dossier of ["d1", "d2"]) await atWork(xa, dossier);
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    await tinh.good("d1", ofSide(tinh, people.officer), act("officer", "submit"));
    await tinh.handOver("d1", xa);
    await drain(tinh.worker);
    for (const { storage } of [xa, tinh]) {
      expect((await verifyStorage(storage)).damages).toEqual([]);
      expect((await replayStorage(storage)).differences).toEqual([]);
      const target = memoryStorage();
      const report = await moveDossiers(storage, target);
      expect(report.notMoved).toEqual([]);
      expect(report.anchorTo).toBe(report.anchorFrom);
      expect((await verifyStorage(target)).damages).toEqual([]);
      const again = openSqlite(freshFile());
      expect((await moveDossiers(target, again)).notMoved).toEqual([]);
      expect(await verifyStorage(again)).toEqual(await verifyStorage(storage));
    }
  });
});

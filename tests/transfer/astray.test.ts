import { type DossierId, type OfficeId, verifyStorage } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { describe, expect, it } from "vitest";
import { at, business, people } from "../dossier/kit.ts";
import { drain, filing } from "../engine/engine-kit.ts";
import { atWork, ofSide, openSide, type Party, party, type Side } from "./kit.ts";

const id = "d1" as DossierId;
const office = (name: string) => name as OfficeId;

/** The commune believes that the province has these offices too; which of them it has is another thing. */
function aWorld({ believed = [], real = [] }: { believed?: readonly string[]; real?: readonly string[] }) {
  const clock = virtualClock(at("2026-08-20 09:00"));
  const [a, b] = [party("xa", "xa-1"), { ...party("tinh", "tinh-1"), more: real.map(office) }];
  const carry = (to: string, message: Parameters<Side["receiver"]["receive"]>[0]) =>
    (to === "xa" ? xa : tinh).receiver.receive(message);
  const open = (more: readonly string[], storage?: Side["storage"]) =>
    openSide({
      own: a,
      others: [{ ...b, more: more.map(office) }],
      clock,
      carry,
      ...(storage === undefined ? {} : { storage }),
    });
  const xa: Side = open(believed);
  const tinh: Side = openSide({ own: b, others: [a], clock, carry });
  const officeOf = (name: string): Party => ({ ...b, office: office(name) });
  return { xa, tinh, officeOf, reopened: (more: readonly string[]) => open(more, xa.storage) };
}

const parkedAt = async ({ storage }: Side) =>
  (await storage.reader.parkedMessages({ limit: 10 })).items.map(({ code }) => code);

async function sound(...sides: readonly Side[]): Promise<void> {
  for (const { storage } of sides) expect((await verifyStorage(storage)).damages).toEqual([]);
}

describe("a hand-over to an office that the partner does not have", () => {
  it("is refused there, taken back, and goes to the right office next", async () => {
    const { xa, tinh, officeOf } = aWorld({ believed: ["tinh-l"] });
    const applicant = { contentId: "a1", version: 1 };
    const content = [{ ...applicant, kind: "applicant", body: { name: "Nguyễn Thị A" } }];
    await xa.good("d1", people.desk, { ...filing(business), applicant } as never, content);
    await xa.handOver("d1", officeOf("tinh-l"), people.desk);
    await drain(xa.worker);
    expect(await parkedAt(xa)).toEqual(["transfer.not_for_us"]);
    expect(await tinh.engine.read(id)).toBeUndefined();
    expect(await xa.sender.recall(id)).toEqual({ ok: true, value: "recalled" });
    expect((await xa.state("d1")).transfer?.holder).toBe("xa-1");
    // The partner has signed that it never takes it, and keeps that in its own history.
    expect((await tinh.state("d1")).transfer).toMatchObject({ declined: true, to: "tinh-l" });
    expect(await tinh.storage.contentOf(id)).toEqual([]);
    await xa.good("d1", people.desk, { type: "accept" });
    await xa.handOver("d1", tinh, people.desk);
    await drain(xa.worker);
    // With the applicant, who did not go along the first time.
    expect((await tinh.storage.contentOf(id)).map(({ contentId }) => contentId)).toEqual(["a1"]);
    expect((await tinh.state("d1")).transfer).toMatchObject({ epoch: 2, holder: "tinh-1" });
    await sound(xa, tinh);
  });

  it("is taken back also once the office is on no list any more", async () => {
    const { xa, tinh, officeOf, reopened } = aWorld({ believed: ["tinh-l"] });
    await atWork(xa, "d1");
    await xa.handOver("d1", officeOf("tinh-l"));
    const mended = reopened([]);
    await drain(mended.worker);
    expect(await parkedAt(mended)).toEqual(["transfer.unknown_partner"]);
    expect(await mended.sender.recall(id)).toEqual({ ok: true, value: "recalled" });
    expect((await mended.state("d1")).transfer?.holder).toBe("xa-1");
    await sound(xa, tinh);
  });
});

describe("a hand-over to another office of an engine that has the dossier", () => {
  it("is refused, taken back, and goes to the office where it stands", async () => {
    const { xa, tinh, officeOf } = aWorld({ believed: ["tinh-2"], real: ["tinh-2"] });
    await atWork(xa, "d1");
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    await tinh.handOver("d1", xa, ofSide(tinh, people.director));
    await drain(tinh.worker);
    await xa.handOver("d1", officeOf("tinh-2"));
    await drain(xa.worker);
    expect(await parkedAt(xa)).toEqual(["transfer.not_for_us"]);
    expect(await xa.sender.recall(id)).toEqual({ ok: true, value: "recalled" });
    expect((await xa.state("d1")).transfer).toMatchObject({ epoch: 3, holder: "xa-1" });
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    expect((await tinh.state("d1")).transfer).toMatchObject({ epoch: 4, holder: "tinh-1" });
    await sound(xa, tinh);
  });

  it("of one that is taken over already nothing is taken back", async () => {
    const { xa, tinh, officeOf } = aWorld({ believed: ["tinh-2"], real: ["tinh-2"] });
    await atWork(xa, "d1");
    await xa.handOver("d1", officeOf("tinh-2"));
    await drain(xa.worker);
    expect((await tinh.state("d1")).transfer?.holder).toBe("tinh-2");
    expect(await xa.sender.recall(id)).toMatchObject({ error: { code: "transfer.taken_over" } });
  });
});

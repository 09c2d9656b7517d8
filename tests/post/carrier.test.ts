import { memoryStorage } from "@motcua/adapters/memory";
import { cancelPost, orderPost, postCarrier, trackPost, vnPostProfile } from "@motcua/adapters/post";
import type { PostDoubleFault } from "@motcua/adapters/post/double";
import { type DossierId, reconcilePost } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { carriers, openPostOffice, type PostOffice, parcel } from "./post-kit.ts";

const d1 = "d1" as DossierId;
const number = "H26.1-260820-0001-P1";
const order = (one: PostOffice, hasty = false) =>
  orderPost(one.desk(hasty ? { timeoutMs: 2_000 } : {}), d1, "P1", parcel);
const later = (one: PostOffice) => one.office.clock.advanceTo(one.office.clock.now() + 600_000);
const made = (one: PostOffice) => one.double.parcels.get(number)?.length ?? 0;
const codes = { vnpost: [3, 4], viettelpost: [105, 501] } as const;

describe.each(carriers)("a parcel with %s", (carrier) => {
  const open = () => openPostOffice(carrier, memoryStorage());

  it("is priced, ordered, tracked and delivered, and agrees with the carrier's list", async () => {
    const one = await open();
    const { carriers: all } = one.desk();
    expect(await all[carrier]?.price?.({ ...parcel, orderNumber: number, leg: "delivery" })).toBe(32_000);
    expect(await order(one)).toMatchObject({ ok: true, value: { kind: "ordered", leg: { status: "ordered" } } });
    const [sent] = one.double.parcels.get(number) ?? [];
    expect(await one.leg()).toMatchObject({ waybill: sent?.waybill, sent: 1 });
    for (const code of codes[carrier]) one.double.advance(number, code);
    const theirs = await trackPost(one.desk(), d1, "P1");
    expect(await one.leg()).toMatchObject({ status: "delivered" });
    const leg = await one.leg();
    expect(reconcilePost(leg === undefined ? [] : [leg], theirs.ok ? theirs.value : [])).toEqual([]);
    expect(await one.office.engine.explain(d1)).not.toContainEqual(expect.objectContaining({ limit: "post:P1" }));
  });

  it.each<PostDoubleFault>(["hang-after", "broken", "plain", "oversized"])(
    "trap 28: taken, and the answer lost (%s): it is found by our number and never ordered twice",
    async (fault) => {
      const one = await open();
      one.double.failOrder(fault);
      expect(await order(one, fault === "hang-after")).toMatchObject({ ok: true, value: { kind: "unknown" } });
      expect((await one.leg())?.status).toBe("ordering");
      expect(await order(one)).toMatchObject({ ok: true, value: { kind: "settled", leg: { status: "ordered" } } });
      expect([made(one), (await one.leg())?.sent]).toEqual([1, 1]);
      // Once more is no second order either.
      expect(await order(one)).toMatchObject({ ok: false, error: { code: "post.not_open" } });
      expect(made(one)).toBe(1);
    },
  );

  it("trap 28: not taken: it is sent again, but not before a queue in between must have let go of it", async () => {
    const one = await open();
    one.double.failOrder("hang-before");
    expect(await order(one, true)).toMatchObject({ value: { kind: "unknown" } });
    expect(await order(one)).toMatchObject({ value: { kind: "unknown" } });
    expect(made(one)).toBe(0);
    later(one);
    expect(await order(one)).toMatchObject({ value: { kind: "ordered" } });
    expect([made(one), (await one.leg())?.sent]).toEqual([1, 2]);
  });

  it("is ordered once by many at once", async () => {
    const one = await open();
    const desk = one.desk();
    const all = await Promise.all(Array.from({ length: 6 }, () => orderPost(desk, d1, "P1", parcel)));
    expect(all.filter((done) => done.ok && done.value.kind === "ordered")).toHaveLength(1);
    expect(made(one)).toBe(1);
  });

  it("surely refused is thrown, with no word of the citizen, and may be ordered again", async () => {
    const one = await open();
    one.double.failOrder("refuse");
    const thrown = await order(one).catch((error: Error) => error);
    expect(thrown).toMatchObject({ code: "post.refused", retry: "operator" });
    expect(String(thrown)).not.toMatch(/Bí Mật|0912345678/);
    expect((await one.leg())?.status).toBe("planned");
    expect(await order(one)).toMatchObject({ value: { kind: "ordered" } });
  });

  it("is looked up after a code that stands nowhere: it may be there", async () => {
    const one = await openPostOffice(carrier, memoryStorage(), { settings: { answer: { refused: [] } } });
    one.double.failOrder("refuse");
    const first = await order(one);
    expect(first).toMatchObject({ value: { kind: "unknown", cause: { code: "post.odd_answer" } } });
    expect((await one.leg())?.status).toBe("ordering");
    expect(await order(one)).toMatchObject({ value: { kind: "unknown" } });
    expect(made(one)).toBe(0);
    later(one);
    expect(await order(one)).toMatchObject({ value: { kind: "ordered" } });
  });

  it("goes to no address inside that nobody named, first or by a redirect", async () => {
    const one = await open();
    await expect(orderPost(one.desk({ privateHosts: [] }), d1, "P1", parcel)).rejects.toMatchObject({
      code: "http.private_address",
    });
    expect((await one.leg())?.status).toBe("planned");
    one.double.failOrder("redirect");
    expect(await order(one)).toMatchObject({ value: { kind: "unknown", cause: { code: "http.redirected" } } });
    one.double.failOrder("redirect");
    later(one);
    const desk = one.desk({ redirectsMax: 3 });
    const outcome = await orderPost(desk, d1, "P1", parcel).catch((error: { readonly code: string }) => error.code);
    expect(outcome).toBe("http.private_address");
    expect(made(one)).toBe(0);
  });

  it("is called off before it is collected, and not after", async () => {
    const one = await open();
    await order(one);
    expect(await cancelPost(one.desk(), d1, "P1")).toMatchObject({ ok: true, value: { status: "cancelled" } });
    const two = await open();
    await order(two);
    two.double.advance(number, codes[carrier][0]);
    const late = await cancelPost(two.desk(), d1, "P1");
    expect(late).toMatchObject({ ok: true, value: { status: "ordered" } });
    expect((await two.leg())?.cancelAskedAt).toBeUndefined();
    const three = await open();
    expect(await cancelPost(three.desk(), d1, "P1")).toMatchObject({ ok: true, value: { status: "cancelled" } });
    expect(three.double.parcels.size).toBe(0);
  });

  it("made twice by the carrier shows in reconciliation, and ours stays the one recorded", async () => {
    const one = await open();
    one.double.failOrder("twice");
    await order(one);
    const theirs = await trackPost(one.desk(), d1, "P1");
    const leg = await one.leg();
    const found = reconcilePost(leg === undefined ? [] : [leg], theirs.ok ? theirs.value : []);
    expect(found.map(({ kind }) => kind)).toEqual(["ordered-twice"]);
  });

  it("leaves nothing of the citizen in events", async () => {
    const one = await open();
    await order(one);
    const bytes = (await one.office.history("d1")).map(({ bytes: text }) => text).join();
    expect(bytes).not.toMatch(/Bí Mật|0912345678|Ngõ 9/);
    expect(JSON.stringify(one.double.parcels.get(number)?.[0]?.order)).toMatch(/Bí Mật/);
  });
});

describe("what a profile must have", () => {
  it("names the field an order lacks, before anything is sent", async () => {
    const one = await openPostOffice("vnpost", memoryStorage());
    const { area: _area, ...sender } = parcel.sender;
    const lacking = orderPost(one.desk(), d1, "P1", { ...parcel, sender });
    await expect(lacking).rejects.toMatchObject({ code: "post.missing_field", message: /sender\.area/ });
    await expect(orderPost(one.desk(), d1, "P1", { ...parcel, codVnd: 1.5 })).rejects.toMatchObject({
      code: "post.missing_field",
    });
    expect(one.double.parcels.size).toBe(0);
  });

  it("stops where a status is unknown, and nothing is lost: a code added later is taken then", async () => {
    const one = await openPostOffice("vnpost", memoryStorage());
    await order(one);
    one.double.advance(number, 77);
    await expect(trackPost(one.desk(), d1, "P1")).rejects.toMatchObject({ code: "post.unknown_status", message: /77/ });
  });

  it("reads a long list page by page", async () => {
    const one = await openPostOffice("vnpost", memoryStorage(), { settings: { track: { pageSize: 2 } } });
    await order(one);
    for (const code of [3, 5, 5, 5, 4]) one.double.advance(number, code);
    const theirs = await trackPost(one.desk(), d1, "P1");
    expect(theirs.ok && theirs.value.length).toBe(6);
    expect((await one.leg())?.status).toBe("delivered");
  });

  it("is refused a secret for everybody, and a carrier nobody set up", async () => {
    const urls = { order: "https://a", track: "https://a", cancel: "https://a" };
    const push = { auth: { way: "token", header: "token", secrets: ["short"] } } as const;
    expect(() => vnPostProfile({ urls, customer: "K", token: "T", push })).toThrow(/16/);
    const one = await openPostOffice("vnpost", memoryStorage());
    const desk = { ...one.desk(), carriers: {} };
    await expect(orderPost(desk, d1, "P1", parcel)).rejects.toMatchObject({ code: "post.no_carrier" });
    expect(await orderPost(desk, d1, "P9", parcel)).toMatchObject({ ok: false, error: { code: "post.unknown_leg" } });
  });

  it("says who helps where the token is refused", async () => {
    const one = await openPostOffice("vnpost", memoryStorage(), { settings: { token: "wrong" } });
    await expect(order(one)).rejects.toMatchObject({ code: "post.login_refused", retry: "operator" });
    expect(postCarrier(one.profile, { call: async () => ({}) as never, close() {} }).price).toBeDefined();
  });
});

import { orderPost } from "@motcua/adapters/post";
import type { DossierId } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { people } from "../dossier/kit.ts";
import { drain, storages } from "../engine/engine-kit.ts";
import { carriers, oldSecret, openPostOffice, type PostOffice, parcel } from "./post-kit.ts";

const d1 = "d1" as DossierId;
const number = "H26.1-260820-0001-P1";
const codes = {
  vnpost: { collected: 3, attempted: 5, delivered: 4, returned: 7 },
  viettelpost: { collected: 105, attempted: 506, delivered: 501, returned: 504 },
} as const;

const cases = carriers.flatMap((carrier) => storages.map(({ name, open }) => ({ carrier, name, open })));

describe.each(cases)("what $carrier pushes, on $name", ({ carrier, open }) => {
  const start = async (): Promise<PostOffice> => {
    const one = await openPostOffice(carrier, open());
    expect(await orderPost(one.desk(), d1, "P1", parcel)).toMatchObject({ value: { kind: "ordered" } });
    return one;
  };
  const code = codes[carrier];
  const events = async (one: PostOffice) => (await one.office.history("d1")).length;

  it("moves the parcel, ends its limit and tells the desk; many times at once is once", async () => {
    const one = await start();
    one.double.advance(number, code.collected);
    expect(await one.told(one.double.push(number))).toMatchObject({ status: 200 });
    one.double.advance(number, code.delivered);
    const push = one.double.push(number);
    const before = await events(one);
    const answers = await Promise.all(Array.from({ length: 8 }, () => one.told(push)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(answers[0]?.answer).toMatchObject(
      carrier === "vnpost" ? { statusCode: "00" } : { status: 200, error: false, message: "OK", data: null },
    );
    // The limit's end and the move, once.
    expect((await events(one)) - before).toBe(2);
    expect((await one.leg())?.status).toBe("delivered");
    await drain(one.office.worker);
  });

  it("never takes a parcel back, in whatever order it comes", async () => {
    const one = await start();
    one.double.advance(number, code.delivered);
    await one.told(one.double.push(number));
    one.double.advance(number, code.collected);
    expect(await one.told(one.double.push(number))).toMatchObject({ status: 200 });
    expect(await one.leg()).toMatchObject({ status: "delivered", seen: { collected: expect.any(Number) } });
    one.double.advance(number, code.returned);
    expect(await one.told(one.double.push(number))).toMatchObject({ status: 422 });
    expect((await one.leg())?.status).toBe("delivered");
  });

  it("told with other words of what is known is heard and changes nothing", async () => {
    const one = await start();
    one.double.advance(number, code.collected);
    await one.told(one.double.push(number));
    const before = await events(one);
    expect(await one.told(one.double.push(number, { NOTE: "gọi lại" }))).toMatchObject({ status: 200 });
    expect(await events(one)).toBe(before);
  });

  it.each<[string, Parameters<PostOffice["double"]["push"]>[1], Parameters<PostOffice["double"]["push"]>[2], number]>([
    ["another's secret", {}, { secret: "x".repeat(26) }, 401],
    ["an empty secret", {}, { secret: "" }, 401],
    ["an order nobody made", { OrderNumber: "H9-P1", ORDER_NUMBER: "H9-P1" }, {}, 404],
    ["a number that is no number", { OrderNumber: "../x", ORDER_NUMBER: "../x" }, {}, 400],
    ["a number that is a list", { OrderNumber: ["a"], ORDER_NUMBER: ["a"] }, {}, 400],
    ["a status that is an object", { Status: {}, TYPE: {} }, {}, 400],
    ["a status that is a fraction", { Status: 4.5, TYPE: 4.5 }, {}, 400],
    ["a status nobody knows", { Status: 999, TYPE: 999 }, {}, 503],
    ["a status of the prototype", { Status: "constructor", TYPE: "constructor" }, {}, 503],
    ["plain text", {}, { body: "OK" }, 400],
    ["a list", {}, { body: "[]" }, 400],
    ["half a message", {}, { body: '{"TYPE":' }, 400],
    ["nothing", {}, { body: "" }, 400],
    ["more than is read", {}, { body: JSON.stringify({ filler: "x".repeat(70_000) }) }, 413],
  ])("refuses %s, and nothing changes", async (_name, changes, forged, status) => {
    const one = await start();
    one.double.advance(number, code.delivered);
    const before = await events(one);
    const answer = await one.told(one.double.push(number, changes, forged));
    expect(answer.status).toBe(status);
    expect([await events(one), (await one.leg())?.status]).toEqual([before, "ordered"]);
  });

  it("is still believed under the secret before, while it is being replaced", async () => {
    const one = await start();
    one.double.advance(number, code.collected);
    expect((await one.told(one.double.push(number, {}, { secret: oldSecret }))).status).toBe(200);
    expect((await one.leg())?.status).toBe("collected");
  });

  it("told before the order's answer came, the parcel is known to be there", async () => {
    const one = await openPostOffice(carrier, open());
    one.double.failOrder("broken");
    await orderPost(one.desk(), d1, "P1", parcel);
    one.double.advance(number, code.collected);
    expect((await one.told(one.double.push(number))).status).toBe(200);
    expect((await one.leg())?.status).toBe("collected");
    expect(await orderPost(one.desk(), d1, "P1", parcel)).toMatchObject({ error: { code: "post.not_open" } });
    expect(one.double.parcels.get(number)).toHaveLength(1);
  });
});

describe("a signature over the whole push", () => {
  const auth = { way: "hmac-sha256", header: "X-Post-Token", secrets: ["a-secret-of-the-carrier-01"] } as const;
  const open = () =>
    openPostOffice("vnpost", storages[0]?.open() as never, {
      settings: { push: { auth } },
      double: { pushBy: "hmac" },
    });

  it("is believed as it was signed and not otherwise", async () => {
    const one = await open();
    await orderPost(one.desk(), d1, "P1", parcel);
    one.double.advance(number, 5);
    const push = one.double.push(number);
    const altered = { ...push, body: push.body.replace('"Status":5', '"Status":4') };
    expect(altered.body).not.toBe(push.body);
    expect((await one.told(altered)).status).toBe(401);
    expect((await one.told(push)).status).toBe(200);
    expect((await one.leg())?.status).toBe("attempted");
  });
});

describe("a parcel that is late", () => {
  it("is escalated by the dossier's own wakes, is explained, and is silent once delivered", async () => {
    const one = await openPostOffice("vnpost", storages[0]?.open() as never);
    await orderPost(one.desk(), d1, "P1", parcel);
    const limits = await one.office.engine.explain(d1);
    expect(limits?.find(({ limit }) => limit === "post:P1")?.explanation.due?.dueOn).toBe("2026-08-24");
    // Nobody else's clock in the way.
    await one.office.good("d1", people.desk, { type: "withdraw" });
    one.office.clock.advanceTo(one.office.clock.now() + 10 * 86_400_000);
    await drain(one.office.worker);
    const told = (await one.office.history("d1")).flatMap(({ type, bytes }) =>
      type === "rung-taken" && bytes.includes("post:P1") ? [JSON.parse(bytes).rung as string] : [],
    );
    expect(told).toEqual(["before-1", "due", "after-1"]);
  });
});

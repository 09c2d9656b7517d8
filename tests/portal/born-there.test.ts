import { type BornThereCodes, portalIntake, portalReply, sharedToken } from "@motcua/adapters/national-portal";
import { createInbox, type DossierId, type InboxMessage, inboxStatus } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, business, people, why } from "../dossier/kit.ts";
import { type Connected, connectedAs } from "./portal-kit.ts";

// A dossier filed through the portal's own form, until its result.

const reference = "G22.99.06-260820-0007";
const id = `dvcqg:${reference}`;
const token = "a-token-shared-with-the-portal";
const name = "Nguyễn Thị Nhẫn";
const filing = {
  madonvi: "000.00.01.H26",
  data: [
    {
      MaHoSo: reference,
      MaTTHC: business,
      ChuHoSo: name,
      SoDienThoai: "0912000111",
      LoaiDoiTuong: "1",
      MaDoiTuong: "tech-1",
    },
  ],
};

async function open(profile: "g1" | "g1r" = "g1", codes?: BornThereCodes) {
  const bornThere = codes === undefined ? {} : { codes };
  const all = await connectedAs(profile, {}, { bornThere, timeoutMs: 10_000 });
  const { engine, clock } = all.office;
  const source = portalIntake({
    verify: sharedToken("x-portal-token", token),
    offices: { "000.00.01.H26": "xa-1" },
    caseOf: ({ procedure }) => (procedure === business ? { caseId: "general", facts: {} } : undefined),
    by: people.desk,
  });
  const inbox = createInbox({ engine, clock, sources: { portal: source } });
  const receive = async (body: unknown, shown = token) => {
    const message: InboxMessage = { headers: { "x-portal-token": shown }, body: Buffer.from(JSON.stringify(body)) };
    return await inbox.receive("portal", message);
  };
  return { ...all, receive };
}

const toResult = async ({ office }: Connected) => {
  await office.good(id, people.desk, { type: "accept" });
  await office.good(id, people.desk, act("intake", "forward"));
};

describe.each(["g1", "g1r"] as const)("a dossier that was filed at the portal, %s", (profile) => {
  it("is an intake here, and its status goes back under the portal's reference beside the record of ours", async () => {
    const all = await open(profile);
    const answer = await all.receive(filing);
    expect([answer.ok, inboxStatus(answer), portalReply(reference, answer).error_code]).toEqual([true, 200, 0]);
    const view = await all.office.engine.read(id as DossierId);
    expect(view?.state).toMatchObject({ channel: "online", intakeRef: reference });
    expect(view?.state.acceptedAt).toBeUndefined();
    await all.settle(1);
    // That it was handed in, the portal knows.
    expect([all.double.statuses.size, all.double.dossiers.size]).toEqual([0, 0]);

    await toResult(all);
    await all.settle(1);
    const code = (await all.office.engine.read(id as DossierId))?.state.code;
    expect(all.double.statuses.get(reference)).toMatchObject({
      MaHoSo: reference,
      MaHoSoDonVi: code,
      MaDoiTuong: "tech-1",
      TrangThai: "4",
      TaiLieuXuLy: [],
    });
    expect(all.double.dossiers.get(code ?? "")?.dossier).toMatchObject({ KenhThucHien: "2", ChuHoSo: name });
    expect(all.double.violations).toEqual([]);
  });

  it("is told once for each state, and again after a call nobody answered", async () => {
    const all = await open(profile);
    await all.receive(filing);
    await toResult(all);
    await all.settle(1);
    const calls = all.double.calls.answered;
    const [last] = (await all.storage.reader.messages(id as DossierId)).slice(-1);
    const call = { idempotencyKey: "again", signal: new AbortController().signal };
    if (last !== undefined) await all.portal.deliver(last, call);
    expect(all.double.calls.answered).toBe(calls);
    await all.office.good(id, people.citizen, { type: "withdraw" });
    all.double.failNext("cut", 1, 2);
    await all.settle(2);
    expect(all.double.calls.faults.get("cut")).toBe(1);
    expect(all.double.statuses.get(reference)).toMatchObject({ TrangThai: "7" });
  });

  it("that is refused at intake is told so, though it never had a code here", async () => {
    const all = await open(profile);
    await all.receive(filing);
    await all.office.good(id, people.desk, { type: "refuse-intake", reason: why("wrong-place") });
    await all.settle(1);
    expect(all.double.statuses.get(reference)).toMatchObject({ MaHoSoDonVi: "", TrangThai: "3" });
    expect(all.double.dossiers.size).toBe(0);
  });
});

it.each([
  ["folded", "5"],
  ["refused-11", "11"],
  [{ 3: "8" }, "8"],
] as const)("codes %j tell a refusal as %s", async (codes, told) => {
  const all = await open("g1", codes);
  await all.receive(filing);
  await all.office.good(id, people.desk, { type: "refuse-intake", reason: why("wrong-place") });
  await all.settle(1);
  expect(all.double.statuses.get(reference)?.TrangThai).toBe(told);
});

describe("what the portal passes on", () => {
  it("the same again is the first time's answer; the same dossier in other words is there already", async () => {
    const all = await open();
    const first = await all.receive(filing);
    const again = await all.receive(filing);
    expect([first.ok && first.value.duplicate, again.ok && again.value.duplicate]).toEqual([false, true]);
    const [data] = filing.data;
    const otherwise = await all.receive({ ...filing, data: [{ ...data, SoDienThoai: "0999" }] });
    expect([inboxStatus(otherwise), portalReply(reference, otherwise)]).toEqual([
      409,
      { error_code: 0, message: `${reference}|Hồ sơ đã tồn tại` },
    ]);
    expect((await all.office.history(id)).length).toBe(first.ok ? first.value.version : 0);
  });

  const [data] = filing.data;
  it.each([
    ["another token", filing, "x".repeat(30), "inbox.unverified"],
    ["no token", filing, "", "inbox.unverified"],
    ["another agency", { ...filing, madonvi: "000.00.02.H26" }, token, "inbox.malformed"],
    ["a procedure nobody maps", { ...filing, data: [{ ...data, MaTTHC: "9.9" }] }, token, "inbox.malformed"],
    ["two dossiers at once", { ...filing, data: [data, data] }, token, "inbox.malformed"],
    ["a reference that is no code", { ...filing, data: [{ ...data, MaHoSo: "a b/../c" }] }, token, "inbox.malformed"],
    ["an id of ours", { ...filing, data: [{ ...data, MaHoSo: "x".repeat(101) }] }, token, "inbox.malformed"],
    ["a text", "xin chào", token, "inbox.malformed"],
    ["more than is read", { ...filing, filler: "x".repeat(70_000) }, token, "inbox.too_large"],
  ])("%s is refused with a code, and nothing is opened", async (_, body, shown, code) => {
    const all = await open();
    const answer = await all.receive(body, shown);
    expect(answer.ok ? "taken" : answer.error.code).toBe(code);
    expect(JSON.stringify(portalReply(reference, answer))).not.toContain("Nhẫn");
    expect((await all.storage.reader.scan({ limit: 1 })).items).toEqual([]);
  });
});

import type { DossierId } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, people, why } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { type Connected, connected, heldSteps } from "./portal-kit.ts";

const code = "H26.1-260820-0001";
const hour = 3_600_000;

async function toTheEnd({ office }: Connected): Promise<void> {
  const later = () => office.clock.advanceTo(office.clock.now() + hour);
  await office.accept("d1");
  later();
  await office.good("d1", people.desk, act("intake", "forward"));
  await office.good("d1", people.officer, { type: "claim" });
  await office.good("d1", people.officer, { type: "request-supplement", reason: why("plan-missing") });
  later();
  await office.good("d1", people.desk, { type: "receive-supplement", complete: true });
}

const wanted = ["1 20260820090000", "2 20260820090000", "4 20260820100000", "5 20260820100000", "4 20260820110000"];

describe("a dossier's progress at the portal, G1", () => {
  it("stands there as it was at each event: the record first, then the steps, in order, each once", async () => {
    const all = await connected();
    await toTheEnd(all);
    await all.settle();
    const held = all.double.dossiers.get(code);
    expect(heldSteps(all.double, code)).toEqual(wanted);
    expect(held?.dossier).toMatchObject({
      MaHoSo: code,
      MaTTHC: "1.001612",
      KenhThucHien: "1",
      TrangThaiHoSo: "4",
      NgayTiepNhan: "20260820090000",
      NgayHenTra: "20260824170000",
      DonViXuLy: "UBND xã Mẫu",
      NgayTra: "",
      DanhSachHoSoBoSung: [
        {
          NgayBoSung: "20260820100000",
          NgayTiepNhanBoSung: "20260820110000",
          TrangThaiBoSung: true,
          NgayHenTraTruoc: "20260824170000",
          NoiDungBoSung: "plan-missing",
        },
      ],
    });
    expect(all.double.violations).toEqual([]);
    const rows = await all.storage.reader.messages("d1" as DossierId);
    expect(rows.map(({ status }) => status)).toEqual(rows.map(() => "delivered"));
  });

  it("trap 27: a message that waited tells what was then, not what is now", async () => {
    const all = await connected();
    // Nothing is delivered until all has happened; then each message in its turn.
    await toTheEnd(all);
    const seen: unknown[] = [];
    const { deliver } = all.portal;
    for (const message of await all.storage.reader.messages("d1" as DossierId)) {
      await deliver(message, { idempotencyKey: message.messageId, signal: new AbortController().signal });
      seen.push(all.double.dossiers.get(code)?.dossier.TrangThaiHoSo);
    }
    // Before acceptance there is no code to tell it under.
    expect(seen).toEqual([undefined, "2", "4", "5", "4"]);
  });

  it("a plain refusal is parked for an operator with its code, and holds no other dossier", async () => {
    const all = await connected();
    for (const dossier of ["d1", "d2", "d3"]) await all.office.accept(dossier);
    // The first message of each is of a dossier without a code: nothing is called. The next call opens a session.
    await all.office.worker.tick();
    await all.portal.client.lookUp(code);
    all.double.failNext("refuse");
    await drain(all.office.worker);
    const parked = await all.storage.reader.parkedMessages({ limit: 10 });
    expect(parked.items.map((row) => row.code)).toEqual(["portal.refused"]);
    expect(all.double.dossiers.size).toBe(2);
    for (const { messageId } of parked.items) await all.storage.releaseParked(messageId, { kind: "retry" });
    await drain(all.office.worker);
    expect(all.double.dossiers.size).toBe(3);
  });

  it("while the password is wrong everything waits, and nothing asks for an operator", async () => {
    const all = await connected({ account: { username: "xa-1", password: "another" } });
    await all.office.accept("d1");
    await drain(all.office.worker);
    const rows = await all.storage.reader.messages("d1" as DossierId);
    expect(rows.map(({ status, code: why }) => [status, why])).toEqual([
      ["delivered", undefined],
      ["pending", "portal.login_refused"],
    ]);
  });
});

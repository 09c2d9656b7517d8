import { compareCatalogue } from "@motcua/adapters/national-portal";
import type { OfficeId, ProcedureDefinition } from "@motcua/core";
import { vietnamProcedure } from "@motcua/core/vietnam";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percents } from "../../packages/adapters/src/national-portal/satisfaction.ts";
import { connectedAs } from "./portal-kit.ts";

const office = "xa-1" as OfficeId;
const definition = vietnamProcedure("1.001612") as ProcedureDefinition;

/** Nothing here is meant to time out, however busy the machine. */
const opened = (profile: "g1" | "g1r", options: Parameters<typeof connectedAs>[1] = {}) =>
  connectedAs(profile, options, { timeoutMs: 10_000 });

/** As the portal tells it, upper case and numbers as text; the same as our definition says. */
const same = {
  MATTHC: definition.code,
  TENTTHC: ` ${definition.name.vi.toUpperCase()} `,
  TRANGTHAI: "1",
  LINHVUCTHUCHIEN: [{ MALINHVUC: "G09", TENLINHVUC: definition.field.vi }],
  CACHTHUCTHUCHIEN: ["Trực tiếp", "Trực tuyến", "Dịch vụ bưu chính"].map((KENH) => ({
    KENH,
    THOIGIAN: [
      {
        THOIGIANGIAIQUYET: "3",
        DONVITINH: "Ngày làm việc",
        MOTA: "",
        PHILEPHI: [{ SOTIEN: KENH === "Trực tiếp" ? "50.000" : 150_000, DONVI: "Đồng", MOTA: "" }],
      },
    ],
  })),
  THANHPHANHOSO: [{ TRUONGHOP: "Bao gồm", GIAYTO: [{ MAGIAYTO: "000.1", TENMAUDON: "mau1.docx", URL: "" }] }],
  KETQUATHUCHIEN: [],
  CANCUPHAPLY: [{ SOVANBAN: "168/2025/NĐ-CP", TENVANBAN: "Đăng ký doanh nghiệp" }],
  COQUANTHUCHIEN: [{ TENDONVI: "UBND cấp xã" }],
};

describe.each(["g1", "g1r"] as const)("the portal's catalogue, %s", (profile) => {
  it("is read with its channels, times, fees and papers, whole or one procedure", async () => {
    const { portal } = await opened(profile, { catalogue: [same, { ...same, MATTHC: "2.000001" }] });
    const all = await portal.services?.procedures();
    expect(all?.map(({ code }) => code)).toEqual([definition.code, "2.000001"]);
    expect(await portal.services?.procedure(definition.code)).toMatchObject({
      code: definition.code,
      published: true,
      channels: [
        { channel: "Trực tiếp", times: [{ amount: 3, unit: "Ngày làm việc", fees: [{ amountVnd: 50_000 }] }] },
        { channel: "Trực tuyến" },
        { channel: "Dịch vụ bưu chính" },
      ],
      cases: [{ name: "Bao gồm", papers: [{ code: "000.1", form: "mau1.docx" }] }],
      agencies: ["UBND cấp xã"],
    });
    expect(await portal.services?.procedure("9.999999")).toBeUndefined();
  });

  it("a catalogue of another shape is refused with its code, never half read", async () => {
    for (const wrong of [
      { ...same, MATTHC: "" },
      { ...same, CACHTHUCTHUCHIEN: "x" },
      { ...same, KETQUATHUCHIEN: [1] },
    ]) {
      const { portal } = await opened(profile, { catalogue: [wrong] });
      await expect(portal.services?.procedures()).rejects.toMatchObject({ code: "portal.bad_answer" });
    }
    const { portal, double } = await opened(profile);
    await portal.client.lookUp("x");
    double.failNext("plain-text");
    await expect(portal.services?.procedures()).rejects.toMatchObject({ code: "portal.bad_answer" });
    double.failNext("outage");
    await expect(portal.services?.procedures()).rejects.toMatchObject({ code: "portal.unavailable", retry: "later" });
  });

  it("satisfaction of a month stands there once, its shares whole and adding up", async () => {
    const { portal, double } = await opened(profile);
    const line = {
      month: { year: 2026, month: 8 },
      question: "Thái độ phục vụ",
      verySatisfied: 1,
      satisfied: 1,
      dissatisfied: 1,
    };
    for (let times = 0; times < 2; times += 1) await portal.services?.sendSatisfaction(office, [line]);
    expect(double.surveys).toMatchObject([
      {
        NgayTongHop: "8-2026",
        TongSoNguoiDanhGia: 3,
        PhanTramDanhGiaRatHaiLong: "33%",
        PhanTramDanhGiaHaiLong: "33%",
        PhanTramDanhGiaChuaHaiLong: "34%",
        Madonvi: "000.00.01.H26",
      },
    ]);
    await expect(portal.services?.sendSatisfaction("xa-9" as OfficeId, [line])).rejects.toMatchObject({
      code: "portal.not_configured",
    });
  });
});

it("there is no catalogue in G3: none was seen", async () => {
  expect((await connectedAs("g3")).portal.services).toBeUndefined();
});

it("shares are whole, add up to 100 and are never below 0", () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(count, count, count, (verySatisfied, satisfied, dissatisfied) => {
      const shares = percents({ verySatisfied, satisfied, dissatisfied });
      const answered = verySatisfied + satisfied + dissatisfied > 0;
      return (
        shares.every((share) => Number.isInteger(share) && share >= 0) &&
        shares[0] + shares[1] + shares[2] === (answered ? 100 : 0)
      );
    }),
  );
  expect(percents({ verySatisfied: 1, satisfied: 1, dissatisfied: 0 })).toEqual([50, 50, 0]);
  expect(() => percents({ verySatisfied: -1, satisfied: 0, dissatisfied: 0 })).toThrow(RangeError);
});

describe("what the catalogue and a definition do not say alike", () => {
  const read = async (change: object) => {
    const { portal } = await opened("g1", { catalogue: [{ ...same, ...change }] });
    return compareCatalogue([definition], (await portal.services?.procedures()) ?? []);
  };

  it("is nothing where they do, whatever case and spaces", async () => {
    expect(await read({})).toEqual([]);
  });

  it("is told as data: name, limit and fee of a channel, a channel offered on one side only", async () => {
    const [first, second] = same.CACHTHUCTHUCHIEN;
    const other = {
      ...second,
      THOIGIAN: [{ THOIGIANGIAIQUYET: 5, DONVITINH: "Ngày", PHILEPHI: [{ SOTIEN: 50000 }] }],
    };
    const { code } = definition;
    const found = await read({ TENTTHC: "Tên khác", TRANGTHAI: 0, CACHTHUCTHUCHIEN: [first, other] });
    expect(found).toMatchObject([
      { code, about: "not-published" },
      { code, about: "name", ours: definition.name.vi, theirs: "Tên khác" },
      { code, about: "channel", of: "post", ours: "post", theirs: "-" },
      { code, about: "limit", of: "online", ours: "3wd", theirs: "5 Ngày" },
      { code, about: "fee", theirs: "50000" },
    ]);
  });

  it("and which procedures only one side has", async () => {
    expect(await read({ MATTHC: "2.000001" })).toMatchObject([
      { code: definition.code, about: "missing-there" },
      { code: "2.000001", about: "missing-here" },
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PortalDouble } from "@motcua/adapters/national-portal/double";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { interlinkedCodes, vietnamProcedure } from "@motcua/core/vietnam";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runPortal } from "../../packages/cli/src/commands/portal.ts";
import { act, people, why } from "../dossier/kit.ts";
import { openOffice } from "../engine/engine-kit.ts";
import { account, openDouble } from "./portal-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "motcua-portal-command-"));
const db = join(folder, "office.db");
const code = "H26.1-260820-0001";
const office = { agencyCode: "000.00.01.H26", agencyName: "UBND xã Mẫu" };

/** Two dossiers, one of them with a supplement; nothing is delivered. */
beforeAll(async () => {
  const storage = sqliteStorage({ file: db });
  const open = openOffice(storage, { adapters: ["portal/national"] });
  for (const dossier of ["d1", "d2"]) await open.accept(dossier);
  await open.good("d1", people.desk, act("intake", "forward"));
  await open.good("d1", people.officer, { type: "claim" });
  await open.good("d1", people.officer, { type: "request-supplement", reason: why("plan-missing") });
  await storage.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = { stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text) };
  const status = await runPortal(args, io);
  return { status, out: out.join(""), err: err.join("") };
}

function configFor(double: PortalDouble, more: object = {}): string {
  const file = join(folder, "portal.yaml");
  const given = {
    profile: "g1",
    url: double.url,
    ...account,
    agencyCode: office.agencyCode,
    offices: { "xa-1": office },
  };
  writeFileSync(file, JSON.stringify({ ...given, privateHosts: ["127.0.0.1"], ...more }));
  return file;
}

describe("motcua portal reconcile", () => {
  it("tells what differs, sends it when asked for, and then finds nothing", async () => {
    const double = await openDouble();
    const reconcile = ["reconcile", "--db", db, "--config", configFor(double)];
    const told = await run(...reconcile);
    expect([told.status, told.err]).toEqual([1, ""]);
    expect(told.out).toContain(`${code}\n  Cổng chưa có hồ sơ, cần tạo / the portal does not have it`);
    expect(told.out).toContain("Đã so 2 hồ sơ, lệch 2");
    expect(double.dossiers.size).toBe(0);

    const left = await run(...reconcile, "--send", "--json");
    expect(left.status).toBe(1);
    expect(JSON.parse(left.out)).toMatchObject({
      office: "xa-1",
      compared: 2,
      differences: [
        { code, missing: true, waiting: 4, left: true, mended: false },
        { missing: true, left: true, mended: false },
      ],
    });
    expect(double.dossiers.size).toBe(0);

    const sent = await run(...reconcile, "--send", "--waiting");
    expect(sent.status).toBe(0);
    expect(sent.out).toContain("đã gửi, nay khớp / sent, and the same now");
    expect(double.dossiers.get(code)?.steps).toHaveLength(4);
    const same = await run(...reconcile, "--json");
    expect([same.status, JSON.parse(same.out)]).toEqual([
      0,
      { office: "xa-1", compared: 2, notTold: 0, differences: [] },
    ]);
    expect(double.violations).toEqual([]);
  });

  it("goes on past a dossier that cannot be sent, and says why", async () => {
    const double = await openDouble();
    const file = configFor(double, { lengths: { NguoiXuLy: { max: 3, over: "refuse" } } });
    const refused = await run("reconcile", "--db", db, "--config", file);
    expect([refused.status, refused.err.split(":")[0]]).toEqual([1, "error portal.too_long"]);
    const sending = ["reconcile", "--db", db, "--config", configFor(double), "--send", "--waiting", "--json"];
    // A login and a look-up, and then what the first dossier sends is refused.
    double.failNext("refuse", 1, 6);
    const sent = await run(...sending);
    const { differences } = JSON.parse(sent.out) as { differences: { mended: boolean; notSent?: string }[] };
    expect(sent.status).toBe(1);
    expect(differences.map(({ mended, notSent }) => [mended, notSent]).sort()).toEqual([
      [false, "portal.refused"],
      [true, undefined],
    ]);
  });

  it("prints no secret, whatever goes wrong with it", async () => {
    const double = await openDouble();
    const wrong = await run("reconcile", "--db", db, "--config", configFor(double, { password: "mat-khau-rieng" }));
    const file = join(folder, "broken.yaml");
    writeFileSync(file, 'password: "mat-khau-rieng\n  : [');
    const broken = await run("reconcile", "--db", db, "--config", file);
    writeFileSync(file, JSON.stringify({ profile: "g1", password: ["mat-khau-rieng"] }));
    const typed = await run("reconcile", "--db", db, "--config", file);
    const all = [wrong, broken, typed];
    expect(all.map(({ status, err }) => [status, /error ([a-z._]+)/.exec(err)?.[1]])).toEqual([
      [1, "portal.login_refused"],
      [1, "portal.malformed_config"],
      [1, "portal.malformed_config"],
    ]);
    for (const { out, err } of all) expect(out + err).not.toContain("mat-khau-rieng");
  });

  it("takes accounts from the surroundings before the file", async () => {
    const double = await openDouble();
    vi.stubEnv("MOTCUA_PORTAL_PASSWORD", account.password);
    const found = await run("reconcile", "--db", db, "--config", configFor(double, { password: "another" }), "--json");
    vi.unstubAllEnvs();
    expect([found.status, found.err]).toEqual([1, ""]);
    expect(JSON.parse(found.out)).toMatchObject({ compared: 2 });
  });

  it.each([
    [["reconcile", "--db", db]],
    [["reconcile", "d1", "--db", db, "--config", "x"]],
    [["reconcile", "--db", db, "--config", "x", "--waiting"]],
    [["reconcile", "--db", db, "--config", join(folder, "none.yaml")]],
    [["record", "--db", db]],
    [["record", "d1", "--db", db, "--seq", "0"]],
    [["other", "--db", db]],
  ])("%j is wrong use", async (args) => {
    const { status, out, err } = await run(...args);
    expect([status, out, err.startsWith("error cli.usage: ")]).toEqual([2, "", true]);
  });
});

describe("motcua portal record", () => {
  it("shows what the portal is told, as of the last event or an earlier one, without personal data", async () => {
    const now = await run("record", code, "--db", db, "--json");
    expect(JSON.parse(now.out)).toMatchObject({
      code,
      status: 5,
      acceptedAt: "2026-08-20T09:00:00+07:00",
      steps: [{ status: 1 }, { status: 2 }, { status: 4 }, { status: 5, done: "supplement-requested" }],
      supplements: [{ reason: "plan-missing", completedAt: null }],
    });
    const before = await run("record", "d1", "--db", db, "--seq", "3");
    expect(before.status).toBe(0);
    expect(before.out).toContain("sau sự kiện / as of event 3: mã / code 2");
    const none = await run("record", "d1", "--db", db, "--seq", "99");
    expect([none.status, none.err.split(":")[0]]).toEqual([1, "error portal.no_such_event"]);
    const unknown = await run("record", "d9", "--db", db);
    expect([unknown.status, unknown.err.split(":")[0]]).toEqual([1, "error command.no_dossier"]);
  });
});

describe("motcua portal catalogue", () => {
  const told = (change: object = {}) => ({
    MATTHC: "1.001612",
    TENTTHC: vietnamProcedure("1.001612")?.name.vi,
    TRANGTHAI: "1",
    ...change,
  });

  it("tells where the portal and the definitions differ, of some or of all", async () => {
    const double = await openDouble({
      catalogue: [told(), { ...told(), MATTHC: "2.000001", TENTTHC: "Thủ tục khác" }],
    });
    const config = ["--config", configFor(double)];
    const same = await run("catalogue", "1.001612", ...config, "--json");
    expect([same.status, JSON.parse(same.out), same.err]).toEqual([
      0,
      { compared: 1, published: 2, differences: [] },
      "",
    ]);
    const all = await run("catalogue", ...config);
    expect(all.status).toBe(1);
    expect(all.out).toContain("2.000001  chưa có định nghĩa / no definition here: Thủ tục khác\n");
    expect(all.out).toContain("1.001193  Cổng không có / not in the portal's catalogue");
    // Those beside the catalogue and the interlinked groups as well, each code once.
    for (const code of ["1.014284", ...interlinkedCodes])
      expect(all.out.split(`${code}  Cổng không có`)).toHaveLength(2);
    expect(all.out.split("1.001193  Cổng không có")).toHaveLength(2);
    expect(all.out).not.toContain("1.001612");
    const other = await openDouble({ catalogue: [told({ TENTTHC: "Tên khác", TRANGTHAI: "0" })] });
    const { out } = await run("catalogue", "1.001612", "--config", configFor(other));
    expect(out).toContain("1.001612  Cổng không công khai / not published there\n");
    expect(out).toContain("| Tên khác\n");
  });

  it("refuses what it cannot compare", async () => {
    const double = await openDouble();
    const config = ["--config", configFor(double)];
    const unknown = await run("catalogue", "9.999999", ...config);
    expect([unknown.status, unknown.err]).toEqual([1, expect.stringContaining("definition.unknown_procedure")]);
    const file = join(folder, "definition.yaml");
    writeFileSync(file, "code: 12");
    const faulty = await run("catalogue", file, ...config);
    expect([faulty.status, faulty.out]).toEqual([1, ""]);
    expect(faulty.err).toMatch(/^error definition\.[a-z_]+: /);
    for (const args of [["catalogue"], ["catalogue", ...config, "--db", db], ["catalogue", ...config, "--send"]])
      expect((await run(...args)).status).toBe(2);
    const rest = { profile: "g3", clientId: "a", clientSecret: "b", username: undefined, password: undefined };
    const none = await run("catalogue", "--config", configFor(double, rest));
    expect([none.status, none.err.split(":")[0]]).toEqual([1, "error portal.not_configured"]);
    double.failNext("refuse", 1);
    const down = await run("catalogue", ...config);
    expect([down.status, down.err.startsWith("error portal.")]).toEqual([1, true]);
  });
});

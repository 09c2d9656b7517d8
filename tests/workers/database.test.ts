import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AdapterError } from "@motcua/core";
import { afterAll, describe, expect, it } from "vitest";
import type { CliIo } from "../../packages/cli/src/cli-io.ts";
import { runCalendar } from "../../packages/cli/src/commands/calendar.ts";
import { runInbox } from "../../packages/cli/src/commands/inbox.ts";
import { runIncidents } from "../../packages/cli/src/commands/incidents.ts";
import { runMigrate } from "../../packages/cli/src/commands/migrate.ts";
import { loadDriver, openExisting, openStorage } from "../../packages/cli/src/database.ts";
import { addressOf, shownName } from "../../packages/cli/src/database-address.ts";

const folder = mkdtempSync(join(tmpdir(), "motcua-database-"));
afterAll(() => rmSync(folder, { recursive: true }));

const secret = "m4t-kh4u";

function captured(): { readonly io: CliIo; readonly told: () => string } {
  const lines: string[] = [];
  const tell = (line: string): void => void lines.push(line);
  return { io: { stdout: tell, stderr: tell }, told: () => lines.join("") };
}

describe("a database by file or by address", () => {
  it("takes everything that is no address for a file", async () => {
    expect(addressOf("xa.db")).toEqual({ kind: "sqlite", file: "xa.db" });
    expect(addressOf("postgres")).toEqual({ kind: "sqlite", file: "postgres" });
    const file = join(folder, "xa.db");
    await (await openStorage(file, "read-write")).close();
    const again = await openStorage(file, "read-only");
    expect((await again.reader.scan({ limit: 1 })).items).toEqual([]);
    await again.close();
  });

  it("takes the schema out of the address, and leaves the rest of it alone", () => {
    expect(addressOf(`postgresql://an:${secret}@db:5433/tinh?schema=xa_1&sslmode=require`)).toEqual({
      kind: "postgres",
      url: `postgresql://an:${secret}@db:5433/tinh?sslmode=require`,
      schema: "xa_1",
    });
    expect(addressOf("postgres://db/tinh")).toEqual({ kind: "postgres", url: "postgres://db/tinh", schema: undefined });
  });

  it.each([
    [`postgres://an:${secret}@db:5433/tinh?schema=xa_1`, "postgres://an@db:5433/tinh?schema=xa_1"],
    [`POSTGRES://an@db/tinh?password=${secret}`, "postgres://an@db/tinh"],
    [`postgres://an:${secret}@db:port/tinh`, "…://…"],
    [`postgres://:${secret}@/tinh`, "…://…"],
  ])("names %s without its password", (address, shown) => {
    expect(shownName(address)).toBe(shown);
  });

  it("refuses an address that is none with a code, and does not repeat it", async () => {
    const { io, told } = captured();
    expect(await runInbox(["--db", `postgres://an:${secret}@db:port/tinh`], io)).toBe(1);
    expect(told()).toMatch(/^error storage\.bad_address: .* \/ .*\n$/);
    expect(told()).not.toContain(secret);
  });

  it.each(["C:\\xa.db", "C:/xa.db", "a.db", "./a:b.db", ":memory:"])("takes %s for a file", (db) => {
    expect(addressOf(db)).toEqual({ kind: "sqlite", file: db });
    expect(shownName(db)).toBe(db);
  });

  it.each([
    `postgres:/an:${secret}@h/x`,
    `postgres:an:${secret}@h`,
    `postgresqls://an:${secret}@h/x`,
    ` postgres://an:${secret}@h/x`,
    `mysql://an:${secret}@h/x`,
  ])("makes no file of %s, and does not repeat it", async (db) => {
    const { io, told } = captured();
    const before = readdirSync(".");
    expect(await runMigrate(["--db", db], io)).toBe(1);
    expect(told()).toMatch(/^error storage\.bad_address: .* \/ .*\n$/);
    expect(told()).not.toContain(secret);
    expect(shownName(db)).not.toContain(secret);
    expect(readdirSync(".")).toEqual(before);
  });

  it("makes no database of a misspelt name", async () => {
    const absent = join(folder, "xaa.db");
    for (const run of [
      (io: CliIo) => runIncidents(["retry", "--code", "delivery.refused", "--db", absent], io),
      (io: CliIo) => runCalendar(["announce", "shipped", "--db", absent], io),
      (io: CliIo) => runInbox(["--db", absent], io),
    ]) {
      const { io, told } = captured();
      expect(await run(io)).toBe(1);
      expect(told()).toMatch(/^error storage\.not_found: .* \/ .*\n$/);
    }
    await expect(openExisting(absent, "read-write")).rejects.toMatchObject({ code: "storage.not_found" });
    expect(existsSync(absent)).toBe(false);
  });

  it("says in both languages what to install when a driver is absent", async () => {
    const absent: string = "@motcua/no-such-adapter";
    const missing = await loadDriver(() => import(absent), "pg").catch((error: unknown) => error);
    expect(AdapterError.is(missing) && [missing.code, missing.retry]).toEqual(["storage.driver_missing", "operator"]);
    expect((missing as Error).message).toMatch(/npm install pg \/ .*npm install pg$/);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AdapterError } from "@motcua/core";
import { afterAll, describe, expect, it } from "vitest";
import { runInbox } from "../../packages/cli/src/commands/inbox.ts";
import { loadDriver, openStorage } from "../../packages/cli/src/database.ts";
import { addressOf, shownName } from "../../packages/cli/src/database-address.ts";

const folder = mkdtempSync(join(tmpdir(), "motcua-database-"));
afterAll(() => rmSync(folder, { recursive: true }));

const secret = "m4t-kh4u";

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
    [`postgres://an:${secret}@db:port/tinh`, "postgres://…"],
    [`postgres://:${secret}@/tinh`, "postgres://…"],
  ])("names %s without its password", (address, shown) => {
    expect(shownName(address)).toBe(shown);
  });

  it("refuses an address that is none with a code, and does not repeat it", async () => {
    const lines: string[] = [];
    const io = { stdout: () => {}, stderr: (line: string) => void lines.push(line) };
    expect(await runInbox(["--db", `postgres://an:${secret}@db:port/tinh`], io)).toBe(1);
    expect(lines.join("")).toMatch(/^error storage\.bad_address: .* \/ .*\n$/);
    expect(lines.join("")).not.toContain(secret);
  });

  it("says in both languages what to install when a driver is absent", async () => {
    const absent: string = "@motcua/no-such-adapter";
    const missing = await loadDriver(() => import(absent), "pg").catch((error: unknown) => error);
    expect(AdapterError.is(missing) && [missing.code, missing.retry]).toEqual(["storage.driver_missing", "operator"]);
    expect((missing as Error).message).toMatch(/npm install pg \/ .*npm install pg$/);
  });
});

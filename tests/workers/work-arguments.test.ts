import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runWork } from "../../packages/cli/src/commands/work.ts";

const folder = mkdtempSync(join(tmpdir(), "motcua-work-arguments-"));
afterAll(() => rmSync(folder, { recursive: true }));

const absentDb = join(folder, "absent.db");
const goodDirectory = join(folder, "directory.json");
writeFileSync(goodDirectory, JSON.stringify({ offices: {} }));

async function work(...args: readonly string[]): Promise<{ readonly status: number; readonly told: string }> {
  const lines: string[] = [];
  const status = await runWork(args, { stdout: () => {}, stderr: (line) => void lines.push(line) });
  return { status, told: lines.join("") };
}

describe("what `motcua work` is asked to do", () => {
  it.each(["citizens", "", "citizen,,desk", "citizen,fax", "citizen/SMS", "citizen/"])(
    "refuses --lanes '%s' and names those there are",
    async (lanes) => {
      const { status, told } = await work("--db", absentDb, "--directory", goodDirectory, "--lanes", lanes);
      expect(status).toBe(2);
      expect(told).toMatch(/^error cli\.usage: .* \/ .*citizen, desk, agency, portal/);
    },
  );

  it("makes no database of a misspelt name, and does not wait for one", async () => {
    const { status, told } = await work("--db", absentDb, "--directory", goodDirectory, "--lanes", "citizen/sms, desk");
    expect(status).toBe(1);
    expect(told).toMatch(/^error storage\.not_found: /);
    expect(existsSync(absentDb)).toBe(false);
  });

  it("names a directory that cannot be read, and the field in one that can", async () => {
    const unread = join(folder, "unread.yaml");
    expect((await work("--db", absentDb, "--directory", unread)).told).toContain(
      `${unread}: không đọc được / ${unread}: `,
    );
    const faulty = join(folder, "faulty.yaml");
    writeFileSync(faulty, "offices: 1\n");
    expect((await work("--db", absentDb, "--directory", faulty)).told).toContain(`${faulty} offices: phải là`);
  });
});

import { join } from "node:path";
import { memoryStorage } from "@motcua/adapters/memory";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { describe, expect, it } from "vitest";
import { people } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { motcua, tempFolder } from "../office/helpers.ts";
import { aPair, atWork } from "./kit.ts";

describe("motcua transfers", () => {
  it("says what went to whom, since when, and what stands with which code", async () => {
    const file = join(tempFolder(), "xa.db");
    const storage = sqliteStorage({ file });
    let cut = false;
    const { xa, tinh, clock } = aPair({
      storages: [storage, memoryStorage()],
      wire: (_to, message, pass) => (cut ? Promise.reject(new Error("cut")) : pass(message)),
    });
    const ask = async (...args: readonly string[]) => await motcua("transfers", "--db", file, ...args);
    expect((await ask()).stdout).toBe("Không có hồ sơ nào ở cơ quan khác / nothing is elsewhere\n");
    for (const dossier of ["d1", "d2", "d3"]) await atWork(xa, dossier);
    const to = { type: "hand-over", to: tinh.office, partner: tinh.name };
    await xa.good("d1", people.director, { ...to, papers: "follow" });
    await drain(xa.worker);
    await tinh.storage.eraseContent("d1" as never);
    cut = true;
    clock.advanceTo(clock.now() + 60_000);
    await xa.good("d2", people.director, to);
    await xa.worker.tick();
    const rows = async (...args: readonly string[]) =>
      (await ask("--json", ...args)).stdout
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    expect(await rows()).toMatchObject([
      {
        dossierId: "d1",
        code: "H26.1-260820-0001",
        officeId: "xa-1",
        to: "tinh-1",
        since: "2026-08-20T09:00:00+07:00",
        stands: "taken-over",
        papers: "follow",
      },
      { dossierId: "d2", since: "2026-08-20T09:01:00+07:00", stands: "on-its-way" },
    ]);
    expect(await rows("--waiting")).toHaveLength(1);
    expect(await rows("--office", "xa-9")).toEqual([]);

    // What the other side refuses stands, and says why.
    const [message] = (await storage.reader.messages("d2" as never)).filter(({ status }) => status === "pending");
    expect(message?.adapter).toBe("transfer/tinh");
    const [claimed] = await storage.claimOutbox({
      dueThrough: clock.now() + 86_400_000,
      leaseMs: 60_000,
      limit: 10,
      adapters: ["transfer/tinh"],
    });
    await storage.settleOutbox(claimed?.token ?? "", { kind: "parked", code: "office.unknown_unit" });
    const shown = await ask("--waiting");
    expect([shown.status, shown.stdout]).toEqual([
      0,
      expect.stringMatching(/^d2 {2}.*xa-1 → tinh-1.*parked {2}office\.unknown_unit {2}d2:transfer\/tinh:/),
    ]);
    expect(shown.stdout).toContain("sender.recall");
    await storage.close();
  });

  it.each([[["transfers"]], [["transfers", "--db", "x.db", "more"]], [["transfers", "--db", "x.db", "--what"]]])(
    "%j is wrong use",
    async (args) => {
      const done = await motcua(...args);
      expect([done.status, done.stdout]).toEqual([2, ""]);
      expect(done.stderr).toMatch(/^error \S+: .+ \/ .+\n$/);
    },
  );
});

import { describe, expect, it } from "vitest";
import { act, business, people } from "../dossier/kit.ts";
import { filing, openOffice } from "../engine/engine-kit.ts";
import { changes, lawWith, raised, renamed } from "./change-kit.ts";
import { everyStorage } from "./every-storage.ts";

describe.each(everyStorage())("a published version of a definition never changes, on $name", ({ open }) => {
  it("trap 38: the same version with other content is refused, and nothing is received under it", async () => {
    const storage = await open();
    await openOffice(storage).accept("d1");
    const edited = lawWith(business, (definition) => ({ ...definition, notes: [...definition.notes, "sửa tại chỗ"] }));
    const office = openOffice(storage, { law: edited, prefix: "edited-" });
    const answer = await office.send("d2", people.desk, filing(business));
    expect(answer).toMatchObject({ ok: false, error: { code: "definition.changed" } });
    expect(await storage.load(["d2" as never])).toEqual([undefined]);
    expect(await storage.findLaw("procedure", `${business}@1`)).toHaveLength(1);
  });

  it("trap 26: a new version strands nobody: who was received before goes on under the one pinned", async () => {
    const storage = await open();
    const before = openOffice(storage);
    await before.accept("d1");
    const law = lawWith(business, changes(raised, renamed("officer", "appraiser")));
    const after = openOffice(storage, { law, prefix: "raised-" });
    await after.accept("d2");
    await after.good("d1", people.desk, act("intake", "forward"));
    await after.good("d2", people.desk, act("intake", "forward"));
    const stood = await Promise.all(["d1", "d2"].map(async (id) => (await after.engine.read(id as never))?.state));
    expect(stood.map((state) => [state?.procedureVersion, state?.task?.step])).toEqual([
      [1, "officer"],
      [2, "appraiser"],
    ]);
  });
});

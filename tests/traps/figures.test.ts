import type { OfficeId } from "@motcua/core";
import { aCommit, t } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { at } from "../dossier/kit.ts";
import { storages } from "../engine/engine-kit.ts";

const officeId = "office-1" as OfficeId;

describe.each(storages)("counting on $name", ({ open }) => {
  it("trap 35: periods that meet add up, a longer one never counts less, and a count is the length of its list", async () => {
    const storage = open();
    // On the borders of a day, a month and a year, to the millisecond, and on the same instant twice.
    const borders = [
      "2026-12-31 00:00",
      "2027-01-01 00:00",
      "2027-01-31 23:59",
      "2027-02-01 00:00",
      "2027-02-06 17:00",
    ].map(at);
    const dues = borders.flatMap((border) => [border - 1, border, border, border + 1]);
    for (const [i, dueAt] of dues.entries())
      await storage.commit([aCommit({ dossier: `d-${i}`, summary: { dueAt, phase: i % 3 === 0 ? "ended" : "open" } })]);
    await storage.commit([aCommit({ dossier: "undated", summary: { dueAt: undefined } })]);

    const count = (dueFrom: number, dueBefore: number) =>
      storage.reader.count({ officeId, order: "due", dueFrom, dueBefore });
    const [first = 0, last = 0] = [dues[0], dues.at(-1)].map((due) => due ?? t(0));
    const whole = await count(first, last + 1);
    expect(whole).toBe(dues.length);
    const cuts = [first, ...borders, last + 1];
    let sum = 0;
    let before = 0;
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const [from = 0, to = 0] = [cuts[i], cuts[i + 1]];
      const listed = await storage.reader.list(
        { officeId, order: "due", dueFrom: from, dueBefore: to },
        { limit: 1000 },
      );
      const counted = await count(from, to);
      expect(counted).toBe(listed.items.length);
      sum += counted;
      const upToHere = await count(first, to);
      expect(upToHere).toBe(sum);
      expect(upToHere).toBeGreaterThanOrEqual(before);
      before = upToHere;
    }
    expect(sum).toBe(whole);
    expect(await storage.reader.count({ officeId, order: "id" })).toBe(dues.length + 1);
  });
});

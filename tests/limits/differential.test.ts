import { expect, it } from "vitest";
import { civilDateOf } from "../../packages/core/src/calendar/civil-date.ts";
import { compileOfficeTime } from "../../packages/core/src/calendar/opening-hours.ts";
import { compileCalendar } from "../../packages/core/src/calendar/work-calendar.ts";
import { isHeld } from "../../packages/core/src/limit/ledger.ts";
import { projectLimit } from "../../packages/core/src/limit/project.ts";
import { rungDueAt } from "../../packages/core/src/limit/rungs.ts";
import { type Kinds, randomHistory } from "./histories.ts";
import { hours, pick, randomCalendar, rng, SlowWorld, slowDays, slowHours } from "./oracle.ts";

const seed = Number(process.env.LIMIT_SEED ?? 20_261_122);

function compare(kinds: Kinds, count: number): void {
  const random = rng(seed + (kinds === "hours" ? 1 : 0));
  const worlds = Array.from({ length: 20 }, (_, i) => {
    const calendar = randomCalendar(random, `test-${i}`);
    return { office: compileOfficeTime(compileCalendar(calendar), hours), world: new SlowWorld(calendar) };
  });
  let suspended = 0;
  let late = 0;
  for (let n = 0; n < count; n += 1) {
    const { office, world } = worlds[n % worlds.length] ?? worlds[0] ?? never();
    const { ledger, slow, told } = randomHistory(random, kinds);
    const slowAnswer = kinds === "days" ? slowDays(world, slow) : slowHours(world, slow);
    const projection = projectLimit(office, ledger);
    const where = (): string => `seed ${seed}, history ${n}, ${office.calendar.data.id}\n${told.join("\n")}`;
    const dueOn = slowAnswer.dueDay === undefined ? undefined : civilDateOf(slowAnswer.dueDay);
    if (projection.due?.dueOn !== dueOn || projection.due?.dueAt !== slowAnswer.dueAt)
      expect.fail(
        `due ${projection.due?.dueOn} ${projection.due?.dueAt}, oracle ${dueOn} ${slowAnswer.dueAt}: ${where()}`,
      );
    if (projection.consumed + projection.remaining !== slowAnswer.whole || projection.remaining < 0)
      expect.fail(`${projection.consumed} + ${projection.remaining}, whole ${slowAnswer.whole}: ${where()}`);
    if (kinds === "days" && projection.consumed !== slowAnswer.consumed)
      expect.fail(`consumed ${projection.consumed}, oracle ${slowAnswer.consumed}: ${where()}`);
    if (kinds === "hours" && projection.due === undefined && projection.consumed !== slowAnswer.consumed)
      expect.fail(`consumed ${projection.consumed}, oracle ${slowAnswer.consumed}: ${where()}`);
    if (projection.due === undefined) suspended += 1;
    if (projection.due !== undefined && slow.grounds.some((g) => g.from > (projection.due?.dueAt ?? 0))) late += 1;

    // The share rung of a day budget, by the list of counted days.
    if (kinds === "days" && !isHeld(ledger) && slowAnswer.whole > 1) {
      const percent = pick(random, 1, 100);
      const nth = slowAnswer.countedDays[Math.ceil((percent * slowAnswer.whole) / 100) - 1] ?? never();
      let day = nth;
      while (!world.working.has(day)) day += 1;
      let expected = Math.min(world.closing(day), slowAnswer.dueAt ?? 0);
      for (let again = true; again; ) {
        again = false;
        for (const g of slow.grounds)
          if (g.to !== undefined && g.from <= expected && expected < g.to) {
            expected = g.to;
            again = true;
          }
      }
      if (slow.budget.unit !== "same-day" || slowAnswer.whole > 1) {
        const at = rungDueAt(office, ledger, { at: "share", percent });
        if (at !== expected) expect.fail(`share ${percent} at ${at}, oracle ${expected}: ${where()}`);
      }
    }
  }
  console.log(
    `${kinds}: ${count} histories, seed ${seed}, ${suspended} suspended at the end, ${late} suspended when late`,
  );
}

function never(): never {
  throw new Error("unreachable");
}

// Half a minute of counting on a quiet machine: the slow way is slow.
const timeout = 300_000;
it("days: 120,000 random histories agree with a count day by day", { timeout }, () => compare("days", 120_000));
it("hours: 24,000 random histories agree with a count minute by minute", { timeout }, () => compare("hours", 24_000));

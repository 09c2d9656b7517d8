import { present, same } from "./check.ts";
import type { ExchangeBench, ExchangeCase, ExchangeDoor } from "./exchange-case.ts";
import { personName, requestIdOf } from "./exchange-samples.ts";
import { good } from "./port-check.ts";

const asked = requestIdOf(1);

/** The door, behind which the first question is open. */
async function opened(bench: ExchangeBench): Promise<ExchangeDoor> {
  const door = present(bench.door, "`door` of the bench");
  await door.begin(asked, bench.profile);
  return door;
}

const take = (door: ExchangeDoor, message: string) => good(door.take(message), "a message");

/** Nothing was believed: the question is open, and the true answer is taken. */
async function untouched(bench: ExchangeBench, door: ExchangeDoor, what: string): Promise<void> {
  same(await door.ended(asked), undefined, `the question after ${what}`);
  same(await take(door, door.message(asked, 1)), "taken", `the true answer after ${what}`);
  await endedWith(bench, door, 1);
}

async function endedWith(bench: ExchangeBench, door: ExchangeDoor, n: number): Promise<void> {
  const { answer } = bench.sample(n, personName);
  same(await door.ended(asked), { outcome: "answered", answer }, "how the question ended");
}

export const exchangePushCases: readonly ExchangeCase[] = [
  {
    name: "an answer that comes by itself is taken as it is",
    needs: "pushes",
    run: async (bench) => {
      const door = await opened(bench);
      same(await take(door, door.message(asked, 1)), "taken", "the answer");
      await endedWith(bench, door, 1);
    },
  },
  {
    name: "that there is nothing, or that they will not tell, comes by itself as well",
    needs: "pushes",
    run: async (bench) => {
      const door = await opened(bench);
      const second = requestIdOf(2);
      await door.begin(second, bench.profile);
      same(await take(door, door.message(asked, 1, "no-data")), "taken", "that there is nothing");
      same(await take(door, door.message(second, 2, "refused")), "taken", "that they will not tell");
      same(await door.ended(asked), { outcome: "no-data" }, "how the first ended");
      same(await door.ended(second), { outcome: "refused" }, "how the second ended");
    },
  },
  {
    name: "one answer counts: the same message changes nothing, and another is refused",
    needs: "pushes",
    run: async (bench) => {
      const door = await opened(bench);
      const message = door.message(asked, 1);
      await Promise.all([1, 2, 3].map(() => take(door, message)));
      same(await take(door, door.message(asked, 2)), "refused", "another answer to the same question");
      await endedWith(bench, door, 1);
    },
  },
  {
    name: "a message changed on its way, or not signed by them, is refused",
    needs: "pushes",
    run: async (bench) => {
      const door = await opened(bench);
      for (const how of ["answer", "other-key", "no-signature"] as const)
        same(await take(door, door.forged(door.message(asked, 1), how)), "refused", `a forgery (${how})`);
      await untouched(bench, door, "forgeries");
    },
  },
  {
    name: "an answer of another form that comes by itself is refused",
    needs: "pushes",
    run: async (bench) => {
      const door = await opened(bench);
      same(await take(door, door.message(asked, 1, "odd")), "refused", "an answer of another form");
      await untouched(bench, door, "an answer of another form");
    },
  },
  {
    name: "an answer about nothing that was asked, or asked of somebody else, is refused",
    needs: "pushes",
    run: async (bench) => {
      const door = await opened(bench);
      const elsewhere = requestIdOf(3);
      await door.begin(elsewhere, "of-somebody-else");
      for (const requestId of ["d-9/x1", "d-1/x9", `${asked}/x2`, "d-1/constructor", "d-1", "", elsewhere])
        same(await take(door, door.message(requestId, 1)), "refused", `an answer about "${requestId}"`);
      same(await door.ended(elsewhere), undefined, "what was asked of somebody else");
      await untouched(bench, door, "answers about something else");
    },
  },
];

import { check, present, same } from "./check.ts";
import type { NotifierBench, NotifierCase, NotifierTrouble } from "./notifier-case.ts";
import { aCall, aNotification, delivered, everyone, personal, reached, send } from "./notifier-samples.ts";
import {
  type Help,
  helps,
  patienceMs,
  repeatsNothing,
  sameCode,
  thrownBy,
  troubleOf,
  until,
  within,
} from "./port-check.ts";

/** A case of one trouble: who helps, and how many messages are there before and after the next attempt. */
const told = (
  name: string,
  kind: NotifierTrouble,
  help: readonly Help[],
  there: readonly [first: number, second: number],
  more: Pick<NotifierCase, "needs" | "timeoutMs"> = {},
): NotifierCase => ({
  name,
  ...more,
  run: async (bench) => {
    await bench.trouble(kind);
    helps(await troubleOf(bench.notifier.send(aNotification(bench), aCall()), kind), help, kind);
    same((await bench.taken()).length, there[0], "messages the other side has");
    await bench.well?.();
    await delivered(bench);
    // At least once: without keys over there, a citizen told twice is better off than one told never.
    const now = (await bench.taken()).length;
    check(now >= 1 && now <= there[1], `after the next attempt there are at most ${there[1]} messages, not ${now}`);
  },
});

const mayBeThere: readonly Help[] = ["later", "operator"];

/** Left alone by an unending answer only by the adapter's own limits. */
async function endsByItself(bench: NotifierBench, kind: NotifierTrouble): Promise<void> {
  await bench.trouble(kind);
  const found = await troubleOf(bench.notifier.send(aNotification(bench), aCall()), kind);
  helps(found, mayBeThere, kind);
}

export const notifierTroubleCases: readonly NotifierCase[] = [
  told("a refusal for good asks for no second attempt", "refuse", ["never", "operator"], [0, 1]),
  told("a refusal for now is tried later, and arrives then", "busy", ["later"], [0, 1]),
  told("when nobody listens it is tried later, and arrives then", "down", ["later"], [0, 1], { needs: "down" }),
  told("a silence before the message was taken is tried later", "hang-before", ["later"], [0, 1], { timeoutMs: 1_000 }),
  told(
    "a silence after the message was taken is an unknown outcome, and is tried later",
    "hang-after",
    ["later"],
    [1, 2],
    {
      timeoutMs: 1_000,
    },
  ),
  told("a refused login asks for an operator", "login", ["operator"], [0, 1], { needs: "login" }),
  told("an answer that is none is no success, and does not give up", "garbage", mayBeThere, [1, 2], {
    needs: "garbage",
  }),
  told("a redirect is not followed", "redirect", ["operator"], [0, 1], { needs: "redirect" }),
  {
    name: "an answer without a sensible length is not read to its end",
    needs: "oversized",
    run: (bench) => endsByItself(bench, "oversized"),
  },
  {
    name: "an answer that drips ends with the adapter's time",
    needs: "drip",
    timeoutMs: 1_000,
    run: (bench) => endsByItself(bench, "drip"),
  },
  {
    name: "how long to wait is passed on",
    needs: "wait",
    run: async (bench) => {
      await bench.trouble("busy");
      const found = await troubleOf(bench.notifier.send(aNotification(bench), aCall()), "busy");
      same(found.retryAfterMs, present(bench.waitMs, "`waitMs` of the bench"), "milliseconds to wait");
    },
  },
  {
    name: "one trouble has one code of dotted words",
    run: async (bench) => {
      const codes: string[] = [];
      for (const n of [1, 2]) {
        await bench.trouble("refuse");
        codes.push((await troubleOf(bench.notifier.send(aNotification(bench, n), aCall(n)), "refuse")).code);
      }
      sameCode(codes);
    },
  },
  {
    name: "no error repeats the address, the words, the name or a secret",
    timeoutMs: 1_000,
    run: async (bench) => {
      const all: readonly NotifierTrouble[] = ["refuse", "busy", "hang-after"];
      for (const kind of all) {
        await bench.trouble(kind);
        const notification = aNotification(bench);
        const error = await troubleOf(bench.notifier.send(notification, aCall()), `a message at "${kind}"`);
        repeatsNothing(error, [...personal(notification), ...(bench.secrets ?? [])], `"${kind}"`);
      }
    },
  },
  {
    name: "a call that is broken off ends at once",
    run: async (bench) => {
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const sending = thrownBy(bench.notifier.send(aNotification(bench), aCall(1, stop.signal)));
      await until(() => bench.arrived() > 0, "the message reaches the other side");
      stop.abort();
      check((await within(sending, patienceMs, "a call broken off")) !== undefined, "it is not told as delivered");
    },
  },
  {
    name: "a call that was broken off before sends nothing",
    run: async (bench) => {
      const broken = bench.notifier.send(aNotification(bench), aCall(1, AbortSignal.abort()));
      check((await within(thrownBy(broken), patienceMs, "the call")) !== undefined, "it is not told as delivered");
      same([bench.arrived(), (await bench.taken()).length], [0, 0], "messages that reached the other side");
    },
  },
  {
    name: "messages at once are apart: one refused takes no other with it",
    run: async (bench) => {
      const people = [1, 2, 3, 4, 5, 6, 7, 8];
      await bench.trouble("refuse");
      const ends = await Promise.all(people.map(async (n) => ((await thrownBy(send(bench, n))) === undefined ? n : 0)));
      const done = ends.filter((n) => n > 0);
      same(done.length, people.length - 1, "messages told as delivered");
      same(reached(await bench.taken()), everyone(bench, ...done), "whom messages went to");
    },
  },
  {
    name: "messages at once are apart: one that hangs holds up no other",
    run: async (bench) => {
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const hanging = thrownBy(bench.notifier.send(aNotification(bench), aCall(1, stop.signal)));
      await until(() => bench.arrived() > 0, "the message reaches the other side");
      await Promise.all([2, 3].map((n) => delivered(bench, n)));
      same(reached(await bench.taken()), everyone(bench, 2, 3), "whom messages went to");
      stop.abort();
      await within(hanging, patienceMs, "the one that hung");
    },
  },
  {
    name: "closing ends while a call hangs, and again when it is closed",
    run: async (bench) => {
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const hanging = thrownBy(bench.notifier.send(aNotification(bench), aCall(1, stop.signal)));
      await until(() => bench.arrived() > 0, "the message reaches the other side");
      for (const what of ["closing", "closing again"]) await within(bench.notifier.close(), patienceMs, what);
      stop.abort();
      check((await within(hanging, patienceMs, "the call")) !== undefined, "it is not told as delivered");
    },
  },
];

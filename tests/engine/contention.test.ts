import { type DossierId, verifyStorage } from "@motcua/core";
import { expect, it } from "vitest";
import { act, at, business, people } from "../dossier/kit.ts";
import { drain, filing, freshFile, openOffice, openSqlite } from "./engine-kit.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it("two engines on one file contend for the same dossiers: every command lands once, versions gapless", async () => {
  const file = freshFile();
  const one = openOffice(openSqlite(file), { prefix: "one-" });
  const two = openOffice(openSqlite(file), { prefix: "two-", clock: one.clock });
  const ids = ["d1", "d2", "d3", "d4"];
  for (const id of ids) await one.accept(id);
  const rounds = 25;
  const sent = upTo(rounds).flatMap((n) =>
    ids.flatMap((id) =>
      [one, two].map((office) =>
        office.send(id, people.desk, {
          type: "correct",
          field: "returnBy",
          value: n % 2 ? "post" : "counter",
          reason: { code: "x" },
        }),
      ),
    ),
  );
  const answers = await Promise.all(sent);
  expect(answers.filter((answer) => !answer.ok)).toEqual([]);
  for (const id of ids) {
    const events = await one.history(id);
    expect(events.map((event) => event.seq)).toEqual(upTo(6 + 2 * rounds));
    expect(new Set(events.map((event) => event.commandId)).size).toBe(2 + 2 * rounds);
  }
  const versions = answers.flatMap((answer) =>
    answer.ok ? [`${answer.value.dossierId}/${answer.value.version}`] : [],
  );
  expect(new Set(versions).size).toBe(ids.length * 2 * rounds);
  expect((await verifyStorage(one.storage)).damages).toEqual([]);
});

it("a group larger than what an engine keeps in memory finds every dossier", async () => {
  const office = openOffice(openSqlite(freshFile()), { cachedDossiersMax: 3 });
  const ids = upTo(8).map((n) => `d${n}`);
  for (const id of ids) await office.accept(id);
  for (const body of [act("intake", "forward"), act("officer", "submit")]) {
    const by = body.step === "intake" ? people.desk : people.officer;
    const answers = await Promise.all(ids.map((id) => office.send(id, by, body)));
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]))).toEqual([]);
  }
});

it("law that many dossiers are received under at once is stored once", async () => {
  const storage = openSqlite(freshFile());
  let stored = 0;
  const counting = new Proxy(storage, {
    get(target, name) {
      if (name === "putLaw") stored += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const office = openOffice(counting);
  await Promise.all(upTo(20).map((n) => office.good(`d${n}`, people.desk, filing(business))));
  expect(stored).toBe(1);
});

it("the same command through two engines at once is one", async () => {
  const file = freshFile();
  const one = openOffice(openSqlite(file));
  const two = openOffice(openSqlite(file), { clock: one.clock });
  await one.accept("d1");
  const both = await Promise.all(
    [one, two].map((office) => office.good("d1", people.desk, { ...act("intake", "forward"), commandId: "once" })),
  );
  expect(both.map((answer) => answer.duplicate).toSorted()).toEqual([false, true]);
  expect(new Set(both.map((answer) => answer.version)).size).toBe(1);
});

it("an engine that knows an old state is not misled: it refuses only on what the file says now", async () => {
  const file = freshFile();
  const one = openOffice(openSqlite(file), { prefix: "one-" });
  const two = openOffice(openSqlite(file), { prefix: "two-", clock: one.clock });
  await one.accept("d1");
  await two.engine.read("d1" as DossierId);
  await one.good("d1", people.desk, act("intake", "forward"));
  await two.good("d1", people.officer, act("officer", "submit"));
  const late = await one.send("d1", people.officer, act("officer", "submit"));
  expect(late.ok ? "" : late.error.code).toBe("task.wrong_step");
});

it("commands and wakes through two processes' workers: every rung once", async () => {
  const file = freshFile();
  const one = openOffice(openSqlite(file), { prefix: "one-" });
  const two = openOffice(openSqlite(file), { prefix: "two-", clock: one.clock });
  const ids = upTo(20).map((n) => `d${n}`);
  for (const id of ids) await one.accept(id);
  one.clock.advanceTo(at("2026-08-24 17:00"));
  const work = ids.map((id) => two.send(id, people.desk, act("intake", "forward")));
  await Promise.all([drain(one.worker), drain(two.worker), ...work]);
  for (const id of ids) {
    const events = await one.history(id);
    const rungs = events
      .filter((event) => event.type === "rung-taken")
      .map((event) => {
        const { limit, generation, rung } = JSON.parse(event.bytes) as {
          limit: string;
          generation: number;
          rung: string;
        };
        return `${limit}/${generation}/${rung}`;
      });
    const principal = rungs.filter((rung) => rung.startsWith("principal"));
    expect(principal).toEqual([...new Set(principal)]);
    expect(events.filter((event) => event.type === "promise-missed")).toHaveLength(1);
  }
  expect((await verifyStorage(one.storage)).damages).toEqual([]);
});

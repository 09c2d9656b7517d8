import type { DossierFilter } from "@motcua/core";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archiveEnded, eraseContent, reviveDossier } from "../../packages/adapters/src/postgres/archive.ts";
import { claimOutbox, claimWakes, nextDueAt } from "../../packages/adapters/src/postgres/claims.ts";
import { CommitWriter } from "../../packages/adapters/src/postgres/commit.ts";
import { clientConfig, settingsOf } from "../../packages/adapters/src/postgres/driver.ts";
import { loadStored, postgresReader } from "../../packages/adapters/src/postgres/postgres-reader.ts";
import type { Run, Session } from "../../packages/adapters/src/postgres/session.ts";
import {
  aCommit,
  asCode,
  asCommand,
  asDossier,
  asOffice,
  asPerson,
  asUnit,
  t,
} from "../../packages/core/src/conformance/builders.ts";
import { usePostgres } from "./postgres-kit.ts";

// The plans that a connection makes once and keeps, asked for where they are easiest to get wrong: in tables that are
// known to be empty, where a walk through everything looks as good as a lookup.

const kit = usePostgres({ fsync: "off" });
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client(clientConfig(settingsOf({ url: kit.server.url() }), false) as pg.ClientConfig);
  await client.connect();
});
afterAll(() => client.end());

/** Hears which statements are asked for, and answers none of them, or each with the same rows. */
class Listening implements Session {
  readonly heard: string[] = [];
  readonly #rows: readonly unknown[];

  constructor(rows: readonly unknown[]) {
    this.#rows = rows;
  }

  readonly run: Run = async <Row>(sql: string) => {
    this.heard.push(sql);
    return this.#rows as Row[];
  };
  transact<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return work(this.run);
  }
  async close(): Promise<void> {}
}

async function statementsOf(
  ask: (session: Session) => Promise<unknown>,
  rows: readonly unknown[] = [],
): Promise<readonly string[]> {
  const session = new Listening(rows);
  // Without rows some questions end in an error; what they asked is what counts.
  await ask(session).catch(() => {});
  return session.heard;
}

async function planOf(sql: string): Promise<string> {
  const text = sql.replaceAll(/@(?=[a-z])/g, `${await kit.schema()}.`);
  const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

/** Tables walked from end to end, and indexes walked without a condition on what is looked for. */
function walksIn(plan: string): readonly string[] {
  const lines = plan.split("\n");
  return lines.filter((line, i) => {
    if (/Seq Scan on/.test(line)) return true;
    return /Index (Only )?Scan (Backward )?using/.test(line) && !/Index Cond/.test(lines[i + 1] ?? "");
  });
}

const commits = {
  "one that begins": [aCommit({ wakeAt: t(1), outbox: [{}], content: [{}] })],
  "one that goes on": [aCommit({ on: 1, wakeAt: t(1), outbox: [{}], content: [{}] })],
  "one that goes on with a code": [aCommit({ on: 1, snapshot: null, summary: { code: asCode("H26-260105-0001") } })],
  "a group": ["d-1", "d-2", "d-3"].map((dossier, on) => aCommit({ dossier, on, outbox: [{}], content: [{}] })),
};

const filters: readonly DossierFilter[] = (["id", "due"] as const).flatMap((order) => {
  const base = { officeId: asOffice("office-1"), order };
  const held = { holderPerson: asPerson("p"), holderUnit: asUnit("u") };
  return [
    base,
    { ...base, phase: "open" },
    { ...base, phase: "ended" },
    { ...base, ...held },
    { ...base, dueBefore: 5 },
  ];
});

describe("a plan made while the tables were empty", () => {
  it.each(Object.entries(commits))("of a commit: %s", async (_, group) => {
    await kit.sql("ANALYZE");
    for (const sql of await statementsOf((session) => new CommitWriter(session).writeGroup(group)))
      expect(walksIn(await planOf(sql))).toEqual([]);
  });

  it("locks rows in the order of the group", async () => {
    await kit.sql("ANALYZE");
    const group = [aCommit({ dossier: "d-1", on: 1 }), aCommit({ dossier: "d-2", on: 1 })];
    const [write = ""] = await statementsOf((session) => new CommitWriter(session).writeGroup(group));
    const plan = await planOf(write);
    const [, update = ""] = plan.split("Update on dossier d");
    // Either through the group, which is sorted, or through the index, which is; the other side is the inner one.
    expect(update).toMatch(
      /^ .*\n\s*-> {2}Nested Loop .*(\n.*Join Filter.*)?\n\s*-> {2}(CTE Scan on fresh|Index Scan using dossier_by_id)/,
    );
    // What guards a commit is asked once for each.
    const [, guards = ""] = plan.split("CTE fresh");
    expect(guards.split("CTE moved")[0]?.match(/commit_by_command|commit_archive_by_command/g)?.length).toBe(2);
    expect(update).not.toMatch(/commit_by_command on commit x/);
  });

  it("of claims goes through what is due, in its order, without sorting", async () => {
    await kit.sql("ANALYZE");
    const claim = { dueThrough: t(0), leaseMs: 1, limit: 9 };
    const asked = [
      ...(await statementsOf((session) => claimWakes(session, claim))),
      ...(await statementsOf((session) => claimOutbox(session, claim))),
      ...(await statementsOf((session) => claimOutbox(session, { ...claim, adapters: ["portal"] }))),
    ];
    expect(asked.length).toBe(3);
    for (const sql of asked) {
      const plan = await planOf(sql);
      expect(plan).toMatch(/using (wake|outbox)_by_due/);
      expect(plan).toMatch(/LockRows.*\n\s*-> {2}Index Scan using (wake|outbox)_by_due/);
    }
    // What is next is at the beginning of an index that holds only what waits.
    for (const sql of await statementsOf((session) => nextDueAt(session)))
      expect(walksIn(await planOf(sql)).filter((line) => !/using (wake|outbox)_by_due/.test(line))).toEqual([]);
  });

  it("of the archive and of erasing looks up what a dossier has, its search words among them", async () => {
    await kit.sql("ANALYZE");
    const asked = await statementsOf(
      async (session) => {
        await archiveEnded(session, { endedBefore: t(0), limit: 9 });
        await reviveDossier(session.run, asDossier("d-1"));
        await eraseContent(session, asDossier("d-1"));
      },
      [{ no: 1 }],
    );
    expect(asked.length).toBe(7);
    for (const sql of asked) expect(walksIn(await planOf(sql)), sql).toEqual([]);
  });

  it("of lookups and lists never walks through what is closed", async () => {
    await kit.sql("ANALYZE");
    const page = { limit: 10 };
    const [office, dossier] = [asOffice("office-1"), asDossier("d-1")];
    const asked = await statementsOf(async (session) => {
      const reader = postgresReader(session);
      for (const filter of filters) await reader.list(filter, page);
      await loadStored(session, [dossier]);
      await new CommitWriter(session).findCommand(office, asCommand("c"));
      await reader.findByCode(office, asCode("H26-260105-0001"));
      await reader.history(dossier, page);
      await reader.messages(dossier);
      await reader.scan(page);
      await reader.search({ officeId: office, words: ["nguyen", "dao"] }, page);
      await reader.offices(page);
    });
    expect(asked.length).toBe(filters.length + 8);
    for (const sql of asked) expect(walksIn(await planOf(sql)), sql).toEqual([]);
  });
});

import { memoryStorage } from "@motcua/adapters/memory";
import { t } from "@motcua/core/conformance";
import { expect, it } from "vitest";
import { usePostgres } from "../postgres/postgres-kit.ts";
import { Day, plain } from "./random-day.ts";

const kit = usePostgres({ fsync: "off" });

/** The lease clock of the schema, put into the hands of the test. */
async function virtualLeaseClock(): Promise<(now: number) => Promise<unknown>> {
  await kit.sql("CREATE TABLE IF NOT EXISTS @virtual_clock (now bigint)");
  await kit.sql("INSERT INTO @virtual_clock VALUES (0)");
  await kit.sql(`CREATE OR REPLACE FUNCTION @lease_clock() RETURNS bigint LANGUAGE sql VOLATILE
    AS $$ SELECT now FROM @virtual_clock $$`);
  return (now) => kit.sql(`UPDATE @virtual_clock SET now = ${now}`);
}

// Archiving is nothing that anybody should notice, so it happens between any two steps.
it.each([1, 2])("memory and an archiving PostgreSQL answer alike: day %i", async (seed) => {
  let wall = 1_000;
  const memory = memoryStorage({ now: () => wall });
  const postgres = await kit.open({ connections: 1 });
  const setClock = await virtualLeaseClock();
  const [memoryTokens, postgresTokens]: [string[], string[]] = [[], []];
  const day = new Day(seed, true);
  let archived = 0;
  for (let n = 0; n < 120; n++) {
    wall += n % 7;
    await setClock(wall);
    if (n % 5 === 0) {
      await kit.sql("UPDATE @dossier SET ended_at = coalesce(ended_at, 0) WHERE phase = 'ended'");
      archived += await postgres.archive({ endedBefore: t(0), limit: 3 });
      await kit.sql("UPDATE @dossier SET ended_at = NULL; UPDATE @dossier_archive SET ended_at = NULL");
    }
    const step = day.next();
    const answers = [await step(memory, memoryTokens), await step(postgres, postgresTokens)];
    expect(plain(answers[1]), `step ${n}`).toEqual(plain(answers[0]));
  }
  expect(archived).toBeGreaterThan(0);
});

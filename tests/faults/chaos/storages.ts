import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migratePostgres } from "@motcua/adapters/postgres";
import { startPostgres } from "../../servers/postgres.ts";
import { type FaultyLine, startFaultyLine } from "../../servers/proxy.ts";

/** A database under chaos, with what can be done to it beside killing its clients. */
export interface Battlefield {
  readonly name: string;
  /** For the processes. */
  readonly db: string;
  /** For the one who looks afterwards: not through anything that breaks. */
  readonly directDb: string;
  /** One thing that goes wrong with server or network, by name, and over when it returns. A server that is killed says so
   *  in its name. */
  readonly disasters: { readonly [name: string]: () => Promise<void> };
  end(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One file, shared by all processes. */
export async function sqliteField(): Promise<Battlefield> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-chaos-"));
  const db = join(folder, "office.db");
  const end = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
  return { name: "sqlite", db, directDb: db, disasters: {}, end };
}

/** A server of its own, reached by a line that breaks. */
export async function postgresField(): Promise<Battlefield> {
  const server = await startPostgres();
  const line = await startFaultyLine(server.port);
  const database = await server.createDatabase();
  const directDb = server.url(database);
  await migratePostgres({ url: directDb });
  const address = new URL(directDb);
  address.port = String(line.port);
  const killed = (mode: "immediate" | "SIGKILL") => async (): Promise<void> => {
    await server.kill(mode);
    await server.start();
  };
  return {
    name: "postgres",
    db: address.href,
    directDb,
    disasters: { "server killed": killed("SIGKILL"), "server killed at once": killed("immediate"), ...network(line) },
    async end() {
      await line.stop();
      await server.stop();
    },
  };
}

/** What can happen to a line; each is over when it returns. */
export function network(line: FaultyLine): Battlefield["disasters"] {
  const forAWhile = (begin: () => void, ms: number) => async (): Promise<void> => {
    begin();
    await pause(ms);
    line.heal();
  };
  return {
    "line cut": forAWhile(() => line.cut(), 150),
    "line hangs": forAWhile(() => line.hang(), 700),
    // Longer than a statement may take: the processes give up waiting, and the server does it nevertheless.
    "line hangs for long": forAWhile(() => line.hang(), 2_500),
    "line slow": forAWhile(() => line.delay(60), 600),
    "half closed": async () => line.halfClose(),
    "cut in a request": async () => line.cutAfter(700),
    "cut in an answer": async () => line.cutAnswersAfter(40),
  };
}

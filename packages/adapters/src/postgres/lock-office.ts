import { AdapterError } from "../shared/core.ts";
import { clientConfig, makeClient, type OwnClient, type PostgresOptions, settingsOf } from "./driver.ts";
import { toAdapterError } from "./errors.ts";

export interface LockOfficeOptions extends Pick<PostgresOptions, "url" | "schema" | "connectTimeoutMs"> {
  /** How long to look again when another holds it: a server takes a moment to notice that a driver was killed.
   *  Default 2,000. */
  readonly patienceMs?: number;
}

export interface OfficeLock {
  /** False once the connection that holds it is gone: another driver may hold it now. */
  readonly held: boolean;
  release(): Promise<void>;
}

/**
 * Keeps a second live driver off the same schema. A lock of the session, on a connection of its own: the server gives it
 * back when the connection ends, however it ends. Readers, desks and `motcua work` need no lock.
 * @throws AdapterError `office.driver_running`
 */
export async function lockOffice(options: LockOfficeOptions): Promise<OfficeLock> {
  const { patienceMs = 2_000 } = options;
  const settings = settingsOf(options);
  const client = makeClient({ ...clientConfig(settings, false), application_name: "motcua office" });
  let held = false;
  const lose = (): void => {
    held = false;
  };
  client.on("error", lose);
  client.on("end", lose);
  try {
    await client.connect();
    await client.query(KEEPALIVES);
    held = await take(client, settings.schemaName, patienceMs);
  } catch (error) {
    await client.end().catch(() => {});
    throw toAdapterError(error);
  }
  if (!held) {
    await client.end();
    throw new AdapterError("office.driver_running", "Another program already runs the office in this schema.", {
      retry: "operator",
    });
  }
  return {
    get held() {
      return held;
    },
    async release() {
      held = false;
      // The lock goes with the session. One that is broken already has given it back.
      await client.end().catch(() => {});
    },
  };
}

// The server's own patience with a silent machine is two hours; the lock of one that lost its power is free in half a minute.
const KEEPALIVES = "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

async function take(client: OwnClient, schemaName: string, patienceMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const { rows } = await client.query<{ readonly taken: boolean }>({
      text: "SELECT pg_try_advisory_lock(hashtext('motcua office'), hashtext($1)) AS taken",
      values: [schemaName],
    });
    if (rows[0]?.taken === true) return true;
    if (performance.now() > giveUpAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

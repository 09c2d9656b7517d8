import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "../../tests/servers/postgres.ts";

/** What an operator would set on a machine of this size; durability stays on. The same for every side of a comparison. */
const settings = {
  shared_buffers: "512MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "30min",
  max_connections: "120",
};

/** A server for the time of `use`. */
export async function withServer(use: (server: PostgresServer) => Promise<void>): Promise<void> {
  // The server's process does not keep this one alive, not even while it is waited for.
  const alive = setInterval(() => {}, 60_000);
  const server = await startPostgres({ settings });
  try {
    await use(server);
  } finally {
    await server.stop();
    clearInterval(alive);
  }
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

function statOf(pid: string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // utime, stime, and those of children that have ended.
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    // Ended since the listing.
    return undefined;
  }
}

// USER_HZ of every Linux that Node runs on.
const msPerTick = 10;

/** CPU the server and all its backends used so far, in milliseconds; ended backends count through their parent. */
export function serverCpuMs(server: PostgresServer): number {
  const root = Number.parseInt(readFileSync(join(server.folder, "data", "postmaster.pid"), "utf8"), 10);
  const stats = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (stat !== undefined) stats.set(Number(name), stat);
  }
  let ticks = 0;
  for (const [pid, stat] of stats) if (pid === root || stat.parent === root) ticks += stat.ticks;
  return ticks * msPerTick;
}

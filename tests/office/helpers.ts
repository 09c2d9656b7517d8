import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Figures } from "../../packages/cli/src/office/figures.ts";

const main = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url));
const compiled = fileURLToPath(new URL("../../node_modules/.cache/compiled", import.meta.url));
const flags = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning"];

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), "motcua-office-"));

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The command line in a process of its own, so that it can be killed. */
export function startMotcua(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [...flags, main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      // The same program many times over: compiled once.
      NODE_COMPILE_CACHE: compiled,
      // Told who works, so that they can be killed one by one.
      ...(args.includes("--workers") ? { MOTCUA_TRACE: "1" } : {}),
    },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, ended };
}

export const motcua = (...args: readonly string[]): Promise<Ended> => startMotcua(...args).ended;

/** What `motcua office --json` prints. */
export type OfficeDocument = Figures & { readonly db: string };

export const documentOf = ({ stdout }: Ended): OfficeDocument => JSON.parse(stdout) as OfficeDocument;

/** Kills a run at the moments given, each counted from its own start, and resumes it until it is done. */
export async function killedRun(
  args: readonly string[],
  killAfterMs: readonly number[],
): Promise<{ readonly ended: Ended; readonly kills: number }> {
  let kills = 0;
  for (const ms of killAfterMs) {
    const { child, ended } = startMotcua("office", ...args, "--json");
    const timer = setTimeout(() => child.kill("SIGKILL"), ms);
    const end = await ended;
    clearTimeout(timer);
    if (end.signal !== "SIGKILL") return { ended: end, kills };
    kills += 1;
  }
  return { ended: await motcua("office", ...args, "--json"), kills };
}

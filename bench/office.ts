import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, print } from "./harness.ts";

/** The main job with its defaults, as a built program: wall time and greatest memory. */
export async function office(rounds = 3): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-bench-"));
  const walls: number[] = [];
  let megabytes = 0;
  let events = 0;
  for (let round = 0; round < rounds; round += 1) {
    const run = await once(join(folder, `office-${round}.db`));
    walls.push(run.wallMs);
    events = run.events;
    megabytes = Math.max(megabytes, run.megabytes);
  }
  print({
    bench: "main-job",
    unit: "ms",
    ours: median(walls),
    events,
    megabytes,
    atMost: 8_000,
    atMostMegabytes: 400,
    aim: 3_000,
  });
  rmSync(folder, { recursive: true });
}

function once(file: string): Promise<{ readonly wallMs: number; readonly events: number; readonly megabytes: number }> {
  const program = fileURLToPath(new URL("../packages/cli/dist/main.js", import.meta.url));
  const child = spawn(process.execPath, [program, "office", "--json", "--db", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let peakKb = 0;
  // Linux tells the greatest resident size of a process; elsewhere the figure stays 0.
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      peakKb = Math.max(peakKb, 0);
    }
  }, 50);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code) => {
      clearInterval(watch);
      if (code !== 0) return reject(new Error(`office ended with ${code}`));
      const answer = JSON.parse(text) as { readonly wallMs: number; readonly events: number };
      resolve({ wallMs: answer.wallMs, events: answer.events, megabytes: Math.round(peakKb / 1024) });
    });
  });
}

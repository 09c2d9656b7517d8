import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ChildOrder, Line } from "./protocol.ts";
import type { Recorder } from "./recorder.ts";

/** A process of the run: killed, stopped and begun anew by the one who makes the chaos. */
export class Office {
  readonly order: ChildOrder;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  /** It works: its storage is open. */
  readonly up: Promise<void>;
  #killed = false;
  #lines = 0;
  readonly #listeners = new Set<() => void>();

  constructor(order: ChildOrder, recorder: Recorder) {
    this.order = order;
    const script = fileURLToPath(new URL("./child.ts", import.meta.url));
    this.#child = spawn(
      process.execPath,
      ["--conditions=motcua-source", "--no-warnings", script, JSON.stringify(order)],
      {
        stdio: ["ignore", "pipe", "pipe"],
        // Compiled sources are kept for the next one: a kill costs less, so there are more of them.
        env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "motcua-chaos-compiled") },
      },
    );
    let errors = "";
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-2_000);
    });
    let up: () => void = () => {};
    this.up = new Promise((resolve) => {
      up = resolve;
    });
    const lines = createInterface({ input: this.#child.stdout ?? process.stdin });
    lines.on("line", (text) => {
      const line = parsed(text);
      if (line?.t === "up") up();
      if (line !== undefined) recorder.take(line);
      this.#lines += 1;
      for (const listener of this.#listeners) listener();
    });
    this.#ended = new Promise((resolve) =>
      this.#child.once("close", (code, signal) => {
        if (!this.#killed) recorder.faults.push(`process ${order.name} ended by itself: ${code ?? signal} ${errors}`);
        up();
        resolve();
      }),
    );
  }

  /** Returns when it said so many lines more, or the time is over: how fast it works depends on the machine. */
  async said(lines: number, msMax: number): Promise<void> {
    const enough = this.#lines + lines;
    let listener = (): void => {};
    const heard = new Promise<void>((resolve) => {
      listener = () => {
        if (this.#lines >= enough) resolve();
      };
      this.#listeners.add(listener);
    });
    await Promise.race([heard, this.#ended, pause(msMax)]);
    this.#listeners.delete(listener);
  }

  /** Returns when it is gone and everything it said is heard. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Neither dead nor alive: its leases run out, its connections stay open. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The last line of a killed process may be cut. */
function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

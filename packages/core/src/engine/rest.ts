/** Waits, and can be called: for work that came, or because the process stops. */
export class Rest {
  #rouse: (() => void) | undefined;
  /** Called while nobody rested: the next rest is none. */
  #called = false;

  call(): void {
    if (this.#rouse === undefined) this.#called = true;
    else this.#rouse();
  }

  /** @param waitMs longest wait in real time */
  async until(waitMs: number, stopping: AbortSignal): Promise<void> {
    if (this.#called || stopping.aborted) {
      this.#called = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const rouse = (): void => {
        clearTimeout(timer);
        stopping.removeEventListener("abort", rouse);
        this.#rouse = undefined;
        resolve();
      };
      const timer = setTimeout(rouse, waitMs);
      stopping.addEventListener("abort", rouse, { once: true });
      this.#rouse = rouse;
    });
  }
}

const failureWaitMsMin = 250;
const failureWaitMsMax = 30_000;

/** How long to leave storage alone after so many failures in a row. Uneven, so that workers do not come back in step. */
export function waitAfterFailure(failures: number, pollMs: number): number {
  const doubled = Math.max(failureWaitMsMin, Math.min(pollMs, 1_000)) * 2 ** Math.min(failures - 1, 10);
  return Math.min(failureWaitMsMax, doubled) * (0.5 + Math.random() / 2);
}

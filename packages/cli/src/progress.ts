/** @param share that is done, 0 to 1 @param what of, where that changes */
export type OnProgress = (share: number, what?: string) => void;

let isShown = false;

/** Takes the bar away before something else is said on the terminal. */
export function clearBar(): void {
  if (isShown) process.stderr.write("\r\u001b[K");
  isShown = false;
}

/** A bar on a terminal only; what is piped stays clean. */
export function progressBar(): { readonly onProgress?: OnProgress } {
  const { stderr } = process;
  if (!stderr.isTTY) return {};
  const width = 40;
  let shown = "";
  return {
    onProgress(share, what = "") {
      const done = Math.floor(share * width);
      const now = `${done} ${what}`;
      if (now === shown) return;
      shown = now;
      const percent = String(Math.floor(share * 100)).padStart(3);
      const bar = `[${"█".repeat(done)}${"·".repeat(width - done)}] ${percent} %`;
      // Gone when it is full: the figures follow.
      isShown = share < 1;
      stderr.write(share >= 1 ? "\r\u001b[K" : `\r\u001b[K${bar}${what === "" ? "" : `  ${what}`}`);
    },
  };
}

/** Progress of a part, as progress of the whole. */
export const partOf = (onProgress: OnProgress | undefined, from: number, to: number): OnProgress => {
  return (share, what) => onProgress?.(from + share * (to - from), what);
};

/** A bar on a terminal only; what is piped stays clean. */
export function progressBar(): { readonly onProgress?: (share: number) => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return {};
  const width = 40;
  let shown = -1;
  return {
    onProgress(share) {
      const done = Math.floor(share * width);
      if (done === shown) return;
      shown = done;
      const percent = String(Math.floor(share * 100)).padStart(3);
      // Gone when it is full: the figures follow.
      stderr.write(share >= 1 ? "\r\u001b[K" : `\r[${"█".repeat(done)}${"·".repeat(width - done)}] ${percent} %`);
    },
  };
}

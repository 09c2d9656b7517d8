/** Asks again and again until it is so. @throws when it does not come to be */
export async function until(isSo: () => Promise<boolean>, waitMsMax = 30_000, everyMs = 20): Promise<void> {
  const giveUpAt = performance.now() + waitMsMax;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`it did not come to be within ${waitMsMax} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

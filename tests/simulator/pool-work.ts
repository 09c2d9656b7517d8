/** Work for a thread of a pool: multiples of a number, the larger ones sooner than the smaller. */
export function multiplesOf(factor: number): (question: number) => Promise<number> {
  return async (question) => {
    if (question < 0) throw Object.assign(new RangeError(`${question} is below 0`), { code: "test.below" });
    await new Promise((resolve) => setTimeout(resolve, question % 2 === 0 ? 20 : 0));
    return question * factor;
  };
}

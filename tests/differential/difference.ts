import type { Told } from "./by-track.ts";
import type { Script } from "./script.ts";

const text = (told: Told | undefined): string =>
  told === undefined
    ? "(nothing)"
    : `${new Date(told.at + 7 * 3_600_000).toISOString().slice(0, 23)} ${JSON.stringify(told)}`;

/** Where two logs go apart, with what came before and the script; `undefined` where they are the same. */
export function firstDifference(script: Script, engine: readonly Told[], track: readonly Told[]): string | undefined {
  const length = Math.max(engine.length, track.length);
  for (let i = 0; i < length; i += 1) {
    if (text(engine[i]) === text(track[i])) continue;
    return [
      `life ${script.number}, fact ${i}`,
      ...engine.slice(Math.max(0, i - 12), i).map((told) => `    ${text(told)}`),
      `  engine: ${text(engine[i])}`,
      `  track:  ${text(track[i])}`,
      JSON.stringify(script),
    ].join("\n");
  }
  return undefined;
}

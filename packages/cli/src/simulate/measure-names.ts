import type { Fault } from "@motcua/core";
import { usageFault } from "../cli-io.ts";

const shownMax = 40;

/** What is wrong with `--measure`, with the names that there are where the first of them goes astray: of thousands of figures
 *  those are the ones that may have been meant. */
export function unknownMeasures(unknown: readonly string[], known: readonly string[]): Fault {
  const [place, names] = namesNear(unknown[0] ?? "", known);
  const shown = [...names.slice(0, shownMax), ...(names.length > shownMax ? ["…"] : [])].join(", ");
  const [vi, en] = place === "" ? ["", ""] : [`dưới ${place} `, ` under ${place}`];
  const asked = unknown.join(", ");
  return usageFault(
    `không có số liệu ${asked}; ${vi}có: ${shown}`,
    `there is no figure ${asked}; there are${en}: ${shown}`,
  );
}

/** The part of a path that there is, and what may come after it; `/…` where that goes on. */
function namesNear(asked: string, known: readonly string[]): readonly [string, readonly string[]] {
  const parts = asked.split("/");
  for (let taken = parts.length - 1; taken > 0; taken -= 1) {
    const place = parts.slice(0, taken).join("/");
    const under = known.filter((path) => path.startsWith(`${place}/`)).map((path) => path.slice(place.length + 1));
    if (under.length > 0) return [place, firstParts(under)];
  }
  return ["", firstParts(known)];
}

const firstParts = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => path.replace(/\/.*/s, "/…"))),
];

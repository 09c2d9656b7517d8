import { audiences, type Fault, readLaneName } from "@motcua/core";
import { usageFault } from "../cli-io.ts";

/** What `--lanes` is when nobody says: every audience, on one lane each. */
export const everyLane = audiences.join(",");

/** Reads `--lanes citizen/sms,portal`: whom an office's workers serve. */
export function lanesNamed(text: string = everyLane): readonly string[] | Fault {
  const named = text.split(",").map((lane) => lane.trim());
  if (named.every((lane) => readLaneName(lane).ok)) return [...new Set(named)];
  const allowed = audiences.join(", ");
  return usageFault(
    `--lanes chỉ gồm ${allowed}, hoặc kèm kênh như citizen/sms`,
    `--lanes takes ${allowed}, alone or with a channel like citizen/sms, with commas between`,
  );
}

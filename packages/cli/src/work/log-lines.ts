import { type Attributes, allowedAttributes, type Log } from "@motcua/core";

/** What this program adds to the codes of the library. */
export type WorkCode = "storage.unreachable" | "storage.reached" | "directory.malformed" | "health.listening";

export interface WorkLog extends Log {
  tell(level: "info" | "warn", code: WorkCode, fields: Attributes): void;
}

/** Lines of the log: one JSON document each, or words for a terminal. The time is the machine's, not the law's. */
export function logLines(write: (line: string) => void, json: boolean): WorkLog {
  const tell = (level: string, code: string, fields: Attributes): void => {
    const allowed = allowedAttributes(fields);
    const time = new Date().toISOString();
    const { code: cause, ...others } = allowed;
    const shown = { ...others, ...(cause === undefined ? {} : { cause }) };
    if (json) write(`${JSON.stringify({ time, level, code, ...shown })}\n`);
    else write(`${time} ${level.padEnd(5)} ${code}${words(shown)}\n`);
  };
  return { write: tell, tell };
}

const words = (fields: { readonly [name: string]: unknown }): string =>
  Object.entries(fields)
    .map(([name, value]) => ` ${name}=${value}`)
    .join("");

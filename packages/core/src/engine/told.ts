import { type Attributes, allowedAttributes } from "../ports/attributes.ts";
import type { Log } from "../ports/log.ts";
import type { Span, Telemetry } from "../ports/telemetry.ts";

/** Where an engine or a worker tells what it does; nothing is told, and nothing costs, when both are absent. */
export interface ToldTo {
  readonly telemetry?: Telemetry;
  readonly log?: Log;
}

/** The same, for a host whose implementation may throw: what is measured never disturbs what is done, and only what may
 *  leave the process is handed over. */
export function guarded({ telemetry, log }: ToldTo): ToldTo {
  const quietly = quiet();
  return {
    ...(telemetry === undefined ? {} : { telemetry: guardedTelemetry(telemetry, quietly) }),
    ...(log === undefined ? {} : { log: guardedLog(log, quietly) }),
  };
}

type Quietly = (tell: () => void) => void;

const guardedLog = (log: Log, quietly: Quietly): Log => ({
  write: (level, code, fields) => quietly(() => log.write(level, code, allowedAttributes(fields))),
});

const guardedTelemetry = (telemetry: Telemetry, quietly: Quietly): Telemetry => ({
  async span(name, attributes, work) {
    let begun: ReturnType<typeof work> | undefined;
    const once = (span: Span): ReturnType<typeof work> => {
      begun ??= work(guardedSpan(span, quietly));
      return begun;
    };
    try {
      await telemetry.span(name, allowedAttributes(attributes), once);
    } catch {
      // The work's own failure comes out of `begun` below; any other is the telemetry's.
    }
    return await once(noSpan);
  },
  count: (name, labels, by) => quietly(() => telemetry.count(name, allowedAttributes(labels), by)),
  record: (name, value, labels) => quietly(() => telemetry.record(name, value, allowedAttributes(labels))),
  gauge: (name, value, labels) => quietly(() => telemetry.gauge(name, value, allowedAttributes(labels))),
});

const guardedSpan = (span: Span, quietly: Quietly): Span => ({
  set: (attributes: Attributes) => quietly(() => span.set(allowedAttributes(attributes))),
});

const noSpan: Span = { set() {} };

/** Warns once: what is broken is broken with every command. */
function quiet(): Quietly {
  let warned = false;
  return (tell) => {
    try {
      tell();
    } catch (error) {
      if (warned) return;
      warned = true;
      const kind = error instanceof Error ? error.name : typeof error;
      process.emitWarning(`a log or telemetry of the host threw ${kind}`, { code: "MOTCUA_TELEMETRY" });
    }
  };
}

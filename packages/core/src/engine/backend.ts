import { Circuit, type CircuitOptions, type CircuitState } from "./circuit.ts";
import type { ToldTo } from "./told.ts";

/** What several lanes may lead to: one gateway behind `citizen/sms` and `desk/sms`. */
export interface Backend {
  readonly name: string;
  readonly circuit: Circuit;
  /** Called when messages may flow again. */
  readonly onClosed: Set<() => void>;
}

export interface BackendStatus {
  readonly backend: string;
  readonly lanes: readonly string[];
  readonly state: CircuitState;
  /** In a row, while closed; otherwise how often it was tried in vain. */
  readonly failures: number;
  /** Real time until it is tried again. */
  readonly waitMs: number;
  /** Of the failure that opened it. */
  readonly code: string | undefined;
}

export function newBackend(name: string, options: CircuitOptions, { log, telemetry }: ToldTo): Backend {
  const onClosed = new Set<() => void>();
  const circuit = new Circuit(options, {
    opened({ code, failures: count, waitMs }) {
      log?.write("warn", "backend.opened", { backend: name, code, count, waitMs });
      telemetry?.gauge("motcua.backend.open", 1, { backend: name });
    },
    closed() {
      log?.write("info", "backend.closed", { backend: name });
      telemetry?.gauge("motcua.backend.open", 0, { backend: name });
      for (const call of onClosed) call();
    },
  });
  return { name, circuit, onClosed };
}

export const backendStatus = ({ name, circuit }: Backend, lanes: readonly string[]): BackendStatus => ({
  backend: name,
  lanes,
  state: circuit.state,
  failures: circuit.failures,
  waitMs: circuit.waitMs,
  code: circuit.code,
});

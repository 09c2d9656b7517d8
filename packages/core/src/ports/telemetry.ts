import type { Attributes } from "./attributes.ts";

/** Work with a beginning and an end. `motcua.command`: from `submit` to its answer; `motcua.wakes`: one pass over due
 *  timers, whose commands are its children; `motcua.delivery`: one message handed to the outside. */
export type SpanName = "motcua.command" | "motcua.wakes" | "motcua.delivery";

/** A span under way. */
export interface Span {
  set(attributes: Attributes): void;
}

/** Names are for ever: they stand in dashboards and alarms. */
export const metrics = {
  "motcua.commands": { kind: "counter", unit: "{command}", about: "commands answered, by type and outcome" },
  "motcua.command.duration": { kind: "histogram", unit: "ms", about: "from submit to answer" },
  "motcua.conflicts": { kind: "counter", unit: "{conflict}", about: "another process was quicker; decided anew" },
  "motcua.wakes": { kind: "counter", unit: "{wake}", about: "wakes taken from storage, by outcome" },
  "motcua.wake.lag": { kind: "histogram", unit: "ms", about: "law time between the instant of a wake and its firing" },
  "motcua.deliveries": { kind: "counter", unit: "{message}", about: "messages handed over, by channel and outcome" },
  "motcua.delivery.duration": { kind: "histogram", unit: "ms", about: "how long a channel took" },
  "motcua.delivery.lag": {
    kind: "histogram",
    unit: "ms",
    about: "law time a message waited since it could first go out",
  },
  "motcua.retries": { kind: "counter", unit: "{retry}", about: "wakes and deliveries put off, by code" },
  "motcua.incidents": { kind: "counter", unit: "{incident}", about: "dossiers, wakes, deliveries stopped, by code" },
  "motcua.dossier.lateness": { kind: "histogram", unit: "ms", about: "past the due instant when the result came" },
  "motcua.dossiers.open": { kind: "gauge", unit: "{dossier}", about: "dossiers in phase open" },
  "motcua.dossiers.overdue": { kind: "gauge", unit: "{dossier}", about: "of them past their due instant" },
  "motcua.wakes.due": { kind: "gauge", unit: "{wake}", about: "wakes due and not yet fired" },
  "motcua.wakes.lag": { kind: "gauge", unit: "ms", about: "age of the oldest due wake" },
  "motcua.messages.pending": { kind: "gauge", unit: "{message}", about: "messages not yet delivered" },
  "motcua.outbox.lag": { kind: "gauge", unit: "ms", about: "age of the oldest due message" },
  "motcua.backend.open": {
    kind: "gauge",
    unit: "1",
    about: "1 while a worker leaves a backend alone, 0 when it answers",
  },
  "motcua.incidents.open": { kind: "gauge", unit: "{incident}", about: "wakes and messages that wait for an operator" },
} as const satisfies { readonly [name: string]: Metric };

export interface Metric {
  readonly kind: "counter" | "histogram" | "gauge";
  /** As UCUM writes it. */
  readonly unit: string;
  readonly about: string;
}

type NameOf<Kind extends Metric["kind"]> = {
  [Name in keyof typeof metrics]: (typeof metrics)[Name]["kind"] extends Kind ? Name : never;
}[keyof typeof metrics];
export type CounterName = NameOf<"counter">;
export type HistogramName = NameOf<"histogram">;
export type GaugeName = NameOf<"gauge">;

/** What tells metrics apart: few values each, so no ids. */
export type Labels = Pick<Attributes, "command" | "adapter" | "backend" | "kind" | "outcome" | "code">;

/** Where spans and figures go. Optional everywhere; absent, nothing is measured. */
export interface Telemetry {
  /** Runs `work` inside a span; what it begins meanwhile are children. The span ends with the promise; when that is
   *  rejected it is marked with the error's code, never its message, and the error goes on. */
  span<T>(name: SpanName, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
  count(name: CounterName, labels: Labels, by?: number): void;
  record(name: HistogramName, value: number, labels: Labels): void;
  gauge(name: GaugeName, value: number, labels: Labels): void;
}

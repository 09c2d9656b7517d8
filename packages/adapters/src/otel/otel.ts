import {
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  type Attributes as OtelAttributes,
  metrics as otelMetrics,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import {
  type Attributes,
  allowedAttributes,
  type CounterName,
  codeOfError,
  type GaugeName,
  type HistogramName,
  type Log,
  metrics,
  type Telemetry,
} from "../shared/core.ts";

export interface OtelOptions {
  /** Default: the tracer `motcua` of the global provider. */
  readonly tracer?: Tracer;
  /** Default: the meter `motcua` of the global provider. */
  readonly meter?: Meter;
}

/** Names of attributes carry the library's own, as OpenTelemetry asks: `motcua.dossier_id`. */
function named(attributes: Attributes): OtelAttributes {
  const allowed: OtelAttributes = {};
  for (const [name, value] of Object.entries(allowedAttributes(attributes)))
    allowed[`motcua.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`] = value;
  return allowed;
}

/** Spans and metrics of engines and workers on OpenTelemetry. An SDK registered by the host sends them on; without one
 *  they go nowhere. */
export function otelTelemetry(options: OtelOptions = {}): Telemetry {
  const { tracer = trace.getTracer("motcua"), meter = otelMetrics.getMeter("motcua") } = options;
  const instruments = makeInstruments(meter);
  return {
    span(name, attributes, work) {
      return tracer.startActiveSpan(name, { attributes: named(attributes) }, async (span) => {
        try {
          return await work({ set: (more) => void span.setAttributes(named(more)) });
        } catch (error) {
          const code = codeOfError(error);
          // Not `recordException`: a message and a stack may quote what people wrote.
          span.setAttributes(named({ outcome: "failed", code }));
          span.setStatus({ code: SpanStatusCode.ERROR, message: code });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    count: (name, labels, by = 1) => instruments.counters[name].add(by, named(labels)),
    record: (name, value, labels) => instruments.histograms[name].record(value, named(labels)),
    gauge: (name, value, labels) => instruments.gauges[name].record(value, named(labels)),
  };
}

interface Instruments {
  readonly counters: { readonly [Name in CounterName]: Counter };
  readonly histograms: { readonly [Name in HistogramName]: Histogram };
  readonly gauges: { readonly [Name in GaugeName]: Gauge };
}

/** From milliseconds of a command to months of lateness. */
const bucketsMs = [
  1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000, 600_000, 3_600_000, 28_800_000, 86_400_000,
  259_200_000, 864_000_000, 2_592_000_000,
];

function makeInstruments(meter: Meter): Instruments {
  const counters: { [name: string]: Counter } = {};
  const histograms: { [name: string]: Histogram } = {};
  const gauges: { [name: string]: Gauge } = {};
  for (const [name, { kind, unit, about: description }] of Object.entries(metrics)) {
    if (kind === "counter") counters[name] = meter.createCounter(name, { unit, description });
    else if (kind === "gauge") gauges[name] = meter.createGauge(name, { unit, description });
    else {
      const advice = { explicitBucketBoundaries: bucketsMs };
      histograms[name] = meter.createHistogram(name, { unit, description, advice });
    }
  }
  return { counters, histograms, gauges } as Instruments;
}

/**
 * Lines of the log as events of the span they belong to; a line outside any span gets one of its own, `motcua.log`,
 * without length, so that none is lost. Not OpenTelemetry's logs: their API has no stable release yet.
 */
export function otelLog(options: Pick<OtelOptions, "tracer"> = {}): Log {
  const { tracer = trace.getTracer("motcua") } = options;
  return {
    write(level, code, fields: Attributes) {
      const attributes = { ...named(fields), "motcua.level": level };
      const active = trace.getActiveSpan();
      if (active?.isRecording()) {
        active.addEvent(code, attributes);
        return;
      }
      const own = tracer.startSpan("motcua.log");
      own.addEvent(code, attributes);
      if (level === "error") own.setStatus({ code: SpanStatusCode.ERROR, message: code });
      own.end();
    },
  };
}

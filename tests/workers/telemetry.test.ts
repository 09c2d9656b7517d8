import { memoryStorage } from "@motcua/adapters/memory";
import { otelLog, otelTelemetry } from "@motcua/adapters/otel";
import {
  AdapterError,
  allowedAttributes,
  codeOfError,
  createWorker,
  type DossierId,
  type Log,
  metrics as metricNames,
  type Storage,
  type Telemetry,
} from "@motcua/core";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { logLines } from "../../packages/cli/src/work/log-lines.ts";
import { read } from "../docs/docs-files.ts";
import { act, at, business, people, resolved, why } from "../dossier/kit.ts";
import { drain, filing, openOffice, withFaults } from "../engine/engine-kit.ts";

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

/** The real SDK, with exporters that keep what they are given. */
function collected() {
  const spans = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).getTracer("motcua");
  const figures = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: figures, exportIntervalMillis: 3_600_000 });
  const meter = new MeterProvider({ readers: [reader] }).getMeter("motcua");
  const lines: string[] = [];
  const json = logLines((line) => lines.push(line), true);
  const otel = otelLog({ tracer });
  const log: Log = {
    write(...told) {
      json.write(...told);
      otel.write(...told);
    },
  };
  return {
    told: { telemetry: otelTelemetry({ tracer, meter }), log },
    spans: () => spans.getFinishedSpans(),
    lines,
    async metrics() {
      await reader.forceFlush();
      const [last] = figures.getMetrics().slice(-1);
      return (last?.scopeMetrics ?? []).flatMap(({ metrics }) => metrics);
    },
    async value(name: keyof typeof metricNames, labels: { readonly [label: string]: string } = {}) {
      const points = (await this.metrics()).find((metric) => metric.descriptor.name === name)?.dataPoints ?? [];
      const found = points.find(({ attributes }) =>
        Object.entries(labels).every(([label, value]) => attributes[`motcua.${label}`] === value),
      );
      return found?.value;
    },
  };
}

const delivered = async () => undefined;

describe("spans and figures on the real OpenTelemetry SDK", () => {
  it("a command, due timers with their commands inside, a delivery", async () => {
    const seen = collected();
    const office = openOffice(memoryStorage(), { ...seen.told, deliver: { citizen: delivered } });
    await office.accept("d1");
    const [row] = await office.storage.load(["d1" as DossierId]);
    office.clock.advanceTo(at("2026-08-26 08:00"));
    await drain(office.worker);
    const spans = seen.spans();
    const named = (name: string) => spans.filter((span) => span.name === name);
    const wakes = named("motcua.wakes");
    const fired = named("motcua.command").filter((span) => span.attributes["motcua.command"] === "wake");
    expect(fired.length).toBeGreaterThan(0);
    for (const span of fired) {
      expect(wakes.map((one) => one.spanContext().spanId)).toContain(span.parentSpanContext?.spanId);
      expect(span.attributes).toMatchObject({
        "motcua.dossier_id": "d1",
        "motcua.office_id": "xa-1",
        "motcua.outcome": "committed",
      });
    }
    expect(named("motcua.delivery").map((span) => span.attributes["motcua.outcome"])).toContain("delivered");
    expect(await seen.value("motcua.commands", { command: "wake", outcome: "committed" })).toBe(fired.length);
    const lag = (await seen.value("motcua.wake.lag")) as { readonly max: number };
    expect(lag.max).toBe(at("2026-08-26 08:00") - (row?.wakeAt ?? 0));
  });

  it("refusals, incidents, retries, conflicts and lateness by code", async () => {
    const seen = collected();
    const storage = memoryStorage();
    const refused = async () => Promise.reject(new AdapterError("sms.refused", "no", { retry: "operator" }));
    const away = async () => Promise.reject(new Error("socket hang up"));
    const office = openOffice(storage, { ...seen.told, deliver: { citizen: refused, desk: away } });
    await office.accept("d1");
    await office.send("d1", people.officer, { type: "accept" });
    for (const [step, action, who] of [
      ["intake", "forward", people.desk],
      ["officer", "submit", people.officer],
    ] as const)
      await office.good("d1", who, act(step, action));
    office.clock.advanceTo(at("2026-08-27 10:00"));
    await drain(office.worker);
    await office.good("d1", people.head, act("leader", "approve"));
    await drain(office.worker);
    expect(await seen.value("motcua.commands", { outcome: "refused" })).toBe(1);
    expect(await seen.value("motcua.incidents", { kind: "delivery", code: "sms.refused" })).toBeGreaterThan(0);
    expect(await seen.value("motcua.retries", { kind: "delivery", code: "adapter.failed" })).toBeGreaterThan(0);
    const lateness = (await seen.value("motcua.dossier.lateness")) as { readonly max: number };
    expect(lateness.max).toBe(at("2026-08-27 10:00") - at("2026-08-24 17:00"));
    expect(seen.lines.some((line) => line.includes('"code":"delivery.parked"'))).toBe(true);
  });

  it("gauges of the whole database, read now and then by a worker that runs", async () => {
    const seen = collected();
    const office = openOffice(memoryStorage(), seen.told);
    await office.accept("d1");
    const [row] = await office.storage.load(["d1" as DossierId]);
    office.clock.advanceTo(at("2026-08-27 10:00"));
    const { engine, storage, clock } = office;
    const slow = withFaults(storage, { claimWakes: async () => [] });
    const worker = createWorker({ engine, storage: slow, clock, directory: { resolve: () => resolved }, ...seen.told });
    worker.start();
    await vi.waitFor(async () => expect(await seen.value("motcua.dossiers.open")).toBe(1));
    await worker.stop();
    expect(await seen.value("motcua.dossiers.overdue")).toBe(1);
    expect(await seen.value("motcua.wakes.due")).toBe(1);
    expect(await seen.value("motcua.wakes.lag")).toBe(at("2026-08-27 10:00") - (row?.wakeAt ?? 0));
  });

  it("every metric is in the guide, and no other", () => {
    const documented = [...read("docs/guide/running-workers.md").matchAll(/^\| `(motcua\.[a-z.]+)` \| (\w+)/gm)];
    const rows = documented.map(([, name, kind]) => `${name} ${kind}`).filter((row) => !row.endsWith(" around"));
    const known = Object.entries(metricNames).map(([name, { kind }]) => `${name} ${kind}`);
    expect(rows.filter((row) => /(counter|gauge|histogram)$/.test(row)).sort()).toEqual(known.sort());
  });
});

/** Names, numbers and letters of people, as they do get into systems. */
const personal = fc.record({
  name: fc.constantFrom("Nguyễn Thị Hồng Ánh", "Trần Văn Đức", "Lê Quý Đôn Hậu"),
  number: fc.stringMatching(/^0[0-9]{11}$/),
  phone: fc.stringMatching(/^09[0-9]{8}$/),
});

describe("trap of every log: personal data", () => {
  it("what people wrote or are called is in no line, span, figure or error", async () => {
    await fc.assert(
      fc.asyncProperty(personal, async ({ name, number, phone }) => {
        const seen = collected();
        const secrets = [name, number, phone];
        const text = secrets.join(" ");
        const leaky = async () =>
          Promise.reject(new AdapterError(`sms.${phone}`, text, { retry: "later", cause: text }));
        const base = memoryStorage();
        const storage: Storage = withFaults(base, {
          commit: async (group) => {
            if (group.some((one) => one.commandId === "breaks")) throw new Error(text);
            return base.commit(group);
          },
        });
        const office = openOffice(storage, { ...seen.told, deliver: { citizen: leaky, desk: leaky } });
        const content = [{ contentId: "c1", version: 1, kind: "applicant", body: { name, number }, searchText: text }];
        const said: unknown[] = [];
        const send = async (body: Parameters<typeof office.send>[2]) =>
          said.push(await office.send("d1", people.desk, body, content).catch((error: unknown) => error));
        await office.good(
          "d1",
          people.desk,
          { ...filing(business), applicant: { contentId: "c1", version: 1 } },
          content,
        );
        await office.good("d1", people.desk, { type: "accept" });
        await send({ ...act("intake", "forward"), reason: { code: text } });
        await send({ ...act("intake", text) });
        await send({ ...act(text, "forward"), input: { [name]: text } });
        await send({ ...filing(text), facts: { [name]: true }, dossierId: "d2" });
        await send({ ...filing(business), facts: { [name]: number }, dossierId: "d3" });
        await send({ type: text });
        await send({ type: "withdraw", reason: why(text), commandId: "breaks" });
        office.clock.advanceTo(at("2026-08-26 08:00"));
        await drain(office.worker);
        const parked = await base.reader.messages("d1" as DossierId);
        const spans = seen
          .spans()
          .map(({ name: span, attributes, events, status }) => [span, attributes, events, status]);
        const told = JSON.stringify([seen.lines, spans, await seen.metrics(), parked.map(({ code }) => code)]);
        expect(told).toContain("motcua.wakes");
        for (const secret of secrets) expect(told).not.toContain(secret);
      }),
      { numRuns: 12 },
    );
  });

  it("a host that passes more than the types allow gets no further", () => {
    const given = { dossierId: "Trần Văn Đức", code: "sms.0912345678", lagMs: "1990-01-01", note: "Lê" };
    expect(allowedAttributes(given as unknown as Parameters<typeof allowedAttributes>[0])).toEqual({
      dossierId: "?",
      code: "?",
      lagMs: "?",
    });
  });
});

describe("the code of an error", () => {
  it.each(["http.not_sent", "my-sms.not_reachable", "sms2.refused-by_them", "a.b.c"])("is shown: %s", (code) => {
    expect(codeOfError(new AdapterError(code, "No.", { retry: "later" }))).toBe(code);
    expect(allowedAttributes({ code })).toEqual({ code });
  });

  it.each([
    "ECONNRESET",
    "refused",
    "sms.0912345678",
    "Nguyễn.An",
    "a..b",
    "-a.b",
    "a.b c",
    `a.${"b".repeat(63)}`,
    42,
    undefined,
  ])("is not shown where it is none: %s", (code) => {
    expect(codeOfError({ code })).toBe("adapter.failed");
  });
});

describe("telemetry of a host that throws", () => {
  const broken = () => {
    throw new TypeError("Nguyễn Văn An");
  };
  const never: Telemetry = { span: broken, count: broken, record: broken, gauge: broken };

  it("fails nobody's command and stops no worker; it is said once, without its words", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const office = openOffice(memoryStorage(), { telemetry: never, log: { write: broken } });
    await office.accept("d1");
    office.clock.advanceTo(at("2026-08-26 08:00"));
    expect((await drain(office.worker)).wakes).toBeGreaterThan(0);
    expect(warned.mock.calls.length).toBeLessThanOrEqual(2);
    expect(JSON.stringify(warned.mock.calls)).not.toContain("Nguyễn");
    warned.mockRestore();
  });

  it("a span that loses its work's answer, or ends after it, changes no answer", async () => {
    const lossy: Telemetry = {
      ...never,
      span: async (_name, _attributes, work) => {
        await work({ set: broken });
        throw new TypeError("the exporter is away");
      },
    };
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const office = openOffice(memoryStorage(), { telemetry: lossy });
    await office.accept("d1");
    expect((await office.send("d1", people.desk, { type: "accept" })).ok).toBe(false);
    warned.mockRestore();
  });
});

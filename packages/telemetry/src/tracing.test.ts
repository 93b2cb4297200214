import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, describe, expect, it, vi } from "vitest";
import { collectorUnderTest } from "./collector-under-test.ts";
import { startTracing, type Tracing } from "./start-tracing.ts";
import { spanContextOf, traceparentOf } from "./traceparent.ts";
import { beginSpan, inSpan, isTracing, traceBy, traceparentNow } from "./tracing.ts";
import { SAMPLERS, samplingOf, tracesEndpointOf } from "./tracing-settings.ts";

let tracing: Tracing | null = null;
afterEach(async () => {
  await tracing?.stop();
  tracing = null;
});

async function startedAt(url: string, more: Record<string, string> = {}) {
  const told: string[] = [];
  tracing = await startTracing({ service: "here", environment: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: "20", ...more }, tell: (message) => void told.push(message) });
  return told;
}

describe("traces that are off", () => {
  it("cost nothing: no part of the SDK, of pino's printer or of prom-client is loaded", () => {
    const script = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ resolve: (specifier, context, next) => { const found = next(specifier, context); loaded.push(found.url); return found; } });
      const { startTelemetry } = await import(${JSON.stringify(new URL("./start-telemetry.ts", import.meta.url).href)});
      const { inSpan } = await import(${JSON.stringify(new URL("./tracing.ts", import.meta.url).href)});
      await startTelemetry("off", {});
      await inSpan("nothing", {}, async (span) => { if (span) throw new Error("a span"); });
      console.log(JSON.stringify(loaded.filter((url) => /sdk-trace|exporter-trace|otlp|context-async-hooks|prom-client|pino-pretty/.test(url))));`;
    const out = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], { encoding: "utf8" });
    expect(JSON.parse(out)).toEqual([]);
  });

  it("are off without a collector, by OTEL_SDK_DISABLED and by OTEL_TRACES_EXPORTER=none", () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = "http://collector:4318/";
    expect(tracesEndpointOf({ OTEL_EXPORTER_OTLP_ENDPOINT })).toBe("http://collector:4318/v1/traces");
    expect(tracesEndpointOf({})).toBeNull();
    expect(tracesEndpointOf({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "true" })).toBeNull();
    expect(tracesEndpointOf({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: "none" })).toBeNull();
    expect(isTracing()).toBe(false);
    expect(traceparentNow()).toBeUndefined();
    expect(beginSpan("nothing")).toBeNull();
  });

  it("are refused with a sampler that does not exist", () => {
    expect(() => samplingOf({ OTEL_TRACES_SAMPLER: "some" })).toThrow(SAMPLERS[0]);
    expect(() => samplingOf({ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "5" })).toThrow("de 0 à 1");
    expect(samplingOf({ OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.05" })).toEqual({ sampler: "parentbased_traceidratio", ratio: 0.05 });
  });
});

describe("traces that are on", () => {
  it("leave with what may leave: no attribute of another name, no exception, no message", async () => {
    const collector = await collectorUnderTest();
    await startedAt(collector.url);
    await inSpan("outer", { attributes: { "stages.role": "STUDENT", "student.name": "Zqmark" } }, async (span) => {
      span!.recordException(new Error("Zqmark"));
      await inSpan("inner", { attributes: { "stages.fields": ["viewer", "Zqmark Zq, né le 3"] } }, () => Promise.reject(new TypeError("Zqmark"))).catch(() => {});
    });
    await vi.waitFor(() => expect(collector.spans).toHaveLength(2), { timeout: 30_000 });
    const [inner, outer] = [collector.spans.find(({ name }) => name === "inner")!, collector.spans.find(({ name }) => name === "outer")!];
    expect(inner.parentSpanId).toBe(outer.spanId);
    expect(inner.attributes).toEqual({ "stages.fields": ["viewer"], "error.type": "TypeError" });
    expect(outer.attributes).toEqual({ "stages.role": "STUDENT" });
    expect(collector.text).not.toContain("Zqmark");
    await collector.stop();
  });

  it("control: sent as libraries leave them, the same spans say who it was", async () => {
    const collector = await collectorUnderTest();
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${collector.url}/v1/traces` }), scheduledDelayMillis: 20 })] });
    traceBy(provider.getTracer("naive"));
    await inSpan("outer", { attributes: { "student.name": "Zqmark" } }, async (span) => span!.recordException(new Error("Zqmark")));
    traceBy(null);
    await provider.shutdown();
    expect(collector.spans[0]!.attributes["student.name"]).toBe("Zqmark");
    expect(collector.text.split("Zqmark").length - 1).toBeGreaterThan(2);
    await collector.stop();
  });

  it("keep the part that the sampler says, children with their parents", async () => {
    const collector = await collectorUnderTest();
    await startedAt(collector.url, { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" });
    await inSpan("root", { parent: null }, () => inSpan("child", {}, async () => {}));
    await inSpan("of a sampled one", { parent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }, async () => {});
    await vi.waitFor(() => expect(collector.spans.map(({ name }) => name)).toEqual(["of a sampled one"]), { timeout: 30_000 });
    await collector.stop();
  });

  it("wait for no collector: one that never answers holds up nobody, and no more wait for it than the queue takes", async () => {
    const collector = await collectorUnderTest();
    collector.hold();
    await startedAt(collector.url, { OTEL_BSP_MAX_QUEUE_SIZE: "64" });
    // It has answered nothing when this is through.
    for (let turn = 0; turn < 20_000; turn++) await inSpan("work", { parent: null }, async () => {});
    await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThan(0), { timeout: 30_000 });
    for (let turn = 0; turn < 20_000; turn++) await inSpan("work", { parent: null }, async () => {});
    collector.release();
    await tracing!.stop();
    tracing = null;
    // Those on their way when it was asked, and those that waited behind.
    expect(collector.spans.length).toBeLessThanOrEqual(3 * 64);
    await collector.stop();
  });

  it("say once that there is no collector, however many it does not take", async () => {
    const gone = createServer(() => {});
    gone.listen(0, "127.0.0.1");
    await once(gone, "listening");
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, "close");
    const told = await startedAt(`http://127.0.0.1:${port}`, { OTEL_BSP_MAX_QUEUE_SIZE: "16" });
    await inSpan("work", { parent: null }, async () => {});
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 30_000 });
    for (let turn = 0; turn < 100; turn++) await inSpan("work", { parent: null }, async () => {});
    await tracing!.stop();
    tracing = null;
    expect(told).toHaveLength(1);
  });
});

describe("traceparent", () => {
  const WHOLE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  it("is read as W3C writes it, and written the same", () => expect(traceparentOf(spanContextOf(WHOLE)!)).toBe(WHOLE));
  it.each([undefined, null, 5, "", "00-0", WHOLE.toUpperCase(), `${WHOLE}-x`, `ff${WHOLE.slice(2)}`, "00-00000000000000000000000000000000-b7ad6b7169203331-01"])("%s is none", (text) => expect(spanContextOf(text)).toBeNull());
});

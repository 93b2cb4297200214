import { createRequire } from "node:module";
import type * as OpenTelemetry from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { type ExportResult, ExportResultCode, setGlobalErrorHandler } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, type ReadableSpan, type Sampler, type SpanExporter, TraceIdRatioBasedSampler, TracerProvider } from "@opentelemetry/sdk-trace";
import { ATTR_SERVICE_NAME } from "@opentelemetry/semantic-conventions";
import { whatMayLeave } from "./may-trace.ts";
import type { Tracing } from "./start-tracing.ts";
import { traceStatements } from "./trace-statements.ts";
import { traceBy } from "./tracing.ts";
import type { Sampling } from "./tracing-settings.ts";

export interface TracingOptions {
  readonly service: string;
  readonly endpoint: string;
  readonly sampling: Sampling;
  /** How many spans wait at most for the collector; those beyond are dropped. */
  readonly queue?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly tell: (message: string, cause?: Error) => void;
}

/**
 * Apollo's gateway is CommonJS, and asks its own copy of the API for a tracer as it is loaded. A copy finds what is registered later only
 * when it was registered by that same copy.
 */
const { context, trace } = createRequire(import.meta.url)("@opentelemetry/api") as typeof OpenTelemetry;

const QUEUE = 2_048;
const EXPORT_LIMIT_MS = 5_000;
const STOP_LIMIT_MS = 2_000;

/** Spans of this process on their way to a collector. Nobody waits for it: what it does not take in time is dropped. */
export function openTracing({ service, endpoint, sampling, queue = QUEUE, delayMs, tell }: TracingOptions): Tracing {
  // Said here, once each time that it begins to fail.
  setGlobalErrorHandler(() => {});
  const exporter = tellingOnce(new OTLPTraceExporter({ url: endpoint, timeoutMillis: EXPORT_LIMIT_MS }), tell);
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: service })).merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(sampling),
    spanProcessors: [new Withholding({ exporter, maxQueueSize: queue, maxExportBatchSize: Math.min(512, queue), exportTimeoutMillis: EXPORT_LIMIT_MS, ...(delayMs !== undefined && { scheduledDelayMillis: delayMs }) })],
  });
  // Apollo's gateway makes its own spans by these.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  traceBy(provider.getTracer("stages"));
  const stopStatements = traceStatements();
  return {
    async stop() {
      stopStatements();
      traceBy(null);
      const limit = new Promise<void>((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref());
      await Promise.race([provider.shutdown().catch(() => {}), limit]);
      trace.disable();
      context.disable();
    },
  };
}

/** Lets spans go with what may leave, and nothing else: no attribute that is not listed, no exception, no message. */
class Withholding extends BatchSpanProcessor {
  override onEnd(span: ReadableSpan): void {
    super.onEnd(
      Object.create(span, {
        attributes: { value: whatMayLeave(span.attributes) },
        events: { value: [] },
        links: { value: span.links.map(({ context: linked }) => ({ context: linked })) },
        status: { value: { code: span.status.code } },
      }) as ReadableSpan,
    );
  }
}

function tellingOnce(exporter: SpanExporter, tell: TracingOptions["tell"]): SpanExporter {
  let fails = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result: ExportResult) => {
        const failsNow = result.code !== ExportResultCode.SUCCESS;
        if (failsNow && !fails) tell("The collector of traces does not take them: they are dropped until it does", result.error);
        if (!failsNow && fails) tell("The collector of traces takes them again");
        fails = failsNow;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

function samplerOf({ sampler, ratio }: Sampling): Sampler {
  const root = sampler.endsWith("always_off") ? new AlwaysOffSampler() : sampler.endsWith("always_on") ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(ratio);
  return sampler.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}

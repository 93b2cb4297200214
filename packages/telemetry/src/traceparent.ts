import { type SpanContext, TraceFlags, isSpanContextValid } from "@opentelemetry/api";

/** W3C Trace Context, version 00: https://www.w3.org/TR/trace-context/#traceparent-header */
const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string => `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;

/** Null for anything else, such as what a stranger wrote. */
export function spanContextOf(traceparent: unknown): SpanContext | null {
  const [, traceId, spanId, flags] = (typeof traceparent === "string" && FORM.exec(traceparent)) || [];
  if (!traceId || !spanId || !flags) return null;
  const found: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(found) ? found : null;
}

import { type Attributes, type Context, context, type Link, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { spanContextOf, traceparentOf } from "./traceparent.ts";

/** Null where traces are off: nothing is then asked of anyone, and the SDK is not even loaded. */
let tracer: Tracer | null = null;

export const isTracing = (): boolean => tracer !== null;

export function traceBy(one: Tracer | null): void {
  tracer = one;
}

export interface Spanning {
  readonly kind?: keyof typeof SpanKind;
  readonly attributes?: Attributes;
  /** Whose child it is: what is under way when left out, nobody's when null or unreadable. */
  readonly parent?: string | null | undefined;
  /** What else brought it about. */
  readonly links?: readonly (string | null | undefined)[];
}

/** The work, under a span where traces are on. */
export async function inSpan<T>(name: string, spanning: Spanning, work: (span: Span | null) => Promise<T>): Promise<T> {
  if (!tracer) return work(null);
  const [span, within] = begun(name, spanning);
  try {
    return await context.with(within, work, undefined, span);
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** A span that its caller ends; null where traces are off. */
export function beginSpan(name: string, spanning: Spanning = {}): Span | null {
  return tracer ? begun(name, spanning)[0] : null;
}

/** What has ended already, and took so long. */
export function endedSpan(name: string, milliseconds: number, spanning: Spanning, error?: unknown): void {
  if (!tracer) return;
  const [span] = begun(name, spanning, Date.now() - milliseconds);
  if (error !== undefined) failed(span, error);
  span.end();
}

function begun(name: string, { kind = "INTERNAL", attributes = {}, parent, links = [] }: Spanning, startTime?: number): [Span, Context] {
  const within = parent === undefined ? context.active() : contextOf(parent);
  const span = tracer!.startSpan(name, { kind: SpanKind[kind], attributes, links: links.flatMap(linkTo), ...(startTime !== undefined && { startTime }) }, within);
  return [span, trace.setSpan(within, span)];
}

/** Of its failure the kind alone: what an error says may be someone's. */
export function failed(span: Span, error: unknown): void {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  span.setAttribute("error.type", typeof code === "string" ? code : typeof name === "string" ? name : "Error");
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function contextOf(traceparent: string | null): Context {
  const remote = spanContextOf(traceparent);
  return remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}

function linkTo(traceparent: string | null | undefined): readonly Link[] {
  const linked = spanContextOf(traceparent);
  return linked ? [{ context: linked }] : [];
}

/** Of what is under way, to be handed on; undefined where traces are off, or nothing is. */
export function traceparentNow(): string | undefined {
  if (!tracer) return undefined;
  const now = trace.getSpanContext(context.active());
  return now && traceparentOf(now);
}

export function traceIdNow(): string | undefined {
  return tracer ? trace.getSpanContext(context.active())?.traceId : undefined;
}

/** What brought an object about, for who is handed it by a way that carries nothing beside. */
const origins = new WeakMap<object, string>();

export function rememberOrigin(told: unknown, traceparent: string | null | undefined): void {
  if (tracer && traceparent && typeof told === "object" && told !== null) origins.set(told, traceparent);
}

export const originOf = (told: unknown): string | undefined => (tracer && typeof told === "object" && told !== null ? origins.get(told) : undefined);

import { checkTracing, samplingOf, tracesEndpointOf, variable } from "./tracing-settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface Tracing {
  /** Sends what waits, as long as somebody takes it soon. */
  stop(): Promise<void>;
}

/** Null where traces are off; what makes them is then not loaded. */
export async function startTracing({ service, environment, tell }: { readonly service: string; readonly environment: Environment; readonly tell: (message: string, cause?: Error) => void }): Promise<Tracing | null> {
  const endpoint = tracesEndpointOf(environment);
  if (endpoint === null) return null;
  checkTracing(environment);
  const { openTracing } = await import("./open-tracing.ts");
  return openTracing({ service, endpoint, sampling: samplingOf(environment), tell, queue: Number(variable(environment, "OTEL_BSP_MAX_QUEUE_SIZE")) || undefined, delayMs: Number(variable(environment, "OTEL_BSP_SCHEDULE_DELAY")) || undefined });
}

type Environment = Readonly<Record<string, string | undefined>>;

export class TracingConfigurationError extends Error {
  override readonly name = "TracingConfigurationError";
}

export const variable = (environment: Environment, name: string): string | null => environment[name]?.trim() || null;

/** Where traces go, by OpenTelemetry's own variables; null when nowhere. */
export function tracesEndpointOf(environment: Environment): string | null {
  if (variable(environment, "OTEL_SDK_DISABLED")?.toLowerCase() === "true") return null;
  if (variable(environment, "OTEL_TRACES_EXPORTER") === "none") return null;
  const ofAll = variable(environment, "OTEL_EXPORTER_OTLP_ENDPOINT");
  return variable(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? (ofAll && `${ofAll.replace(/\/$/, "")}/v1/traces`);
}

/** `sampler` and its `ratio`, by OpenTelemetry's variables; the default of its specification when left out. */
export interface Sampling {
  readonly sampler: (typeof SAMPLERS)[number];
  readonly ratio: number;
}

export const SAMPLERS = ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"] as const;

export function samplingOf(environment: Environment): Sampling {
  const name = variable(environment, "OTEL_TRACES_SAMPLER") ?? "parentbased_always_on";
  const sampler = SAMPLERS.find((one) => one === name);
  if (!sampler) throw new TracingConfigurationError(`La variable OTEL_TRACES_SAMPLER vaut « ${name} » : les valeurs possibles sont ${SAMPLERS.join(", ")}.`);
  const text = variable(environment, "OTEL_TRACES_SAMPLER_ARG") ?? "1";
  const ratio = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(ratio >= 0 && ratio <= 1)) throw new TracingConfigurationError(`La variable OTEL_TRACES_SAMPLER_ARG vaut « ${text} » : donnez la part des traces à garder, de 0 à 1, comme 0.05.`);
  return { sampler, ratio };
}

/** Throws what is wrong with the variables, without starting anything. */
export function checkTracing(environment: Environment): void {
  const endpoint = tracesEndpointOf(environment);
  if (endpoint === null) return;
  // Never repeated: some have their key in it.
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) throw new TracingConfigurationError("La variable OTEL_EXPORTER_OTLP_ENDPOINT vaut « … » : donnez l'adresse complète du collecteur OTLP par HTTP, comme http://127.0.0.1:4318.");
  samplingOf(environment);
}

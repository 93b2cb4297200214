import { houseLog, useLog } from "./house-log.ts";
import { LOG_LEVELS, type LogLevel, logLevelOf } from "./log.ts";
import { startTracing } from "./start-tracing.ts";
import { checkTracing } from "./tracing-settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

export interface TelemetrySettings {
  readonly level: LogLevel | null;
  readonly production: boolean;
  /** Null for none. */
  readonly metrics: MetricsAddress | null;
}

export interface Telemetry {
  /** Where its metrics are read; null for nowhere. */
  readonly metricsUrl: string | null;
  stop(): Promise<void>;
}

export const TELEMETRY_VARIABLES = ["STAGES_LOG_LEVEL", "STAGES_METRICS_PORT"] as const;

export class TelemetryConfigurationError extends Error {
  override readonly name = "TelemetryConfigurationError";
}

/** Throws a sentence in French: the variable, what it says, what it should. */
export function readTelemetry(environment: Environment): TelemetrySettings {
  const read = (name: string) => environment[name]?.trim() || null;
  checkTracing(environment);
  const level = read("STAGES_LOG_LEVEL");
  if (level !== null && !logLevelOf(level)) throw new TelemetryConfigurationError(`La variable STAGES_LOG_LEVEL vaut « ${level} » : les valeurs possibles sont ${LOG_LEVELS.join(", ")}.`);
  return { level: level === null ? null : logLevelOf(level), production: read("NODE_ENV") === "production", metrics: metricsOf(read("STAGES_METRICS_PORT")) };
}

/** A port of this machine alone, or an address of it and a port. */
function metricsOf(text: string | null): MetricsAddress | null {
  if (text === null) return null;
  const [, host = "127.0.0.1", digits = ""] = /^(?:(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):)?(\d{1,5})$/.exec(text) ?? [];
  if (digits !== "" && Number(digits) <= 65_535) return { host: host.replace(/^\[|\]$/g, ""), port: Number(digits) };
  throw new TelemetryConfigurationError(`La variable STAGES_METRICS_PORT vaut « ${text} » : donnez un port, lu sur cette machine seule, comme 9464, ou une adresse et un port, comme 10.0.0.5:9464.`);
}

export const metricsText = ({ host, port }: MetricsAddress): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** The log, and where they are asked for the traces and the metrics of this process. What makes these two is loaded only then. */
export async function startTelemetry(service: string, environment: Environment, settings: TelemetrySettings = readTelemetry(environment)): Promise<Telemetry> {
  await useLog(settings);
  const tracing = await startTracing({ service, environment, tell: (message, cause) => houseLog.warn(message, cause && { cause }) });
  const metrics = settings.metrics && (await (await import("./open-metrics.ts")).openMetrics({ ...settings.metrics, service }));
  if (metrics) houseLog.info("Metrics are served", { port: Number(new URL(metrics.url).port) });
  return {
    metricsUrl: metrics?.url ?? null,
    async stop() {
      await Promise.all([metrics?.stop(), tracing?.stop()]);
    },
  };
}

import { metricsText, type TelemetrySettings } from "@stages/telemetry/start-telemetry.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import type { Component } from "./platform.ts";

/** The gateway's port is the one that was given, and those of the subgraphs follow it, in their order; then those of the second of each, in the same order. */
const COMPONENTS: readonly Component[] = ["gateway", ...SUBGRAPH_NAMES];

/** What the launcher tells the process of a component about being seen; OpenTelemetry's variables are inherited. */
export function telemetryEnvironment(settings: TelemetrySettings | undefined, component: Component, replica = 1): Record<string, string> {
  if (!settings) return {};
  const { level, metrics } = settings;
  const port = metrics && (metrics.port === 0 ? 0 : metrics.port + (replica - 1) * COMPONENTS.length + COMPONENTS.indexOf(component));
  return { ...(level && { STAGES_LOG_LEVEL: level }), ...(metrics && { STAGES_METRICS_PORT: metricsText({ ...metrics, port: port! }) }) };
}

import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ANSWERED_STATEMENTS, type AnsweredStatement } from "@stages/database/statements.ts";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { addSource, allSources, recordBy, type Reading } from "./measure.ts";
import { type Metric, METRICS, type MetricName } from "./metric-table.ts";
import { poolReadings } from "./pool-readings.ts";

export interface MetricsOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly service: string;
  /** For how long what was read is told again. */
  readonly cacheMs?: number;
}

export interface RunningMetrics {
  readonly url: string;
  stop(): Promise<void>;
}

const CACHE_MS = 5_000;
/** A source that is slower says nothing this time. */
const SOURCE_LIMIT_MS = 3_000;

/** The figures of this process, for Prometheus, at an address of their own. */
export async function openMetrics({ host, port, service, cacheMs = CACHE_MS }: MetricsOptions): Promise<RunningMetrics> {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, metric] of Object.entries<Metric>(METRICS)) {
    const common = { name, help: metric.meaning, labelNames: [...metric.labels], registers: [registry] };
    if (metric.type === "counter") counters.set(name, new Counter(common));
    else if (metric.type === "gauge") gauges.set(name, new Gauge(common));
    else histograms.set(name, new Histogram({ ...common, buckets: [...metric.buckets!] }));
  }
  recordBy({
    count: (metric, labels) => counters.get(metric)!.inc(labels),
    observe: (metric, labels, seconds) => histograms.get(metric)!.observe(labels, seconds),
  });
  const stopListening = [listenToStatements(histograms), listenToBreakers(), addSource({ name: "pools", read: poolReadings })];

  const readAll = async () => {
    const found = await Promise.all(allSources().map(async (source) => ({ source, readings: await withinLimit(Promise.try(() => source.read())) })));
    for (const gauge of gauges.values()) gauge.reset();
    for (const { source, readings } of found) {
      gauges.get("stages_scrape_failed")!.set({ source: source.name }, readings ? 0 : 1);
      for (const { metric, labels = {}, value } of readings ?? []) gauges.get(metric)!.set(labels, value);
    }
  };
  let text: Promise<string> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  const page = () => {
    if (text && performance.now() - readAt < cacheMs) return text;
    readAt = performance.now();
    return (text = readAll().then(() => registry.metrics()));
  };

  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url?.split("?")[0] !== "/metrics") return void response.writeHead(404).end();
    page().then(
      (body) => response.writeHead(200, { "content-type": registry.contentType }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}/metrics`,
    async stop() {
      recordBy(null);
      for (const stop of stopListening) stop();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Null when it fails, or takes too long. */
function withinLimit(reading: Promise<readonly Reading[]>): Promise<readonly Reading[] | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const late = setTimeout(resolve, SOURCE_LIMIT_MS, null).unref();
  return Promise.race([reading.catch(() => null), promise]).finally(() => clearTimeout(late));
}

function listenToStatements(histograms: ReadonlyMap<string, Histogram>): () => void {
  const histogram = histograms.get("stages_database_statement_duration_seconds" satisfies MetricName)!;
  const listen = (message: unknown) => {
    const { connection, milliseconds } = message as AnsweredStatement;
    histogram.observe({ connection }, milliseconds / 1_000);
  };
  ANSWERED_STATEMENTS.subscribe(listen);
  return () => void ANSWERED_STATEMENTS.unsubscribe(listen);
}

/** Whoever breaks says so: `{ subgraph, replica, state }`, closed or otherwise. A subgraph's is open while that of any of its replicas is. */
function listenToBreakers(): () => void {
  const states = new Map<string, Map<string, boolean>>();
  const breakers = channel("stages:breaker");
  const listen = (message: unknown) => {
    const { subgraph, replica, state } = message as { readonly subgraph: string; readonly replica: string; readonly state: string };
    states.set(subgraph, (states.get(subgraph) ?? new Map<string, boolean>()).set(replica, !/^closed$/i.test(state)));
  };
  breakers.subscribe(listen);
  const forget = addSource({ name: "breakers", read: () => [...states].map(([subgraph, replicas]) => ({ metric: "stages_breaker_open", labels: { subgraph }, value: [...replicas.values()].includes(true) ? 1 : 0 })) });
  return () => {
    breakers.unsubscribe(listen);
    forget();
  };
}

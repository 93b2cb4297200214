import { readFileSync } from "node:fs";
import { channel } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";
import { addSource, count, observe } from "./measure.ts";
import { type Metric, METRICS, PROCESS_METRICS } from "./metric-table.ts";
import { openMetrics, type RunningMetrics } from "./open-metrics.ts";
import { scrape } from "./scrape-under-test.ts";
import { readTelemetry } from "./start-telemetry.ts";

let metrics: RunningMetrics | null = null;
const stopping: (() => void)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) stop();
  await metrics?.stop();
  metrics = null;
});

describe("metrics", () => {
  it("are told by a table of data, and all of it", async () => {
    metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "here" });
    const { types, sum } = await scrape(metrics.url);
    for (const [name, { type }] of Object.entries<Metric>({ ...METRICS, ...PROCESS_METRICS })) expect(types.get(name), name).toBe(type);
    expect([...types.keys()].filter((name) => name.startsWith("stages_") && !Object.hasOwn(METRICS, name))).toEqual([]);
    expect(sum("process_resident_memory_bytes", { service: "here" })).toBeGreaterThan(0);
  });

  it("move when they should, and stand nowhere else but at their own address", async () => {
    metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "here", cacheMs: 0 });
    count("stages_operations_total", { kind: "query", code: "OK" });
    observe("stages_operation_duration_seconds", { kind: "query" }, 0.2);
    const breaks = (replica: string, state: string) => channel("stages:breaker").publish({ subgraph: "people", replica, state });
    breaks("http://10.0.0.1", "OPEN");
    breaks("http://10.0.0.2", "OPEN");
    const first = await scrape(metrics.url);
    expect(first.sum("stages_operations_total", { kind: "query", code: "OK" })).toBe(1);
    expect(first.sum("stages_operation_duration_seconds_bucket", { kind: "query", le: "0.1" })).toBe(0);
    expect(first.sum("stages_operation_duration_seconds_bucket", { kind: "query", le: "0.25" })).toBe(1);
    expect(first.sum("stages_breaker_open", { subgraph: "people" })).toBe(1);
    breaks("http://10.0.0.2", "CLOSED");
    // The other replica's is open still.
    expect((await scrape(metrics.url)).sum("stages_breaker_open", { subgraph: "people" })).toBe(1);
    breaks("http://10.0.0.1", "CLOSED");
    expect((await scrape(metrics.url)).sum("stages_breaker_open", { subgraph: "people" })).toBe(0);
    expect((await fetch(new URL("/", metrics.url))).status).toBe(404);
    expect((await fetch(metrics.url, { method: "POST" })).status).toBe(404);
  });

  it("ask what is dear once for all who ask within a while, and go on without what fails", async () => {
    metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "here" });
    let read = 0;
    stopping.push(addSource({ name: "dear", read: () => [{ metric: "stages_outbox_waiting", labels: { subgraph: "people" }, value: ++read }] }));
    stopping.push(addSource({ name: "broken", read: () => Promise.reject(new Error("no database")) }));
    const scrapes = await Promise.all(Array.from({ length: 20 }, () => scrape(metrics!.url)));
    expect(read).toBe(1);
    for (const { sum } of scrapes) {
      expect(sum("stages_outbox_waiting", { subgraph: "people" })).toBe(1);
      expect(sum("stages_scrape_failed", { source: "broken" })).toBe(1);
      expect(sum("stages_scrape_failed", { source: "dear" })).toBe(0);
    }
  });

  it("no longer tell what a source no longer says", async () => {
    metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "here", cacheMs: 0 });
    const forget = addSource({ name: "one", read: () => [{ metric: "stages_set_aside", labels: { subgraph: "people", why: "FAILED" }, value: 3 }] });
    expect((await scrape(metrics.url)).sum("stages_set_aside")).toBe(3);
    forget();
    expect((await scrape(metrics.url)).sum("stages_set_aside")).toBeNull();
  });

  it.each([
    ["9464", { host: "127.0.0.1", port: 9464 }],
    ["10.0.0.5:9464", { host: "10.0.0.5", port: 9464 }],
    ["[::1]:9464", { host: "::1", port: 9464 }],
    ["", null],
  ])("are read at %s", (text, address) => expect(readTelemetry({ STAGES_METRICS_PORT: text }).metrics).toEqual(address));

  it.each([
    ["STAGES_METRICS_PORT", "70000"],
    ["STAGES_METRICS_PORT", "here"],
    ["STAGES_LOG_LEVEL", "loud"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector"],
  ])("%s is refused as %s, by its name", (name, value) => expect(() => readTelemetry({ [name]: value })).toThrow(name));
});

describe("the page for whoever runs the platform", () => {
  const page = readFileSync(new URL("../../standalone/OPERATIONS.md", import.meta.url), "utf8");
  const rules = readFileSync(new URL("../../standalone/alerts.yml", import.meta.url), "utf8");
  const all: readonly (readonly [string, Metric])[] = Object.entries<Metric>({ ...METRICS, ...PROCESS_METRICS });
  const rowOf = (name: string, { type, meaning, normal, alarm, act }: Metric) => `| \`${name}\`, ${type} | ${meaning} | ${normal} | ${alarm ? `\`${alarm}\`` : "–"} | ${act} |`;

  it.each(all)("has %s as the table has it", (name, metric) => expect(page).toContain(rowOf(name, metric)));

  it.each(all.filter(([, { alarm }]) => alarm !== null))("has a rule by which %s is an alarm", (_, { alarm }) => expect(rules).toContain(`expr: ${alarm}\n`));

  it("names no other, nor do the rules", () => {
    const named = new Set([...`${page}${rules}`.matchAll(/\b(?:stages|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name.replace(/_(?:bucket|count|sum)$/, "")));
    const known = new Set(all.map(([name]) => name));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });
});

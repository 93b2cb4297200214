import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { type Collector, collectorUnderTest } from "@stages/telemetry/collector-under-test.ts";
import { count } from "@stages/telemetry/measure.ts";
import { openMetrics } from "@stages/telemetry/open-metrics.ts";
import { type Scrape, scrape } from "@stages/telemetry/scrape-under-test.ts";
import { startTracing, type Tracing } from "@stages/telemetry/start-tracing.ts";
import { inSpan, traceIdNow } from "@stages/telemetry/tracing.ts";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { NO_RATES } from "./limits.ts";
import { knownCode } from "./observed.ts";
import { ToyClients } from "./toy-clients.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const STRANGERS = `00-${TRACE}-b7ad6b7169203331-01`;
const PATIENCE = { timeout: 30_000, interval: 20 };

describe("with traces on", () => {
  const toys = new ToyClients();
  let collector: Collector;
  let tracing: Tracing | null;
  beforeEach(async () => {
    collector = await collectorUnderTest();
    tracing = await startTracing({ service: "stages", environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "20" }, tell: () => {} });
  });
  afterEach(async () => {
    await tracing?.stop();
    await collector.stop();
  });

  /** Every message of a socket, as it came: nothing that a library would keep to itself. */
  function socketSaying(params: object, payload: object): string[] {
    const socket = new WebSocket(toys.gateway.url.replace("http", "ws"), "graphql-transport-ws", { headers: { traceparent: STRANGERS } });
    onTestFinished(() => socket.terminate());
    const heard: string[] = [];
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: params })));
    socket.on("message", (message) => {
      heard.push(String(message));
      if (String(message).includes("connection_ack")) socket.send(JSON.stringify({ id: "1", type: "subscribe", payload }));
    });
    return heard;
  }
  const roots = () => collector.spans.filter(({ name }) => name.startsWith("graphql "));

  const WAYS: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["a header of HTTP", () => toys.ask("{ role }", { traceparent: STRANGERS, tracestate: "stages=1", baggage: "trace=x" })],
    ["what is asked by HTTP", () => toys.post({ query: "{ role }", extensions: { traceparent: STRANGERS } })],
    ["a header, as a stream", () => fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept: "text/event-stream", traceparent: STRANGERS }, body: '{"query":"{ role }"}' }).then((answer) => answer.text())],
    ["a socket: its upgrade, its parameters and its payload", async () => {
      const heard = socketSaying({ traceparent: STRANGERS, headers: { traceparent: STRANGERS } }, { query: "{ role }", extensions: { traceparent: STRANGERS } });
      await vi.waitFor(() => expect(heard.join()).toContain("ANONYMOUS"), PATIENCE);
    }],
  ];
  it.each(WAYS)("a stranger's trace is not continued by %s", async (_way, ask) => {
    await ask();
    await vi.waitFor(() => expect(roots()).toHaveLength(1), PATIENCE);
    expect(roots()[0]!.parentSpanId).toBe("");
    expect(collector.text).not.toContain(TRACE);
  });

  it("control: had it been continued, the stranger's would be the trace's name", async () => {
    await inSpan("naive", { parent: STRANGERS }, async () => {});
    await vi.waitFor(() => expect(collector.spans.map(({ traceId }) => traceId)).toEqual([TRACE]), PATIENCE);
  });

  it("a subscriber's event bears nothing by which its author's act is known, though the gateway knows it", async () => {
    let author = "";
    await inSpan("the author's act", { parent: null }, async () => {
      author = traceIdNow()!;
      toys.platform.changeStatus("SIGNED");
    });
    const query = 'subscription Follow { changesAfter(after: "0") { cursor convention { student { firstName } } } }';
    const heard = socketSaying({ authorization: "Bearer head" }, { query });
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const sse = await fetch(toys.gateway.url, { method: "POST", signal: abort.signal, headers: { "content-type": "application/json", accept: "text/event-stream", authorization: "Bearer head" }, body: JSON.stringify({ query }) });
    const reader = sse.body!.pipeThrough(new TextDecoderStream()).getReader();
    await vi.waitFor(() => expect(heard.join()).toContain('"firstName":"Lou"'), PATIENCE);
    let text = "";
    while (!text.includes('"firstName":"Lou"')) text += (await reader.read()).value ?? expect.unreachable();
    for (const told of [heard.join(), text]) {
      expect(told).not.toContain("traceparent");
      expect(told).not.toContain(author);
    }
    // The control: what the subgraph tells the gateway names it, and the gateway completes the event under that trace.
    const caller = { actor: ANONYMOUS, now: Temporal.Now.instant(), requestId: "r" };
    const told = toys.platform.transports().conventions.subscribe({ query: "subscription { changesAfter { cursor } }", caller, resumeFrom: "0" });
    expect(JSON.stringify(await told.next())).toContain(`"traceparent":"00-${author}-`);
    await told.return!();
    await vi.waitFor(() => expect(collector.spans.some(({ name, traceId }) => name === "complete event" && traceId === author)).toBe(true), PATIENCE);
  });
});

describe("figures", () => {
  const toys = new ToyClients({ liveLimits: NO_RATES });
  const INVENTED = 40;

  it("are as many whatever clients make up: names, fields, aliases, roles, codes, paths and methods", async () => {
    const metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "stages", cacheMs: 0 });
    onTestFinished(() => metrics.stop());
    const asking = async (mark: string) => {
      await toys.ask(`query ${mark} { ${mark}: role }`, { "x-stages-role": mark, "apollographql-client-name": mark });
      await toys.ask(`{ ${mark} }`, { authorization: `Bearer forged@${mark}` });
      await toys.post(`{${mark}`);
      await fetch(new URL(`/${mark}`, toys.gateway.url), { method: "POST" });
      await fetch(toys.gateway.url, { method: "PROPFIND" });
    };
    await asking("once");
    // Those of Node itself come as it begins to use what they count.
    const seriesIn = ({ samples }: Scrape) => samples.filter(({ name }) => name.startsWith("stages_")).map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`);
    const before = seriesIn(await scrape(metrics.url));
    for (let each = 0; each < INVENTED; each++) await asking(`Zq${each}`);
    const after = await scrape(metrics.url);
    expect(seriesIn(after)).toEqual(before);
    expect(after.text).not.toContain("Zq");
  });

  it("control: a code that is told as it comes is one figure more for each that someone makes up", async () => {
    const metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "stages", cacheMs: 0 });
    onTestFinished(() => metrics.stop());
    for (let each = 0; each < INVENTED; each++) count("stages_operations_total", { kind: "query", code: `Zq${each}` });
    expect((await scrape(metrics.url)).text.match(/Zq\d+/g)).toHaveLength(INVENTED);
    expect(knownCode("Zq1")).toBe("OTHER");
  });
});

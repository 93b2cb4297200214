import { type CollectedSpan, type Collector, collectorUnderTest } from "@stages/telemetry/collector-under-test.ts";
import { startTracing, type Tracing } from "@stages/telemetry/start-tracing.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { offerInput, PUBLISH_OFFER } from "../../../scripts/story/operations.ts";
import { earOn } from "./listening.ts";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

/** Nowhere but in what is written by persons. */
const MARKS = ["Zqmotif", "Zqtitre", "zqtuteur"];
const SUBMIT = "mutation SendTraced($input: SubmitCandidatureInput!) { submitCandidature(input: $input) { id student { firstName } } }";
const FOLLOW = "subscription FollowTraced($after: String) { candidatureStatusChanged(after: $after) { to candidature { id student { firstName } } } }";
const ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
const SOON = "OTEL_BSP_SCHEDULE_DELAY";

describe.each(MODES)("%s", (mode) => {
  let collector: Collector;
  let tracing: Tracing | null = null;
  let platform: PlatformUnderTest;

  beforeAll(async () => {
    collector = await collectorUnderTest();
    const environment = { [ENDPOINT]: collector.url, [SOON]: "100" };
    // Processes inherit it; one process is begun by whoever starts it.
    if (mode === "distributed") Object.assign(process.env, environment);
    else tracing = await startTracing({ service: "stages", environment, tell: () => {} });
    platform = await platformUnderTest(mode);
  });
  afterAll(async () => {
    await platform.stop();
    await tracing?.stop();
    await collector.stop();
    for (const name of [ENDPOINT, SOON]) delete process.env[name];
  });

  it("leads from a mutation to the event that its subscriber is given, as one trace, and nothing that a person wrote is in it", async () => {
    const [manager, student] = await Promise.all([platform.as("host-manager"), platform.as("student")]);
    const { viewer } = await manager.need<{ viewer: { hostIds: string[] } }>("{ viewer { hostIds } }");
    const input = { ...offerInput(viewer.hostIds[0]!, { name: "Paul Roche", email: "zqtuteur@example.org" }), title: "Zqtitre", period: "WEEK_1", seats: 1 };
    const { publishOffer: offer } = await manager.need<{ publishOffer: { id: string } }>(PUBLISH_OFFER, { input });
    // From the beginning: what it does might be done before a subscription is open.
    const ear = earOn<{ to: string; candidature: { id: string } }>(manager.follow("websocket", FOLLOW, { after: platform.beginning }), "candidatureStatusChanged");
    const { submitCandidature } = await vi.waitFor(() => student.need<{ submitCandidature: { id: string } }>(SUBMIT, { input: { offerId: offer.id, motivation: "Zqmotif" } }), { timeout: 30_000 });
    await ear.until(({ to, candidature }) => to === "SUBMITTED" && candidature.id === submitCandidature.id);
    await ear.leave();

    // Each process sends its spans when it comes to it: what is not there yet is waited for.
    await vi.waitFor(() => {
      // The last try alone was answered: the others were refused for want of the offer.
      const roots = collector.spans.filter(({ name, attributes }) => name === "graphql mutation" && attributes["graphql.operation.name"] === "SendTraced" && attributes["stages.code"] === "OK");
      expect(roots).toHaveLength(1);
      const trace = new Trace(roots[0]!, collector.spans);

      // What is remembered is not done again: the first try of an operation alone is parsed, validated and planned.
      for (const name of ["parse", "validate", "gateway.plan"]) expect(collector.spans.some((span) => span.name === name && span.parentSpanId !== ""), name).toBe(true);
      // All that was brought about has one id and one beginning.
      expect(trace.spans.filter(({ parentSpanId }) => parentSpanId === "")).toEqual([trace.root]);
      expect(trace.orphans()).toEqual([]);
      // The gateway asks a subgraph, which writes the fact with what it tells.
      const ofTheAct = ["transaction", "subgraph candidatures", "gateway.fetch", "gateway.execute", "gateway.request", "graphql mutation"];
      expect(trace.above(trace.one(({ attributes }) => String(attributes["db.query.text"]).startsWith('insert into "candidatures"."outbox"')))).toEqual(ofTheAct);
      // It leaves, and is heard by another subgraph, as what the act brought about.
      expect(trace.named("relay").map((relay) => trace.above(relay))).toContainEqual(ofTheAct);
      const heard = trace.one(({ name, attributes }) => name === "consume" && attributes["stages.event"] === "CandidatureSubmitted" && attributes["stages.subgraph"] === "people");
      expect(trace.above(heard)[0]).toBe("transaction");
      // Its subscriber is given it, completed by the subgraph that knows the student.
      expect(trace.named("deliver event").map((delivery) => trace.above(delivery).slice(0, 3))).toContainEqual(["subgraph candidatures", "transaction", "subgraph candidatures"]);
      trace.one((span) => span.name === "subgraph people" && trace.above(span).includes("complete event"));
      const services = new Set(trace.spans.map(({ service }) => service));
      for (const service of mode === "distributed" ? ["stages-gateway", "stages-candidatures", "stages-people"] : ["stages"]) expect(services).toContain(service);
    }, { timeout: 30_000, interval: 100 });

    for (const mark of MARKS) expect(collector.text).not.toContain(mark);
    // The control: had variables or values been told, the marks would be there; the texts of statements are.
    expect(collector.text).toContain("insert into");
  });
});

class Trace {
  readonly spans: readonly CollectedSpan[];
  readonly #byId: ReadonlyMap<string, CollectedSpan>;
  readonly root: CollectedSpan;

  constructor(root: CollectedSpan, all: readonly CollectedSpan[]) {
    this.root = root;
    this.spans = all.filter(({ traceId }) => traceId === root.traceId);
    this.#byId = new Map(this.spans.map((span) => [span.spanId, span]));
  }

  named(name: string): readonly CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** The first of those that came. */
  one(isMeant: (span: CollectedSpan) => boolean): CollectedSpan {
    const found = this.spans.find(isMeant);
    expect(found, String(isMeant)).toBeDefined();
    return found!;
  }

  /** The names of what it is part of, from the nearest on. */
  above({ parentSpanId }: CollectedSpan): readonly string[] {
    const parent = this.#byId.get(parentSpanId);
    return parent ? [parent.name, ...this.above(parent)] : [];
  }

  orphans(): readonly string[] {
    return this.spans.filter(({ parentSpanId }) => parentSpanId !== "" && !this.#byId.has(parentSpanId)).map(({ name }) => name);
  }
}

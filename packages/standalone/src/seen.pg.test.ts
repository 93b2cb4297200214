import { inspect } from "node:util";
import { PERSONA_NAMES } from "@stages/demonstration/personas.ts";
import { logBy } from "@stages/telemetry/house-log.ts";
import type { Log } from "@stages/telemetry/log.ts";
import { METRICS } from "@stages/telemetry/metric-table.ts";
import { openMetrics, type RunningMetrics } from "@stages/telemetry/open-metrics.ts";
import { loggingTo } from "@stages/telemetry/open-log.ts";
import { scrape } from "@stages/telemetry/scrape-under-test.ts";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { offerInput, PUBLISH_OFFER } from "../../../scripts/story/operations.ts";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

/** In every name, text, address and value that a client gives here. */
const MARK = "Zqmarque";
const SEARCH = 'query Search($q: String) { offers(search: { around: { communeCode: "19272" }, radiusKm: 60, text: $q }, first: 2) { didYouMean edges { node { id } } } }';
const MISTYPED = "query Mistyped($id: ID!) { candidature(id: $id) { id } schools(text: $id) { edges { node { uai } } } }";
const APPLY = "mutation Apply($input: SubmitCandidatureInput!) { submitCandidature(input: $input) { id } }";
const OF_ONE_PERSON = new RegExp(`${MARK}|personnage-|person_|student_|127\\.0\\.0\\.1`, "i");

interface Line {
  readonly level: string;
  readonly message: string;
  readonly requestId?: string;
  readonly references?: readonly string[];
  readonly reference?: string;
  readonly subgraph?: string;
  readonly operation?: string;
  readonly role?: string;
  readonly code?: string;
  readonly ms?: number;
}

const lines: string[] = [];
const asGiven: string[] = [];
let before: Log;
let metrics: RunningMetrics;
let platform: PlatformUnderTest;
const logged = () => lines.map((line) => JSON.parse(line) as Line);

beforeAll(async () => {
  const log = loggingTo({ write: (line) => void lines.push(line) }, "info");
  const noting = (level: keyof Log) => (message: string, details?: object) => {
    asGiven.push(inspect({ message, details }, { depth: 9 }));
    log[level](message, details);
  };
  before = logBy({ info: noting("info"), warn: noting("warn"), error: noting("error") });
  metrics = await openMetrics({ host: "127.0.0.1", port: 0, service: "stages", cacheMs: 0 });
  platform = await platformUnderTest("in-process");
});
afterAll(async () => {
  await platform.stop();
  await metrics.stop();
  logBy(before);
});

it("each operation is a line with its request, name, role, code and duration, and no line says anything of anyone", async () => {
  for (const persona of PERSONA_NAMES) {
    const client = await platform.as(persona);
    await client.ask(SEARCH, { q: MARK });
    await client.ask(MISTYPED, { id: MARK });
    await client.ask("query Unknown { unknown(text: \"Zqmarque\") }");
    await client.ask(APPLY, { input: { offerId: "offer_01h2xcejqtf2nbrexx3vqjhp41", motivation: MARK } });
    await client.ask(APPLY, { input: { offerId: MARK, motivation: { [MARK]: MARK } } });
  }
  const found = logged().filter(({ operation, message, code }) => message === "Operation" && operation === "Search" && code === "OK");
  expect(found.length).toBeGreaterThan(5);
  const applied = logged().filter(({ operation, message }) => message === "Operation" && operation === "Apply");
  expect(new Set(applied.map(({ role }) => role)).size).toBeGreaterThan(5);
  for (const { requestId, ms } of applied) expect([requestId, ms]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.any(Number)]);
  expect(logged().some(({ code }) => code === "FORBIDDEN")).toBe(true);
  expect(lines.filter((line) => OF_ONE_PERSON.test(line))).toEqual([]);
});

it("an unexpected error is found by its reference in the gateway's line and in the subgraph's, without what was asked", async () => {
  const sql = postgres(platform.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`alter table offers.vocabulary rename to elsewhere`;
    const student = await platform.as("student");
    const { errors } = await student.ask(SEARCH, { q: MARK });
    expect(errors).toBeDefined();
    const reference = errors?.find(({ extensions }) => extensions.code === "INTERNAL_ERROR")?.extensions["reference"] as string;
    expect(reference).toMatch(/^[0-9a-f]{8}$/);
    const story = logged().filter((line) => JSON.stringify(line).includes(reference));
    expect(story.map(({ subgraph, references, message }) => [message, subgraph ?? "gateway", references ?? null])).toEqual([
      ["Failure", "offers", null],
      ["An operation met an unexpected error", "gateway", [reference]],
    ]);
    expect(new Set(story.map(({ requestId }) => requestId)).size).toBe(1);
    expect(lines.filter((line) => OF_ONE_PERSON.test(line))).toEqual([]);
    // The control: what was given to the log, written as it is, would have said what was asked.
    expect(asGiven.some((given) => given.includes(MARK.toLowerCase()) || given.includes(MARK))).toBe(true);
  } finally {
    await sql`alter table if exists offers.elsewhere rename to vocabulary`;
    await sql.end();
  }
});

it("every figure of the table is told, moves when it should, and is of nobody", async () => {
  const first = await scrape(metrics.url);
  for (const [name, { type }] of Object.entries(METRICS)) expect(first.types.get(name), name).toBe(type);
  const manager = await platform.as("host-manager");
  const { viewer } = await manager.need<{ viewer: { hostIds: string[] } }>("{ viewer { hostIds } }");
  const socket = manager.follow("websocket", "subscription { offerSeatsChanged { cursor } }");
  const told = socket.next();
  await vi.waitFor(async () => expect((await scrape(metrics.url)).sum("stages_subscriptions_open")).toBe(1), { timeout: 30_000 });
  const input = { ...offerInput(viewer.hostIds[0]!, { name: "Paul Roche", email: "paul.roche@example.org" }), title: MARK, period: "WEEK_1", seats: 1 };
  const { publishOffer } = await manager.need<{ publishOffer: { id: string } }>(PUBLISH_OFFER, { input });
  await vi.waitFor(() => manager.need("mutation($id: ID!) { changeOfferSeats(input: { offerId: $id, seats: 2 }) { id } }", { id: publishOffer.id }), { timeout: 30_000 });
  await told;
  const then = await scrape(metrics.url);
  const moved = (name: string, labels?: Record<string, string>) => (then.sum(name, labels) ?? 0) - (first.sum(name, labels) ?? 0);
  expect(moved("stages_operations_total", { kind: "mutation", code: "OK" })).toBeGreaterThanOrEqual(2);
  expect(moved("stages_operation_duration_seconds_count", { kind: "mutation" })).toBeGreaterThanOrEqual(2);
  expect(moved("stages_subgraph_call_duration_seconds_count", { subgraph: "offers", outcome: "ok" })).toBeGreaterThan(0);
  expect(moved("stages_database_statement_duration_seconds_count", { connection: "offers requests" })).toBeGreaterThan(0);
  expect(moved("stages_events_delivered_total")).toBeGreaterThanOrEqual(1);
  expect(then.sum("stages_connections_open")).toBe(1);
  for (const subgraph of ["candidatures", "conventions", "offers", "people"]) {
    expect(then.sum("stages_scrape_failed", { source: subgraph }), subgraph).toBe(0);
    for (const name of ["stages_outbox_waiting", "stages_outbox_oldest_seconds", "stages_consumer_behind_events", "stages_consumer_behind_seconds", "stages_jobs_late", "stages_jobs_dead", "stages_recount_differences"]) expect(then.sum(name, { subgraph }), `${name} of ${subgraph}`).not.toBeNull();
  }
  expect(then.sum("stages_absence_alerts_late")).not.toBeNull();
  expect(then.sum("stages_documents_to_seal")).not.toBeNull();

  // What waits is seen waiting, and what was set aside.
  const sql = postgres(platform.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`insert into people.set_aside (event_id, side, why, type, version, key, payload, occurred_at, position, reason, tries, since)
      values (gen_random_uuid(), 'HEARD', 'FAILED', 'OfferClosed', 1, 'x', '\\x00', now(), 1, 'x', 3, now())`;
    await sql`select pg_advisory_lock(hashtextextended('relay offers', 0))`;
    await manager.need("mutation($id: ID!) { changeOfferSeats(input: { offerId: $id, seats: 3 }) { id } }", { id: publishOffer.id });
    await manager.need(PUBLISH_OFFER, { input });
    await vi.waitFor(async () => {
      const held = await scrape(metrics.url);
      expect(held.sum("stages_outbox_waiting", { subgraph: "offers" })).toBeGreaterThan(0);
      expect(held.sum("stages_set_aside", { subgraph: "people", why: "FAILED" })).toBe(1);
    }, { timeout: 30_000 });
    await sql`select pg_advisory_unlock(hashtextextended('relay offers', 0))`;
  } finally {
    await sql.end();
  }
  await socket.return!();

  // However a client calls what it asks, its words become nobody's label.
  const bounded = (await scrape(metrics.url)).samples.length;
  const student = await platform.as("student");
  for (let turn = 0; turn < 200; turn++) await student.ask(`query ${MARK}${turn} { ${MARK.toLowerCase()}${turn}: currentCampaign { id } }`);
  const after = await scrape(metrics.url);
  expect(after.samples.length - bounded).toBeLessThan(20);
  expect(after.text).not.toMatch(OF_ONE_PERSON);
});

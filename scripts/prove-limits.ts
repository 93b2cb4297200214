import { readFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { startGateway, type RunningGateway } from "@stages/gateway/gateway.ts";
import { LIMITS, LIVE_LIMITS, NO_LIMITS, NO_RATES } from "@stages/gateway/limits.ts";
import { sha256Of } from "@stages/gateway/trusted-documents.ts";
import { limitRepresentations, MOST_REPRESENTATIONS } from "@stages/subgraph/representations.ts";
import { SUBGRAPH_NAMES, type SubgraphTransport, type SubgraphTransports } from "@stages/transport/transport.ts";
import { graphql, parse } from "graphql";
import { WebSocket } from "ws";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:limits`: each kind of request that is too much, `--times` times to a real gateway over the committed supergraph and
 * subgraphs that only count who asks: refused by its code within 10 ms, and nobody asked. The same with the limits off.
 */
const { values } = parseArgs({ options: { times: { type: "string", default: "300" } } });
const TIMES = Number(values.times);
const WITHIN_MS = 10;

const supergraph = { sdl: readFileSync(new URL("../schema/supergraph.graphql", import.meta.url), "utf8") };
const counts = { asked: 0 };

/** Answers who acts, which the gateway remembers, and counts everything else. */
function counting(): SubgraphTransports {
  const transport: SubgraphTransport = {
    async execute({ query, variables }: { query: string; variables?: Record<string, unknown> }) {
      if (query.startsWith("query GatewayActor")) return { data: { actor: { role: "MINISTRY", personId: String(variables?.["subject"]) } } };
      counts.asked += 1;
      return { data: null, errors: [{ message: "Nothing is here", extensions: { code: "NOT_FOUND" } }] } as never;
    },
    stop: async () => {},
    isReady: async () => true,
  } as unknown as SubgraphTransport;
  // A stream that never says a word ends when it is told to.
  const subscribe: SubgraphTransport["subscribe"] = (asked) => {
    if (!asked.query.includes("GatewayActorsChanged")) counts.asked += 1;
    const end = Promise.withResolvers<IteratorResult<never, undefined>>();
    const stream = { next: () => end.promise, return: async () => (end.resolve({ done: true, value: undefined }), { done: true as const, value: undefined }), [Symbol.asyncIterator]: () => stream };
    return stream as never;
  };
  return Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, { ...transport, subscribe }])) as unknown as SubgraphTransports;
}

const quiet = { info() {}, warn() {}, error() {} };
const open = (change: object = {}): Promise<RunningGateway> =>
  startGateway({
    port: 0,
    host: "127.0.0.1",
    supergraph,
    transports: counting(),
    identity: { verify: async (token) => (token === "wrong" ? null : { subject: token, expiresAt: Temporal.Now.instant().add({ hours: 1 }) }) },
    development: null,
    clock: () => Temporal.Now.instant(),
    log: quiet,
    liveLimits: NO_RATES,
    ...change,
  });

const times = (count: number, of: (index: number) => string) => Array.from({ length: count }, (_, index) => of(index)).join(" ");
const around = (count: number, before: string, inside: string) => `${before.repeat(count)}${inside}${" }".repeat(before.split("{").length - 1).repeat(count)}`;
const doubling = (count: number) => `{ viewer { ...f0 } } ${times(count, (i) => `fragment f${i} on Viewer { ...f${i + 1} ...f${i + 1} }`)} fragment f${count} on Viewer { role }`;
const BIG = 10 * LIMITS.aliases;

interface Excess {
  readonly query: string;
  readonly variables?: object;
  readonly code?: string;
  /** For the control, where the excess itself would never end. */
  readonly smaller?: string;
}

const EXCESSES: Readonly<Record<string, Excess>> = {
  "too deep": { query: `{ academy(code: "22") { ${around(20, "departments { academy { ", "code")} } }` },
  "aliases x 600": { query: `{ ${times(BIG, (i) => `a${i}: currentCampaign { id }`)} }` },
  "aliases of __typename x 600": { query: `{ currentCampaign { id ${times(BIG, (i) => `a${i}: __typename`)} } }` },
  "aliases in a fragment spread 100 times": { query: `{ currentCampaign { ${"...a ".repeat(100)} } } fragment a on Campaign { ${times(10, (i) => `a${i}: id`)} }` },
  "fragments that double 40 times": { query: doubling(40), smaller: doubling(17) },
  "200 fragments in a chain": { query: `{ viewer { ...f0 } } ${times(200, (i) => `fragment f${i} on Viewer { ...f${i + 1} role }`)} fragment f200 on Viewer { role }` },
  "directives x 300": { query: `{ currentCampaign { id ${"@include(if: true) ".repeat(300)} } }` },
  "100 000 tokens": { query: `{ viewer { ${"role ".repeat(48_000)} } }` },
  "60 000 comments": { query: `${"#\n".repeat(60_000)}{ currentCampaign { id } }` },
  "one string of 240 ko": { query: `{ campaign(id: "${"x".repeat(240_000)}") { id } }` },
  "lists nested in lists": { query: "{ schools(first: 100) { edges { node { students(first: 100) { edges { node { candidatures { offer { host { offers(first: 100) { edges { node { id } } } } } } } } } } } } }", code: "OPERATION_TOO_COSTLY" },
  "a page of a million": { query: "query($n: Int!) { schools(first: $n) { edges { node { name } } } }", variables: { n: 1_000_000 }, code: "OPERATION_TOO_COSTLY" },
  "59 searches under aliases": { query: `{ ${times(59, (i) => `a${i}: offers(search: { radiusKm: 100 }, first: 100) { totalCount facets { sectors { count } } edges { node { id } } }`)} }`, code: "OPERATION_TOO_COSTLY" },
  "the same object 300 times": { query: `{ ${"viewer { role } ".repeat(300)} }` },
  "100 operations": { query: times(100, (i) => `query q${i} { currentCampaign { id } }`) },
  "a list of 10 000 ids": { query: "query($n: [ID!]!) { offer(id: \"x\") { bookingRefusals(studentIds: $n) { code } } }", variables: { n: Array.from({ length: 10_000 }, (_, i) => `student_${i}`) } },
  "variables 50 000 deep": { query: "query($n: ID!) { offer(id: $n) { id } }", variables: { n: "x", deep: "DEEP" } },
  "an id that nobody knows": { query: "", code: "PERSISTED_QUERY_NOT_FOUND", smaller: "{ currentCampaign { id } }" },
};
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

interface Answered {
  readonly ms: number;
  /** The same without what this thread waited for a processor that others had: Linux tells it, elsewhere they are alike. */
  readonly ownMs: number;
  readonly status: number;
  readonly bytes: number;
  readonly code: string | undefined;
}

function waitedMs(): number {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** From now on: how long it took, and how long without waiting for a processor. */
function watch(): () => Pick<Answered, "ms" | "ownMs"> {
  const [from, waited] = [performance.now(), waitedMs()];
  return () => {
    const ms = performance.now() - from;
    return { ms, ownMs: Math.max(0, ms - (waitedMs() - waited)) };
  };
}

function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Answered> {
  const taken = watch();
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method: "POST", agent, headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (text += part));
      answer.on("end", () => resolve({ ...taken(), status: answer.statusCode!, bytes: Buffer.byteLength(text), code: /"code":"(\w+)"/.exec(text)?.[1] }));
    });
    // What is too large is answered before all of it was sent.
    sent.on("error", reject);
    sent.end(body);
  });
}

const bodyOf = ({ query, variables, code }: Excess, text = query) =>
  code === "PERSISTED_QUERY_NOT_FOUND" && text === "" ? JSON.stringify({ documentId: sha256Of("nobody's") }) : JSON.stringify({ query: text, variables, operationName: text.includes("query q0") ? "q0" : undefined }).replace('"DEEP"', `${"[".repeat(50_000)}${"]".repeat(50_000)}`);

const quantile = (sorted: readonly number[], at: number) => sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))]!;
const worst: { kind: string; p99: number }[] = [];
let refusedAll = 0;
let wrongAll = 0;
let askedAll = 0;

function tell(kind: string, answers: readonly Answered[], code: string, asked: number, sentBytes: number): void {
  const sorted = (of: "ms" | "ownMs") => answers.map((answer) => answer[of]).sort((a, b) => a - b);
  const [p50, p99, own] = [quantile(sorted("ms"), 0.5), quantile(sorted("ms"), 0.99), quantile(sorted("ownMs"), 0.99)];
  const wrong = answers.filter((answer) => answer.code !== code).length;
  worst.push({ kind, p99: own });
  refusedAll += answers.length - wrong;
  wrongAll += wrong;
  askedAll += asked;
  console.log(`  ${kind.padEnd(42)} ${code.padEnd(26)} ${String(sentBytes).padStart(8)} → ${String(answers[0]!.bytes).padStart(5)} octets   p50 ${p50.toFixed(2).padStart(6)} ms   p99 ${p99.toFixed(2).padStart(6)} ms, seul ${own.toFixed(2).padStart(5)} ms   ${asked} appels${wrong > 0 ? `   ${wrong} autrement : ${[...new Set(answers.map((answer) => answer.code ?? String(answer.status)))].join(", ")}` : ""}`);
}

async function measured(kind: string, code: string, sentBytes: number, once: () => Promise<Answered>): Promise<void> {
  for (let warm = 0; warm < Math.min(20, TIMES); warm += 1) await once();
  const before = counts.asked;
  const answers: Answered[] = [];
  for (let each = 0; each < TIMES; each += 1) answers.push(await once());
  tell(kind, answers, code, counts.asked - before, sentBytes);
}

console.log(`Chaque excès ${TIMES} fois, l'un après l'autre, le client dans ce même processus (charge ${loadavg()[0]!.toFixed(1)} ; « seul » : sans l'attente d'un processeur) :`);
const gateway = await open();
for (const [kind, excess] of Object.entries(EXCESSES)) {
  const body = bodyOf(excess);
  await measured(kind, excess.code ?? "REQUEST_TOO_LARGE", Buffer.byteLength(body), () => post(gateway.url, body));
}
// The client goes on sending what the answer no longer waits for: of the time, this is the most.
const large = JSON.stringify({ query: "{ currentCampaign { id } }", variables: { padding: "x".repeat(300 * 1024) } });
await measured("a body of 300 ko", "REQUEST_TOO_LARGE", large.length, () => post(gateway.url, large));
await gateway.stop();

const closed = await open({ introspection: false, documents: "TRUSTED" });
await measured("a document that is not trusted", "UNTRUSTED_DOCUMENT", 40, () => post(closed.url, JSON.stringify({ query: "{ currentCampaign { id } }" })));
await closed.stop();

const rated = await open({ liveLimits: { ...NO_RATES, requestsPerAddress: 1 } });
await measured("an address that asks too often", "TOO_MANY_REQUESTS", 40, () => post(rated.url, JSON.stringify({ query: "{ __typename }" })));
await rated.stop();

const person = await open({ liveLimits: { ...NO_RATES, costPerPerson: 1 } });
await measured("a person who asks for too much", "TOO_MANY_REQUESTS", 40, () => post(person.url, JSON.stringify({ query: "{ __typename }" }), { authorization: "Bearer someone" }));
await person.stop();

const guarded = await open({ liveLimits: { ...NO_RATES, wrongTokensPerAddress: 1 } });
let token = 0;
await post(guarded.url, JSON.stringify({ query: "{ __typename }" }), { authorization: "Bearer wrong" });
await measured("tokens tried one after the other", "TOO_MANY_REQUESTS", 40, () => post(guarded.url, JSON.stringify({ query: "{ __typename }" }), { authorization: `Bearer wrong${(token += 1)}` }));
await guarded.stop();

await subscriptions();
await representations();

console.log("");
promise("refus codés avant toute demande à un sous-graphe", { seen: `${refusedAll} refus, ${askedAll} appels, ${wrongAll} autrement`, wanted: "tous refusés, 0 appel", kept: wrongAll === 0 && askedAll === 0 });
const slowest = worst.toSorted((a, b) => b.p99 - a.p99)[0]!;
promise("temps d'un refus, p99 du genre le plus lent, sans l'attente d'un processeur que d'autres occupent", { seen: `${slowest.p99.toFixed(2)} ms (${slowest.kind})`, wanted: `moins de ${WITHIN_MS} ms`, kept: slowest.p99 < WITHIN_MS });
await limitsOff();
agent.destroy();

/** As many subscriptions as one socket may have, then one more again and again. */
async function subscriptions(): Promise<void> {
  const live = await open();
  const socket = new WebSocket(live.url.replace("http", "ws"), "graphql-transport-ws");
  const waiting = new Map<string, (message: { readonly type: string; readonly payload: unknown }) => void>();
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { readonly type: string; readonly id: string; readonly payload: unknown };
      if (message.type === "connection_ack") resolve();
      else waiting.get(message.id)?.(message);
    });
  });
  let id = 0;
  const subscribe = () => socket.send(JSON.stringify({ type: "subscribe", id: String((id += 1)), payload: { query: `subscription { offerSeatsChanged(offerId: "offer_${id}") { cursor } }` } }));
  for (let each = 0; each < LIVE_LIMITS.subscriptionsPerSocket; each += 1) subscribe();
  while (counts.asked < LIVE_LIMITS.subscriptionsPerSocket) await new Promise((resolve) => setImmediate(resolve));
  await measured("one subscription more on a socket", "TOO_MANY_SUBSCRIPTIONS", 100, () => {
    const taken = watch();
    const answered = new Promise<Answered>((resolve) =>
      waiting.set(String(id + 1), ({ payload }) => {
        const text = JSON.stringify(payload);
        resolve({ ...taken(), status: 0, bytes: text.length, code: /"code":"(\w+)"/.exec(text)?.[1] });
      }),
    );
    subscribe();
    return answered;
  });
  socket.terminate();
  await live.stop();
}

/** In a subgraph, which has a schema of its own and no gateway before it. */
async function representations(): Promise<void> {
  let found = 0;
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse('extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Query { paper: Paper } type Paper @key(fields: "id") { id: ID! }'),
      resolvers: { Paper: { __resolveReference: (paper: object) => ((found += 1), paper) } },
    },
  ]);
  limitRepresentations(schema);
  const variableValues = { r: Array.from({ length: MOST_REPRESENTATIONS + 1 }, (_, id) => ({ __typename: "Paper", id })) };
  const source = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Paper { id } } }";
  await measured(`${MOST_REPRESENTATIONS + 1} references to a subgraph`, "REQUEST_TOO_LARGE", JSON.stringify(variableValues).length, async () => {
    const taken = watch();
    const { errors } = await graphql({ schema, source, variableValues });
    return { ...taken(), status: 0, bytes: 0, code: errors?.[0]?.extensions["code"] as string };
  });
  counts.asked += found;
  askedAll += found;
}

/** Each, once: it asks a subgraph, or takes longer than it may be refused in. */
async function limitsOff(): Promise<void> {
  const unlimited = await open({ limits: { ...NO_LIMITS, bodyBytes: LIMITS.bodyBytes } });
  await post(unlimited.url, JSON.stringify({ query: "{ currentCampaign { id } }" }));
  const harmless: string[] = [];
  const told: string[] = [];
  for (const [kind, excess] of Object.entries(EXCESSES)) {
    const before = counts.asked;
    const { ms } = await post(unlimited.url, bodyOf(excess, excess.smaller));
    const asked = counts.asked - before;
    told.push(`${kind} : ${asked} appels, ${ms.toFixed(0)} ms`);
    if (asked === 0 && ms < WITHIN_MS) harmless.push(kind);
  }
  await unlimited.stop();
  console.log(`\nSans les limites, chacun une fois :\n  ${told.join("\n  ")}`);
  control("sans les limites, chaque excès atteint un sous-graphe ou dure plus que son refus", { seen: `${Object.keys(EXCESSES).length - harmless.length} sur ${Object.keys(EXCESSES).length}${harmless.length > 0 ? `, sauf ${harmless.join(", ")}` : ""}`, broke: harmless.length === 0 });
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AUDIT_EXCEPTIONS } from "@stages/gateway/audit-exceptions.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { auditServer } from "graphql-http";
import { inWords } from "./fuzz/counts.ts";
import type { Fuzzed } from "./fuzz/fuzz-http.ts";
import { fuzzOperations } from "./fuzz/fuzz-operations.ts";
import { startFuzzedPlatform } from "./fuzz/fuzzed-platform.ts";
import { holdOn } from "./fuzz/slow-clients.ts";
import { fuzzedGraphOf, fuzzGatewayPort, fuzzLeakingServer, fuzzRefusals, fuzzSubgraphPorts, fuzzSubscriptions } from "./fuzz/play-fuzz.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:fuzz [-- --times=10000 --seed=1]`: graphql-http's audit of the gateway and the subgraphs, then as many raw requests to the
 * gateway's port, to the subgraphs' and as many operations; a tenth of subscriptions and of mutations that are looked behind. The seed that it prints plays the same again.
 */
const option = (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1];
const times = Number(option("times") ?? 10_000);
const seed = Number(option("seed") ?? Date.now() % 2_000_000_000);

useDevelopmentKeys();
const folder = mkdtempSync(join(tmpdir(), "stages-fuzz-"));
await using started = new AsyncDisposableStack();
started.defer(() => rmSync(folder, { recursive: true, force: true }));
const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
started.defer(() => server.stop());
const databaseUrl = server.url("fuzz");
await ensureDatabase(databaseUrl);
await prepareDatabase({ databaseUrl, clock: systemClock });
const platform = await startFuzzedPlatform(databaseUrl);
started.defer(() => platform.stop());
console.log(`Graine ${seed}, ${times} de chaque.`);

async function audited(url: string, authorization: () => Record<string, string>) {
  const fetchFn = (address: string, init: RequestInit = {}) => fetch(address, { ...init, headers: { ...(init.headers as Record<string, string>), ...authorization() } });
  const results = await auditServer({ url, fetchFn });
  return { of: results.length, failed: results.flatMap((result) => (result.status === "ok" ? [] : [{ id: result.id, status: result.status }])) };
}
const gateway = await audited(platform.gateway, () => ({}));
const surprises = gateway.failed.filter(({ id, status }) => status === "error" || !(id in AUDIT_EXCEPTIONS));
promise("audit de GraphQL sur HTTP, passerelle", { seen: `${surprises.length} écart sur ${gateway.of}, ${gateway.failed.length - surprises.length} recommandations écartées avec leur raison`, wanted: "0", kept: surprises.length === 0 });
for (const name of SUBGRAPH_NAMES) {
  const { of, failed } = await audited(platform.subgraphs[name], () => ({ authorization: `Bearer ${platform.internalToken(name)}` }));
  promise(`audit de GraphQL sur HTTP, ${name}`, { seen: `${failed.length} écart sur ${of}`, wanted: "0", kept: failed.length === 0 });
}

function told(name: string, { sent, statuses, codes, fault }: Fuzzed): void {
  promise(name, { seen: fault ? `${fault.what}\n${fault.counterexample}\n(${fault.replay})` : `0 faute sur ${sent}`, wanted: "0", kept: fault === null });
  console.log(`         statuts : ${inWords(statuses)}\n         codes : ${inWords(codes)}`);
}
const mega = (bytes: number) => `${Math.round(bytes / 1e6)} Mo`;
const graph = await fuzzedGraphOf(platform);
const before = await platform.keptBytes();

const SLOW = 2_000;
const slow = await holdOn(Number(new URL(platform.gateway).port), SLOW);
started.defer(() => slow.leave());
const answers: number[] = [];
for (let asked = 0; asked < 50; asked += 1) {
  const from = performance.now();
  const { text } = await graph.post("student", { query: "{ viewer { role } }", variables: {} });
  answers.push(text.includes('"STUDENT"') ? performance.now() - from : Number.NaN);
}
const unanswered = answers.filter(Number.isNaN).length;
promise(`une élève parmi ${slow.opened} clients qui ne finissent rien`, { seen: `${50 - unanswered} réponses sur 50, médiane ${answers.toSorted((a, b) => a - b)[25]!.toFixed(1)} ms`, wanted: "50", kept: unanswered === 0 });
const each = ((await platform.keptBytes()) - before) / slow.opened;
promise("mémoire de chacun d'eux", { seen: `${Math.round(each / 1_000)} ko`, wanted: "moins de 500 ko", kept: each < 500_000 });
slow.leave();

told("requêtes brutes à la passerelle", await fuzzGatewayPort(platform, { requests: times, seed }));
for (const [index, one] of (await fuzzSubgraphPorts(platform, { requests: times, seed })).entries()) told(`requêtes brutes à ${SUBGRAPH_NAMES[index]}`, one);
const operations = await fuzzOperations(graph, { requests: times, seed });
told("opérations tirées du schéma", operations);
console.log(`         racines qui ont répondu une valeur : ${operations.roots.size}`);
told("variables de souscriptions", await fuzzSubscriptions(graph, platform, { requests: times / 10, seed }));
const { refused, done, faults } = await fuzzRefusals(graph, platform, { requests: times / 10, seed });
promise("mutations refusées qui ont laissé un fait", { seen: `${faults.length} sur ${refused} (${done} faites)${faults.map((fault) => `\n${fault}`).join("")}`, wanted: "0", kept: faults.length === 0 });
promise("gardé en mémoire après tout cela", { seen: `${mega(await platform.keptBytes())}, ${mega(before)} avant`, wanted: "moins de 400 Mo de plus", kept: (await platform.keptBytes()) - before < 400e6 });

const leaking = await fuzzLeakingServer({ requests: 200, seed });
control("un serveur qui ne met pas ses erreurs en forme, par les octets", { seen: leaking.raw.fault?.what.split("\n")[0]?.slice(0, 160) ?? "rien", broke: leaking.raw.fault !== null });
control("le même, par les opérations", { seen: leaking.operations.fault?.what.split("\n")[0]?.slice(0, 160) ?? "rien", broke: leaking.operations.fault !== null });

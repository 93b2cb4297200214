import { composeServices } from "@apollo/composition";
import { policy as candidaturesPolicy } from "@stages/candidatures/policy.ts";
import { retention as candidaturesRetention } from "@stages/candidatures/retention.ts";
import { federated as candidatures } from "@stages/candidatures/subgraph.ts";
import { policy as conventionsPolicy } from "@stages/conventions/policy.ts";
import { retention as conventionsRetention } from "@stages/conventions/retention.ts";
import { federated as conventions } from "@stages/conventions/subgraph.ts";
import { policy as offersPolicy } from "@stages/offers/policy.ts";
import { retention as offersRetention } from "@stages/offers/retention.ts";
import { federated as offers } from "@stages/offers/subgraph.ts";
import { policy as peoplePolicy } from "@stages/people/policy.ts";
import { retention as peopleRetention } from "@stages/people/retention.ts";
import { federated as people } from "@stages/people/subgraph.ts";
import { type ContractHistory, faultsOf, remember } from "@stages/events/contract-growth.ts";
import { describeContracts } from "@stages/events/describe-contracts.ts";
import { busRetention } from "@stages/events/retention.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";
import { trustedManifest } from "@stages/gateway/trusted-documents.ts";
import { parse, printSchema } from "graphql";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { eventsPage } from "./events-page.ts";
import { limitsPage } from "./limits-page.ts";
import { retentionPage } from "./retention-page.ts";
import { accessPage, errorsPage } from "./schema-pages.ts";
import { trustedTexts } from "./trusted-texts.ts";

/**
 * `npm run schema`: writes `schema/` from the code: each subgraph's SDL, the supergraph the gateway serves, the API that
 * clients see, the registry of refusals, who may see and do what,
 * what is kept for how long, what is told between subgraphs, and the documents of our own clients. Fails when a contract of events has changed under its version. With `--check`, writes nothing and fails when a committed file differs.
 */
const subgraphs = { candidatures, conventions, offers, people };

const composed = composeServices(
  Object.entries(subgraphs).map(([name, { sdl }]) => ({ name, typeDefs: parse(sdl), url: `subgraph://${name}` })),
);
if (composed.errors) {
  for (const { message } of composed.errors) console.error(message);
  process.exit(1);
}

const contracts = describeContracts();
const history = JSON.parse(readOrEmpty("schema/events.json") || "{}") as ContractHistory;
const faults = faultsOf(history, contracts);
for (const fault of faults) console.error(`${fault}: raise it in packages/events/src/versions.ts`);
if (faults.length > 0) process.exit(1);
const desks = Object.fromEntries(Object.entries(createSubgraphs({ databaseUrl: "", clock: systemClock })).map(([name, { events }]) => [name, events]));

const api = printSchema(composed.schema.toAPISchema().toGraphQLJSSchema());
const manifest = trustedManifest(trustedTexts("schema/examples"));
const files: Record<string, string> = {
  "schema/supergraph.graphql": composed.supergraphSdl,
  "schema/api.graphql": api,
  "schema/errors.md": errorsPage(),
  "schema/access.md": accessPage({ people: peoplePolicy, offers: offersPolicy, candidatures: candidaturesPolicy, conventions: conventionsPolicy }),
  "schema/events.json": JSON.stringify(remember(history, contracts), null, 1),
  "schema/events.md": eventsPage(contracts, desks),
  "schema/trusted-documents.json": JSON.stringify(manifest, null, 1),
  "schema/limits.md": limitsPage(manifest, composed.supergraphSdl, api, "schema/examples"),
  "schema/retention.md": retentionPage({ people: peopleRetention, offers: offersRetention, candidatures: candidaturesRetention, conventions: conventionsRetention, bus: busRetention }),
};
for (const [name, { sdl }] of Object.entries(subgraphs)) files[`schema/subgraphs/${name}.graphql`] = sdl;

const isCheck = process.argv.includes("--check");
let stale = 0;
for (const [path, text] of Object.entries(files)) {
  const content = `${text.trimEnd()}\n`;
  if (isCheck) {
    if (readOrEmpty(path) === content) continue;
    console.error(`${path} n'est plus à jour : lancez « npm run schema » et relisez la différence.`);
    stale += 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
process.exit(stale > 0 ? 1 : 0);

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

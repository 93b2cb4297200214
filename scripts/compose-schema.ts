import { composeServices } from "@apollo/composition";
import { federated as candidatures } from "@stages/candidatures/subgraph.ts";
import { federated as conventions } from "@stages/conventions/subgraph.ts";
import { REFUSALS } from "@stages/kernel/refusal.ts";
import { federated as offers } from "@stages/offers/subgraph.ts";
import { federated as people } from "@stages/people/subgraph.ts";
import { parse, printSchema } from "graphql";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * `npm run schema`: writes `schema/` from the code: each subgraph's SDL, the supergraph the gateway serves, the API that
 * clients see, and the registry of refusals. With `--check`, writes nothing and fails when a committed file differs.
 */
const subgraphs = { candidatures, conventions, offers, people };

const composed = composeServices(
  Object.entries(subgraphs).map(([name, { sdl }]) => ({ name, typeDefs: parse(sdl), url: `subgraph://${name}` })),
);
if (composed.errors) {
  for (const { message } of composed.errors) console.error(message);
  process.exit(1);
}

const files: Record<string, string> = {
  "schema/supergraph.graphql": composed.supergraphSdl,
  "schema/api.graphql": printSchema(composed.schema.toAPISchema().toGraphQLJSSchema()),
  "schema/errors.md": errorsPage(),
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

function errorsPage(): string {
  const rows = Object.entries(REFUSALS).map(([code, { meaning, french }]) => `| \`${code}\` | ${meaning} | ${sample(french as (data: unknown) => string)} |`);
  return `# Refusals

Generated from the registry in \`packages/kernel/src/refusal.ts\` by \`npm run schema\`. Each error carries its code in
\`extensions.code\`, the field at fault in \`extensions.field\`, and everything that is wrong in \`extensions.refusals\`.
The codes of GraphQL itself come beside them: \`GRAPHQL_PARSE_FAILED\`, \`GRAPHQL_VALIDATION_FAILED\`, \`BAD_USER_INPUT\`.

| Code | Meaning | Sentence shown to people |
|---|---|---|
${rows.join("\n")}
`;
}

/** The sentence with the names of its data in place of the data. */
function sample(french: (data: unknown) => string): string {
  return french(new Proxy({}, { get: (_, name) => `‹${String(name)}›` })).replaceAll("|", "\\|");
}

/** The arrows of ARCHITECTURE.md. A file that breaks one does not pass the tests. */
const subgraph = "^subgraphs/([^/]+)/src";
const room = (name) => `^subgraphs/$1/src/${name}/`;
const test = "(\\.test\\.ts|/fixtures\\.ts)$";

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    {
      name: "domain-is-pure",
      comment: "Rules know no SQL, no GraphQL, no clock: the kernel alone.",
      severity: "error",
      from: { path: "^subgraphs/[^/]+/src/domain/", pathNot: test },
      to: { pathNot: ["^subgraphs/[^/]+/src/domain/", "^packages/kernel/"] },
    },
    {
      name: "persistence-knows-the-domain",
      severity: "error",
      from: { path: "^subgraphs/([^/]+)/src/persistence/", pathNot: test },
      to: { path: subgraph, pathNot: [room("(domain|persistence)")] },
    },
    {
      name: "operations-do-not-know-graphql",
      severity: "error",
      from: { path: "^subgraphs/([^/]+)/src/operations/", pathNot: test },
      to: { path: "^subgraphs/[^/]+/src/(graphql|policy|context|handlers|subgraph)|node_modules/(graphql|type-graphql)/" },
    },
    {
      name: "sql-only-in-persistence",
      severity: "error",
      from: { path: "^subgraphs/[^/]+/src/(domain|operations|graphql)/", pathNot: test },
      to: { path: "node_modules/(drizzle-orm|postgres)/" },
    },
    {
      name: "subgraphs-do-not-know-each-other",
      severity: "error",
      from: { path: "^subgraphs/([^/]+)/", pathNot: test },
      to: { path: "^subgraphs/", pathNot: "^subgraphs/$1/" },
    },
    { name: "gateway-knows-no-subgraph", severity: "error", from: { path: "^gateway/" }, to: { path: "^subgraphs/" } },
    {
      name: "packages-know-no-subgraph",
      comment: "Save standalone, the composition root.",
      severity: "error",
      from: { path: "^packages/", pathNot: "^packages/standalone/" },
      to: { path: "^(subgraphs|gateway)/" },
    },
    { name: "kernel-knows-nobody", severity: "error", from: { path: "^packages/kernel/", pathNot: test }, to: { path: "^(packages/(?!kernel)|subgraphs|gateway)" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.(sql|json)$" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"], extensions: [".ts", ".js", ".cjs", ".mjs"] },
  },
};

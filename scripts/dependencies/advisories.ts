import type { LockedPackage } from "./lockfile.ts";

/**
 * Known weaknesses, kept by hand, since the registry that this project is installed from answers no audit (405 for `npm audit` and
 * `pnpm audit`, seen in November 2026). Looked up in the public threads of the packages' repositories and of github/advisory-database,
 * for what the platform runs and for what builds it: LOOKED_UP says which. A package that is not there was not looked up.
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

export const LOOKED_UP = { on: "2026-11-22", packages: ["@apollo/gateway", "@apollo/protobufjs", "@apollo/query-planner", "@apollo/server", "bn.js", "drizzle-orm", "esbuild", "graphql", "jose", "koa", "monaco-editor", "nodemailer", "oidc-provider", "protobufjs", "smtp-server", "undici", "uuid", "vite", "ws"] } as const;

export const ADVISORIES: readonly Advisory[] = [
  { package: "@apollo/server", id: "GHSA-mp6q-xf9x-fwf7", what: "startStandaloneServer is brought down by bodies in unusual encodings", affected: [["0", "5.4.0"]] },
  { package: "@apollo/server", id: "https://github.com/apollographql/spacex/pull/39", what: "a browser's bug lets another site send what should be asked about first", affected: [["0", "5.5.0"]] },
  { package: "@apollo/query-planner", id: "GHSA-q2f9-x4p4-7xmh", what: "queries that take the planner hours", affected: [["0", "2.10.1"]] },
  { package: "@apollo/query-planner", id: "GHSA-p2q6-pwh5-m6jr", what: "queries whose fragments take the planner hours", affected: [["0", "2.10.1"]] },
  { package: "@apollo/protobufjs", id: "https://github.com/apollographql/graphql-tag/issues/820", what: "util.merge and Namespace.add write a prototype", affected: [["0", null]], unharmed: "Apollo's usage reports alone load it, by definitions of its own; none is configured, and nobody's words reach it" },
  { package: "bn.js", id: "GHSA-378v-28hj-76wf", what: "maskn(0) never ends", affected: [["0", "4.12.3"], ["5.0.0", "5.2.3"]] },
  { package: "drizzle-orm", id: "GHSA-gpj5-g38j-94v9", what: "names of columns and tables that come from others are SQL", affected: [["0", "0.45.2"]] },
  { package: "esbuild", id: "GHSA-67mh-4wv8-2f99", what: "its development server answers any site", affected: [["0", "0.25.0"]], unharmed: "0.18 comes with drizzle-kit, which writes migrations; nothing here starts esbuild's server" },
  { package: "graphql", id: "CVE-2023-26144", what: "validation of overlapping fields takes long", affected: [["16.3.0", "16.8.1"]] },
  { package: "jose", id: "CVE-2024-28176", what: "a small encrypted token unfolds to any size", affected: [["0", "4.15.5"]] },
  { package: "koa", id: "GHSA-jgmv-j7ww-jx2x", what: "redirects back to wherever Referer says", affected: [["3.0.0", "3.0.1"]] },
  { package: "koa", id: "GHSA-7gcc-r8m5-44qm", what: "a host that others write into Host", affected: [["3.0.0", "3.1.2"]] },
  { package: "monaco-editor", id: "https://github.com/microsoft/monaco-editor/issues/4692", what: "has an older DOMPurify within it", affected: [["0", "0.56.0"]], unharmed: "in the explorer of development alone, which shows the descriptions of our own schema, under a policy that runs no inline script" },
  { package: "nodemailer", id: "GHSA-mm7p-fcc7-pg87", what: "mail to another domain than the one that was read", affected: [["0", "7.0.7"]] },
  { package: "nodemailer", id: "GHSA-rcmh-qjqh-p98v", what: "addresses within addresses exhaust the stack", affected: [["0", "7.0.11"]] },
  { package: "nodemailer", id: "GHSA-2x7j-588g-ccc2", what: "a list of addresses takes its square", affected: [["0", "9.1.0"]] },
  { package: "nodemailer", id: "GHSA-8m3c-c648-2xjj", what: "files and addresses are read although that is off", affected: [["0", "9.1.0"]] },
  { package: "protobufjs", id: "GHSA-h755-8qp9-cq85", what: "writes a prototype", affected: [["0", "6.11.4"], ["7.0.0", "7.2.5"]] },
  { package: "protobufjs", id: "GHSA-xq3m-2v4x-88gg", what: "runs what a definition says", affected: [["0", "7.5.5"], ["8.0.0", "8.0.1"]] },
  { package: "protobufjs", id: "GHSA-75px-5xx7-5xc7", what: "makes code of a written prototype", affected: [["0", "7.5.6"]] },
  { package: "smtp-server", id: "GHSA-fv2f-rw9f-v9cm", what: "an issue of which the public thread names the fixed version alone", affected: [["0", "3.18.3"]] },
  { package: "undici", id: "GHSA-g9mf-h72j-4rw9", what: "encodings within encodings exhaust the memory", affected: [["0", "6.23.0"], ["7.0.0", "7.18.2"]] },
  { package: "undici", id: "GHSA-38rv-x7px-6hhq", what: "a socket's fragments pass the limit of its messages", affected: [["8.0.0", "8.5.0"]] },
  { package: "uuid", id: "GHSA-w5hq-g745-h8pq", what: "v3, v5 and v6 write past the buffer that they are given", affected: [["0", "11.1.1"], ["12.0.0", "12.0.1"], ["13.0.0", "13.0.1"]], unharmed: "Apollo's planner asks for v4 and typeid-js for v7, which looks at the buffer that it is given" },
  { package: "vite", id: "GHSA-4w7w-66w2-5vf9", what: "its development server gives files away", affected: [["8.0.0", "8.0.5"]] },
  { package: "vite", id: "GHSA-fx2h-pf6j-xcff", what: "its development server gives files away on Windows", affected: [["8.0.0", "8.0.16"]] },
  { package: "ws", id: "GHSA-3h5v-q93c-6h6q", what: "many headers bring it down", affected: [["8.0.0", "8.17.1"]] },
  { package: "ws", id: "GHSA-96hv-2xvq-fx4p", what: "tiny fragments exhaust the memory", affected: [["8.0.0", "8.21.0"]] },
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

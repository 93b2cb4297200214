/**
 * Of one request. Far above what a person's client writes, far below what hurts: what each is for, and what our own documents reach of it,
 * is in `schema/limits.md`, made of this. GraphiQL's introspection fits in.
 */
export const LIMITS = {
  bodyBytes: 256 * 1024,
  documentCharacters: 32 * 1024,
  tokens: 2_000,
  depth: 16,
  aliases: 60,
  directives: 50,
  directivesAtOnce: 5,
  fields: 1_000,
  fragments: 50,
  operations: 10,
  pairs: 2_000,
  cost: 10_000,
  itemsInAList: 1_000,
  variableDepth: 20,
  /** graphql looks for a likely name for each: a hundred of them take longer than all the rest. */
  validationErrors: 10,
} as const;

/** For questions that are made rather than written: each way in asked for everything at once. */
export const NO_LIMITS: Limits = Object.fromEntries(Object.keys(LIMITS).map((name) => [name, Number.MAX_SAFE_INTEGER])) as Limits;

export type Limits = { readonly [Limit in keyof typeof LIMITS]: number };

/** Of one gateway: a platform that runs two lets in twice as much. */
export const LIVE_LIMITS = {
  /** A person's sockets and streams together: some windows, on some devices. */
  connectionsPerPerson: 40,
  /** Those of visitors without a token. A school, or all of a département's, is one address. */
  anonymousConnectionsPerAddress: 2_000,
  subscriptionsPerSocket: 100,
  /** What a socket may be owed. A client that reads is owed some kilobytes, for a moment. */
  unsentBytesPerSocket: 1024 * 1024,
  /** How often a silent connection is written to, and a client that takes nothing is looked for: it is let go at the second look. */
  heartbeatMs: 10_000,
  /** How long a client may take nothing of the file that it is sent. */
  stalledExportMs: 60_000,
  /**
   * Queries and mutations under way together: what keeps a processor and PostgreSQL's connections busy. More of them make each slower and
   * none sooner done, and what a process does beside them, such as hearing events one after the other, has its turn as much later.
   */
  operationsAtOnce: 32,
  /** Those that come beyond, and how long one may wait for its turn: as many as can be served in that time. */
  operationsWaiting: 500,
  longestWaitMs: 2_000,
  /**
   * A minute. On the opening day a student asks for some twelve operations in four minutes, and a process serves 293 a second: a school
   * of 1 000, or a town behind one address, is a third of that. Visitors without a token are fewer, and their questions cheaper.
   */
  requestsPerAddress: 6_000,
  /** Points of cost a minute: 2.5 of the dearest operations, 500 of a student's. Six seconds of a core for as many as visit from one address. */
  costPerPerson: 25_000,
  anonymousCostPerAddress: 60_000,
  /** Of tokens that are not valid: those of a school expire together, and each client asks once. Tokens that are known are let in all the same. */
  wrongTokensPerAddress: 300,
  /** Of personal links, codes of signature and of documents, and tokens of files in addresses, that are wrong. */
  wrongSecretsPerAddress: 60,
} as const;

/** For whoever plays a crowd from one address: tests, stories and benchmarks say it, nothing else does. */
export const NO_RATES = {
  requestsPerAddress: Number.MAX_SAFE_INTEGER,
  costPerPerson: Number.MAX_SAFE_INTEGER,
  anonymousCostPerAddress: Number.MAX_SAFE_INTEGER,
  wrongTokensPerAddress: Number.MAX_SAFE_INTEGER,
  wrongSecretsPerAddress: Number.MAX_SAFE_INTEGER,
} as const;

export type LiveLimits = { readonly [Limit in keyof typeof LIVE_LIMITS]: number };

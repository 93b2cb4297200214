import type { LIMITS, LIVE_LIMITS } from "./limits.ts";

export interface InWords {
  readonly what: string;
  readonly why: string;
  /** The code of who is beyond it; null where nobody is told. */
  readonly code: string | null;
}

const of = (what: string, why: string, code: string | null = "REQUEST_TOO_LARGE"): InWords => ({ what, why, code });

/** In the order in which they are looked at. */
export const REQUEST_LIMITS_IN_WORDS: Readonly<Record<keyof typeof LIMITS, InWords>> = {
  bodyBytes: of("bytes of a body, or of a message on a socket", "a class list is 250 000; over HTTP 413, a socket is closed with 1009"),
  documentCharacters: of("characters of a document", "comments are no tokens, and are read all the same"),
  tokens: of("tokens of a document", "bounds whatever reads it; the parser stops there"),
  depth: of("fields below one another, introspection's apart", "each level may multiply"),
  aliases: of("aliases, each as often as its fragment is spread", "the same field, a login or a code, tried many times at once"),
  directivesAtOnce: of("directives at one place", "each is looked at for each field"),
  directives: of("directives, as often as their fragments are spread", "the same"),
  fields: of("fields once fragments are spread, unnamed `__typename` included", "fragments that spread each other twice double with each"),
  fragments: of("fragments", "validation follows each from each operation"),
  operations: of("operations of a document", "validation looks at all of them, whichever is meant"),
  pairs: of("pairs of fields of one name in an answer", "validation compares each with each: two thousand take 8 ms"),
  itemsInAList: of("items of a list in variables, and members of an object", "none of our lists takes more; most state less"),
  variableDepth: of("levels of variables", "who walks them does so recursively"),
  cost: of("points of cost", "a tenth of a millisecond of processor each: a second of a core", "OPERATION_TOO_COSTLY"),
  validationErrors: of("errors of validation that are told", "graphql looks for a likely name for each", null),
};

export const LIVE_LIMITS_IN_WORDS: Readonly<Record<keyof typeof LIVE_LIMITS, InWords>> = {
  connectionsPerPerson: of("sockets and streams of a person", "some windows, on some devices", "TOO_MANY_CONNECTIONS"),
  anonymousConnectionsPerAddress: of("sockets and streams without a token of an address", "a school is one address", "TOO_MANY_CONNECTIONS"),
  subscriptionsPerSocket: of("subscriptions of a socket", "each is a place in a live feed", "TOO_MANY_SUBSCRIPTIONS"),
  unsentBytesPerSocket: of("bytes that a socket is owed", "a client that does not read fills our memory; closed with 1013", "SUBSCRIBER_TOO_SLOW"),
  heartbeatMs: of("milliseconds between heartbeats", "a client that takes nothing is let go at the second", null),
  stalledExportMs: of("milliseconds that a client may take nothing of a file", "the work for it ends", null),
  operationsAtOnce: of("queries and mutations under way", "what keeps the processors busy", null),
  operationsWaiting: of("of them waiting", "as many as can be served in two seconds", "OVERLOADED"),
  longestWaitMs: of("milliseconds that one waits", "then it is told to come back", "OVERLOADED"),
  requestsPerAddress: of("operations a minute of an address, of a /64 in IPv6", "a school of 1 000 students on the opening day asks for 3 000", "TOO_MANY_REQUESTS"),
  costPerPerson: of("points of cost a minute of a person", "a student asks for 500 on the opening day, a rectorat's page for 600", "TOO_MANY_REQUESTS"),
  anonymousCostPerAddress: of("points of cost a minute of an address without a token", "six seconds of a core", "TOO_MANY_REQUESTS"),
  wrongTokensPerAddress: of("tokens a minute of an address that are not valid", "tokens of a school expire together; those that are known come in all the same", "TOO_MANY_REQUESTS"),
  wrongSecretsPerAddress: of("personal links, codes to sign and codes of documents a minute of an address that are wrong", "besides what each counts by itself", "TOO_MANY_REQUESTS"),
};

import { REFUSALS } from "@stages/kernel/refusal.ts";

/** GraphQL's own codes, of requests that are none; the others are of the one registry. */
const REQUEST_CODES = ["BAD_REQUEST", "BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_RESOLUTION_FAILURE", "PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_SUPPORTED", "INTROSPECTION_DISABLED"];

/** What must never leave, by what it would tell. What a client sent may come back to it: whoever fuzzes sends none of these. */
export const LEAKS: Readonly<Record<string, RegExp>> = {
  "a stack": /\n\s+at |\\n\s+at |\bat (?:async )?[\w.$<>]+ \(|\.(?:ts|js|mjs|cjs):\d+|stacktrace/i,
  SQL: /\bselect\b.{1,200}\bfrom\b|\binsert into\b|\bdelete from\b|\brelation\b.{1,80}\bdoes not exist|invalid input syntax|violates \w+|syntax error at|deadlock detected|\bSQLSTATE\b|permission denied for|out of range for type|row-level security/i,
  "a host": /127\.0\.0\.1|localhost|\[?::1\]?:\d|\bECONN|\bEPIPE|\bEHOST|\.internal\b|postgres:\/\//,
  "a path": /\/(?:node_modules|home|root|work|tmp|usr|var|opt)\/|file:\/\/|node:internal/,
  "a part's name": /serviceName|\bsubgraph|sous-graphe|"service"|\b(?:people|offers|candidatures|conventions)(?: requests| reads|\.internal|__)/i,
  "a library's name": /\b(?:drizzle|postgres(?:ql|error)?|undici|type-graphql|graphql-js|graphql-http|graphql-ws|typeid|lru-cache|oidc-provider|koa|apollo(?! ?studio))\b|apollo-server|@apollo/i,
  "an exception": /\b(?:Type|Range|Syntax|Reference|Internal|Assertion)Error\b|Cannot read propert|is not a function|is not iterable|undefined is not|Maximum call stack|Unexpected token|\bexception\b/i,
};

/** Names of headers that a client is told to send: they are part of the contract, whichever library they come from. */
const TOLD_TO_CLIENTS = /x-apollo-operation-name|apollo-require-preflight/g;

export interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** Whether the body is the same for anyone and no answer to what was sent, such as a page or its script. */
  readonly isPage?: boolean;
}

export const codesIn = (text: string): readonly string[] => {
  try {
    const body = JSON.parse(text) as { errors?: readonly { extensions?: { code?: unknown } }[] };
    return (body.errors ?? []).map(({ extensions }) => String(extensions?.code));
  } catch {
    return [];
  }
};

export const isKnownCode = (code: string) => Object.hasOwn(REFUSALS, code) || REQUEST_CODES.includes(code);

/** What is wrong with one answer; nothing, where it holds. */
export function faultsOf({ status, contentType, text, isPage = false }: Answered): string[] {
  const faults: string[] = [];
  const codes = contentType.includes("json") ? codesIn(text) : [];
  if (status >= 500 && codes.length === 0) faults.push(`${status} without a code: ${text.slice(0, 200)}`);
  for (const code of codes) if (!isKnownCode(code)) faults.push(`an unknown code, ${code}: ${text.slice(0, 300)}`);
  if (codes.includes("INTERNAL_ERROR")) faults.push(`INTERNAL_ERROR: ${text.slice(0, 300)}`);
  if (!isPage) faults.push(...leaksIn(spokenIn(text)));
  return faults;
}

/** Of an answer of the graph, what it says of itself: what it was asked for may be a person's own address. */
function spokenIn(text: string): string {
  try {
    const { data, ...rest } = JSON.parse(text) as { data?: unknown };
    return data === undefined ? text : JSON.stringify(rest);
  } catch {
    return text;
  }
}

export function leaksIn(text: string): string[] {
  const told = text.replaceAll(TOLD_TO_CLIENTS, "");
  return Object.entries(LEAKS).flatMap(([what, pattern]) => {
    const found = pattern.exec(told);
    return found ? [`${what}: «${told.slice(Math.max(0, found.index - 80), found.index + 160)}»`] : [];
  });
}

/** A line of the log that nobody should ever have to read. */
export const isUnexpectedLine = (line: string) => /\bERROR\b|"level":(?:50|60|"error"|"fatal")|unhandled|uncaught|DeprecationWarning|MaxListeners/i.test(line);

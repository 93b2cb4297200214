import { randomUUID } from "node:crypto";
import { type Refusal, REFUSALS, type RefusalCode, refuse } from "@stages/kernel/refusal.ts";
import { VALUE_COMPLETION } from "@stages/federated-subscriptions/value-completion.ts";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { sentence } from "@stages/telemetry/sentence.ts";
import type { Log } from "./config.ts";

/** What GraphQL's own machinery says of a request; the rest of the sentence is its English, for a developer. */
export const REQUEST_FAULTS: Readonly<Record<string, string>> = {
  BAD_REQUEST: "Requête refusée",
  BAD_USER_INPUT: "Valeur invalide",
  GRAPHQL_PARSE_FAILED: "Requête GraphQL illisible",
  GRAPHQL_VALIDATION_FAILED: "Requête GraphQL invalide",
  INTROSPECTION_DISABLED: "Requête GraphQL invalide",
  OPERATION_RESOLUTION_FAILURE: "Opération introuvable",
  PERSISTED_QUERY_NOT_SUPPORTED: "Requêtes enregistrées non prises en charge",
};

/** V8's own sentence: an overflow is a RangeError like any other. */
const STACK_SPENT = /^Maximum call stack size exceeded$/;

/** The members of `extensions` that may leave. Everything else is of the inside: serviceName, stack, exception… */
const PUBLIC_EXTENSIONS = ["code", "field", "refusals", "reference", "after", "retryAfter"] as const;

export type FormatError = (formatted: GraphQLFormattedError, error?: unknown) => GraphQLFormattedError;

/** A refusal of the gateway itself. */
export function refusalError({ code, message, field }: Refusal, status?: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...(field !== null && { field }), ...(status && { http: { status } }) } });
}

/**
 * Every error on its way out, by whichever way. It keeps what a client can use, and it is a list of what passes, so that
 * what nobody thought of stays inside: an unknown error becomes one phrase with a reference, and its details go to the log.
 */
export function errorFormatter(log: Log, { suggests = true, newReference = () => randomUUID().slice(0, 8) }: { readonly suggests?: boolean; readonly newReference?: () => string } = {}): FormatError {
  return (formatted, error) => {
    const { locations, path } = formatted;
    const message = suggests ? formatted.message : withoutSuggestions(formatted.message);
    const place = { ...(locations && { locations }), ...(path && { path }) };
    const known = knownOf(formatted, error);
    if (known) return { message: known.message, ...place, extensions: known.extensions };

    if (tokenLimitOf(formatted)) {
      const { code, message: french } = refuse("REQUEST_TOO_LARGE", { max: tokenLimitOf(formatted)! });
      return { message: french, extensions: { code } };
    }
    // The parser goes one call deeper with each brace, and a document of few tokens can be nothing but braces.
    if (STACK_SPENT.test(message)) {
      const { code, message: french } = refuse("REQUEST_TOO_LARGE", { max: "la profondeur permise" });
      return { message: french, extensions: { code } };
    }
    const code = String(formatted.extensions?.["code"]);
    // Every fetch went well, and an object that a reference names was not there: unknown, or not for this actor to see.
    if (code === VALUE_COMPLETION) {
      const { code: notFound, message: french } = refuse("NOT_FOUND", { what: "Élément demandé" });
      return { message: french, ...place, extensions: { code: notFound } };
    }
    const fault = REQUEST_FAULTS[code];
    // A subgraph may only complain of values: that it finds our own query invalid is our error, not the client's.
    if (fault && (code === "BAD_USER_INPUT" || !formatted.extensions?.["serviceName"])) {
      return { message: `${fault} : ${message}`, ...place, extensions: { code } };
    }
    const reference = newReference();
    log.error("Unexpected error", { reference, path, code, cause: originalOf(error) ?? error ?? new Error(sentence(message)) });
    return { message: refuse("INTERNAL_ERROR", { reference }).message, ...place, extensions: { code: "INTERNAL_ERROR", reference } };
  };
}

/** graphql proposes the names that come near a wrong one, of fields, arguments and values: a way to read a graph that is not told. */
const withoutSuggestions = (message: string) => message.replaceAll(/ ?Did you mean .+?\?(?=\s|$)/gs, "");

/** Apollo wraps what a validation rule reports: the code of the registry may stand below. */
function knownOf(formatted: GraphQLFormattedError, error: unknown): { message: string; extensions: Record<string, unknown> } | null {
  if (isRegistered(formatted.extensions?.["code"])) return { message: formatted.message, extensions: publicOf(formatted.extensions!) };
  for (let below = originalOf(error); below; below = originalOf(below)) {
    if (below instanceof GraphQLError && isRegistered(below.extensions["code"])) {
      return { message: below.message, extensions: publicOf(below.extensions) };
    }
  }
  return null;
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? error.originalError : undefined;
}

function isRegistered(code: unknown): code is RefusalCode {
  return typeof code === "string" && Object.hasOwn(REFUSALS, code);
}

function publicOf(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(PUBLIC_EXTENSIONS.filter((name) => extensions[name] != null).map((name) => [name, extensions[name]]));
}

/** graphql's parser has no code for its limit: only this sentence, misspelled as it is. */
function tokenLimitOf({ message, extensions }: GraphQLFormattedError): string | null {
  if (extensions?.["code"] !== "GRAPHQL_PARSE_FAILED") return null;
  const limit = /more tha[tn] (\d+) tokens/.exec(message)?.[1];
  return limit ? `${limit} mots` : null;
}

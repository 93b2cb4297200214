import type { IncomingMessage } from "node:http";
import { GraphQLError } from "graphql";
import type { AskedOperation } from "./prepare.ts";

/** The operation of a GET's address or of a POST's JSON. Throws BAD_REQUEST. */
export function operationOfRequest({ method, url, headers }: IncomingMessage, body: string): AskedOperation {
  if (method === "GET") {
    const search = new URL(url!, "http://gateway").searchParams;
    return operationOf({
      query: search.get("query"),
      operationName: search.get("operationName"),
      variables: jsonOf(search.get("variables") ?? "null", "« variables » n'est pas du JSON valide."),
      documentId: search.get("documentId"),
      extensions: jsonOf(search.get("extensions") ?? "null", "« extensions » n'est pas du JSON valide."),
    });
  }
  // A browser asks before it sends this type from another site, which gets no answer that it may.
  if (method !== "POST" || !isJson(headers["content-type"])) throw badRequest("une opération vient par GET, ou par POST en « application/json ».", 415);
  return operationOf(jsonOf(body, NOT_JSON));
}

/**
 * As an untrusted JSON value says it: by its text, by `documentId` (the draft of GraphQL over HTTP for persisted documents), or by
 * `extensions.persistedQuery.sha256Hash`, as Apollo's links ask.
 */
export function operationOf(value: unknown): AskedOperation {
  const { query, operationName, variables, documentId, extensions } = membersOf(value);
  const id = documentId ?? hashIn(extensions) ?? undefined;
  if (id !== undefined && typeof id !== "string") throw badRequest("« documentId » doit être un texte.");
  if (typeof query !== "string" && (query != null || id === undefined)) throw badRequest("« query » doit être le texte d'une opération.");
  if (operationName != null && typeof operationName !== "string") throw badRequest("« operationName » doit être un texte.");
  if (!isMapOrNothing(variables)) throw badRequest("« variables » doit être un objet.");
  if (!isMapOrNothing(extensions)) throw badRequest("« extensions » doit être un objet.");
  return { query: (query as string | null) ?? undefined, documentId: id, operationName: operationName || undefined, variables: (variables as Record<string, unknown> | null) ?? undefined };
}

const membersOf = (value: unknown) => (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
const isMapOrNothing = (value: unknown) => value == null || (typeof value === "object" && !Array.isArray(value));
const hashIn = (extensions: unknown) => membersOf(membersOf(extensions)["persistedQuery"])["sha256Hash"];

export const isJson = (contentType = "") => /^application\/json\b/i.test(contentType);

const NOT_JSON = "le corps n'est pas du JSON valide.";

export function jsonOf(text: string, otherwise = NOT_JSON): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(otherwise);
  }
}

export function badRequest(message: string, status = 400): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST", http: { status } } });
}

import type { IncomingMessage } from "node:http";
import { GraphQLError } from "graphql";
import type { Operation } from "./graph.ts";

/** The operation of a GET's address or of a POST's JSON. Throws BAD_REQUEST. */
export function operationOfRequest({ method, url, headers }: IncomingMessage, body: string): Operation {
  if (method === "GET") {
    const search = new URL(url!, "http://gateway").searchParams;
    return operationOf({
      query: search.get("query"),
      operationName: search.get("operationName"),
      variables: jsonOf(search.get("variables") ?? "null", "« variables » n'est pas du JSON valide."),
    });
  }
  // A browser asks before it sends this type from another site, which gets no answer that it may.
  if (method !== "POST" || !isJson(headers["content-type"])) throw badRequest("une opération vient par GET, ou par POST en « application/json ».", 415);
  return operationOf(jsonOf(body, NOT_JSON));
}

/** As an untrusted JSON value says it. */
export function operationOf(value: unknown): Operation {
  const { query, operationName, variables } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof query !== "string") throw badRequest("« query » doit être le texte d'une opération.");
  if (operationName != null && typeof operationName !== "string") throw badRequest("« operationName » doit être un texte.");
  if (variables != null && (typeof variables !== "object" || Array.isArray(variables))) throw badRequest("« variables » doit être un objet.");
  return { query, operationName: operationName || undefined, variables: (variables as Record<string, unknown> | null) ?? undefined };
}

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

import { isSubscription, validateOperation } from "@stages/federated-subscriptions/validate-operation.ts";
import { refuse } from "@stages/kernel/refusal.ts";
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, type ParseOptions, specifiedRules } from "graphql";
import { LRUCache } from "lru-cache";
import { type Cost, type CostModel, costModel } from "./cost.ts";
import { refusalError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { badRequest } from "./request-operation.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { type DocumentsPolicy, sha256Of, type TrustedDocuments } from "./trusted-documents.ts";

export interface Operation {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
}

/** As a client asks for it: by its text, by the SHA-256 of a trusted document, or by both. */
export interface AskedOperation extends Omit<Operation, "query"> {
  readonly query?: string | undefined;
  readonly documentId?: string | undefined;
}

export interface Prepared {
  readonly kind: "operation" | "subscription";
  /** With the text, whichever way it was named. */
  readonly operation: Operation;
  readonly document: DocumentNode;
  /** In points: see `CostModel`. */
  readonly cost: number;
}

export type PreparedOperation = Prepared | { readonly kind: "refused"; readonly errors: readonly GraphQLError[] };

export interface PrepareOptions {
  readonly limits: Limits;
  readonly policy: DocumentsPolicy;
  readonly trusted: TrustedDocuments;
  readonly introspection: boolean;
}

export interface Preparing {
  prepare(asked: AskedOperation): PreparedOperation;
  replaceSupergraph(sdl: string): void;
}

interface Known {
  readonly kind: Prepared["kind"];
  readonly document: DocumentNode;
  readonly isTrusted: boolean;
  readonly cost: Cost | null;
}

/** A document's tree takes some fifty times its text: 50 MB at most. */
const REMEMBERED_CHARACTERS = 1024 * 1024;

/**
 * What is decided of an operation before anything is asked of anyone, the cheapest first: which document, its length, its
 * tokens, its shape, its cost. graphql's own validation compares fields by pairs and looks for likely names: it comes after.
 */
export function preparing({ limits, policy, trusted, introspection }: PrepareOptions, sdl: string, schemaOf: () => GraphQLSchema): Preparing {
  const known = new LRUCache<string, Known>({ maxSize: REMEMBERED_CHARACTERS, maxEntrySize: REMEMBERED_CHARACTERS, sizeCalculation: (_, key) => key.length + 500 });
  let model: CostModel = costModel(sdl);

  function textOf({ query, documentId }: AskedOperation): string {
    const id = documentId === undefined ? null : hexOf(documentId);
    if (query) {
      // Its text decides. An id beside it registers nothing, and must not lie: a cache on the way may go by it.
      if (id !== null && id !== sha256Of(query)) throw badRequest("« sha256Hash » n'est pas l'empreinte de « query ».");
      return query;
    }
    const text = id && trusted.textOf(id);
    if (!text) throw refusalError(refuse("PERSISTED_QUERY_NOT_FOUND"), 400);
    return text;
  }

  function know(query: string, operationName: string | undefined): Known {
    const isTrusted = trusted.has(query);
    if (!isTrusted && policy === "TRUSTED") throw refusalError(refuse("UNTRUSTED_DOCUMENT"), 400);
    if (!isTrusted && query.length > limits.documentCharacters) throw tooLarge(`${limits.documentCharacters} caractères`);
    const document = parsed(query, { noLocation: true, ...(!isTrusted && { maxTokens: limits.tokens }) });
    const shape = shapeOf(document);
    if (shape.cycle !== null) throw coded(new GraphQLError(`Cannot spread fragment "${shape.cycle}" within itself.`), "GRAPHQL_VALIDATION_FAILED");
    if (shape.introspects && !introspection) throw coded(new GraphQLError("Introspection is not open here."), "INTROSPECTION_DISABLED");
    if (!isTrusted) judgeShape(shape, limits);
    if (!isTrusted && model.pairsIn(document) > limits.pairs) throw tooLarge(`${limits.pairs} répétitions d'un même champ`);
    const cost = model.costOf(document, operationName, {});
    const known = { isTrusted, cost: cost.varies ? null : cost };
    // Apollo reads the others again, and says where they are wrong.
    return isSubscription(document, operationName) ? { ...known, kind: "subscription", document: parsed(query, {}) } : { ...known, kind: "operation", document };
  }

  return {
    prepare(asked) {
      try {
        const query = textOf(asked);
        const { operationName, variables } = asked;
        const key = `${operationName ?? ""}\n${query}`;
        let found = known.get(key);
        if (!found) {
          found = know(query, operationName);
          if (found.kind === "subscription") validateAll(schemaOf(), found.document);
          known.set(key, found);
        }
        judgeVariables(variables, limits);
        const cost = Math.ceil((found.cost ?? model.costOf(found.document, operationName, variables ?? {})).points);
        if (!found.isTrusted && cost > limits.cost) throw refusalError(refuse("OPERATION_TOO_COSTLY", { cost, max: limits.cost }), 400);
        return { kind: found.kind, document: found.document, operation: { query, operationName, variables }, cost };
      } catch (error) {
        if (error instanceof RefusedDocument) return { kind: "refused", errors: error.errors };
        if (error instanceof GraphQLError) return { kind: "refused", errors: [error] };
        throw error;
      }
    },
    replaceSupergraph(next) {
      model = costModel(next);
      known.clear();
    },
  };
}

class RefusedDocument extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super("refused");
  }
}

function validateAll(schema: GraphQLSchema, document: DocumentNode): void {
  const errors = validateOperation(schema, document, specifiedRules);
  if (errors.length > 0) throw new RefusedDocument(errors.map((error) => coded(error, "GRAPHQL_VALIDATION_FAILED")));
}

/** Without locations first: they keep every token, which is most of what is thrown away of a document that is refused. */
function parsed(query: string, options: ParseOptions): DocumentNode {
  try {
    return parse(query, options);
  } catch (error) {
    if (error instanceof GraphQLError) throw coded(error, "GRAPHQL_PARSE_FAILED");
    // Too deep for the parser's recursion.
    if (error instanceof RangeError) throw new GraphQLError(error.message, { originalError: error, extensions: { code: "GRAPHQL_PARSE_FAILED" } });
    throw error;
  }
}

function judgeShape(shape: Shape, limits: Limits): void {
  if (shape.depth > limits.depth) throw tooLarge(`${limits.depth} niveaux`);
  if (shape.aliases > limits.aliases) throw tooLarge(`${limits.aliases} alias`);
  if (shape.directivesAtOnce > limits.directivesAtOnce) throw tooLarge(`${limits.directivesAtOnce} directives par champ`);
  if (shape.directives > limits.directives) throw tooLarge(`${limits.directives} directives`);
  if (shape.fields > limits.fields) throw tooLarge(`${limits.fields} champs`);
  if (shape.fragments > limits.fragments) throw tooLarge(`${limits.fragments} fragments`);
  if (shape.operations > limits.operations) throw tooLarge(`${limits.operations} opérations`);
}

/** Before anything else walks them: what is too deep would overflow whoever walks it. No variable of our own clients comes near. */
function judgeVariables(variables: unknown, limits: Limits): void {
  let level: readonly unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.variableDepth) throw tooLarge(`${limits.variableDepth} niveaux de variables`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      const inside = Array.isArray(value) ? value : Object.values(value);
      if (inside.length > limits.itemsInAList) throw tooLarge(`${limits.itemsInAList} éléments par liste`);
      for (const one of inside) if (typeof one === "object" && one !== null) below.push(one);
    }
    level = below;
  }
}

/** `sha256:` before it, as the draft of GraphQL over HTTP has it, or not. Null for what is no hash. */
const hexOf = (documentId: string): string | null => /^(?:sha256:)?([0-9a-f]{64})$/i.exec(documentId)?.[1]?.toLowerCase() ?? null;

const tooLarge = (max: string) => refusalError(refuse("REQUEST_TOO_LARGE", { max }));

function coded(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions["code"]) return error;
  const { nodes, source, positions, path } = error;
  return new GraphQLError(error.message, { nodes, source, positions, path, originalError: error, extensions: { code } });
}

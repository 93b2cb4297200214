import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, GraphQLError, Kind, type OperationDefinitionNode, type SelectionSetNode, getOperationAST, print, valueFromASTUntyped, visit } from "graphql";
import { LRUCache } from "lru-cache";

/** What a subscriber asks for, apart from who asks and from where it resumes. */
export interface SubscriptionOperation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
  /** The document and the operation's name, however they are spaced. */
  readonly text: string;
  /** The same for all who ask for the same. */
  readonly key: string;
}

export interface ReadOperation {
  readonly operation: SubscriptionOperation;
  readonly resumeFrom: string | undefined;
}

interface StrippedDocument {
  readonly document: DocumentNode;
  readonly text: string;
  readonly definition: OperationDefinitionNode;
  /** Where the resumption was: of the client's variables, as the client's literal, or nowhere. */
  readonly resumption: { readonly variable: string; readonly fallback: unknown } | { readonly value: unknown } | null;
}

/** Of texts that clients write; their trees take dozens of times as much. */
const REMEMBERED_CHARACTERS = 512 * 1024;

/** Tells apart what is asked for and from where: two clients that left at different events ask for the same. */
export class OperationReader {
  readonly #argument: string | undefined;
  readonly #stripped = new LRUCache<string, StrippedDocument>({ max: 1_000, maxSize: REMEMBERED_CHARACTERS, sizeCalculation: (_, key) => key.length + 1 });

  constructor(resumeArgument: string | undefined) {
    this.#argument = resumeArgument;
  }

  read(document: DocumentNode, operationName: string | undefined, given: Record<string, unknown>): ReadOperation {
    const cacheKey = `${operationName ?? ""}\n${document.loc?.source.body ?? print(document)}`;
    let stripped = this.#stripped.get(cacheKey);
    if (!stripped) this.#stripped.set(cacheKey, (stripped = strip(document, operationName, this.#argument)));
    const { definition, resumption, text } = stripped;
    const names = (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value).filter((name) => given[name] !== undefined);
    const variables = Object.fromEntries(names.toSorted().map((name) => [name, given[name]]));
    const key = `${text}\n${JSON.stringify(variables, sortedKeys)}`;
    return { operation: { document: stripped.document, operationName, variables, text, key }, resumeFrom: resumeFromOf(resumption, given) };
  }
}

function resumeFromOf(resumption: StrippedDocument["resumption"], given: Record<string, unknown>): string | undefined {
  if (!resumption) return undefined;
  const value = "value" in resumption ? resumption.value : given[resumption.variable] === undefined ? resumption.fallback : given[resumption.variable];
  return typeof value === "string" ? value : undefined;
}

function strip(document: DocumentNode, operationName: string | undefined, argument: string | undefined): StrippedDocument {
  const definition = getOperationAST(document, operationName);
  if (!definition) throw new GraphQLError("The document has no such operation.");
  const roots = rootFields(definition.selectionSet, document);
  const resumption = argument === undefined ? null : resumptionOf(roots, definition, argument);
  if (!resumption) return { document, text: textOf(document, operationName), definition, resumption };

  const without: DocumentNode = visit(document, {
    Field: (node) => (roots.has(node) ? { ...node, arguments: node.arguments?.filter(({ name }) => name.value !== argument) ?? [] } : undefined),
  });
  const cleaned = withoutVariable(without, "variable" in resumption ? resumption.variable : null, operationName);
  return { document: cleaned, text: textOf(cleaned, operationName), definition: getOperationAST(cleaned, operationName)!, resumption };
}

/** The specification forbids a variable that nothing uses. */
function withoutVariable(document: DocumentNode, name: string | null, operationName: string | undefined): DocumentNode {
  let isUsed = false;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (node.name.value === name) isUsed = true;
    },
  });
  if (name === null || isUsed) return document;
  const operation = getOperationAST(document, operationName);
  return visit(document, {
    OperationDefinition: (node) =>
      node === operation ? { ...node, variableDefinitions: node.variableDefinitions?.filter(({ variable }) => variable.name.value !== name) ?? [] } : undefined,
  }) as DocumentNode;
}

function resumptionOf(roots: ReadonlySet<FieldNode>, { variableDefinitions = [] }: OperationDefinitionNode, argument: string): StrippedDocument["resumption"] {
  for (const root of roots) {
    const value = root.arguments?.find(({ name }) => name.value === argument)?.value;
    if (!value) continue;
    if (value.kind !== Kind.VARIABLE) return { value: valueFromASTUntyped(value) };
    const variable = value.name.value;
    const fallback = variableDefinitions.find((one) => one.variable.name.value === variable)?.defaultValue;
    return { variable, fallback: fallback && valueFromASTUntyped(fallback) };
  }
  return null;
}

function rootFields({ selections }: SelectionSetNode, document: DocumentNode, seen = new Set<string>(), found = new Set<FieldNode>()): ReadonlySet<FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) found.add(selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) rootFields(selection.selectionSet, document, seen, found);
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = document.definitions.find((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value);
      if (fragment) rootFields(fragment.selectionSet, document, seen, found);
    }
  }
  return found;
}

/** Neither spaces nor comments nor commas make a difference. */
const textOf = (document: DocumentNode, operationName: string | undefined): string => `${operationName ?? ""}\n${print(document)}`;

const sortedKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;

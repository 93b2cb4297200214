import {
  type DocumentNode,
  type GraphQLSchema,
  type SelectionSetNode,
  GraphQLError,
  Kind,
  type ValidationRule,
  getOperationAST,
  specifiedRules,
  validate,
} from "graphql";

/**
 * graphql's `validate()`, safe for subscriptions. Its rule of the single root field evaluates `@include` and `@skip` there
 * without having the variables, and throws, where a caller expects a list; the specification forbids them at that place.
 */
export function validateOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[] = specifiedRules,
): readonly GraphQLError[] {
  const conditional = conditionalRootFields(document);
  if (conditional.length > 0) return conditional;
  try {
    return validate(schema, document, rules);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function conditionalRootFields(document: DocumentNode): GraphQLError[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.operation === "subscription"
      ? conditionsIn(definition.selectionSet, document, new Set())
      : [],
  );
}

function conditionsIn(selectionSet: SelectionSetNode, document: DocumentNode, seen: Set<string>): GraphQLError[] {
  return selectionSet.selections.flatMap((selection) => {
    const found = (selection.directives ?? [])
      .filter(({ name }) => name.value === "include" || name.value === "skip")
      .map((node) => new GraphQLError(`@${node.name.value} cannot stand on the root field of a subscription.`, { nodes: node }));
    if (selection.kind === Kind.FIELD) return found;
    if (selection.kind === Kind.INLINE_FRAGMENT) return [...found, ...conditionsIn(selection.selectionSet, document, seen)];
    if (seen.has(selection.name.value)) return found;
    seen.add(selection.name.value);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? [...found, ...conditionsIn(fragment.selectionSet, document, seen)] : found;
  });
}

export function isSubscription(document: DocumentNode, operationName: string | undefined): boolean {
  return getOperationAST(document, operationName)?.operation === "subscription";
}

import { type Actor, type Role, linkOf } from "@stages/kernel/actor.ts";
import { personalScopeOf, scopeOf } from "@stages/kernel/scope.ts";
import { isSharedIn } from "@stages/kernel/sharing-tags.ts";
import { type DocumentNode, type GraphQLSchema, Kind, TypeInfo, getOperationAST, isAbstractType, isObjectType, parse, visit, visitWithTypeInfo } from "graphql";

/** With whom a subscriber may be given one and the same answer: those for whom this says the same. Null: with nobody. */
export type ScopeOf = (document: DocumentNode, operationName: string | undefined, actor: Actor) => string | null;

interface Selected {
  /** Whether its root field may be joined late: that it is tagged, for whomever, says that it begins with no state of its own. */
  readonly isJoinable: boolean;
  /** Of each field below, its tags. */
  readonly tags: readonly (readonly string[])[];
  readonly isSharedIn: Map<Role, boolean>;
}

/**
 * By the tags of the supergraph: those of one role with the same bounds are given the same when every field that a subscription
 * selects says so for that role; otherwise a person shares with themselves alone, on however many screens.
 */
export function sharingOf(supergraphSdl: string, schema: GraphQLSchema): ScopeOf {
  const tags = tagsIn(supergraphSdl);
  const selected = new WeakMap<DocumentNode, Map<string | undefined, Selected>>();
  // An actor is the same object for as long as it is remembered.
  const scopes = new WeakMap<Actor, { readonly shared: string; readonly personal: string }>();

  function selectedBy(document: DocumentNode, operationName: string | undefined): Selected {
    const byName = selected.get(document) ?? new Map<string | undefined, Selected>();
    selected.set(document, byName);
    let found = byName.get(operationName);
    if (!found) byName.set(operationName, (found = select(schema, tags, document, operationName)));
    return found;
  }

  return (document, operationName, actor) => {
    // What opens one convention to someone without an account is theirs alone.
    if (linkOf(actor)) return null;
    const { isJoinable, tags, isSharedIn: known } = selectedBy(document, operationName);
    if (!isJoinable) return null;
    let isShared = known.get(actor.role);
    if (isShared === undefined) known.set(actor.role, (isShared = tags.every((tagsOfField) => isSharedIn(actor.role, tagsOfField))));
    let scope = scopes.get(actor);
    if (!scope) scopes.set(actor, (scope = { shared: `shared ${scopeOf(actor)}`, personal: `personal ${personalScopeOf(actor)}` }));
    return isShared ? scope.shared : scope.personal;
  };
}

function select(schema: GraphQLSchema, tags: ReadonlyMap<string, readonly string[]>, document: DocumentNode, operationName: string | undefined): Selected {
  const operation = getOperationAST(document, operationName);
  const root = schema.getSubscriptionType();
  const typeInfo = new TypeInfo(schema);
  const found = new Map<string, readonly string[]>();
  // Fragments of other operations of the document too: it is then shared less than it might be.
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      OperationDefinition: (node) => (node === operation ? undefined : false),
      Field: ({ name }) => {
        const parent = typeInfo.getParentType();
        if (!parent || name.value.startsWith("__")) return;
        const types = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
        for (const type of types) if (isObjectType(type)) found.set(`${type.name}.${name.value}`, tags.get(`${type.name}.${name.value}`) ?? []);
      },
    }),
  );
  const isJoinable = root !== undefined && root !== null && [...found].every(([coordinate, tagsOfField]) => !coordinate.startsWith(`${root.name}.`) || saySharing(tagsOfField));
  return { isJoinable, tags: [...found.values()], isSharedIn: new Map() };
}

const saySharing = (tags: readonly string[]) => tags.some((tag) => tag === "shared" || tag.startsWith("shared/"));

/** The tags of each field of the supergraph, by coordinate. */
function tagsIn(supergraphSdl: string): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, readonly string[]>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const names = (field.directives ?? [])
        .filter(({ name }) => name.value === "tag")
        .flatMap(({ arguments: args = [] }) => args.flatMap(({ value }) => (value.kind === Kind.STRING ? [value.value] : [])));
      if (names.length > 0) tags.set(`${definition.name.value}.${field.name.value}`, names);
    }
  }
  return tags;
}

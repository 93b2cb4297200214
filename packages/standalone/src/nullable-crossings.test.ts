import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type GraphQLObjectType, getNamedType, isListType, isNonNullType, isObjectType } from "graphql";
import { expect, it } from "vitest";

/**
 * What stands between two subgraphs is null where one of them is away: a field that is not nullable would take its whole parent with
 * it, up to the first that is. So each field that one subgraph adds to another's type, and each that leads to what another owns, is nullable.
 */
const sdl = readFileSync(join(import.meta.dirname, "../../../schema/supergraph.graphql"), "utf8");
const schema = buildSchema(sdl, { assumeValidSDL: true });

interface Joined {
  readonly graph: string;
  readonly key: string | undefined;
}

const directivesOf = (node: { readonly directives?: readonly { readonly name: { value: string }; readonly arguments?: readonly { readonly name: { value: string }; readonly value: object }[] }[] } | null | undefined, name: string) =>
  (node?.directives ?? []).filter((directive) => directive.name.value === name).map(({ arguments: given = [] }) => Object.fromEntries(given.map((one) => [one.name.value, "value" in one.value ? one.value.value : null])) as Record<string, unknown>);

/** The subgraphs that know this type, and by which key one is asked of each. */
const joinsOf = (type: GraphQLObjectType): readonly Joined[] =>
  directivesOf(type.astNode, "join__type").map(({ graph, key }) => ({ graph: String(graph), key: key === undefined ? undefined : String(key) }));

/** The subgraphs that answer this field of this type. */
const graphsOf = (type: GraphQLObjectType, field: string): ReadonlySet<string> => {
  const said = directivesOf(type.getFields()[field]!.astNode, "join__field").filter(({ external }) => external !== true);
  const graphs = said.flatMap(({ graph }) => (graph ? [String(graph)] : []));
  return new Set(graphs.length > 0 ? graphs : joinsOf(type).map(({ graph }) => graph));
};

const ROOTS = ["Query", "Mutation", "Subscription"];
const objects = Object.values(schema.getTypeMap()).filter(isObjectType).filter(({ name }) => !/^(__|join__|link__)/.test(name));
const fieldsOf = (type: GraphQLObjectType) => Object.values(type.getFields());
const isOfKey = (type: GraphQLObjectType, field: string) => joinsOf(type).some(({ key }) => key?.split(/\W+/).includes(field));
const entities = new Set(objects.filter((type) => !ROOTS.includes(type.name) && new Set(joinsOf(type).map(({ graph }) => graph)).size > 1 && joinsOf(type).some(({ key }) => key)).map(({ name }) => name));

/** The subgraph that says what most of it is: the others add to it, or only name it. */
function ownerOf(type: GraphQLObjectType): string {
  const said = new Map<string, number>();
  for (const { name } of fieldsOf(type)) if (!isOfKey(type, name)) for (const graph of graphsOf(type, name)) said.set(graph, (said.get(graph) ?? 0) + 1);
  return [...said].toSorted(([, one], [, other]) => other - one)[0]![0];
}

/** Why a null would be worse, or cannot come. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "Department.name": "owned by people: the figures that others add to it are more than what it is",
  "Department.academy": "as above",
  "Query.verifyDocument": "yes or no, by the one subgraph that knows: null would be a third answer of it",
  "Query.mailbox": "of development alone",
  "Query.academies": "by people alone, without which nobody is known either",
};

const rigid = (coordinates: readonly string[]) => coordinates.filter((coordinate) => !(coordinate in EXCEPTIONS));

it("each field that one part of the graph adds to what another owns is nullable", () => {
  const added = objects.filter(({ name }) => entities.has(name)).flatMap((type) => {
    const owner = ownerOf(type);
    return fieldsOf(type).filter(({ name }) => !isOfKey(type, name) && !graphsOf(type, name).has(owner)).map((field) => ({ at: `${type.name}.${field.name}`, isRigid: isNonNullType(field.type) }));
  });
  expect(added.length).toBeGreaterThan(30);
  expect(rigid(added.filter(({ isRigid }) => isRigid).map(({ at }) => at))).toEqual([]);
});

it("each field by which one part of the graph names what another owns is nullable", () => {
  const naming = objects.filter(({ name }) => !ROOTS.includes(name)).flatMap((type) => fieldsOf(type).flatMap((field) => {
    const named = getNamedType(field.type);
    if (!isObjectType(named) || !entities.has(named.name)) return [];
    const owner = ownerOf(named);
    // The owner names it with all that it is.
    if ([...graphsOf(type, field.name)].every((graph) => graph === owner)) return [];
    // A null among those of a list may take the list, but no more than that.
    const inside = isNonNullType(field.type) ? field.type.ofType : null;
    const takesParent = isListType(inside) ? isNonNullType(inside.ofType) : inside !== null;
    return [{ at: `${type.name}.${field.name}`, isRigid: takesParent && fieldsOf(named).some(({ name, type: said }) => isNonNullType(said) && !isOfKey(named, name) && !graphsOf(named, name).has([...graphsOf(type, field.name)][0]!)) }];
  }));
  expect(naming.length).toBeGreaterThan(20);
  expect(rigid(naming.filter(({ isRigid }) => isRigid).map(({ at }) => at))).toEqual([]);
});

it("each root field is nullable: the others of its operation stay", () => {
  const roots = ["Query", "Mutation"].flatMap((name) => fieldsOf(schema.getType(name) as GraphQLObjectType).filter(({ type }) => isNonNullType(type)).map((field) => `${name}.${field.name}`));
  expect(rigid(roots)).toEqual([]);
});

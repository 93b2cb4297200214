import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, parse, parseConstValue, print, type TypeNode, visit } from "graphql";

/**
 * What a field costs besides the objects that it answers, in points of a tenth of a millisecond of processor, PostgreSQL's included; and
 * how many objects a list without `first` has, where that is not the usual ten. As data, by coordinate, and measured: `scripts/bench/RESULTS.md`.
 */
export type Costs = Readonly<Record<string, { readonly weight?: number; readonly size?: number }>>;

/** What a write takes with what follows it, heard by the others: 7.1 ms (`write`). Each mutation that does not say otherwise. */
const MUTATION = 70;

export const weighing = (weight: number, ...coordinates: readonly string[]): Costs => Object.fromEntries(coordinates.map((coordinate) => [coordinate, { weight }]));
export const sized = (size: number, ...coordinates: readonly string[]): Costs => Object.fromEntries(coordinates.map((coordinate) => [coordinate, { size }]));

export class CostsError extends Error {
  override readonly name = "CostsError";
}

/**
 * The SDL with `@cost` and `@listSize`, as federation 2.9 composes them. Whatever takes `first` says so by itself, so that no list can
 * be forgotten. A coordinate that the graph does not have is a mistake: the start fails.
 */
export function withCosts(sdl: string, costs: Costs): string {
  const document = parse(sdl);
  const left = new Set(Object.keys(costs));
  const connections = new Set(document.definitions.flatMap((one) => (one.kind === Kind.OBJECT_TYPE_DEFINITION && one.fields?.some(({ name }) => name.value === "edges") ? [one.name.value] : [])));
  const weighed = visit(document, {
    [Kind.OBJECT_TYPE_DEFINITION]: (type) => ({
      ...type,
      fields: (type.fields ?? []).map((field) => {
        const coordinate = `${type.name.value}.${field.name.value}`;
        left.delete(coordinate);
        return { ...field, directives: [...(field.directives ?? []), ...directivesOf(field, { ...(type.name.value === "Mutation" && { weight: MUTATION }), ...costs[coordinate] }, connections)] };
      }),
    }),
  }) as DocumentNode;
  if (left.size > 0) throw new CostsError(`Weighed, and not in the graph: ${[...left].join(", ")}`);
  return print(weighed);
}

function directivesOf(field: FieldDefinitionNode, { weight, size }: Costs[string], connections: ReadonlySet<string>): readonly ConstDirectiveNode[] {
  const found: ConstDirectiveNode[] = [];
  if (weight !== undefined) found.push(directive("cost", { weight: String(weight) }));
  if (field.arguments?.some(({ name }) => name.value === "first")) {
    found.push(directive("listSize", { slicingArguments: '["first"]', ...(connections.has(namedType(field.type)) && { sizedFields: '["edges"]' }), requireOneSlicingArgument: "false" }));
  } else if (size !== undefined) found.push(directive("listSize", { assumedSize: String(size), requireOneSlicingArgument: "false" }));
  return found;
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

const directive = (name: string, values: Readonly<Record<string, string>>): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: name },
  arguments: Object.entries(values).map(([argument, value]) => ({ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: argument }, value: parseConstValue(value) })),
});

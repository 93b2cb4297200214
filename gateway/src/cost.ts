import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
  type ValueNode,
} from "graphql";

/**
 * What an operation may cost at most, told before any of it is done: https://ibm.github.io/graphql-specs/cost-spec.html over the `@cost` and
 * `@listSize` of the supergraph. A field costs its weight, and one point for each object that it answers, whose own fields
 * cost as many times; lists within lists multiply.
 */
export interface CostModel {
  costOf(document: DocumentNode, operationName: string | undefined, variables: Variables): Cost;
  /** How many pairs of fields have the same name in an answer, of all operations and fragments: graphql compares each of them. */
  pairsIn(document: DocumentNode): number;
}

export interface Cost {
  readonly points: number;
  /** Whether other variables could make it another. */
  readonly varies: boolean;
}

type Variables = Readonly<Record<string, unknown>>;

interface FieldCost {
  readonly type: string;
  readonly weight: number;
  /** Zero for what is no list. */
  readonly size: number;
  readonly slicing: readonly string[];
  readonly sized: readonly string[];
  readonly defaults: ReadonlyMap<string, number>;
}

interface Group {
  readonly field: FieldCost | undefined;
  readonly nodes: FieldNode[];
}

interface Spread {
  readonly type: string;
  readonly selections: SelectionSetNode;
}

/** Of a list of objects that says nothing: as many as a person looks at. */
const USUAL_SIZE = 10;
/** Reading the graph itself is done by the gateway: the whole of it takes some 50 ms. */
const INTROSPECTION: Readonly<Record<string, number>> = { __schema: 500, __type: 50 };

export function costModel(supergraphSdl: string): CostModel {
  const types = fieldsByType(parse(supergraphSdl, { noLocation: true }));

  return {
    costOf(document, operationName, variables) {
      const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
      const operation = operationName === undefined ? operations[0] : operations.find(({ name }) => name?.value === operationName);
      return operation ? new Count(document, operation, variables, types).cost() : { points: 0, varies: false };
    },
    pairsIn: (document) =>
      document.definitions.reduce((pairs, one) => {
        const isRead = one.kind === Kind.OPERATION_DEFINITION || one.kind === Kind.FRAGMENT_DEFINITION;
        return isRead ? pairs + new Count(document, one, {}, types).pairs() : pairs;
      }, 0),
  };
}

class Count {
  readonly #types: ReadonlyMap<string, ReadonlyMap<string, FieldCost>>;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #root: Spread;
  readonly #variables: Variables;
  readonly #defaults = new Map<string, ValueNode>();
  #varies = false;
  #pairs = 0;

  constructor({ definitions }: DocumentNode, read: OperationDefinitionNode | FragmentDefinitionNode, variables: Variables, types: ReadonlyMap<string, ReadonlyMap<string, FieldCost>>) {
    this.#types = types;
    this.#root = { type: read.kind === Kind.FRAGMENT_DEFINITION ? read.typeCondition.name.value : rootType(read), selections: read.selectionSet };
    this.#variables = variables;
    for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(one.name.value, one);
    for (const { variable, defaultValue } of read.variableDefinitions ?? []) if (defaultValue) this.#defaults.set(variable.name.value, defaultValue);
  }

  cost(): Cost {
    const points = 1 + this.#pointsOf([this.#root], new Map());
    return { points, varies: this.#varies };
  }

  pairs(): number {
    this.#pointsOf([this.#root], new Map());
    return this.#pairs;
  }

  /** Of one object, of which all of these are selected; `sizes`: of its lists, when the field that led here says it. */
  #pointsOf(spreads: readonly Spread[], sizes: ReadonlyMap<string, number>): number {
    const groups = new Map<string, Group>();
    for (const { type, selections } of spreads) this.#collect(type, selections, groups);
    let points = 0;
    for (const { field, nodes } of groups.values()) {
      this.#pairs += (nodes.length * (nodes.length - 1)) / 2;
      const [first] = nodes as [FieldNode, ...FieldNode[]];
      points += INTROSPECTION[first.name.value] ?? 0;
      if (!field) continue; // introspection, or a field that does not exist, which validation refuses
      points += field.weight;
      const below = nodes.flatMap(({ selectionSet }) => (selectionSet ? [{ type: field.type, selections: selectionSet }] : []));
      if (below.length === 0) continue;
      const slice = this.#sliceOf(field, first);
      const many = sizes.get(first.name.value) ?? (field.size === 0 ? 1 : field.sized.length > 0 ? field.size : (slice ?? field.size));
      points += many * (1 + this.#pointsOf(below, new Map(field.sized.map((name) => [name, slice ?? USUAL_SIZE]))));
    }
    return points;
  }

  #collect(type: string, { selections }: SelectionSetNode, groups: Map<string, Group>): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = `${type}.${selection.name.value} ${selection.alias?.value ?? ""}`;
        const group = groups.get(key);
        if (group) group.nodes.push(selection);
        else groups.set(key, { field: this.#types.get(type)?.get(selection.name.value), nodes: [selection] });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) this.#collect(selection.typeCondition?.name.value ?? type, selection.selectionSet, groups);
      else {
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment) this.#collect(fragment.typeCondition.name.value, fragment.selectionSet, groups);
      }
    }
  }

  /** As many as are asked for; null when the field has no such argument. What is no number, or below zero, its subgraph refuses. */
  #sliceOf({ slicing, defaults }: FieldCost, { arguments: given = [] }: FieldNode): number | null {
    const asked = slicing.map((name) => this.#numberOf(given.find((one) => one.name.value === name)?.value) ?? defaults.get(name)).filter((number) => number !== undefined);
    return asked.length > 0 ? Math.max(0, ...asked) : null;
  }

  #numberOf(value: ValueNode | undefined): number | undefined {
    if (value?.kind === Kind.INT) return asInt(Number(value.value));
    if (value?.kind !== Kind.VARIABLE) return undefined;
    this.#varies = true;
    const given = this.#variables[value.name.value];
    return asInt(given) ?? this.#numberOf(this.#defaults.get(value.name.value));
  }
}

function fieldsByType({ definitions }: DocumentNode): ReadonlyMap<string, ReadonlyMap<string, FieldCost>> {
  return new Map(
    definitions.flatMap((one) => {
      if (one.kind !== Kind.OBJECT_TYPE_DEFINITION && one.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
      const fields = (one.fields ?? []).map(({ name, type, arguments: args = [], directives = [] }): [string, FieldCost] => {
        const listSize = directives.find((directive) => directive.name.value === "listSize");
        return [
          name.value,
          {
            type: namedType(type),
            weight: intIn(directives.find((directive) => directive.name.value === "cost"), "weight") ?? 0,
            size: isList(type) ? (intIn(listSize, "assumedSize") ?? USUAL_SIZE) : 0,
            slicing: namesIn(listSize, "slicingArguments"),
            sized: namesIn(listSize, "sizedFields"),
            defaults: new Map(args.flatMap((argument) => (argument.defaultValue?.kind === Kind.INT ? [[argument.name.value, Number(argument.defaultValue.value)] as const] : []))),
          },
        ];
      });
      return [[one.name.value, new Map(fields)] as const];
    }),
  );
}

/** GraphQL's: what is none is refused as such. */
const asInt = (value: unknown): number | undefined => (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31 ? (value as number) : undefined);

const rootType = ({ operation }: OperationDefinitionNode) => `${operation[0]!.toUpperCase()}${operation.slice(1)}`;

const valueIn = (directive: ConstDirectiveNode | undefined, name: string) => directive?.arguments?.find((argument) => argument.name.value === name)?.value;

function intIn(directive: ConstDirectiveNode | undefined, name: string): number | undefined {
  const value = valueIn(directive, name);
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

function namesIn(directive: ConstDirectiveNode | undefined, name: string): readonly string[] {
  const value = valueIn(directive, name);
  return value?.kind === Kind.LIST ? value.values.flatMap((one) => (one.kind === Kind.STRING ? [one.value] : [])) : [];
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
const isList = (type: TypeNode): boolean => type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));

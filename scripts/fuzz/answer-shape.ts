import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from "graphql";
import { getNamedType, isAbstractType, type FragmentDefinitionNode } from "graphql";

export interface GraphBody {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message?: unknown; readonly path?: readonly (string | number)[]; readonly extensions?: { readonly code?: unknown } }[];
}

/** Where an answer is not what the schema and the operation say it would be; the operation is one that was accepted. */
export function shapeFaults(schema: GraphQLSchema, query: string, variables: Readonly<Record<string, unknown>>, { data, errors = [] }: GraphBody): string[] {
  const document = parse(query);
  const operation = document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = new Map(document.definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [])));
  const root = schema.getRootType(operation.operation)!;
  const faults: string[] = [];

  function included({ directives = [] }: FieldNode | { readonly directives?: FieldNode["directives"] }): boolean {
    return directives.every(({ name, arguments: args = [] }) => {
      const value = args[0]?.value;
      const on = value?.kind === Kind.BOOLEAN ? value.value : value?.kind === Kind.VARIABLE ? variables[value.name.value] === true : true;
      return name.value === "skip" ? !on : name.value === "include" ? on : true;
    });
  }

  function applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const named = schema.getType(condition);
    return isAbstractType(named) && schema.isSubType(named, type);
  }

  function fieldsOf(set: SelectionSetNode, type: GraphQLObjectType, into = new Map<string, FieldNode[]>()): Map<string, FieldNode[]> {
    for (const selection of set.selections) {
      if (!included(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        into.set(key, [...(into.get(key) ?? []), selection]);
        continue;
      }
      const fragment: { readonly typeCondition?: FragmentDefinitionNode["typeCondition"] | undefined; readonly selectionSet: SelectionSetNode } = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
      if (applies(fragment.typeCondition?.name.value, type)) fieldsOf(fragment.selectionSet, type, into);
    }
    return into;
  }

  function check(value: unknown, type: GraphQLOutputType, nodes: readonly FieldNode[], path: string): void {
    if (isNonNullType(type)) {
      if (value === null) faults.push(`${path} is null, and may not be`);
      else check(value, type.ofType, nodes, path);
    } else if (value === null) return;
    else if (isListType(type)) {
      if (!Array.isArray(value)) faults.push(`${path} is no list`);
      else value.forEach((item, index) => check(item, type.ofType as GraphQLOutputType, nodes, `${path}.${index}`));
    } else if (isEnumType(type)) {
      if (!type.getValue(String(value))) faults.push(`${path} is not of ${type.name}: ${String(value)}`);
    } else if (isScalarType(type)) {
      const fits = { Int: Number.isInteger(value), Float: typeof value === "number", Boolean: typeof value === "boolean", String: typeof value === "string", ID: typeof value === "string" }[type.name] ?? true;
      if (!fits) faults.push(`${path} is no ${type.name}: ${JSON.stringify(value)}`);
    } else checkObject(value as Record<string, unknown>, type, nodes, path);
  }

  function checkObject(value: Record<string, unknown>, declared: GraphQLOutputType, nodes: readonly FieldNode[], path: string): void {
    if (typeof value !== "object" || Array.isArray(value)) return void faults.push(`${path} is no object`);
    const named = getNamedType(declared);
    const type = isObjectType(named) ? named : schema.getType(String(value["__typename"]));
    if (!isObjectType(type) || !applies(named.name, type)) return void faults.push(`${path} is of no type of ${named.name}: ${String(value["__typename"])}`);
    const fields = new Map<string, FieldNode[]>();
    for (const { selectionSet } of nodes) if (selectionSet) fieldsOf(selectionSet, type, fields);
    checkFields(value, type, fields, path);
  }

  function checkFields(value: Record<string, unknown>, type: GraphQLObjectType, fields: ReadonlyMap<string, readonly FieldNode[]>, path: string): void {
    for (const key of Object.keys(value)) if (!fields.has(key)) faults.push(`${path}.${key} was not asked for`);
    for (const [key, nodes] of fields) {
      const name = nodes[0]!.name.value;
      if (!(key in value)) faults.push(`${path}.${key} is missing`);
      else if (name === "__typename") {
        if (value[key] !== type.name) faults.push(`${path}.__typename is ${String(value[key])}, not ${type.name}`);
      } else check(value[key], type.getFields()[name]!.type, nodes, `${path}.${key}`);
    }
  }

  /** Names only: a list that became null has nothing left to count in. */
  function exists(path: readonly (string | number)[]): boolean {
    let sets: readonly SelectionSetNode[] = [operation.selectionSet];
    for (const step of path) {
      if (typeof step === "number") continue;
      const found = sets.flatMap((set) => named(set, step));
      if (found.length === 0) return false;
      sets = found.flatMap(({ selectionSet }) => selectionSet ?? []);
    }
    return true;
  }
  function named({ selections }: SelectionSetNode, key: string): FieldNode[] {
    return selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return (selection.alias?.value ?? selection.name.value) === key ? [selection] : [];
      return named(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value)!.selectionSet, key);
    });
  }
  function isNullAt(path: readonly (string | number)[]): boolean {
    let at: unknown = data;
    for (const step of path) {
      if (at === null) return true;
      at = (at as Record<string | number, unknown> | undefined)?.[step];
    }
    return at === null || at === undefined;
  }

  if (data) checkFields(data, root, fieldsOf(operation.selectionSet, root), "data");
  for (const { path, message } of errors) {
    if (typeof message !== "string" || message === "") faults.push("an error without a message");
    if (!path) continue;
    if (!exists(path)) faults.push(`the operation has no ${path.join(".")}`);
    else if (!isNullAt(path)) faults.push(`an error at ${path.join(".")}, which has a value`);
  }
  return faults;
}


import {
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { Draw } from "./draw.ts";
import { drawValue, type Pool } from "./values.ts";

export interface DrawnOperation {
  readonly kind: "query" | "mutation" | "subscription";
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of its root fields, for the counts. */
  readonly roots: readonly string[];
  /** Whether it was left as GraphQL has it. */
  readonly faithful: boolean;
}

export interface OperationOptions {
  readonly kind?: DrawnOperation["kind"];
  readonly roots?: number;
}

const DEEPEST = 4;

/** An operation over the schema, valid or nearly, with each argument in a variable, fragments, aliases and directives. */
export function drawOperation(schema: GraphQLSchema, pool: Pool, draw: Draw, { kind = draw.of(["query", "mutation", "query", "mutation"] as const), roots = kind === "query" ? 1 + draw.below(3) : 1 }: OperationOptions = {}): DrawnOperation {
  const faithful = draw.below(10) < 7;
  const manner = { faithful, hard: faithful ? draw.of([0.25, 1, 4]) : 4 };
  const definitions: string[] = [];
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  let names = 0;
  let fieldsLeft = 60;

  function field({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    fieldsLeft -= 1;
    const given = args.filter((arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || draw.below(10) < (arg.name === "after" ? 1 : 5));
    const written = given.map((arg) => {
      const variable = `v${(names += 1)}`;
      definitions.push(`$${variable}: ${String(arg.type)}`);
      const value = drawValue(arg.type, arg.name, pool, draw, manner);
      if (value !== undefined) variables[variable] = value;
      return `${arg.name}: $${variable}`;
    });
    const alias = given.length > 0 || draw.oneIn(8) ? `a${(names += 1)}: ` : "";
    const directive = draw.oneIn(15) ? draw.of([" @include(if: true)", " @skip(if: false)", " @skip(if: true)", " @include(if: true) @skip(if: false)"]) : "";
    const below = selection(type, depth);
    return `${alias}${name}${written.length > 0 ? `(${written.join(", ")})` : ""}${directive}${below}`;
  }

  function selection(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (!isCompositeType(named)) return "";
    const parts: string[] = ["__typename"];
    const objects = isAbstractType(named) ? schema.getPossibleTypes(named) : [];
    if ("getFields" in named) {
      const all = Object.values(named.getFields()) as GraphQLField<unknown, unknown>[];
      const leaves = all.filter(({ type }) => isLeafType(getNamedType(type)));
      const deeper = depth >= DEEPEST || fieldsLeft < 0 ? [] : all.filter(({ type }) => !isLeafType(getNamedType(type)));
      for (let taken = 0; taken < 3 && leaves.length > 0; taken += 1) parts.push(field(leaves.splice(draw.below(leaves.length), 1)[0]!, depth));
      const more = depth === 0 ? 2 : draw.below(3);
      // Connections are nothing but their edges.
      const path = deeper.filter(({ name }) => name === "edges" || name === "node");
      const chosen = path.length > 0 ? path : Array.from({ length: Math.min(more, deeper.length) }, () => deeper.splice(draw.below(deeper.length), 1)[0]!);
      for (const one of chosen) parts.push(field(one, one.name === "edges" || one.name === "node" ? depth : depth + 1));
    }
    for (const object of objects.slice(0, 3)) {
      const leaf = Object.values(object.getFields()).find(({ type, args }) => isLeafType(getNamedType(type)) && args.length === 0);
      if (leaf) parts.push(`... on ${object.name} { x${(names += 1)}: ${leaf.name} }`);
    }
    if (isObjectType(named) && depth > 0 && draw.oneIn(10)) {
      const name = `F${(names += 1)}`;
      fragments.push(`fragment ${name} on ${named.name} { ${parts.join(" ")} }`);
      return ` { ...${name} }`;
    }
    return draw.oneIn(12) ? ` { ... on ${named.name} { ${parts.join(" ")} } __typename }` : ` { ${parts.join(" ")} }`;
  }

  const root = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() }[kind]!;
  const all = Object.values(root.getFields());
  const chosen = Array.from({ length: roots }, () => draw.of(all));
  const body = chosen.map((one, index) => `r${index}: ${field(one, 0).replace(/^a\d+: /, "")}`).join("\n  ");
  const head = `${kind} Fuzz${definitions.length > 0 ? `(${definitions.join(", ")})` : ""}`;
  const query = `${head} {\n  ${body}\n}\n${fragments.join("\n")}`;
  return { kind, query: faithful || !draw.oneIn(3) ? query : hurt(query, draw), variables, roots: chosen.map(({ name }) => name), faithful };
}

/** As someone would write it who is not quite there yet. */
function hurt(query: string, draw: Draw): string {
  const at = draw.below(query.length);
  return draw.of([
    () => query.slice(0, at) + query.slice(at + 1),
    () => `${query.slice(0, at)}${draw.of(["{", "}", "$", "@", "\"", "\u0000", "...", "(", "!", "\ud83d"])}${query.slice(at)}`,
    () => query.replace("__typename", "nothing"),
    () => query.replace(/\$v\d+: [^,)]+,? ?/, ""),
    () => query.replace("Fuzz", "Fuzz($twice: Int, $twice: Int)"),
    () => query.replace(/: (\[?)(\w+)/, ": $1Int"),
    () => query.replace("__typename", "__typename @deprecated"),
    () => query.replace("__typename", "... on Nothing { a }"),
    () => query.replace("__typename", "...Missing"),
    () => query + query,
  ])();
}

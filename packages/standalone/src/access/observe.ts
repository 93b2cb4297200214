import type { Kind } from "./oracle.ts";
import type { Targets } from "./targets.ts";
import { isSeenIn, keyOf, kindOf, type Shape, type ShapeField } from "./shape.ts";

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: { readonly code?: unknown } | undefined;
}

/** What an answer told of one cell: a kind (whether an object is seen), a field (whether it is read), a root (whether it is called). */
export type Observe = (coordinate: string, id: string, allowed: boolean) => void;

const isOfAccess = ({ extensions }: AnswerError) => extensions?.code === "FORBIDDEN" || extensions?.code === "UNAUTHENTICATED";

/** Reads an answer beside what was asked. */
export class Reading {
  readonly #refusals: ReadonlySet<string>;
  /** The errors that are no verdict of access. */
  readonly others: readonly AnswerError[];

  constructor(
    errors: readonly AnswerError[] | undefined,
    readonly targets: Targets,
    readonly observe: Observe,
  ) {
    this.#refusals = new Set((errors ?? []).filter(isOfAccess).map(({ path }) => JSON.stringify(path ?? [])));
    this.others = (errors ?? []).filter((error) => !isOfAccess(error));
  }

  isRefused(path: readonly (string | number)[]): boolean {
    return this.#refusals.has(JSON.stringify(path));
  }

  /** An object that was looked for by its id. */
  object(shape: Shape, id: string, value: unknown, path: readonly (string | number)[]): void {
    const isThere = value !== null && value !== undefined;
    if (isSeenIn(shape.type)) this.observe(kindOf(shape.type)!, id, isThere);
    if (isThere) this.#fields(shape, id, value as Record<string, unknown>, path);
  }

  #fields({ type, fields }: Shape, id: string, value: Record<string, unknown>, path: readonly (string | number)[]): void {
    for (const field of fields) {
      const at = [...path, field.name];
      const isRefused = this.isRefused(at);
      this.observe(`${type.name}.${field.name}`, id, !isRefused);
      if (!isRefused && field.shape && value[field.name] === null && !kindOf(field.shape.type)) this.#bubbled(field.shape, id, at);
      else if (!isRefused && field.shape) this.#below(type.name, field, field.shape, id, value[field.name], at);
    }
  }

  #below(typeName: string, field: ShapeField, shape: Shape, id: string, value: unknown, path: readonly (string | number)[]): void {
    if (!kindOf(shape.type)) {
      if (shape.type.name.endsWith("Connection")) this.#connection(`${typeName}.${field.name}`, shape, id, value, path);
      else for (const [one, at] of each(value, path)) this.#fields(shape, id, one, at);
      return;
    }
    this.#objects(`${typeName}.${field.name}`, shape, id, [...each(value, path)], true);
  }

  /** A refused field that must not be null takes the value that holds it along. */
  #bubbled({ type, fields }: Shape, id: string, path: readonly (string | number)[]): void {
    if (kindOf(type)) return;
    for (const { name, shape } of fields) {
      if (this.isRefused([...path, name])) this.observe(`${type.name}.${name}`, id, false);
      else if (shape) this.#bubbled(shape, id, [...path, name]);
    }
  }

  #connection(coordinate: string, shape: Shape, id: string, value: unknown, path: readonly (string | number)[]): void {
    const page = value as { edges: { node: Record<string, unknown> }[]; pageInfo: { hasNextPage: boolean } } | null;
    if (!page) return;
    const node = shape.fields.find(({ name }) => name === "edges")!.shape!.fields.find(({ name }) => name === "node")!.shape!;
    // Values of their own list, such as the record of reads: whoever may ask for the list is shown them.
    if (!kindOf(node.type)) return;
    const nodes = page.edges.map((edge, index) => [edge.node, [...path, "edges", index, "node"]] as const);
    this.#objects(coordinate, node, id, nodes, !page.pageInfo.hasNextPage);
  }

  /** Those shown are seen; those that the world puts there and that a whole list leaves out are hidden. */
  #objects(coordinate: string, shape: Shape, ownerId: string, shown: readonly (readonly [Record<string, unknown>, readonly (string | number)[]])[], isWhole: boolean): void {
    const kind: Kind = kindOf(shape.type)!;
    const ids = new Set<string>();
    for (const [value, path] of shown) {
      const id = String(value[keyOf(kind)]);
      ids.add(id);
      this.object(shape, id, value, path);
    }
    if (!isWhole || !isSeenIn(shape.type)) return;
    for (const id of this.targets(coordinate, ownerId)) if (!ids.has(id)) this.observe(kind, id, false);
  }
}

function* each(value: unknown, path: readonly (string | number)[]): Generator<readonly [Record<string, unknown>, readonly (string | number)[]]> {
  if (value === null || value === undefined) return;
  if (!Array.isArray(value)) yield [value as Record<string, unknown>, path];
  else for (const [index, one] of value.entries()) if (one !== null) yield [one as Record<string, unknown>, [...path, index]];
}


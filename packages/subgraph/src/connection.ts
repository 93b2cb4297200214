import "reflect-metadata";
import { refused } from "@stages/kernel/refusal.ts";
import { type ClassType, Directive, Field, ObjectType } from "type-graphql";

@ObjectType("PageInfo", { description: "Where a page stands in its list (Relay)." })
@Directive("@shareable")
export class PageInfoType {
  @Field(() => Boolean, { description: "True when more items follow." })
  readonly hasNextPage!: boolean;

  @Field(() => String, { nullable: true, description: "Give it as `after` to read the next page; null on an empty page." })
  readonly endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Page<T, E extends Edge<T> = Edge<T>> {
  readonly edges: readonly E[];
  readonly pageInfo: PageInfoType;
}

/** The Relay connection and edge classes of a node type. */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T>) {
  @ObjectType(`${name}Edge`, { description: `A ${name} in a list, with its cursor.` })
  class EdgeType {
    @Field(() => String, { description: "Opaque position in this list." })
    readonly cursor!: string;

    @Field(() => node(), { description: `The ${name}.` })
    readonly node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name} (Relay).` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: "The items of this page, in the list's order." })
    readonly edges!: readonly EdgeType[];

    @Field(() => PageInfoType, { description: "Whether more follow, and from where." })
    readonly pageInfo!: PageInfoType;
  }
  return { EdgeType, ConnectionType };
}

/** A keyset cursor: the sort key of the row, under the list's name so that one list's cursor is refused by another. */
export function encodeCursor(list: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString("base64url");
}

export function decodeCursor(list: string, cursor: string, keyLength: number): (string | number)[] {
  try {
    const [name, ...key] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as (string | number)[];
    if (name === list && key.length === keyLength && key.every((part) => ["string", "number"].includes(typeof part))) return key;
  } catch {
    // told below, as every other cursor that this list did not make
  }
  throw refused("INVALID_CURSOR", "after");
}

export const MAX_PAGE_SIZE = 100;

export function pageSize(first: number, max = MAX_PAGE_SIZE): number {
  if (first < 1 || first > max) throw refused("INVALID_PAGE_SIZE", { max }, "first");
  return first;
}

/** Makes a page of `first` items out of the `first + 1` rows that were asked for. */
export function pageOf<T>(rows: readonly T[], first: number, cursorOf: (row: T, index: number) => string): Page<T> {
  const edges = rows.slice(0, first).map((node, index) => ({ cursor: cursorOf(node, index), node }));
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

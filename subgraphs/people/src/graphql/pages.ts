import { decodeCursor, encodeCursor, type Page, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import type { KeysetPage } from "../persistence/keyset-page.ts";

export const FIRST = { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." } as const;
export const AFTER = { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." } as const;

export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

/** A list sorted by a text and a key that is unique: its cursors are the two. */
export interface SortedList<T> {
  readonly name: string;
  readonly keyOf: (row: T) => readonly [string, string];
}

/** Reads one row more than asked, to know whether others follow. */
export async function pageIn<T>(list: SortedList<T>, { first, after }: PageArguments, find: (page: KeysetPage) => Promise<readonly T[]>): Promise<Page<T>> {
  const size = pageSize(first);
  const key = after === null ? null : (decodeCursor(list.name, after, 2).map(String) as [string, string]);
  const rows = await find({ after: key, limit: size + 1 });
  return pageOf(rows, size, (row) => encodeCursor(list.name, list.keyOf(row)));
}

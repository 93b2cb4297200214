import { BYTE_ORDER_MARK, csvLine } from "./csv.ts";
import { type Answer, at, cellsOf, type Exported, type Part, type Sheet } from "./sheet.ts";

/** Some lines of a file, as they are written. */
export interface Page {
  readonly text: string;
  /** How many lines the file has without its headers, where that is known by now. */
  readonly rows: number | null;
}

/** Runs an operation; what it throws ends the file. */
export type Ask = (query: string, variables: Answer) => Promise<Answer>;

const LINES_AT_ONCE = 100;

/** The headers come with the first lines: nothing is written before the graph has answered once. */
export async function* pagesOf(sheet: Sheet, exported: Exported, ask: Ask): AsyncGenerator<Page, undefined> {
  let before = BYTE_ORDER_MARK + csvLine(sheet.columns.map(([header]) => header));
  for await (const { rows, total } of sheet.sorted ? inOrder(sheet, exported, ask, sheet.sorted) : asTheyCome(sheet, exported, ask)) {
    yield { text: before + rows.map((row) => csvLine(cellsOf(sheet.columns, row))).join(""), rows: total };
    before = "";
  }
}

interface Rows {
  readonly rows: readonly Answer[];
  readonly total: number | null;
}

async function* asTheyCome(sheet: Sheet, exported: Exported, ask: Ask): AsyncGenerator<Rows, undefined> {
  const parts = sheet.parts(exported);
  for (const part of parts) {
    for await (const { rows, isWhole } of pagesOfPart(part, ask)) yield { rows, total: isWhole && parts.length === 1 ? rows.length : null };
  }
}

async function* inOrder(sheet: Sheet, exported: Exported, ask: Ask, order: NonNullable<Sheet["sorted"]>): AsyncGenerator<Rows, undefined> {
  const all: Answer[] = [];
  for await (const { rows } of asTheyCome(sheet, exported, ask)) all.push(...rows);
  all.sort(order);
  for (let start = 0; start === 0 || start < all.length; start += LINES_AT_ONCE) yield { rows: all.slice(start, start + LINES_AT_ONCE), total: all.length };
}

async function* pagesOfPart({ query, variables, rows, pageInfo }: Part, ask: Ask): AsyncGenerator<{ readonly rows: readonly Answer[]; readonly isWhole: boolean }, undefined> {
  let after: string | null = null;
  do {
    const answer: Answer = await ask(query, { ...variables, after });
    const next = pageInfo && at(answer, `${pageInfo}.hasNextPage`) === true ? String(at(answer, `${pageInfo}.endCursor`)) : null;
    yield { rows: rows(answer), isWhole: after === null && next === null };
    after = next;
  } while (after !== null);
}

import { once } from "node:events";
import type { Writable } from "node:stream";
import { connectSql, type Sql } from "@stages/database/connection.ts";

export type Value = string | number | boolean | null;

/** What a person wrote, on one line of COPY. */
export const plain = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll(/[\t\n\r]/g, " ");

const CHUNK = 256 * 1_024;

/**
 * Rows for one table, by COPY on a connection of its own, so that PostgreSQL reads several at once. No trigger sees them:
 * what is loaded was decided elsewhere, and what counts it counts it afterwards.
 */
class TableCopy {
  rows = 0;
  #lines: string[] = [];
  #length = 0;
  // One listener each, for as long as it lasts: whatever happens lets the one who waits go on.
  #failure: unknown = null;
  #resume = () => {};

  private constructor(
    readonly sql: Sql,
    readonly writable: Writable,
  ) {
    writable.on("drain", () => this.#resume());
    writable.on("error", (error) => {
      this.#failure = error;
      this.#resume();
    });
  }

  static async open(databaseUrl: string, table: string, columns: string): Promise<TableCopy> {
    const sql = connectSql({ url: databaseUrl, name: "national", max: 1 });
    await sql`set session_replication_role = replica`;
    return new TableCopy(sql, await sql.unsafe(`copy ${table} (${columns}) from stdin`).writable());
  }

  add(line: string): void {
    this.rows += 1;
    this.#lines.push(line);
    this.#length += line.length;
  }

  async flush(isLast = false): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#length < CHUNK && !isLast) return;
    const chunk = this.#lines.join("");
    [this.#lines, this.#length] = [[], 0];
    if (chunk !== "" && !this.writable.write(chunk)) await new Promise<void>((resolve) => (this.#resume = resolve));
    if (this.#failure) throw this.#failure;
  }

  async end(): Promise<void> {
    await this.flush(true);
    this.writable.end();
    await once(this.writable, "finish");
    if (this.#failure) throw this.#failure;
    await this.sql.end();
  }
}

/** One COPY a table, by its name. */
export class Copies<Table extends string> {
  readonly #copies: ReadonlyMap<Table, TableCopy>;

  private constructor(copies: ReadonlyMap<Table, TableCopy>) {
    this.#copies = copies;
  }

  static async open<Table extends string>(databaseUrl: string, columns: Readonly<Record<Table, string>>): Promise<Copies<Table>> {
    const opened = await Promise.all((Object.entries(columns) as [Table, string][]).map(async ([table, names]) => [table, await TableCopy.open(databaseUrl, table, names)] as const));
    return new Copies(new Map(opened));
  }

  add(table: Table, ...values: readonly Value[]): void {
    let line = "";
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      line += `${index === 0 ? "" : "\t"}${value === null || value === undefined ? "\\N" : value}`;
    }
    this.#copies.get(table)!.add(`${line}\n`);
  }

  async flush(): Promise<void> {
    for (const copy of this.#copies.values()) await copy.flush();
  }

  async end(): Promise<void> {
    await Promise.all([...this.#copies.values()].map((copy) => copy.end()));
  }

  rows(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#copies].map(([table, { rows }]) => [table, rows]));
  }
}

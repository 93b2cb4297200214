import { clientOf } from "./client-of.ts";
import type { Reader } from "./connection.ts";

/**
 * SQL that is put together anew for each request, of parts. drizzle's own `sql` asks each part of each part what kind it
 * is: for a statement of a hundred parts that takes longer than PostgreSQL needs to answer it.
 */
export class Statement {
  readonly strings: readonly string[];
  readonly values: readonly Value[];

  constructor(strings: readonly string[], values: readonly Value[]) {
    this.strings = strings;
    this.values = values;
  }
}

/** As the driver takes it; a list is written as PostgreSQL's literal. */
type Value = string | number | boolean;

export function sql(strings: TemplateStringsArray, ...parts: readonly (Value | Statement)[]): Statement {
  const text = [strings[0]!];
  const values: Value[] = [];
  for (const [index, part] of parts.entries()) {
    if (part instanceof Statement) {
      text[text.length - 1] += part.strings[0]!;
      text.push(...part.strings.slice(1));
      values.push(...part.values);
    } else {
      values.push(part);
      text.push("");
    }
    text[text.length - 1] += strings[index + 1]!;
  }
  return new Statement(text, values);
}

export const raw = (text: string): Statement => new Statement([text], []);

export const joined = (parts: readonly Statement[], separator: string): Statement =>
  parts.length === 0 ? raw("") : parts.reduce((all, part) => sql`${all}${raw(separator)}${part}`);

/** The rows as the driver gives them, by their columns' names. It is apart from what else is asked: what is put together here takes long. */
export async function ask<Row extends object>(db: Reader, { strings, values }: Statement): Promise<readonly Row[]> {
  const client = clientOf(db);
  const text = strings.reduce((before, after, index) => `${before}$${index}${after}`);
  return (await (client.apart ?? client.unsafe)(text, values)) as readonly Row[];
}

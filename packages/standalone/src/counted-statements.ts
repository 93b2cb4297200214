import type { SentStatement } from "@stages/database/statements.ts";

/** What one operation had PostgreSQL do. */
export interface Statements {
  /** In the order in which they left, without what goes around them: see `AROUND`. */
  readonly texts: readonly string[];
  /** The distinct tables and views they name, as `schema.table`. */
  readonly tables: ReadonlySet<string>;
  /** Those of them that are written, or locked to be. */
  readonly written: ReadonlySet<string>;
  /** How many were left out. */
  readonly around: number;
  /** For the gateway itself: whose token it is. */
  readonly ofGateway: number;
}

/** The tables and views of a database, and its functions that read some. */
export interface Catalogue {
  readonly relations: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

/**
 * Of no table, and no work of its own: transaction control, the taking of a standing, and the advisory locks, which hold what
 * has no row yet and must stand before the statement that looks.
 */
const AROUND = /^(begin|commit|rollback|savepoint|release)\b|^select (set_config|pg_advisory_xact_lock)\(/i;

const NAME = String.raw`"?(\w+)"?\."?(\w+)"?`;
const READ = new RegExp(String.raw`(?:\b(?:from|join|using)|,)\s+(?:only\s+)?${NAME}(?!\s*\()`, "gi");
const WRITTEN = new RegExp(String.raw`\b(?:insert into|(?<!for )(?<!do )update|delete from)\s+(?:only\s+)?${NAME}`, "gi");
const CALLED = new RegExp(String.raw`${NAME}\(`, "g");
const LOCKS = /\bfor (?:no key )?(?:update|share)\b/i;

const named = (pattern: RegExp, text: string, known: ReadonlySet<string>) => [...text.matchAll(pattern)].map(([, schema, name]) => `${schema}.${name}`).filter((name) => known.has(name));

export function statementsReader({ relations, functions }: Catalogue): (sent: readonly SentStatement[], ofGateway: readonly SentStatement[]) => Statements {
  const tablesOf = (text: string) => {
    const written = named(WRITTEN, text, relations);
    const read = named(READ, text, relations);
    // A function that is all that a statement names stands for the tables behind it, as a view does.
    const all = [...written, ...read];
    return { all: all.length > 0 ? all : named(CALLED, text, functions), written: LOCKS.test(text) ? all : written };
  };
  return (sent, ofGateway) => {
    const texts = sent.map(({ text }) => text).filter((text) => !AROUND.test(text));
    const found = texts.map(tablesOf);
    return {
      texts,
      tables: new Set(found.flatMap(({ all }) => all)),
      written: new Set(found.flatMap(({ written }) => written)),
      around: sent.length - texts.length,
      ofGateway: ofGateway.filter(({ text }) => !AROUND.test(text)).length,
    };
  };
}

/**
 * How many statements an operation may make. A query asks each table once. An act looks before it writes, under a lock that must be held
 * before it looks: a table that it writes counts once more.
 */
export const allowed = (operation: "query" | "mutation", { tables, written }: Statements): number => (operation === "query" ? tables.size : tables.size + written.size);

/** For whoever has to mend an operation that exceeds: what it asks of PostgreSQL. */
export const inWords = ({ texts, tables, written }: Statements): string =>
  `${texts.length} statements on ${tables.size} tables, ${written.size} of them written (${[...tables].toSorted().join(", ")}):\n${texts.map((text) => `  ${text}`).join("\n")}`;

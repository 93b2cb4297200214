import type { Reader, Transaction } from "@stages/database/connection.ts";
import { type OfferId, uuidOf } from "@stages/kernel/ids.ts";
import { type SQL, sql } from "drizzle-orm";
import { keyOf, type Resembling } from "../domain/spelling.ts";
import { vocabulary } from "./tables.ts";

const learn = (which: SQL) => sql`
  insert into ${vocabulary} (key, word, uses)
  select unaccent(word), mode() within group (order by word), count(distinct o.id)
  from offers.offers o, regexp_split_to_table(lower(o.title || ' ' || o.description || ' ' || o.activities), '[^[:alpha:]]+') as word
  where ${which} and length(word) > 2 and ts_lexize('offers.french_stop', word) is null
  group by 1 order by 1
  on conflict (key) do update set uses = ${vocabulary}.uses + excluded.uses`;

/** The words of an offer that was published, or changed while it is. */
export async function learnWords(tx: Transaction, id: OfferId): Promise<void> {
  await tx.execute(learn(sql`o.id = ${uuidOf(id)}::uuid`));
}

/** Of tables that were filled at once. */
export async function learnAllWords(tx: Transaction): Promise<void> {
  await tx.execute(learn(sql`o.published_at is not null`));
}

const CANDIDATES = 12;
/** Letters alone: there is nothing in them to escape. */
const quoted = (words: readonly string[]) => `{${words.map((word) => `"${word}"`).join(",")}}`;

/** Of these words, those that no offer has, and the ones that resemble each. */
export async function resemblingWords(db: Reader, words: readonly string[]): Promise<{ readonly unknown: readonly string[]; readonly known: readonly Resembling[] }> {
  const rows = await db.execute<{ asked: string; key: string | null; word: string; uses: number }>(sql`
    select asked.word as asked, near.key, near.word, near.uses
    from unnest(${quoted(words)}::text[], ${quoted(words.map(keyOf))}::text[]) as asked(word, key)
    left join lateral (select v.key, v.word, v.uses from ${vocabulary} as v order by v.key <-> asked.key limit ${CANDIDATES}) as near on true
    where not exists (select from ${vocabulary} as v where v.stem = (ts_lexize('pg_catalog.french_stem', asked.key))[1])
      and ts_lexize('offers.french_stop', lower(asked.word)) is null`);
  return {
    unknown: [...new Set(rows.map(({ asked }) => asked))],
    known: rows.filter((row): row is typeof row & { key: string } => row.key !== null),
  };
}

/** The most used of the words that begin so. */
export async function wordsBeginning(db: Reader, key: string, limit: number): Promise<readonly string[]> {
  const rows = await db.execute<{ word: string }>(sql`
    select word from ${vocabulary} where key like ${`${key}%`} order by uses desc, key limit ${limit}`);
  return rows.map(({ word }) => word);
}

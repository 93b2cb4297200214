import type { Sql } from "@stages/database/connection.ts";
import type { OfferText } from "@stages/demonstration/trades.ts";

/** In how many offers a word stands. */
export type Counts = ReadonlyMap<string, number>;

interface Learned {
  readonly words: ReadonlySet<string>;
  uses: number;
}

/**
 * The vocabulary of suggestions and corrections, as `learnAllWords` of `offers` would make it of the rows: there it takes
 * minutes of PostgreSQL, and the offers are a few texts in some two thousand communes.
 */
export class Words {
  readonly #learned = new Map<string, Learned>();

  constructor(private readonly before: readonly Counts[] = []) {}

  learn(text: OfferText, commune: string, written: string): void {
    const key = `${text.title}\0${commune}`;
    const known = this.#learned.get(key);
    if (known) known.uses += 1;
    else this.#learned.set(key, { words: new Set(written.toLowerCase().split(/[^\p{L}]+/u)), uses: 1 });
  }

  counts(): Counts {
    const counts = new Map<string, number>();
    const add = (word: string, uses: number) => counts.set(word, (counts.get(word) ?? 0) + uses);
    for (const { words, uses } of this.#learned.values()) for (const word of words) add(word, uses);
    for (const others of this.before) for (const [word, uses] of others) add(word, uses);
    return counts;
  }

  async write(sql: Sql): Promise<void> {
    const counts = this.counts();
    await sql`
      insert into offers.vocabulary (key, word, uses)
      select public.unaccent(word), (array_agg(word order by uses desc, word))[1], sum(uses)
      from unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::int[]) as told(word, uses)
      where length(word) > 2 and ts_lexize('offers.french_stop', word) is null
      group by 1 order by 1 on conflict (key) do update set uses = vocabulary.uses + excluded.uses`;
  }
}

import type { Sql } from "@stages/database/connection.ts";
import type { OfferText } from "@stages/demonstration/trades.ts";

interface Counted {
  readonly words: ReadonlySet<string>;
  uses: number;
}

/**
 * The vocabulary of suggestions and corrections, as `learnAllWords` of `offers` would make it of the rows: there it takes a
 * minute of PostgreSQL, and the offers are a few texts in some two thousand communes. The host's own name is left out.
 */
export class Words {
  readonly #counted = new Map<string, Counted>();

  learn(text: OfferText, commune: string, written: string): void {
    const key = `${text.title}\0${commune}`;
    const known = this.#counted.get(key);
    if (known) known.uses += 1;
    else this.#counted.set(key, { words: new Set(written.toLowerCase().split(/[^\p{L}]+/u)), uses: 1 });
  }

  async write(sql: Sql): Promise<void> {
    const uses = new Map<string, number>();
    for (const counted of this.#counted.values()) for (const word of counted.words) uses.set(word, (uses.get(word) ?? 0) + counted.uses);
    await sql`
      insert into offers.vocabulary (key, word, uses)
      select public.unaccent(word), (array_agg(word order by uses desc, word))[1], sum(uses)
      from unnest(${[...uses.keys()]}::text[], ${[...uses.values()]}::int[]) as told(word, uses)
      where length(word) > 2 and ts_lexize('offers.french_stop', word) is null
      group by 1 order by 1 on conflict (key) do update set uses = vocabulary.uses + excluded.uses`;
  }
}

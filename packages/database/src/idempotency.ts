import { personOf } from "@stages/kernel/actor.ts";
import { canonicalJson } from "@stages/kernel/digest.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { blindIndex } from "@stages/vault/vault.ts";
import { and, eq, inArray } from "drizzle-orm";
import { index, jsonb, type PgSchema, primaryKey, text, varchar } from "drizzle-orm/pg-core";
import type { Act } from "./act.ts";
import { instant, typeId } from "./columns.ts";
import type { Reader, Transaction } from "./connection.ts";
import { dated, type Retention } from "./retention.ts";

/** What the input of a creating mutation has beside its own fields. */
export interface Keyed {
  readonly idempotencyKey?: string | null;
}

/** Longer than any phone tries again. */
export const KEPT_DAYS = 7;

/**
 * The keys that persons gave, in a subgraph's own Postgres schema, each with what was made under it. They are written in the
 * transaction of what is made: both are committed, or neither.
 */
export function idempotencyTable(schema: PgSchema<string>) {
  return schema.table(
    "idempotency_keys",
    {
      personId: typeId("person").notNull(),
      mutation: text().notNull(),
      key: varchar({ length: 64 }).notNull(),
      /** HMAC of the input: an address is few enough to be tried one by one. */
      fingerprint: varchar({ length: 64 }).notNull(),
      /** What it takes to answer again, an id as a rule; null only until its transaction ends. */
      made: jsonb(),
      at: instant().notNull(),
    },
    (table) => [primaryKey({ columns: [table.personId, table.mutation, table.key] }), index().on(table.at)],
  );
}

export type IdempotencyTable = ReturnType<typeof idempotencyTable>;

/** How what was made is answered again: in its present state, as far as its actor may see it. */
export interface Again<T, Kept> {
  readonly keep: (made: T) => Kept;
  readonly find: (tx: Transaction, kept: Kept) => Promise<T | null>;
}

export type Once = <T, Kept>(act: Act, mutation: string, input: Keyed, again: Again<T, Kept>, make: (tx: Transaction) => Promise<T>) => Promise<T>;

/** As a rule: only its id is kept, and the usual finder reads it again. */
export const byId = <T extends { readonly id: string }>(find: (db: Reader, ids: readonly T["id"][]) => Promise<readonly T[]>): Again<T, T["id"]> => ({
  keep: ({ id }) => id,
  find: async (tx, id) => (await find(tx, [id]))[0] ?? null,
});

/**
 * What is made under a key is made once, however often it is asked for. The key is claimed before anything is looked at, so
 * that a request which comes meanwhile waits here for the first; what was refused takes its key back with it.
 */
export const onceIn =
  (keys: IdempotencyTable): Once =>
  ({ actor, now, write }, mutation, { idempotencyKey = null, ...input }, { keep, find }, make) => {
    if (idempotencyKey === null) return write(make);
    checkKey(idempotencyKey);
    const personId = personOf(actor);
    if (!personId) throw refused("UNAUTHENTICATED");
    const fingerprint = fingerprintOf(input);
    const own = and(eq(keys.personId, personId), eq(keys.mutation, mutation), eq(keys.key, idempotencyKey));
    return write(async (tx) => {
      const claimed = await tx.insert(keys).values({ personId, mutation, key: idempotencyKey, fingerprint, at: now }).onConflictDoNothing().returning({ key: keys.key });
      if (claimed.length > 0) {
        const made = await make(tx);
        await tx.update(keys).set({ made: keep(made) }).where(own);
        return made;
      }
      const [known] = await tx.select({ fingerprint: keys.fingerprint, made: keys.made }).from(keys).where(own);
      if (known?.fingerprint !== fingerprint) throw refused("IDEMPOTENCY_KEY_REUSED", "idempotencyKey");
      const made = await find(tx, known.made as Parameters<typeof find>[1]);
      if (!made) throw refused("NOT_FOUND", { what: "Ce qui avait été créé par cette demande" });
      return made;
    });
  };

const KEY = /^[A-Za-z0-9_-]{8,64}$/;

function checkKey(key: string): void {
  if (!KEY.test(key)) throw refused("INVALID_IDEMPOTENCY_KEY", "idempotencyKey");
}

/** Null is as good as left out: a field that a later version adds does not make a retry another demand. */
function fingerprintOf(input: object): string {
  const said = JSON.stringify(input, (_, value: unknown) => (value === null ? undefined : value));
  return blindIndex("IDEMPOTENCY", canonicalJson(JSON.parse(said)));
}

/** Erasing someone: what they made is found by other ways. */
export async function forgetKeysOf(tx: Transaction, keys: IdempotencyTable, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length > 0) await tx.delete(keys).where(inArray(keys.personId, [...personIds]));
}

export const idempotencyRetention = (keys: IdempotencyTable): Retention => [
  dated(keys, {
    what: "Clés des demandes de création : qui, laquelle, ce qu'elle a créé (identifiants), une empreinte de la demande",
    from: { label: "la demande", at: keys.at },
    term: { days: KEPT_DAYS },
    why: "une demande renvoyée après une réponse perdue ne doit pas créer deux fois",
  }),
];

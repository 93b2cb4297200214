import type { Reader } from "@stages/database/connection.ts";
import { ask, raw, sql as statement, type Statement } from "@stages/database/statement.ts";
import { type HostId, idFromUuid, type OfferId, type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import { type AnyColumn, getTableColumns, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { hostOf } from "./hosts.ts";
import { offerColumns, offerOpenedLater, type OfferRow } from "./offers.ts";
import { hosts } from "./tables.ts";

/** The columns of an offer and of its host as one list that never changes: written once, and read by the same table. */
const DIALECT = new PgDialect({ casing: "snake_case" });
const named = (columns: Readonly<Record<string, AnyColumn>>, prefix: string) =>
  Object.entries(columns).map(([key, column], index) => ({ key, column, alias: `${prefix}${index}`, text: DIALECT.sqlToQuery(sql`${column}`).sql }));

const OFFER = named(offerColumns, "o");
const HOST = named(getTableColumns(hosts), "h");

export type FoundRow = Readonly<Record<string, unknown>>;

/** Of `offers` and `hosts`, joined. */
export const FOUND_COLUMNS: Statement = raw(
  `${[...OFFER, ...HOST].map(({ text, alias }) => `${text} as ${alias}`).join(", ")}, array(select m.person_id from offers.host_managers m where m.host_id = hosts.id) as managers`,
);

export function foundIn(row: FoundRow): { readonly offer: Offer; readonly host: Host } {
  const host = read(row, HOST) as typeof hosts.$inferSelect & { readonly id: HostId };
  const managerIds: readonly PersonId[] = (row["managers"] as readonly string[]).map((uuid) => idFromUuid("person", uuid));
  return { offer: offerOpenedLater(read(row, OFFER) as OfferRow), host: hostOf({ host, managerIds }) };
}

function read(row: FoundRow, columns: ReturnType<typeof named>): unknown {
  const values: Record<string, unknown> = {};
  for (const { key, alias, column } of columns) {
    const value = row[alias];
    values[key] = value === null ? null : column.mapFromDriverValue(value);
  }
  return values;
}

/** In one statement: what the policy asks of each offer is its host. */
export async function findOffersWithHosts(db: Reader, ids: readonly OfferId[]): Promise<readonly ReturnType<typeof foundIn>[]> {
  const rows = await ask<FoundRow>(db, statement`select ${FOUND_COLUMNS} from offers.offers join offers.hosts on hosts.id = offers.host_id where offers.id = any(${`{${ids.map(uuidOf).join(",")}}`}::uuid[])`);
  return rows.map(foundIn);
}

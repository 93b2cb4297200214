import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { and, asc, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import type { Offer } from "../domain/offer.ts";
import { offerColumns, offerOf } from "./offers.ts";
import { flags, offers } from "./tables.ts";

const NONE = sql`false`;

/** `overseesOffer` of domain/territory.ts, in SQL. */
function overseenBy(actor: Actor): SQL | undefined {
  if (actor.role === "MINISTRY") return undefined;
  if (actor.role !== "RECTORAT") return NONE;
  return or(
    actor.academies.length > 0 ? inArray(offers.academy, [...actor.academies]) : NONE,
    actor.departments.length > 0 ? inArray(offers.department, [...actor.departments]) : NONE,
  );
}

/** A page of what waits for a decision in the actor's territory: flagged and not dismissed, or hidden; oldest offer first. */
export async function findOffersToModerate(db: Reader, actor: Actor, { after, limit }: { readonly after: OfferId | null; readonly limit: number }): Promise<readonly Offer[]> {
  // Two small indexes, and never the catalogue: an OR of the two would read it whole.
  const waiting = sql`${offers.id} in (select o.id from ${offers} o where o.status = 'HIDDEN' union select f.offer_id from ${flags} f where f.dismissed_at is null)`;
  const rows = await db
    .select(offerColumns)
    .from(offers)
    .where(and(waiting, overseenBy(actor), after ? gt(offers.id, after) : undefined))
    .orderBy(asc(offers.id))
    .limit(limit);
  return rows.map(offerOf);
}

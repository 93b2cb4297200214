import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { domainEvent, type OfferFact } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { eq, getTableColumns, inArray } from "drizzle-orm";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { inOneLine } from "../domain/place.ts";
import { hostFact } from "./hosts.ts";
import { messaging, offers } from "./tables.ts";

const { words: _words, seatsTaken: _seatsTaken, hostKind: _hostKind, department: _department, seatsLeft: _seatsLeft, point: _point, cell: _cell, ...kept } = getTableColumns(offers);

/** Everything but what the search alone uses. */
export const offerColumns = kept;

export type OfferRow = Pick<typeof offers.$inferSelect, keyof typeof kept>;

export function offerOf({ addressLine, postcode, communeCode, communeName, latitude, longitude, tutor, ...row }: OfferRow): Offer {
  return { ...row, tutor: openFrom(offers.tutor, row, tutor), place: { addressLine, postcode, communeCode, communeName, latitude, longitude } };
}

/** The same for lists, which seldom show the tutor: what is sealed is opened when it is read. */
export function offerOpenedLater({ addressLine, postcode, communeCode, communeName, latitude, longitude, tutor, ...row }: OfferRow): Offer {
  let opened: Offer["tutor"] | undefined;
  return {
    ...row,
    get tutor() {
      return (opened ??= openFrom(offers.tutor, row, tutor));
    },
    place: { addressLine, postcode, communeCode, communeName, latitude, longitude },
  };
}

export function offerRow({ place, tutor, ...offer }: Offer): typeof offers.$inferInsert {
  return { ...offer, ...place, tutor: sealFor(offers.tutor, offer, tutor) };
}

export async function findOffersByIds(db: Reader, ids: readonly OfferId[]): Promise<readonly Offer[]> {
  const rows = await db.select(offerColumns).from(offers).where(inArray(offers.id, [...ids]));
  return rows.map(offerOf);
}

/** Locks the row until the end of the transaction: what is decided on it stays true until it is written. */
export async function lockOffer(tx: Transaction, id: OfferId): Promise<Offer | null> {
  const [row] = await tx.select(offerColumns).from(offers).where(eq(offers.id, id)).for("update");
  return row ? offerOf(row) : null;
}

function offerFact({ id, campaignId, title, activities, period, seats, place, reservedSchoolUais, tutor }: Offer, host: Host): OfferFact {
  const { latitude, longitude } = place;
  return {
    id, campaignId, title, activities, period, seats, reservedSchoolUais, tutor,
    host: hostFact(host),
    place: { latitude, longitude, address: inOneLine(place) },
  };
}

export async function insertPublishedOffer(tx: Transaction, offer: Offer, host: Host, now: Temporal.Instant): Promise<void> {
  await tx.insert(offers).values(offerRow(offer));
  await tell(tx, messaging, [domainEvent("OfferPublished", offer.id, { offer: offerFact(offer, host) }, now)]);
}

/** Saves an offer that takes no candidatures any more. */
export async function saveClosedOffer(tx: Transaction, { id, status }: Offer, now: Temporal.Instant): Promise<void> {
  await tx.update(offers).set({ status }).where(eq(offers.id, id));
  await tell(tx, messaging, [domainEvent("OfferClosed", id, { offerId: id, status }, now)]);
}

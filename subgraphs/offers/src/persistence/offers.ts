import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { type DomainEvent, domainEvent, type OfferFact } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { and, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Host } from "../domain/host.ts";
import type { Lack, Status } from "../domain/lifecycle.ts";
import type { Offer } from "../domain/offer.ts";
import { coordinatesOf, inOneLine } from "../domain/place.ts";
import { maxSeatsOf } from "../domain/seats.ts";
import { historyOf } from "./history.ts";
import { hostFact, nameAbroad } from "./hosts.ts";
import { history, messaging, offers } from "./tables.ts";

const { words: _words, hostKind: _hostKind, department: _department, seatsLeft: _seatsLeft, point: _point, cell: _cell, ...kept } = getTableColumns(offers);

/** Everything but what the search alone uses, and the département, which PostgreSQL makes of the commune. */
export const offerColumns = kept;

export type OfferRow = Pick<typeof offers.$inferSelect, keyof typeof kept>;

export function offerOf({ addressLine, postcode, communeCode, communeName, country, latitude, longitude, tutor, ...row }: OfferRow): Offer {
  return { ...row, tutor: openFrom(offers.tutor, row, tutor), place: { addressLine, postcode, communeCode, communeName, country, latitude, longitude } };
}

/** The same for lists, which seldom show the tutor: what is sealed is opened when it is read. */
export function offerOpenedLater({ addressLine, postcode, communeCode, communeName, country, latitude, longitude, tutor, ...row }: OfferRow): Offer {
  let opened: Offer["tutor"] | undefined;
  return {
    ...row,
    get tutor() {
      return (opened ??= openFrom(offers.tutor, row, tutor));
    },
    place: { addressLine, postcode, communeCode, communeName, country, latitude, longitude },
  };
}

export function offerRow({ place, tutor, ...offer }: Offer): typeof offers.$inferInsert {
  return { ...offer, ...place, tutor: sealFor(offers.tutor, offer, tutor) };
}

const readOffersByIds = readByKeys(offers.id, (db, among) => db.select(offerColumns).from(offers).where(among));

export async function findOffersByIds(db: Reader, ids: readonly OfferId[]): Promise<readonly Offer[]> {
  const rows = await readOffersByIds(db, ids);
  return rows.map(offerOf);
}

/** Locks the row until the end of the transaction: what is decided on it stays true until it is written. */
export async function lockOffer(tx: Transaction, id: OfferId): Promise<Offer | null> {
  const [row] = await tx.select(offerColumns).from(offers).where(eq(offers.id, id)).for("update");
  return row ? offerOf(row) : null;
}

/** What is told of an offer that is published: it has a place. */
function offerFact({ id, campaignId, title, activities, sector, period, mode, seats, place, reservedSchoolUais, tutor }: Offer, host: Host): OfferFact {
  const { latitude, longitude } = coordinatesOf(place)!;
  return {
    id, campaignId, title, activities, sector, period, mode, seats, reservedSchoolUais, tutor,
    maxSeats: maxSeatsOf(host),
    host: hostFact(host),
    place: { latitude, longitude, address: inOneLine(place, nameAbroad(place.country)) },
  };
}

/** One step of an offer's life: who took it, when and why. */
export interface Step {
  /** Null for what is written for the first time. */
  readonly from: Status | null;
  readonly offer: Offer;
  /** Null where no offer becomes published, and nobody has to be told of it. */
  readonly host: Host | null;
  readonly actor: Actor;
  readonly at: Temporal.Instant;
  readonly why?: Lack | null;
  readonly reason?: string | null;
}

export async function insertOffer(tx: Transaction, step: Step): Promise<void> {
  await tx.insert(offers).values(offerRow(step.offer));
  await remember(tx, [step]);
}

/** Status, history and events of several offers: one transaction, or nothing. */
export async function saveSteps(tx: Transaction, steps: readonly Step[]): Promise<void> {
  for (const [status, same] of Map.groupBy(steps, ({ offer }) => offer.status)) {
    await tx.update(offers).set({ status }).where(inArray(offers.id, same.map(({ offer }) => offer.id)));
  }
  await remember(tx, steps);
}

async function remember(tx: Transaction, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  await tx.insert(history).values(steps.map(historyOf));
  await tell(tx, messaging, steps.flatMap((step) => eventOf(step) ?? []));
}

/** What was never published was never told. */
function eventOf({ offer, host, at }: Step): DomainEvent | null {
  const { id, status, publishedAt } = offer;
  if (publishedAt === null) return null;
  return status === "PUBLISHED" ? domainEvent("OfferPublished", id, { offer: offerFact(offer, host!) }, at) : domainEvent("OfferClosed", id, { offerId: id, status }, at);
}

/** The text of an offer, whatever its status; what is in the catalogue is told anew. */
export async function saveText(tx: Transaction, offer: Offer, host: Host, now: Temporal.Instant): Promise<void> {
  const { id, hostId: _host, status, seatsTaken: _taken, ...text } = offerRow(offer);
  await tx.update(offers).set(text).where(eq(offers.id, id));
  if (status === "PUBLISHED") await tell(tx, messaging, [domainEvent("OfferPublished", offer.id, { offer: offerFact(offer, host) }, now)]);
}

/** As the ledger tells them: by the platform alone. */
export async function saveSeats(tx: Transaction, { id, seats, seatsTaken }: Pick<Offer, "id" | "seats" | "seatsTaken">): Promise<void> {
  await tx.update(offers).set({ seats, seatsTaken }).where(eq(offers.id, id));
}

/** Some of those in the catalogue whose period has begun and that nobody is deciding on; replicas that sweep together share the work. */
export async function lockPast(tx: Transaction, campaignId: string, begun: readonly Period[], limit: number): Promise<readonly Offer[]> {
  const rows = await tx
    .select(offerColumns)
    .from(offers)
    .where(and(sql`${offers.status} = 'PUBLISHED'`, eq(offers.campaignId, campaignId), inArray(offers.period, [...begun])))
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map(offerOf);
}

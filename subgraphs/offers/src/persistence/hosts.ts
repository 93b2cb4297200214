import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { domainEvent, type HostFact } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { type HostId, idFromUuid, type OfferId, type PersonId } from "@stages/kernel/ids.ts";
import { countryByCode } from "@stages/reference/countries.ts";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type Host, identityAbroad } from "../domain/host.ts";
import { coordinatesOf, FRANCE, inOneLine } from "../domain/place.ts";
import { maxSeatsOf } from "../domain/seats.ts";
import { hostManagers, hosts, messaging } from "./tables.ts";

const managerIds = sql<readonly PersonId[]>`coalesce(array_agg(${hostManagers.personId}) filter (where ${hostManagers.personId} is not null), '{}')`.mapWith(
  (uuids: readonly string[]) => uuids.map((uuid) => idFromUuid("person", uuid)),
);

type Row = { host: typeof hosts.$inferSelect; managerIds: readonly PersonId[] };

export function hostOf({ host, managerIds }: Row): Host {
  const { addressLine, postcode, communeCode, communeName, latitude, longitude, identityAbroad: _, ...kept } = host;
  return { ...kept, address: { addressLine, postcode, communeCode, communeName }, coordinates: coordinatesOf({ latitude, longitude }), managerIds };
}

export function hostRow(host: Host): typeof hosts.$inferInsert {
  const { address, coordinates, managerIds: _, ...kept } = host;
  return {
    ...kept,
    ...address,
    latitude: coordinates?.latitude ?? null,
    longitude: coordinates?.longitude ?? null,
    identityAbroad: host.country === FRANCE ? null : sha256(identityAbroad(host)),
  };
}

/** Locked, in one order for everyone. */
export async function lockHosts(tx: Transaction, ids: readonly HostId[]): Promise<void> {
  await tx.select({ id: hosts.id }).from(hosts).where(inArray(hosts.id, [...ids])).orderBy(asc(hosts.id)).for("update");
}

const readHosts = readByKeys(hosts.id, (db, among) =>
  db.select({ host: hosts, managerIds }).from(hosts).leftJoin(hostManagers, eq(hostManagers.hostId, hosts.id)).where(among).groupBy(hosts.id),
);

export async function findHostsByIds(db: Reader, ids: readonly HostId[]): Promise<readonly Host[]> {
  return (await readHosts(db, ids)).map(hostOf);
}

/** What is told of a host wherever it is named. */
export function hostFact({ id, siret, legalName, kind, address, country }: Host): HostFact {
  return { id, siret, legalName, kind, address: inOneLine(address, nameAbroad(country)) };
}

/** As an address ends with it; null in France, where none does. */
export const nameAbroad = (country: string): string | null => (country === FRANCE ? null : (countryByCode(country)?.name ?? country));

/**
 * False when its SIRET, or its name at that address abroad, is already registered, whoever registers it at the same
 * instant: the unique indexes decide.
 */
export async function insertHost(tx: Transaction, host: Host, now: Temporal.Instant): Promise<boolean> {
  const inserted = await tx.insert(hosts).values(hostRow(host)).onConflictDoNothing().returning({ id: hosts.id });
  if (inserted.length === 0) return false;
  const [managerPersonId] = host.managerIds as readonly [PersonId];
  await tx.insert(hostManagers).values({ hostId: host.id, personId: managerPersonId });
  await tell(tx, messaging, [domainEvent("HostRegistered", host.id, { host: hostFact(host), managerPersonId }, now)]);
  return true;
}

/** False when another host abroad has that name at that address, whoever takes it at the same instant. */
export async function saveEditedHost(tx: Transaction, host: Host, offerIds: readonly OfferId[], now: Temporal.Instant): Promise<boolean> {
  // Not even as they are: the role has no right to write what never changes.
  const { id, siret: _, country: __, ...edited } = hostRow(host);
  try {
    // Within a savepoint, so that a refusal can still be told in the same transaction.
    await tx.transaction((inner) => inner.update(hosts).set(edited).where(eq(hosts.id, id)));
  } catch (error) {
    if ((error as { cause?: { constraint_name?: string } }).cause?.constraint_name === "one_host_per_identity_abroad") return false;
    throw error;
  }
  await tell(tx, messaging, [domainEvent("HostChanged", host.id, { host: hostFact(host), offerIds, maxSeats: maxSeatsOf(host) }, now)]);
  return true;
}

/** Whoever is editing the host, or publishing for it, ends first: what was decided of its managers stays true until it is written. */
export async function addManager(tx: Transaction, hostId: HostId, personId: PersonId): Promise<void> {
  await lockHosts(tx, [hostId]);
  await tx.insert(hostManagers).values({ hostId, personId }).onConflictDoNothing();
}

export async function deleteManager(tx: Transaction, id: HostId, manager: PersonId): Promise<void> {
  const { hostId, personId } = hostManagers;
  await lockHosts(tx, [id]);
  await tx.delete(hostManagers).where(and(eq(hostId, id), eq(personId, manager)));
}

export async function findHostsManagedBy(db: Reader, id: PersonId): Promise<readonly HostId[]> {
  const { hostId, personId } = hostManagers;
  return (await db.select({ hostId }).from(hostManagers).where(eq(personId, id)).orderBy(asc(hostId))).map((row) => row.hostId);
}

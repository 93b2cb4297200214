import type { Reader, Transaction } from "@stages/database/connection.ts";
import { domainEvent, type HostFact } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { type HostId, idFromUuid, type PersonId } from "@stages/kernel/ids.ts";
import { asc, eq, inArray, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Host } from "../domain/host.ts";
import { coordinatesOf, inOneLine } from "../domain/place.ts";
import { hostManagers, hosts, messaging } from "./tables.ts";

const managerIds = sql<readonly PersonId[]>`coalesce(array_agg(${hostManagers.personId}) filter (where ${hostManagers.personId} is not null), '{}')`.mapWith(
  (uuids: readonly string[]) => uuids.map((uuid) => idFromUuid("person", uuid)),
);

/** The same of one host, for queries that join it with something else. */
export const managersOf = (hostId: AnyPgColumn) =>
  sql<readonly PersonId[]>`array(select m.person_id from ${hostManagers} as m where m.host_id = ${hostId})`.mapWith((uuids: readonly string[]) => uuids.map((uuid) => idFromUuid("person", uuid)));

type Row = { host: typeof hosts.$inferSelect; managerIds: readonly PersonId[] };

export function hostOf({ host, managerIds }: Row): Host {
  const { addressLine, postcode, communeCode, communeName, latitude, longitude, ...kept } = host;
  return { ...kept, address: { addressLine, postcode, communeCode, communeName }, coordinates: coordinatesOf({ latitude, longitude }), managerIds };
}

export function hostRow({ address, coordinates, managerIds: _, ...kept }: Host): typeof hosts.$inferInsert {
  return { ...kept, ...address, latitude: coordinates?.latitude ?? null, longitude: coordinates?.longitude ?? null };
}

export async function findHostsByIds(db: Reader, ids: readonly HostId[]): Promise<readonly Host[]> {
  const rows = await db
    .select({ host: hosts, managerIds })
    .from(hosts)
    .leftJoin(hostManagers, eq(hostManagers.hostId, hosts.id))
    .where(inArray(hosts.id, [...ids]))
    .groupBy(hosts.id);
  return rows.map(hostOf);
}

/** What is told of a host wherever it is named. */
export function hostFact({ id, siret, legalName, kind, address }: Host): HostFact {
  return { id, siret, legalName, kind, address: inOneLine(address) };
}

/** False when its SIRET is already registered, whoever registers it at the same instant: the unique index decides. */
export async function insertHost(tx: Transaction, host: Host, now: Temporal.Instant): Promise<boolean> {
  const inserted = await tx.insert(hosts).values(hostRow(host)).onConflictDoNothing({ target: hosts.siret }).returning({ id: hosts.id });
  if (inserted.length === 0) return false;
  const [managerPersonId] = host.managerIds as readonly [PersonId];
  await tx.insert(hostManagers).values({ hostId: host.id, personId: managerPersonId });
  await tell(tx, messaging, [domainEvent("HostRegistered", host.id, { host: hostFact(host), managerPersonId }, now)]);
  return true;
}

export async function findHostsManagedBy(db: Reader, id: PersonId): Promise<readonly HostId[]> {
  const { hostId, personId } = hostManagers;
  return (await db.select({ hostId }).from(hostManagers).where(eq(personId, id)).orderBy(asc(hostId))).map((row) => row.hostId);
}

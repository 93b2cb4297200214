import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { Candidature } from "../domain/candidature.ts";
import { candidatures, hostManagers } from "./tables.ts";

export type HostManager = typeof hostManagers.$inferSelect;

export async function appointManager(tx: Transaction, manager: HostManager): Promise<void> {
  await tx.insert(hostManagers).values(manager).onConflictDoNothing();
}

/** A transfer to this person that is under way is waited for; one that comes later finds them no more. */
export async function withdrawManager(tx: Transaction, { hostId, personId }: HostManager): Promise<void> {
  await tx.delete(hostManagers).where(and(eq(hostManagers.hostId, hostId), eq(hostManagers.personId, personId)));
}

const readManagers = readByKeys(hostManagers.hostId, (db, among) => db.select().from(hostManagers).where(among).orderBy(asc(hostManagers.hostId), asc(hostManagers.personId)));

export function findManagers(db: Reader, ids: readonly HostId[]): Promise<readonly HostManager[]> {
  return readManagers(db, ids);
}

/** Of which of these hosts that person is a manager; they stay so until the end of the transaction. */
export function holdManager(tx: Transaction, personId: PersonId, hostIds: readonly HostId[]): Promise<readonly HostManager[]> {
  return tx
    .select()
    .from(hostManagers)
    .where(and(eq(hostManagers.personId, personId), inArray(hostManagers.hostId, [...hostIds])))
    .orderBy(asc(hostManagers.hostId))
    .for("share");
}

/** Whatever their status: what has ended too is nobody's any more once its manager has gone. */
export async function lockAssignedTo(tx: Transaction, { hostId, personId }: HostManager): Promise<readonly Pick<Candidature, "id" | "assignedTo">[]> {
  return tx
    .select({ id: candidatures.id, assignedTo: candidatures.assignedTo })
    .from(candidatures)
    .where(and(eq(candidatures.assignedTo, personId), eq(candidatures.hostId, hostId)))
    .orderBy(asc(candidatures.id))
    .for("update");
}

import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import { and, eq, inArray } from "drizzle-orm";
import type { HostManager } from "../domain/people.ts";
import { hostManagers } from "./tables.ts";

/** A copy of what `people` tells. */

export const hostManagerRow = ({ name, phone, ...managing }: HostManager): typeof hostManagers.$inferInsert => ({ ...managing, contact: sealFor(hostManagers.contact, managing, { name, phone }) });

export async function mirrorHostManager(tx: Transaction, manager: HostManager): Promise<void> {
  const row = hostManagerRow(manager);
  await tx.insert(hostManagers).values(row).onConflictDoUpdate({ target: [hostManagers.hostId, hostManagers.personId], set: { contact: row.contact } });
}

/** Under a manager's standing, of the hosts that they manage alone; null for whom nobody has told of. */
export async function findHostManager(db: Reader, hostId: HostId, personId: PersonId): Promise<HostManager | null> {
  const [row] = await db.select().from(hostManagers).where(and(eq(hostManagers.hostId, hostId), eq(hostManagers.personId, personId)));
  return row ? { hostId, personId, ...openFrom(hostManagers.contact, row, row.contact) } : null;
}

export async function deleteHostManager(tx: Transaction, hostId: HostId, personId: PersonId): Promise<void> {
  await tx.delete(hostManagers).where(and(eq(hostManagers.hostId, hostId), eq(hostManagers.personId, personId)));
}

export async function deleteManagersAmong(tx: Transaction, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length > 0) await tx.delete(hostManagers).where(inArray(hostManagers.personId, [...personIds]));
}

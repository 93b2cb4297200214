import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { grants, legalRepresentatives, linkRequests, persons } from "./tables.ts";

/** Written alike for an address that is known and for one that is not; not again within the time that must pass. */
export async function rememberRequest(tx: Transaction, address: string, requestedAt: Temporal.Instant, again: Temporal.Instant): Promise<void> {
  const index = emailIndex(address);
  await tx
    .insert(linkRequests)
    .values({ addressIndex: index, address: sealFor(linkRequests.address, { addressIndex: index }, address), requestedAt })
    .onConflictDoUpdate({ target: linkRequests.addressIndex, set: { requestedAt, answeredAt: null }, setWhere: lt(linkRequests.requestedAt, again) });
}

/** One that waits, for oneself; null when there is none. */
export async function lockNextRequest(tx: Transaction): Promise<{ readonly address: string; readonly requestedAt: Temporal.Instant } | null> {
  const [row] = await tx
    .select()
    .from(linkRequests)
    .where(isNull(linkRequests.answeredAt))
    .orderBy(asc(linkRequests.requestedAt))
    .limit(1)
    .for("update", { skipLocked: true });
  return row ? { address: openFrom(linkRequests.address, row, row.address), requestedAt: row.requestedAt } : null;
}

export async function markAnswered(tx: Transaction, address: string, answeredAt: Temporal.Instant): Promise<void> {
  await tx.update(linkRequests).set({ answeredAt }).where(eq(linkRequests.addressIndex, emailIndex(address)));
}

export async function forgetRequests(db: Reader, before: Temporal.Instant): Promise<void> {
  await db.delete(linkRequests).where(and(isNotNull(linkRequests.answeredAt), lt(linkRequests.requestedAt, before)));
}

/** Legal representatives without an account who have this address. */
export async function findRepresentativesByAddress(db: Reader, address: string): Promise<readonly PersonId[]> {
  const rows = await db
    .selectDistinct({ id: persons.id })
    .from(persons)
    .innerJoin(legalRepresentatives, eq(legalRepresentatives.personId, persons.id))
    .where(and(eq(persons.emailIndex, emailIndex(address)), isNull(persons.subject)));
  return rows.map(({ id }) => id);
}

/** Someone known as a tutor under this address. */
export async function findTutorByAddress(db: Reader, address: string): Promise<PersonId | null> {
  const [row] = await db
    .select({ id: persons.id })
    .from(persons)
    .innerJoin(grants, eq(grants.personId, persons.id))
    .where(and(eq(persons.emailIndex, emailIndex(address)), eq(grants.role, "TUTOR")))
    .orderBy(asc(persons.id))
    .limit(1);
  return row?.id ?? null;
}

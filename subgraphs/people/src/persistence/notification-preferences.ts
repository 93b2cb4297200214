import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { and, eq, exists, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { isDefault, type Preference } from "../domain/delivery.ts";
import { notificationPreferences } from "./notification-tables.ts";

export function findPreferences(db: Reader, personId: PersonId): Promise<readonly Preference[]> {
  const { kind, channel, wanted } = notificationPreferences;
  return db.select({ kind, channel, wanted }).from(notificationPreferences).where(eq(notificationPreferences.personId, personId));
}

/** Two changes of one person at once wait for each other: each is judged with the other's. */
export async function lockPreferences(tx: Transaction, personId: PersonId): Promise<readonly Preference[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`preferences of ${personId}`}, 0))`);
  return findPreferences(tx, personId);
}

/** Only what differs from the kind's own is kept, so that who chose nothing follows it when it changes. */
export async function savePreferences(tx: Transaction, personId: PersonId, preferences: readonly Preference[], changedAt: Temporal.Instant): Promise<void> {
  const { kind, channel } = notificationPreferences;
  const [usual, chosen] = [preferences.filter((one) => one.wanted === isDefault(one.kind, one.channel)), preferences.filter((one) => one.wanted !== isDefault(one.kind, one.channel))];
  if (usual.length > 0) {
    await tx.delete(notificationPreferences).where(and(eq(notificationPreferences.personId, personId), or(...usual.map((one) => and(eq(kind, one.kind), eq(channel, one.channel))))));
  }
  if (chosen.length > 0) {
    await tx
      .insert(notificationPreferences)
      .values(chosen.map((one) => ({ ...one, personId, changedAt })))
      .onConflictDoUpdate({ target: [notificationPreferences.personId, kind, channel], set: { wanted: sql`excluded.wanted`, changedAt } });
  }
}

/** Who is named there does not want that kind by mail. */
export function withoutMail(db: Reader, person: PgColumn, ofKind: SQL): SQL {
  const { personId, kind, channel, wanted } = notificationPreferences;
  return exists(db.select({ one: sql`1` }).from(notificationPreferences).where(and(eq(personId, person), eq(kind, ofKind), eq(channel, "MAIL"), eq(wanted, false))));
}

import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { DelegationId, HostId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { asc, eq, inArray, or } from "drizzle-orm";
import type { Delegation } from "../domain/delegation.ts";
import { delegations } from "./tables.ts";

function delegationOf({ toPersonId, toTutor, tutor: _, ...row }: typeof delegations.$inferSelect): Delegation {
  const to = toPersonId ? { personId: toPersonId, tutorEmail: null } : { personId: null, tutorEmail: openFrom(delegations.toTutor, row, toTutor!) };
  return { ...row, to } as Delegation;
}

export async function insertDelegation(tx: Transaction, { to, ...delegation }: Delegation): Promise<void> {
  const { personId: toPersonId, tutorEmail } = to;
  await tx.insert(delegations).values({
    ...delegation,
    toPersonId,
    toTutor: tutorEmail === null ? null : sealFor(delegations.toTutor, delegation, tutorEmail),
    tutor: tutorEmail === null ? null : emailIndex(tutorEmail),
  });
}

export async function lockDelegation(tx: Transaction, id: DelegationId): Promise<Delegation | null> {
  const [row] = await tx.select().from(delegations).where(eq(delegations.id, id)).for("update");
  return row ? delegationOf(row) : null;
}

export async function withdrawDelegationAt(tx: Transaction, id: DelegationId, withdrawnAt: Temporal.Instant): Promise<void> {
  await tx.update(delegations).set({ withdrawnAt }).where(eq(delegations.id, id));
}

/** All that were ever given for these schools and hosts, oldest first; under a request's role, those that it may know. */
export async function findDelegations(db: Reader, { schools, hosts }: { readonly schools: readonly Uai[]; readonly hosts: readonly HostId[] }): Promise<readonly Delegation[]> {
  const rows = await db
    .select()
    .from(delegations)
    .where(or(inArray(delegations.schoolUai, [...schools]), inArray(delegations.hostId, [...hosts])))
    .orderBy(asc(delegations.id));
  return rows.map(delegationOf);
}

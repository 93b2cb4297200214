import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { HostFact } from "@stages/events/contracts.ts";
import { type HostId, newId, type PersonId } from "@stages/kernel/ids.ts";
import { emailIndex as emailIndexOf } from "@stages/vault/vault.ts";
import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { HostInvitation, HostManager } from "../domain/host-managers.ts";
import { identityOf } from "./person-rows.ts";
import { grants, hostInvitations, hosts, persons } from "./tables.ts";

/** Whatever takes a host's managers away waits for its turn: two who remove one another would leave none. */
export async function lockManagersOf(tx: Transaction, hostId: HostId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`managers of ${hostId}`}, 0))`);
}

const { id, identity } = persons;
const readManagers = readByKeys(grants.hostId, (db, among) =>
  db
    .select({ hostId: grants.hostId, person: { id, identity } })
    .from(grants)
    .innerJoin(persons, eq(persons.id, grants.personId))
    .where(and(eq(grants.role, "HOST_MANAGER"), among))
    .orderBy(asc(id)),
);

/** Those whom the asker may know: under a manager's standing, of the hosts that they manage alone. */
export async function findHostManagers(db: Reader, hostIds: readonly HostId[]): Promise<readonly HostManager[]> {
  const rows = await readManagers(db, hostIds);
  return rows.map(({ hostId, person }) => {
    const { firstName, lastName, email } = identityOf(person);
    return { hostId: hostId!, id: person.id, firstName, lastName, email };
  });
}

export async function deleteManagerGrant(tx: Transaction, hostId: HostId, personId: PersonId): Promise<void> {
  await tx.delete(grants).where(and(eq(grants.role, "HOST_MANAGER"), eq(grants.hostId, hostId), eq(grants.personId, personId)));
}

type Row = typeof hostInvitations.$inferSelect;
const opened = (row: Pick<Row, "hostId" | "recipientId" | "address" | "invitedAt">): HostInvitation => ({
  hostId: row.hostId,
  email: openFrom(hostInvitations.address, row, row.address),
  invitedAt: row.invitedAt,
});
const waits = isNull(hostInvitations.claimedAt);

export async function findWaitingInvitations(db: Reader, hostIds: readonly HostId[]): Promise<readonly HostInvitation[]> {
  const rows = await db.select().from(hostInvitations).where(and(inArray(hostInvitations.hostId, [...hostIds]), waits)).orderBy(asc(hostInvitations.id));
  return rows.map(opened);
}

/** Whom to write to; null when that address is waited for already. */
export async function insertHostInvitation(tx: Transaction, { hostId, email, invitedAt }: HostInvitation, invitedBy: PersonId): Promise<PersonId | null> {
  const recipientId = newId("person");
  const address = sealFor(hostInvitations.address, { hostId, recipientId }, email);
  const inserted = await tx
    .insert(hostInvitations)
    .values({ hostId, emailIndex: emailIndexOf(email), address, recipientId, invitedAt, invitedBy })
    .onConflictDoNothing()
    .returning({ id: hostInvitations.id });
  return inserted.length > 0 ? recipientId : null;
}

/** What waits for the bearer of this address; locked. */
export function lockHostInvitations(tx: Transaction, address: string): Promise<readonly Pick<Row, "id" | "hostId">[]> {
  return tx
    .select({ id: hostInvitations.id, hostId: hostInvitations.hostId })
    .from(hostInvitations)
    .where(and(eq(hostInvitations.emailIndex, emailIndexOf(address)), waits))
    .orderBy(asc(hostInvitations.id))
    .for("update");
}

export async function claimHostInvitation(tx: Transaction, id: number, personId: PersonId, claimedAt: Temporal.Instant): Promise<void> {
  await tx.update(hostInvitations).set({ claimedAt, personId }).where(eq(hostInvitations.id, id));
}

/** Those that wait, by their address or by who made them; answers whose mails must not leave any more. */
export async function deleteWaitingInvitations(tx: Transaction, hostId: HostId, by: { readonly email: string } | { readonly invitedBy: PersonId }): Promise<readonly PersonId[]> {
  const which = "email" in by ? eq(hostInvitations.emailIndex, emailIndexOf(by.email)) : eq(hostInvitations.invitedBy, by.invitedBy);
  const gone = await tx.delete(hostInvitations).where(and(eq(hostInvitations.hostId, hostId), which, waits)).returning({ recipientId: hostInvitations.recipientId });
  return gone.map(({ recipientId }) => recipientId);
}

export const findHostInvitationsOf = (db: Reader, id: PersonId) =>
  db.select().from(hostInvitations).where(or(eq(hostInvitations.personId, id), eq(hostInvitations.invitedBy, id))).orderBy(asc(hostInvitations.id));

export async function mirrorHost(tx: Transaction, { id, legalName }: Pick<HostFact, "id" | "legalName">): Promise<void> {
  await tx.insert(hosts).values({ id, legalName }).onConflictDoUpdate({ target: hosts.id, set: { legalName } });
}

/** Null for a host that nobody told of. */
export async function findHostName(db: Reader, id: HostId): Promise<string | null> {
  return (await db.select({ legalName: hosts.legalName }).from(hosts).where(eq(hosts.id, id)))[0]?.legalName ?? null;
}

import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Actor, Role } from "@stages/kernel/actor.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { eq, type SQL } from "drizzle-orm";
import { actorOf, type Grant, type GrantedRole, rolesOf } from "../domain/grant.ts";
import { openedPerson } from "./person-rows.ts";
import { grants, persons } from "./tables.ts";

/** Who bears this subject, as of now, in the role chosen; null when nobody does, or has no such role. */
export async function findActor(db: Reader, subject: string, role: Role | null = null): Promise<Actor | null> {
  return (await findBearer(db, eq(persons.subject, subject), role))?.actor ?? null;
}

export interface KnownBearer {
  readonly subject: string;
  readonly actor: Actor;
}

/** As whom a person acts, as of now, in a role that they had; null when they have it no more, or cannot sign in. */
export async function findActorOf(db: Reader, personId: PersonId, role: Role): Promise<KnownBearer | null> {
  const bearer = await findBearer(db, eq(persons.id, personId), role);
  return bearer && bearer.subject !== null ? { subject: bearer.subject, actor: bearer.actor } : null;
}

async function findBearer(db: Reader, where: SQL, role: Role | null): Promise<{ readonly subject: string | null; readonly actor: Actor } | null> {
  const rows = await db.select({ person: persons, grant: grants }).from(persons).leftJoin(grants, eq(grants.personId, persons.id)).where(where);
  const [bearer] = rows;
  const actor = bearer ? actorOf(openedPerson(bearer.person), rows.flatMap(({ grant }) => (grant ? [grant as Grant] : [])), role) : null;
  return actor && { subject: bearer!.person.subject, actor };
}

export async function findRoles(db: Reader, personId: PersonId): Promise<readonly GrantedRole[]> {
  return rolesOf(await db.selectDistinct({ role: grants.role }).from(grants).where(eq(grants.personId, personId)));
}

/** False when the person had it already. */
export async function insertGrant(tx: Transaction, personId: PersonId, grant: Grant): Promise<boolean> {
  const inserted = await tx.insert(grants).values({ personId, ...grant }).onConflictDoNothing().returning({ role: grants.role });
  return inserted.length > 0;
}
